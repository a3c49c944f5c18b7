#include "sensor/lanes.h"

#include <poll.h>
#include <stdlib.h>

#include "capture/interface.h"
#include "core/clock.h"
#include "sensor/lane.h"

enum {
    GATHER_MS = 2,  /* after the first of several woke us: so that the others join it */
    TURN_MS = 10,   /* frames that have to wait do so for that long at least */
    LOOK_MS = 50,   /* how often a source is asked that poll(2) cannot wait for */
    SETTLE_MS = 20, /* what the kernel was about when we stopped is over by then */
    FDS = 128
};

struct lanes {
    uint64_t frames;
    uint64_t late_ns; /* of the latest */
    bool stopped;
    uint64_t stopped_ns;
    size_t n, max;
    struct lane lane[];
};

/* ---- opening ---- */

struct lanes *lanes_new(size_t max)
{
    struct lanes *l = calloc(1, sizeof *l + max * sizeof l->lane[0]);
    if (l != NULL)
        l->max = max;
    return l;
}

void lanes_close(struct lanes *l)
{
    if (l == NULL)
        return;
    for (size_t i = 0; i < l->n; i++)
        lane_close(&l->lane[i]);
    free(l);
}

bool lanes_add(struct lanes *l, const struct live_source *source,
               const struct live_settings *settings, struct error *e)
{
    if (l->n == l->max)
        return fail(e, "%s is one interface more than there is room for", settings->interface);
    if (!lane_open(&l->lane[l->n], source, settings, e))
        return false;
    uint64_t late_ns = l->lane[l->n++].late_ns;
    l->late_ns = late_ns > l->late_ns ? late_ns : l->late_ns;
    return true;
}

uint64_t lanes_late_ns(const struct lanes *l)
{
    return l->late_ns;
}

size_t lanes_number(const struct lanes *l)
{
    return l->n;
}

/* ---- read by another process ---- */

uint64_t lanes_taken(const struct lanes *l)
{
    uint64_t all = 0;
    for (size_t i = 0; i < l->n; i++)
        all += l->lane[i].source->taken(l->lane[i].self);
    return all;
}

void lanes_tend(struct lanes *l)
{
    for (size_t i = 0; i < l->n; i++)
        l->lane[i].source->tend(l->lane[i].self);
}

void lanes_resume(struct lanes *l)
{
    for (size_t i = 0; i < l->n; i++)
        lane_resume(&l->lane[i]);
}

void lanes_break(struct lanes *l, size_t i, const char *why)
{
    lane_break(&l->lane[i], why);
}

/* ---- several, in the order of time ---- */

static void refill(struct lanes *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (lane_is_empty(&l->lane[i]))
            lane_refill(&l->lane[i]);
}

/* Until when everything is there: frames of these times, or taken then, wait for nobody. */
struct horizon {
    uint64_t time_ns;
    uint64_t taken_ns;
};

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t before(uint64_t t, uint64_t ns)
{
    return t > ns ? t - ns : 0;
}

static struct horizon horizon(const struct lanes *l)
{
    struct horizon h = { UINT64_MAX, UINT64_MAX };
    for (size_t i = 0; i < l->n; i++) {
        const struct lane *lane = &l->lane[i];
        if (lane->broken || !lane_is_empty(lane))
            continue;
        h.time_ns = earlier(h.time_ns, before(lane->silent_at, lane->late_ns));
        h.taken_ns = earlier(h.taken_ns, before(lane->silent_ns, lane->late_ns));
    }
    return h;
}

/* That with the earliest frame; NULL: all are empty. */
static struct lane *earliest(struct lanes *l)
{
    struct lane *first = NULL;
    for (size_t i = 0; i < l->n; i++) {
        struct lane *lane = &l->lane[i];
        if (lane_is_empty(lane))
            continue;
        if (first == NULL || lane_first(lane)->time_ns < lane_first(first)->time_ns)
            first = lane;
    }
    return first;
}

/* Ends where a source has handed over its last: it may not be asked for more while its frames are
 * in the batch. */
static int merge(struct lanes *l, struct frame *batch, int max)
{
    struct horizon h = horizon(l);
    int n = 0;
    while (n < max) {
        struct lane *lane = earliest(l);
        if (lane == NULL)
            break;
        const struct frame *f = lane_first(lane);
        if (f->time_ns > h.time_ns && lane->taken_ns > h.taken_ns)
            break;
        batch[n] = *f;
        batch[n++].frame_no = ++l->frames;
        lane->at++;
        if (lane_is_empty(lane))
            break;
    }
    return n;
}

/* ---- waiting ---- */

