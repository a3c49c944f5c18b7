/* How it works: the thread reads the outbox behind its cursor, delivers, and only then moves the
 * cursor: whatever goes wrong in between is sent again before all else, and a sink that can tell
 * passes over what it has. Alerts go before statistics, these before postures, postures before the
 * heartbeat. After a failure it waits, longer each time, connects again and sends the batch that
 * failed. Of a posture or a heartbeat only the newest is kept; one that the other end refuses is
 * counted and dropped, so that a right that is missing for these holds up no alert. Each change
 * between up and down is one line on stderr. */
/* syscalls(sensor): prctl: the name of the thread. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "alerts/beat.h"
#include "alerts/outlet_inside.h"
#include "core/clock.h"

enum { STATS_MAX = 16, NOTES_MAX = 64, AT_ONCE_MS = 500 };

void outlet_wait(struct outlet *o, pthread_cond_t *cond, uint64_t until_ms)
{
    const struct timespec until = { (time_t)(until_ms / 1000), (long)(until_ms % 1000) * 1000000 };
    if (until_ms == 0)
        (void)pthread_cond_wait(cond, &o->lock);
    else
        (void)pthread_cond_clockwait(cond, &o->lock, CLOCK_MONOTONIC, &until);
}

void outlet_down(struct outlet *o, const struct error *why)
{
    if (o->status.up || o->fresh)
        (void)fprintf(stderr, "camwarden: %s; trying again\n", why->s);
    o->status.up = o->fresh = false;
    o->status.reason = *why;
    o->retry_at_ms = steady_ms() + backoff_wait(&o->backoff);
}

static void up(struct outlet *o)
{
    bool again = !o->status.up && !o->fresh;
    if (again)
        (void)fprintf(stderr, "camwarden: %s %s: delivering again\n", o->status.sink,
                      o->status.where);
    o->status.recoveries += again;
    o->status.up = true;
    o->fresh = false;
    o->status.reason.s[0] = '\0';
    o->retry_at_ms = 0;
    backoff_reset(&o->backoff);
}

static bool has_work(const struct outlet *o)
{
    return o->batch->batch.n > 0 || outbox_has(o->outbox, o->reader) ||
           line_ring_count(o->stats) > 0 || latest_count(o->postures) > 0 ||
           latest_count(o->beat) > 0;
}

/* With the lock held. false: the end. */
static bool wait_for_work(struct outlet *o)
{
    while (!o->given_up && (!o->ending || has_work(o))) {
        bool wanted = has_work(o) || !o->status.up;
        if (o->reopen || (wanted && steady_ms() >= o->retry_at_ms))
            return true;
        outlet_wait(o, &o->wake, o->retry_at_ms);
    }
    return false;
}

static void reopen(struct outlet *o)
{
    (void)pthread_mutex_lock(&o->lock);
    bool asked = o->reopen;
    o->reopen = false;
    (void)pthread_mutex_unlock(&o->lock);
    struct error e;
    if (asked && o->sink->reopen != NULL && !o->sink->reopen(o->opened, &e))
        (void)fprintf(stderr, "camwarden: %s; going on in the old file\n", e.s);
}

static bool mend(struct outlet *o, struct error *e)
{
    if (o->broken && o->sink->mend != NULL && !o->sink->mend(o->opened, e))
        return false;
    o->broken = false;
    return true;
}

static bool tell(struct outlet *o, const struct batch *b, struct error *e)
{
    o->broken = !o->sink->deliver(o->opened, b, e);
    if (o->broken)
        return false;
    (void)pthread_mutex_lock(&o->lock);
    o->status.delivered += b->n;
    o->status.delivered_last_ns = real_ns();
    (void)pthread_mutex_unlock(&o->lock);
    return true;
}

/* What failed is sent again as it was: a sink may have begun with it. */
static bool tell_alerts(struct outlet *o, struct error *e)
{
    if (o->batch->batch.n == 0)
        outbox_read(o->outbox, o->reader, o->batch);
    if (o->batch->batch.n == 0)
        return true;
    if (!tell(o, &o->batch->batch, e))
        return false;
    outbox_took(o->outbox, o->reader, o->batch);
    o->batch->batch.n = 0;
    return true;
}

static bool tell_stats(struct outlet *o, struct error *e)
{
    struct bytes line[STATS_MAX];
    (void)pthread_mutex_lock(&o->lock);
    struct batch b = { .n = line_ring_first(o->stats, line, STATS_MAX), .line = line };
    (void)pthread_mutex_unlock(&o->lock);
    if (b.n == 0)
        return true;
    o->begun_stats = true;
    if (!tell(o, &b, e))
        return false;
    o->begun_stats = false;
    (void)pthread_mutex_lock(&o->lock);
    line_ring_drop(o->stats, b.n);
    (void)pthread_mutex_unlock(&o->lock);
    return true;
}

