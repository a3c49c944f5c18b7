#include "sensor/live_crew.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/secret.h"
#include "sensor/live_merge.h"

enum { RING = 1 << 14, FRAMES = 256 };

struct member {
    bool ended;
    bool told_broken[INTERFACES_MAX];
};

struct live_crew {
    size_t n;
    size_t interfaces;
    struct member member[WORKERS_MAX];
    struct charge charge[WORKERS_MAX];
    struct nursery nursery;
    struct frame_taker frames;
    struct nursery_share *share;
    struct worker_orders *orders;
    struct live_merge merge;
    uint64_t falls;
    bool shunts;
    bool told_gone;
    struct text manner;
};

/* ---- opening ---- */

static bool make_memory(struct live_crew *c, bool frames, struct error *e)
{
    c->orders = worker_orders_new(e);
    if (c->orders == NULL)
        return false;
    c->share = shared_memory_new(sizeof *c->share);
    for (size_t i = 0; i < c->n; i++) {
        c->charge[i].share = shared_memory_new(sizeof *c->charge[i].share);
        c->charge[i].ring = fact_ring_new(RING);
        c->charge[i].frames = frames ? frame_ring_new(FRAMES) : NULL;
        if (c->charge[i].share == NULL || c->charge[i].ring == NULL ||
            (frames && c->charge[i].frames == NULL))
            return fail(e, "no memory");
        live_merge_add(&c->merge, c->charge[i].ring);
    }
    return c->share != NULL || fail(e, "no memory");
}

static bool open_nursery(struct live_crew *c, const struct crew_settings *settings, struct error *e)
{
    struct nursery_settings s = { .options = settings->options,
                                  .flows = settings->flows,
                                  .identity = settings->identity,
                                  .tally = settings->tally,
                                  .orders = c->orders,
                                  .share = c->share,
                                  .charges = c->charge };
    struct nursery_word ready;
    if (!nursery_open(&c->nursery, &s, &ready, e))
        return false;
    c->shunts = ready.shunts;
    return true;
}

struct live_crew *live_crew_open(const struct crew_settings *settings, struct error *e)
{
    const struct sensor_options *o = settings->options;
    struct live_crew *c = calloc(1, sizeof *c);
    if (c == NULL) {
        fail(e, "no memory");
        return NULL;
    }
    c->n = o->common.workers;
    c->interfaces = o->interfaces;
    live_merge_begin(&c->merge);
    bool opened = make_memory(c, o->common.evidence != NULL, e);
    if (opened)
        live_crew_use_secrets(c, settings->flows->secrets);
    if (opened && open_nursery(c, settings, e)) {
        text_format(&c->manner, "%s, %zu worker%s%s", o->capture, c->n, c->n == 1 ? "" : "s",
                    c->shunts ? ", shunt" : "");
        return c;
    }
    live_crew_close(c);
    return NULL;
}

pid_t live_crew_nursery(const struct live_crew *c)
{
    return c->nursery.pid > 0 ? c->nursery.pid : 0;
}

bool live_crew_start(struct live_crew *c, struct error *e)
{
    return nursery_start(&c->nursery, e);
}

const char *live_crew_manner(const struct live_crew *c)
{
    return c->manner.s;
}

bool live_crew_shunts(const struct live_crew *c)
{
    return c->shunts;
}

/* ---- what they say ---- */

/* What proves a fact was put before it. No more at a time than there is room for. */
static void take_frames(struct live_crew *c, size_t i)
{
    struct kept_frame k;
    for (size_t n = 0; n < FRAMES && c->frames.take != NULL; n++) {
        if (c->charge[i].frames == NULL || !frame_ring_take(c->charge[i].frames, &k))
            return;
        if (kept_frame_is_sound(&k))
            c->frames.take(c->frames.self, &k);
        else
            live_merge_refuse(&c->merge, i);
    }
}

void live_crew_frames_to(struct live_crew *c, struct frame_taker to)
{
    c->frames = to;
}

size_t live_crew_tell(struct live_crew *c, struct observer to, size_t max)
{
    size_t n = 0, who = 0;
    c->merge.over |= c->nursery.gone;
    live_merge_turn(&c->merge, max);
    const struct observation *o = live_merge_next(&c->merge, &who);
    for (; o != NULL; o = live_merge_next(&c->merge, &who), n++) {
        take_frames(c, who);
        to.see(to.self, o);
    }
    return n;
}

