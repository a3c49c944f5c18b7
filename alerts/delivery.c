#include "alerts/delivery.h"

#include <stdio.h>
#include <stdlib.h>

#include "alerts/format.h"
#include "alerts/outlet.h"
#include "core/clock.h"

enum {
    SINKS_MAX = 6,
    BATCH_MAX = 64,
    SETTLE_MS = 60000,
    UNSETTLED_MAX = 4 << 20, /* of the lines that the outbox has room for in memory */
};

struct way {
    const struct sink *sink;
    void *opened;
    int reader; /* in the outbox */
};

struct delivery {
    struct eve_style style;
    struct way outlet[SINKS_MAX];
    size_t outlets;
    bool failed;
    struct error error;
    size_t lines;     /* put since they were delivered last */
    size_t unsettled; /* bytes put since the disk was waited for */
    struct outbox *outbox;
    struct outbox_batch batch;
    char line[EVE_LINE_MAX];
    char text[POSTURE_MAX];
};

struct delivery *delivery_new(struct eve_style style, const struct outbox_settings *s,
                              struct error *e)
{
    struct delivery *d = calloc(1, sizeof *d);
    uint8_t *room = malloc(OUTBOX_BATCH_BYTES);
    struct outbox *outbox = d != NULL && room != NULL ? outbox_open(s, e) : NULL;
    if (outbox == NULL) {
        if (d == NULL || room == NULL)
            fail(e, "no memory");
        free(d);
        free(room);
        return NULL;
    }
    d->style = style;
    d->outbox = outbox;
    d->batch.text = room;
    return d;
}

struct outbox *delivery_outbox(struct delivery *d)
{
    return d->outbox;
}

struct eve_style delivery_style(const struct delivery *d)
{
    return d->style;
}

bool delivery_add(struct delivery *d, const struct sink *sink, void *opened)
{
    char name[PLACE_MAX + 32];
    struct bytes last;
    if (d->outlets == SINKS_MAX)
        return false;
    (void)snprintf(name, sizeof name, "%s %s", sink->name,
                   sink->where != NULL ? sink->where(opened) : "");
    int reader = outbox_add_reader(d->outbox, name);
    if (reader < 0)
        return false;
    if (sink->last != NULL && sink->last(opened, &last))
        outbox_resume(d->outbox, reader, format_sequence(last));
    d->outlet[d->outlets++] = (struct way){ sink, opened, reader };
    return true;
}

bool delivery_start(struct delivery *d, struct error *e)
{
    return outbox_start(d->outbox, (struct outbox_listener){ NULL, NULL }, e);
}

/* All that one sink has not got yet. */
static bool bring(struct delivery *d, const struct way *o)
{
    for (outbox_read(d->outbox, o->reader, &d->batch); d->batch.batch.n > 0;
         outbox_read(d->outbox, o->reader, &d->batch)) {
        if (!o->sink->deliver(o->opened, &d->batch.batch, &d->error))
            return false;
        outbox_took(d->outbox, o->reader, &d->batch);
    }
    return true;
}

/* What is on the disk by now, if there is one: it is not waited for. */
static void bring_all(struct delivery *d)
{
    for (size_t i = 0; i < d->outlets && !d->failed; i++)
        d->failed = !bring(d, &d->outlet[i]);
    d->lines = 0;
}

static void settle(struct delivery *d)
{
    outbox_settle(d->outbox, steady_ms() + SETTLE_MS);
    d->unsettled = 0;
}

static void flush(struct delivery *d)
{
    settle(d);
    bring_all(d);
}

/* What comes after a sink has failed is put, and waits for the next run if there is one. */
void delivery_hear(void *self, const struct alert *a)
{
    struct delivery *d = self;
    size_t n = eve_write(a, &d->style, d->line, sizeof d->line);
    if (n == 0) {
        outbox_pass(d->outbox, eve_severity(a));
        d->failed = !fail(&d->error, "an alert of item %s is longer than %d bytes",
                          a->ruling.item->number, (int)EVE_LINE_MAX);
        return;
    }
    bool kept = outbox_put(d->outbox, eve_severity(a), a->sequence,
                           (struct bytes){ (const uint8_t *)d->line, n });
    if (!kept && !d->failed)
        d->failed = !fail(&d->error, "there was no room for an alert while others waited");
    d->unsettled += n;
    if (d->unsettled > UNSETTLED_MAX)
        settle(d); /* else there would be no room for what follows */
    if (++d->lines >= BATCH_MAX && !d->failed)
        bring_all(d);
}

void delivery_remark(struct delivery *d, struct bytes line)
{
    if (!d->failed)
        flush(d);
    const struct batch one = { .n = 1, .line = &line };
    for (size_t i = 0; i < d->outlets && !d->failed; i++) {
        const struct way *o = &d->outlet[i];
        if (o->sink->takes_stats)
            d->failed = !o->sink->deliver(o->opened, &one, &d->error);
    }
}

void delivery_posture(struct delivery *d, const struct posture *p)
{
    if (!d->failed)
        flush(d); /* alerts go before it */
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
        const struct way *o = &d->outlet[i];
        if (o->sink->keep != NULL)
            d->failed = !o->sink->keep(o->opened, &whose, posture, &d->error);
    }
}

void delivery_beat(struct delivery *d, struct bytes json)
{
    if (!d->failed)
        flush(d);
    for (size_t i = 0; i < d->outlets && !d->failed; i++) {
        const struct way *o = &d->outlet[i];
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

/* A disk that takes nothing and says nothing, or cannot be read: what waits there is for the next
 * run. */
static bool is_any_left(struct delivery *d)
{
    struct outbox_reader_figures f;
    for (size_t i = 0; i < d->outlets; i++) {
        outbox_reader_figures(d->outbox, d->outlet[i].reader, &f);
        if (f.waiting > 0)
            return !fail(&d->error, "%llu alerts wait in the outbox and could not be delivered",
                         (unsigned long long)f.waiting);
    }
    return false;
}

bool delivery_close(struct delivery *d, struct error *e)
{
    if (!d->failed)
        flush(d);
    if (!d->failed)
        d->failed = is_any_left(d);
    for (size_t i = 0; i < d->outlets; i++) {
        struct error late;
        bool closed = d->outlet[i].sink->close(d->outlet[i].opened, &late);
        if (!closed && !d->failed) {
            d->failed = true;
            d->error = late;
        }
    }
    bool ok = !delivery_failed(d, e);
    outbox_close(d->outbox);
    free(d->batch.text);
    free(d);
    return ok;
}