/* How long until that frame, the earliest, need not wait any more. */
static int rest_ms(const struct lanes *l, const struct lane *lane)
{
    uint64_t late_ns = 0;
    for (size_t i = 0; i < l->n; i++) {
        const struct lane *other = &l->lane[i];
        if (!other->broken && lane_is_empty(other) && other->late_ns > late_ns)
            late_ns = other->late_ns;
    }
    uint64_t by_time = before(lane_first(lane)->time_ns + late_ns, real_ns());
    uint64_t by_taking = before(lane->taken_ns + late_ns, steady_ns());
    int rest = (int)(earlier(by_time, by_taking) / NS_PER_MS) + 1;
    return rest < TURN_MS ? TURN_MS : rest;
}

/* What can be waited for. A source whose frames wait has its descriptors ready all the time. */
static nfds_t list_descriptors(const struct lanes *l, struct pollfd list[FDS], bool *all)
{
    int fds[FDS];
    nfds_t n = 0;
    *all = true;
    for (size_t i = 0; i < l->n; i++) {
        const struct lane *lane = &l->lane[i];
        if (lane->broken || !lane_is_empty(lane))
            continue;
        int some = lane->source->descriptors(lane->self, fds, FDS - (int)n);
        *all = *all && some > 0;
        for (int k = 0; k < some; k++)
            list[n++] = (struct pollfd){ .fd = fds[k], .events = POLLIN };
    }
    return n;
}

static void wait_for_frames(struct lanes *l, int timeout_ms)
{
    struct pollfd list[FDS];
    bool all = false;
    nfds_t n = list_descriptors(l, list, &all);
    const struct lane *waiting = earliest(l);
    int longest = all && !l->stopped ? timeout_ms : LOOK_MS;
    if (waiting != NULL)
        longest = rest_ms(l, waiting);
    int wait_ms = longest < timeout_ms ? longest : timeout_ms;
    if (poll(list, n, wait_ms) > 0 && wait_ms > GATHER_MS)
        (void)poll(NULL, 0, GATHER_MS);
}

static int next_of_several(struct lanes *l, struct frame *batch, int max, int timeout_ms)
{
    refill(l);
    int n = merge(l, batch, max);
    if (n > 0 || timeout_ms == 0)
        return n;
    wait_for_frames(l, timeout_ms);
    refill(l);
    return merge(l, batch, max);
}

/* ---- all of them ---- */

/* After lanes_stop(): nothing more will come from there. */
static bool is_over(const struct lanes *l, const struct lane *lane)
{
    uint64_t rest_ns = lane->late_ns + (uint64_t)SETTLE_MS * NS_PER_MS;
    return lane->broken || (lane_is_empty(lane) && lane->silent_ns >= l->stopped_ns + rest_ns);
}

/* There are no frames: may there be some later? */
static int state(const struct lanes *l, struct error *e)
{
    const struct lane *broken = NULL;
    bool well = false;
    bool over = l->stopped;
    for (size_t i = 0; i < l->n; i++) {
        const struct lane *lane = &l->lane[i];
        broken = lane->broken ? lane : broken;
        well = well || !lane->broken;
        over = over && is_over(l, lane);
    }
    if (over)
        return SOURCE_END;
    if (!well)
        (void)fail(e, "%s", broken != NULL ? broken->why.s : "there is no interface to listen at");
    return well ? 0 : SOURCE_BROKEN;
}

int lanes_next(struct lanes *l, struct frame *batch, int max, int timeout_ms, struct error *e)
{
    int n = 0;
    if (l->n == 1 && !l->stopped)
        n = lane_ask(&l->lane[0], batch, max, timeout_ms);
    else
        n = next_of_several(l, batch, max, timeout_ms);
    return n > 0 ? n : state(l, e);
}

void lanes_stop(struct lanes *l)
{
    for (size_t i = 0; i < l->n; i++)
        l->lane[i].source->stop(l->lane[i].self);
    l->stopped = true;
    l->stopped_ns = steady_ns();
}

void lanes_counts(struct lanes *l, size_t i, struct live_counts *counts)
{
    l->lane[i].source->counts(l->lane[i].self, counts);
}

const char *lanes_broken(const struct lanes *l, size_t i)
{
    return l->lane[i].broken ? l->lane[i].why.s : NULL;
}

bool lanes_shunt(struct lanes *l, const struct media_flow *flow)
{
    const struct shunt *told = NULL;
    bool taken = false;
    for (size_t i = 0; i < l->n; i++) {
        struct lane *lane = &l->lane[i];
        if (lane->broken || (told != NULL && lane->shunt == told))
            continue;
        if (!lane->source->shunt(lane->self, flow))
            continue;
        taken = true;
        told = lane->shunt;
    }
    return taken;
}
