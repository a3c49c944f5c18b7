#include "alerts/post.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/clock.h"

enum { QUEUE_BYTES = 16 << 20, RETRY_MIN_MS = 100, RETRY_MAX_MS = 30000, GRACE_MS = 800 };

struct post {
    struct eve_style style;
    struct outlet_settings settings;
    struct outlet *outlet[POST_SINKS_MAX];
    size_t outlets;
    bool told_too_long;
    char line[EVE_LINE_MAX];
    char posture[POSTURE_MAX];
};

struct post *post_new(const struct post_settings *s)
{
    struct post *p = calloc(1, sizeof *p);
    if (p == NULL)
        return NULL;
    const char *host = s->style.host != NULL ? s->style.host : "";
    p->style = s->style;
    p->settings = (struct outlet_settings){
        .sensor = s->sensor != NULL ? s->sensor : host,
        .queue_bytes = s->queue_bytes != 0 ? s->queue_bytes : QUEUE_BYTES,
        .retry_min_ms = s->retry_min_ms != 0 ? s->retry_min_ms : RETRY_MIN_MS,
        .retry_max_ms = s->retry_max_ms != 0 ? s->retry_max_ms : RETRY_MAX_MS,
    };
    return p;
}

bool post_add(struct post *p, const struct sink *sink, const char *where, struct error *e)
{
    if (p->outlets == POST_SINKS_MAX)
        return fail(e, "too many sinks");
    struct outlet *o = outlet_new(&p->settings, sink, where, e);
    if (o == NULL)
        return false;
    p->outlet[p->outlets++] = o;
    return true;
}

bool post_start(struct post *p, struct error *e)
{
    for (size_t i = 0; i < p->outlets; i++)
        if (!outlet_start(p->outlet[i], e))
            return false;
    return true;
}

static void shed_too_long(struct post *p, const struct alert *a)
{
    if (!p->told_too_long)
        (void)fprintf(stderr, "camwarden: an alert of item %s is longer than %d bytes\n",
                      a->ruling.item->number, (int)EVE_LINE_MAX);
    p->told_too_long = true;
    for (size_t i = 0; i < p->outlets; i++)
        outlet_shed(p->outlet[i], eve_severity(a));
}

void post_hear(void *self, const struct alert *a)
{
    struct post *p = self;
    size_t n = eve_write(a, &p->style, p->line, sizeof p->line);
    if (n == 0) {
        shed_too_long(p, a);
        return;
    }
    struct bytes line = { (const uint8_t *)p->line, n };
    for (size_t i = 0; i < p->outlets; i++)
        outlet_line(p->outlet[i], OUTLET_ALERT, eve_severity(a), line);
}

void post_stats(struct post *p, struct bytes line)
{
    for (size_t i = 0; i < p->outlets; i++)
        outlet_line(p->outlet[i], OUTLET_STATS, 0, line);
}

void post_posture(struct post *p, const struct posture *posture)
{
    struct posture ours = *posture;
    ours.sensor = p->settings.sensor;
    ours.brief = true;
    size_t n = posture_write(&ours, p->posture, sizeof p->posture);
    struct bytes text = { (const uint8_t *)p->posture, n };
    for (size_t i = 0; i < p->outlets && n > 0; i++)
        outlet_posture(p->outlet[i], posture->camera->id.s, text);
}

void post_forget(struct post *p, const char *camera)
{
    for (size_t i = 0; i < p->outlets; i++)
        outlet_posture(p->outlet[i], camera, (struct bytes){ NULL, 0 });
}

void post_beat(struct post *p, struct bytes json)
{
    for (size_t i = 0; i < p->outlets; i++)
        outlet_beat(p->outlet[i], json);
}

void post_hasten(struct post *p)
{
    for (size_t i = 0; i < p->outlets; i++)
        outlet_hasten(p->outlet[i]);
}

void post_reopen(struct post *p)
{
    for (size_t i = 0; i < p->outlets; i++)
        outlet_reopen(p->outlet[i]);
}

size_t post_status(struct post *p, struct post_status *out, size_t max)
{
    for (size_t i = 0; i < p->outlets && i < max; i++)
        outlet_status(p->outlet[i], &out[i]);
    return p->outlets;
}

size_t post_close(struct post *p, int deadline_ms)
{
    uint64_t until = steady_ms() + (uint64_t)(deadline_ms > 0 ? deadline_ms : 0);
    size_t left = 0;
    for (size_t i = 0; i < p->outlets; i++)
        outlet_end(p->outlet[i]);
    for (size_t i = 0; i < p->outlets; i++)
        if (!outlet_ended(p->outlet[i], until))
            outlet_give_up(p->outlet[i]);
    until = steady_ms() + GRACE_MS;
    for (size_t i = 0; i < p->outlets; i++)
        (void)outlet_ended(p->outlet[i], until);
    for (size_t i = 0; i < p->outlets; i++)
        left += outlet_free(p->outlet[i]);
    free(p);
    return left;
}