/* One kind of note: how it is told, and what is remembered of its being refused. */
struct telling {
    struct latest *notes;
    bool (*tell)(struct outlet *o, const char *key, struct bytes text, struct error *e);
    uint64_t *shed;
    bool *refused; /* and said so */
};

static struct note *take_note(struct outlet *o, struct latest *from)
{
    (void)pthread_mutex_lock(&o->lock);
    struct note *note = latest_take(from);
    (void)pthread_mutex_unlock(&o->lock);
    return note;
}

/* Refused: it would be again. */
static void drop(struct outlet *o, const struct telling *t, const struct error *why)
{
    (void)pthread_mutex_lock(&o->lock);
    (*t->shed)++;
    (void)pthread_mutex_unlock(&o->lock);
    if (!*t->refused)
        (void)fprintf(stderr, "camwarden: %s; alerts go on\n", why->s);
    *t->refused = true;
}

/* Releases the note. */
static bool tell_note(struct outlet *o, const struct telling *t, struct note *note, struct error *e)
{
    bool told = t->tell(o, note->key, (struct bytes){ note->text, note->n }, e);
    o->broken = !told && o->sink->broken != NULL && o->sink->broken(o->opened);
    if (o->broken) {
        (void)pthread_mutex_lock(&o->lock);
        latest_give_back(t->notes, note);
        (void)pthread_mutex_unlock(&o->lock);
        return false;
    }
    free(note);
    if (told)
        *t->refused = false;
    else
        drop(o, t, e);
    return true;
}

static bool tell_notes(struct outlet *o, const struct telling *t, struct error *e)
{
    for (size_t i = 0; i < NOTES_MAX; i++) {
        struct note *note = take_note(o, t->notes);
        if (note == NULL)
            return true;
        if (!tell_note(o, t, note, e))
            return false;
    }
    return true;
}

static bool tell_posture(struct outlet *o, const char *camera, struct bytes text, struct error *e)
{
    return o->sink->keep(o->opened, &(struct whose){ o->sensor, camera }, text, e);
}

static void look_for_rival(struct outlet *o, const char *sensor, struct bytes text)
{
    char kept[BEAT_MAX];
    size_t n = o->sink->recall(o->opened, sensor, kept, sizeof kept);
    if (rival_look(&o->rival, (struct bytes){ (const uint8_t *)kept, n }, text, steady_ms()))
        (void)fprintf(
            stderr,
            "camwarden: %s %s: another sensor is called %s, too (%s): give each a name of "
            "its own (--sensor-name)\n",
            o->status.sink, o->status.where, sensor, o->rival.who.s);
    (void)pthread_mutex_lock(&o->lock);
    o->status.rival = o->rival.who;
    (void)pthread_mutex_unlock(&o->lock);
}

static bool tell_beat(struct outlet *o, const char *sensor, struct bytes text, struct error *e)
{
    if (o->sink->recall != NULL)
        look_for_rival(o, sensor, text);
    return o->sink->beat(o->opened, sensor, text, e);
}

static bool tell_all(struct outlet *o, struct error *e)
{
    const struct telling postures = { o->postures, tell_posture, &o->status.shed.postures,
                                      &o->told_posture };
    const struct telling beat = { o->beat, tell_beat, &o->status.shed.beats, &o->told_beat };
    return mend(o, e) && (!o->begun_stats || tell_stats(o, e)) && tell_alerts(o, e) &&
           tell_stats(o, e) && tell_notes(o, &postures, e) && tell_notes(o, &beat, e);
}

/* A connection that was closed while nobody spoke is news to us, and may be none: before the sink
 * counts as down it is tried once more, unless the failure took long enough to be sure. */
static bool tell_surely(struct outlet *o, struct error *e)
{
    uint64_t begun = steady_ms();
    bool was_up = o->status.up; /* nobody else changes it */
    if (tell_all(o, e))
        return true;
    if (!was_up || !o->broken || o->sink->mend == NULL || steady_ms() - begun > AT_ONCE_MS ||
        !tell_all(o, e))
        return false;
    (void)pthread_mutex_lock(&o->lock);
    o->status.recoveries++;
    (void)pthread_mutex_unlock(&o->lock);
    return true;
}

void *outlet_run(void *self)
{
    struct outlet *o = self;
    (void)pthread_setname_np(pthread_self(), "delivery");
    (void)pthread_mutex_lock(&o->lock);
    while (wait_for_work(o)) {
        (void)pthread_mutex_unlock(&o->lock);
        struct error e;
        reopen(o);
        bool ok = tell_surely(o, &e);
        (void)pthread_mutex_lock(&o->lock);
        if (ok)
            up(o);
        else if (!o->given_up)
            outlet_down(o, &e);
    }
    o->ended = true;
    (void)pthread_cond_broadcast(&o->gone);
    (void)pthread_mutex_unlock(&o->lock);
    return NULL;
}