void live_crew_wait_for_none(struct live_crew *c)
{
    c->merge.over = true;
}

/* ---- what they did ---- */

/* What is the interface's own is the same for all who listen there. */
static void add_counts(struct live_counts *sum, const struct live_counts *one)
{
    sum->interface_drops =
        one->interface_drops > sum->interface_drops ? one->interface_drops : sum->interface_drops;
    sum->received += one->received;
    sum->ring_full += one->ring_full;
    sum->kernel_drops += one->kernel_drops;
    sum->outages = one->outages > sum->outages ? one->outages : sum->outages;
    sum->away_ns = one->away_ns > sum->away_ns ? one->away_ns : sum->away_ns;
}

static void add_report(struct crew_report *sum, const struct worker_report *one)
{
    for (enum counter k = 0; k < COUNTERS; k++)
        sum->counters.n[k] += one->counters.n[k];
    sum->frames += one->frames;
    sum->fell += one->fell;
    sum->last_ns = one->last_ns > sum->last_ns ? one->last_ns : sum->last_ns;
    for (size_t i = 0; i < sum->interfaces; i++)
        add_counts(&sum->interface[i], &one->lane[i]);
}

void live_crew_report(struct live_crew *c, struct crew_report *report)
{
    *report = (struct crew_report){ .interfaces = c->interfaces, .falls = c->falls };
    for (size_t i = 0; i < c->n; i++) {
        struct worker_report one;
        worker_report_read(c->charge[i].share, c->interfaces, &one);
        add_report(report, &one);
    }
    report->shunted = atomic_load_explicit(&c->share->shunted, memory_order_acquire);
    report->counters.n[COUNT_worker_falls] = c->falls;
    report->counters.n[COUNT_facts_unsound] = c->merge.unsound;
}

/* ---- what became of them ---- */

/* As a worker wrote it: it may be anything, and change meanwhile. */
static bool quote(struct error *e, const struct error *from)
{
    shared_memory_read(e, from, sizeof *e);
    e->s[sizeof e->s - 1] = '\0';
    for (char *p = e->s; *p != '\0'; p++)
        if (*p < ' ' || *p > '~')
            *p = '.';
    return true;
}

static bool source_complaint(struct live_crew *c, struct error *e)
{
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < c->interfaces; k++) {
            if (c->member[i].told_broken[k] || !worker_is_broken_at(c->charge[i].share, k))
                continue;
            c->member[i].told_broken[k] = true;
            return quote(e, &c->charge[i].share->why[k]);
        }
    return false;
}

static bool all_have_ended(const struct live_crew *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (!c->member[i].ended)
            return false;
    return true;
}

bool live_crew_complaint(struct live_crew *c, struct error *e)
{
    if (source_complaint(c, e))
        return true;
    if (!c->nursery.gone || c->told_gone || all_have_ended(c))
        return false;
    c->told_gone = true;
    return !fail(e, "the process that the workers come from has ended: nothing is listened to");
}

static void note_end(struct live_crew *c, size_t i)
{
    c->member[i].ended = true;
    live_merge_end(&c->merge, i);
}

bool live_crew_fall(struct live_crew *c, struct nursery_word *fell)
{
    while (!c->nursery.gone && nursery_hear(&c->nursery, fell)) {
        if (fell->worker >= c->n)
            continue;
        if (fell->kind == NURSERY_ENDED)
            note_end(c, fell->worker);
        if (fell->kind != NURSERY_FELL)
            continue;
        c->falls++;
        return true;
    }
    return false;
}

void live_crew_use_secrets(struct live_crew *c, const struct known_secrets *secrets)
{
    (void)worker_orders_give(c->orders, secrets);
}

/* ---- the end ---- */

void live_crew_stop(struct live_crew *c)
{
    worker_orders_stop(c->orders);
}

bool live_crew_ended(const struct live_crew *c)
{
    return c->nursery.gone || all_have_ended(c);
}

void live_crew_close(struct live_crew *c)
{
    if (c == NULL)
        return;
    if (c->nursery.pid > 0)
        (void)nursery_close(&c->nursery);
    for (size_t i = 0; i < c->n; i++) {
        fact_ring_free(c->charge[i].ring);
        frame_ring_free(c->charge[i].frames);
        shared_memory_free(c->charge[i].share, sizeof *c->charge[i].share);
    }
    shared_memory_free(c->share, sizeof *c->share);
    worker_orders_free(c->orders);
    free(c);
}
