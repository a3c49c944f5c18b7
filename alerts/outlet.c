#include "alerts/outlet.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "alerts/format.h"
#include "alerts/outlet_inside.h"
#include "core/clock.h"
#include "core/signals.h"

enum { POSTURES_MAX = 4096, BEAT_BYTES_MAX = 65536, STATS_BYTES = 1 << 20 };

uint64_t shed_alerts(const struct shed *s)
{
    uint64_t n = 0;
    for (size_t i = 0; i < SEVERITIES; i++)
        n += s->alerts[i];
    return n;
}

static bool make_queues(struct outlet *o, size_t bytes)
{
    o->stats = line_ring_new(bytes < STATS_BYTES ? bytes : STATS_BYTES);
    o->postures = latest_new(POSTURES_MAX, bytes);
    o->beat = latest_new(1, BEAT_BYTES_MAX);
    o->batch = calloc(1, sizeof *o->batch);
    if (o->batch != NULL)
        o->batch->text = malloc(OUTBOX_BATCH_BYTES);
    return o->stats != NULL && o->postures != NULL && o->beat != NULL && o->batch != NULL &&
           o->batch->text != NULL;
}

static void free_queues(struct outlet *o)
{
    line_ring_free(o->stats);
    if (o->batch != NULL)
        free(o->batch->text);
    free(o->batch);
    latest_free(o->postures);
    latest_free(o->beat);
}

static void note_place(struct outlet *o)
{
    const char *where = o->sink->where != NULL ? o->sink->where(o->opened) : "";
    o->status.sink = o->sink->name;
    (void)snprintf(o->status.where, sizeof o->status.where, "%s", where);
}

/* A cursor for each place: one that has moved begins with what still waits for any. */
static bool find_cursor(struct outlet *o, struct error *e)
{
    char name[PLACE_MAX + 32];
    struct bytes last;
    (void)snprintf(name, sizeof name, "%s %s", o->sink->name, o->status.where);
    o->reader = outbox_add_reader(o->outbox, name);
    if (o->reader < 0) {
        o->reader = 0; /* for its figures at the end */
        return fail(e, "too many sinks");
    }
    if (o->sink->last != NULL && o->sink->last(o->opened, &last))
        outbox_resume(o->outbox, o->reader, format_sequence(last));
    return true;
}

/* Connecting is the thread's from the first try on: it has the rights that are left when it starts,
 * and so has whoever looks up a name for it and may be at it for long (dial_name.h). */
static void begin_unconnected(struct outlet *o)
{
    o->fresh = o->broken = o->sink->ready != NULL && o->sink->mend != NULL;
    o->status.up = !o->fresh;
    if (o->fresh)
        (void)fail(&o->status.reason, "not connected yet");
}

struct outlet *outlet_new(const struct outlet_settings *s, const struct sink *sink,
                          const char *where, struct error *e)
{
    struct outlet *o = calloc(1, sizeof *o);
    if (o == NULL || !make_queues(o, s->queue_bytes)) {
        fail(e, "out of memory");
    } else {
        o->sink = sink;
        o->outbox = s->outbox;
        o->opened = sink->ready != NULL ? sink->ready(where, e) : sink->open(where, e);
    }
    if (o == NULL || o->opened == NULL) {
        if (o != NULL)
            free_queues(o);
        free(o);
        return NULL;
    }
    (void)snprintf(o->sensor, sizeof o->sensor, "%s", s->sensor);
    o->backoff = backoff_new(s->retry_min_ms, s->retry_max_ms);
    (void)pthread_mutex_init(&o->lock, NULL);
    (void)pthread_cond_init(&o->wake, NULL);
    (void)pthread_cond_init(&o->gone, NULL);
    note_place(o);
    if (!find_cursor(o, e)) {
        (void)outlet_free(o);
        return NULL;
    }
    begin_unconnected(o);
    return o;
}

