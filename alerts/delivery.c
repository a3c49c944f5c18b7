#include "alerts/delivery.h"

#include <stdlib.h>

enum { SINKS_MAX = 6, BATCH_MAX = 64, TEXT_MAX = 32 * EVE_LINE_MAX };

struct outlet {
    const struct sink *sink;
    void *opened;
};

struct delivery {
    struct eve_style style;
    struct outlet outlet[SINKS_MAX];
    size_t outlets;
    bool failed;
    struct error error;
    size_t lines;
    size_t used;
    struct bytes line[BATCH_MAX];
    char text[TEXT_MAX]; /* the lines of a batch; also a posture being written */
};

struct delivery *delivery_new(struct eve_style style)
{
    struct delivery *d = calloc(1, sizeof *d);
    if (d != NULL)
        d->style = style;
    return d;
}

bool delivery_add(struct delivery *d, const struct sink *sink, void *opened)
{
    if (d->outlets == SINKS_MAX)
        return false;
    d->outlet[d->outlets++] = (struct outlet){ sink, opened };
    return true;
}

static void flush(struct delivery *d)
{
    struct batch b = { .n = d->lines, .line = d->line };
    for (size_t i = 0; i < d->outlets && b.n > 0 && !d->failed; i++)
        d->failed = !d->outlet[i].sink->deliver(d->outlet[i].opened, &b, &d->error);
    d->lines = 0;
    d->used = 0;
}

void delivery_hear(void *self, const struct alert *a)
{
    struct delivery *d = self;
    if (d->failed)
        return;
    if (d->lines == BATCH_MAX || TEXT_MAX - d->used < EVE_LINE_MAX)
        flush(d);
    char *at = d->text + d->used;
    size_t n = eve_write(a, &d->style, at, EVE_LINE_MAX);
    if (n == 0) {
        d->failed = !fail(&d->error, "an alert of item %s is longer than %d bytes",
                          a->ruling.item->number, (int)EVE_LINE_MAX);
        return;
    }
    d->line[d->lines++] = (struct bytes){ (const uint8_t *)at, n };
    d->used += n;
}

void delivery_posture(struct delivery *d, const struct posture *p)
{
    flush(d); /* it uses the same room */
    if (d->failed)
        return;
    const char *sensor = d->style.host != NULL ? d->style.host : "";
    struct posture ours = *p;
    ours.sensor = sensor;
    ours.brief = true;
    size_t n = posture_write(&ours, d->text, sizeof d->text);
    d->failed = n == 0 && !fail(&d->error, "the posture of %s is too long", p->camera->id.s);
    struct bytes posture = { (const uint8_t *)d->text, n };
    const struct whose whose = { sensor, p->camera->id.s };
    for (size_t i = 0; i < d->outlets && !d->failed; i++) {
        const struct outlet *o = &d->outlet[i];
        if (o->sink->keep != NULL)
            d->failed = !o->sink->keep(o->opened, &whose, posture, &d->error);
    }
}

void delivery_beat(struct delivery *d, struct bytes json)
{
    flush(d);
    for (size_t i = 0; i < d->outlets && !d->failed; i++) {
        const struct outlet *o = &d->outlet[i];
        if (o->sink->beat != NULL)
            d->failed = !o->sink->beat(o->opened, d->style.host, json, &d->error);
    }
}

bool delivery_failed(const struct delivery *d, struct error *e)
{
    if (d->failed && e != NULL)
        *e = d->error;
    return d->failed;
}

bool delivery_close(struct delivery *d, struct error *e)
{
    flush(d);
    for (size_t i = 0; i < d->outlets; i++) {
        struct error late;
        bool closed = d->outlet[i].sink->close(d->outlet[i].opened, &late);
        if (!closed && !d->failed) {
            d->failed = true;
            d->error = late;
        }
    }
    bool ok = !delivery_failed(d, e);
    free(d);
    return ok;
}
