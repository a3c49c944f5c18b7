#include "sensor/lane.h"

#include <stdlib.h>

#include "capture/interface.h"
#include "core/clock.h"

bool lane_open(struct lane *lane, const struct live_source *source,
               const struct live_settings *settings, struct error *e)
{
    struct error why = { "cannot be listened to: no memory" };
    char *name = strdup(settings->interface);
    void *self = name != NULL ? source->open(settings, &why) : NULL;
    if (self == NULL) {
        free(name);
        return fail(e, "%s %.*s", settings->interface, (int)sizeof e->s - 1, why.s);
    }
    *lane = (struct lane){ .source = source,
                           .self = self,
                           .name = name,
                           .shunt = settings->shunt,
                           .late_ns = (uint64_t)source->late_ms(self) * NS_PER_MS };
    return true;
}

void lane_close(struct lane *lane)
{
    lane->source->close(lane->self);
    free(lane->name);
}

void lane_resume(struct lane *lane)
{
    struct error why = { "" };
    if (lane->source->resume(lane->self, &why))
        return;
    lane->broken = true;
    (void)fail(&lane->why, "%s %s", lane->name, why.s);
}

void lane_break(struct lane *lane, const char *why)
{
    lane->broken = true;
    (void)fail(&lane->why, "%s", why);
}

/* The clocks are read before it is asked: what comes in meanwhile is not what it had not. */
int lane_ask(struct lane *lane, struct frame *batch, int max, int timeout_ms)
{
    if (lane->broken)
        return 0;
    struct error why = { "" };
    uint64_t monotonic = timeout_ms == 0 ? steady_ns() : 0;
    uint64_t real = timeout_ms == 0 ? real_ns() : 0;
    int n = lane->source->next(lane->self, batch, max, timeout_ms, &why);
    if (n < 0) {
        lane->broken = true;
        (void)fail(&lane->why, "%s %s", lane->name, why.s);
        return 0;
    }
    if (n == 0) {
        lane->silent_ns = monotonic;
        lane->silent_at = real;
    }
    return n;
}

void lane_refill(struct lane *lane)
{
    lane->at = 0;
    lane->n = lane_ask(lane, lane->held, LANE_HELD, 0);
    lane->taken_ns = steady_ns();
}