bool outlet_start(struct outlet *o, struct error *e)
{
    sigset_t all;
    sigset_t before;
    signals_of_main(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, &before);
    int wrong = pthread_create(&o->thread, NULL, outlet_run, o);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    o->started = wrong == 0;
    char text[128];
    return o->started || fail(e, "cannot start a thread for %s: %s", o->sink->name,
                              strerror_r(wrong, text, sizeof text));
}

static void lock(struct outlet *o)
{
    (void)pthread_mutex_lock(&o->lock);
}

static void unlock(struct outlet *o)
{
    (void)pthread_mutex_unlock(&o->lock);
}

static void wake_and_unlock(struct outlet *o)
{
    (void)pthread_cond_signal(&o->wake);
    unlock(o);
}

void outlet_wake(struct outlet *o)
{
    lock(o);
    wake_and_unlock(o);
}

void outlet_stats(struct outlet *o, struct bytes line)
{
    if (!o->sink->takes_stats)
        return;
    lock(o);
    o->status.shed.stats += !line_ring_add(o->stats, line);
    wake_and_unlock(o);
}

void outlet_posture(struct outlet *o, const char *camera, struct bytes posture)
{
    if (o->sink->keep == NULL)
        return;
    lock(o);
    o->status.shed.postures += !latest_put(o->postures, camera, posture);
    wake_and_unlock(o);
}

void outlet_beat(struct outlet *o, struct bytes json)
{
    if (o->sink->beat == NULL)
        return;
    lock(o);
    o->status.shed.beats += !latest_put(o->beat, o->sensor, json);
    wake_and_unlock(o);
}

void outlet_hasten(struct outlet *o)
{
    lock(o);
    if (o->retry_at_ms != 0)
        o->retry_at_ms = steady_ms();
    wake_and_unlock(o);
}

void outlet_reopen(struct outlet *o)
{
    lock(o);
    o->reopen = true;
    wake_and_unlock(o);
}

void outlet_status(struct outlet *o, struct post_status *out)
{
    struct outbox_reader_figures figures;
    outbox_reader_figures(o->outbox, o->reader, &figures);
    lock(o);
    *out = o->status;
    out->queued = figures.waiting + line_ring_count(o->stats);
    out->oldest_ns = figures.oldest_ns;
    memcpy(out->shed.alerts, figures.shed, sizeof out->shed.alerts);
    out->postures = latest_count(o->postures);
    unlock(o);
    out->has_figures = o->sink->figures != NULL;
    if (out->has_figures)
        o->sink->figures(o->opened, &out->figures);
}

void outlet_end(struct outlet *o)
{
    lock(o);
    o->ending = true;
    unlock(o);
    outlet_hasten(o);
}

bool outlet_ended(struct outlet *o, uint64_t until_ms)
{
    lock(o);
    while (o->started && !o->ended && steady_ms() < until_ms)
        outlet_wait(o, &o->gone, until_ms);
    bool ended = !o->started || o->ended;
    unlock(o);
    return ended;
}

void outlet_give_up(struct outlet *o)
{
    lock(o);
    o->given_up = true;
    if (o->sink->stop != NULL)
        o->sink->stop(o->opened);
    wake_and_unlock(o);
}

size_t outlet_free(struct outlet *o)
{
    struct outbox_reader_figures figures;
    outbox_reader_figures(o->outbox, o->reader, &figures);
    lock(o);
    size_t left = figures.waiting + line_ring_count(o->stats);
    bool ended = !o->started || o->ended;
    unlock(o);
    if (!ended) { /* it hangs in the system, and the process is about to end */
        (void)pthread_detach(o->thread);
        return left;
    }
    if (o->started)
        (void)pthread_join(o->thread, NULL);
    struct error e;
    if (!o->sink->close(o->opened, &e))
        (void)fprintf(stderr, "camwarden: %s\n", e.s);
    (void)pthread_mutex_destroy(&o->lock);
    (void)pthread_cond_destroy(&o->wake);
    (void)pthread_cond_destroy(&o->gone);
    free_queues(o);
    free(o);
    return left;
}
