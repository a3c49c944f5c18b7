#include "alerts/post.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/clock.h"

enum { QUEUE_BYTES = 16 << 20, RETRY_MIN_MS = 100, RETRY_MAX_MS = 1000, GRACE_MS = 800 };

struct post {
    struct eve_style style;
    struct outlet_settings settings;
    struct outbox *outbox;
    struct outlet *outlet[POST_SINKS_MAX];
    size_t outlets;
    bool told_too_long;
    char line[EVE_LINE_MAX];
    char posture[POSTURE_MAX];
};

struct post *post_new(const struct post_settings *s, struct error *e)
{
    struct post *p = calloc(1, sizeof *p);
    struct outbox_settings settings = s->outbox;
    settings.without_disk = true; /* a sensor that is blind would be worse */
    struct outbox *outbox = p != NULL ? outbox_open(&settings, e) : NULL;
    if (outbox == NULL) {
        if (p == NULL)
            fail(e, "no memory");
        free(p);
        return NULL;
    }
    p->outbox = outbox;
    const char *host = s->style.host != NULL ? s->style.host : "";
    p->style = s->style;
    p->settings = (struct outlet_settings){
        .sensor = s->sensor != NULL ? s->sensor : host,
        .outbox = outbox,
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

struct outbox *post_outbox(struct post *p)
{
    return p->outbox;
}

static void wake(void *self)
{
    struct post *p = self;
    for (size_t i = 0; i < p->outlets; i++)
        outlet_wake(p->outlet[i]);
}

bool post_start(struct post *p, struct error *e)
{
    if (!outbox_start(p->outbox, (struct outbox_listener){ wake, p }, e))
        return false;
    for (size_t i = 0; i < p->outlets; i++)
        if (!outlet_start(p->outlet[i], e))
            return false;
    return true;
}

static void pass_too_long(struct post *p, const struct alert *a)
{
    if (!p->told_too_long)
        (void)fprintf(stderr, "camwarden: an alert of item %s is longer than %d bytes\n",
                      a->ruling.item->number, (int)EVE_LINE_MAX);
    p->told_too_long = true;
    outbox_pass(p->outbox, eve_severity(a));
}

void post_hear(void *self, const struct alert *a)
{
    struct post *p = self;
    size_t n = eve_write(a, &p->style, p->line, sizeof p->line);
    if (n == 0)
        pass_too_long(p, a);
    else
        (void)outbox_put(p->outbox, eve_severity(a), a->sequence,
                         (struct bytes){ (const uint8_t *)p->line, n });
}

void post_stats(struct post *p, struct bytes line)
{
    for (size_t i = 0; i < p->outlets; i++)
        outlet_stats(p->outlet[i], line);
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
    uint64_t in_time = (uint64_t)(deadline_ms > 0 ? deadline_ms : 0);
    uint64_t until = steady_ms() + in_time;
    size_t left = 0;
    outbox_settle(p->outbox, until - in_time / 2); /* a disk that hangs leaves the sinks some */
    for (size_t i = 0; i < p->outlets; i++)
        outlet_end(p->outlet[i]);
    for (size_t i = 0; i < p->outlets; i++)
        if (!outlet_ended(p->outlet[i], until))
            outlet_give_up(p->outlet[i]);
    until = steady_ms() + GRACE_MS;
    for (size_t i = 0; i < p->outlets; i++)
        (void)outlet_ended(p->outlet[i], until);
    bool ended = true;
    for (size_t i = 0; i < p->outlets; i++)
        ended = outlet_ended(p->outlet[i], until) && ended;
    outbox_end(p->outbox); /* its thread wakes outlets */
    for (size_t i = 0; i < p->outlets; i++)
        left += outlet_free(p->outlet[i]);
    if (!ended) /* a thread that hangs in the system may still use it */
        return left;
    outbox_close(p->outbox);
    free(p);
    return left;
}
