/* The outbox's thread: whatever waits goes to the disk in one transaction (outbox_load.c,
 * outbox_write.c). When that fails the readers go on in memory, and it is tried again after a
 * while, longer each time. */
/* syscalls(sensor, replay): prctl: the name of the thread. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "alerts/outbox_load.h"
#include "core/clock.h"

enum { CURSORS_MS = 1000 }; /* how often a cursor alone is kept */

/* With the lock. */
static void settle(struct outbox *o, const struct load *l)
{
    o->saved = l->through > o->saved ? l->through : o->saved;
    if (l->through > o->before)
        outbox_settle_before(o);
    notes_drop(o->notes, l->notes);
    o->shown_used = l->used_then;
    o->shown_limit = l->limit_then;
    for (size_t i = 0; i < l->readers; i++) {
        struct reader *r = &o->reader[i];
        if (r->at.epoch == l->reader[i].at.epoch && r->at.number == l->reader[i].at.number)
            r->changed = false;
    }
    if (o->broken)
        (void)fprintf(stderr, "camwarden: the outbox is on the disk again\n");
    o->broken = o->slow = false;
    o->reserved = 0;
    o->retry_at_ms = 0;
    backoff_reset(&o->backoff);
}

void outbox_complain(struct outbox *o, const struct error *why, const char *so)
{
    if (!o->broken)
        (void)fprintf(stderr, "camwarden: %s; %s\n", why->s, so);
    o->broken = true;
    o->reason = *why;
    o->retry_at_ms = steady_ms() + backoff_wait(&o->backoff);
}

void outbox_answered(struct outbox *o)
{
    o->slow = o->slow || steady_ms() - o->busy_since_ms >= OUTBOX_SLOW_MS;
    o->busy_since_ms = 0;
}

static bool is_wanted(const struct outbox *o)
{
    bool cursors = false;
    for (size_t i = 0; i < o->readers; i++)
        cursors = cursors || o->reader[i].changed;
    return o->last > o->saved || notes_ready(o->notes) || cursors;
}

/* With the lock. true: there was one. */
static bool let_readers_try_again(struct outbox *o)
{
    bool any = false;
    for (size_t i = 0; i < o->readers; i++) {
        any = any || o->reader[i].held_up;
        o->reader[i].held_up = false;
    }
    return any;
}

static void tell_readers(struct outbox *o)
{
    if (o->listener.raised != NULL)
        o->listener.raised(o->listener.self);
}

static void go_ahead(struct outbox *o)
{
    outbox_go_ahead(o);
    tell_readers(o);
}

static bool store(struct outbox *o, struct load *l)
{
    struct error why;
    (void)pthread_mutex_lock(&o->lock);
    bool wanted = is_wanted(o);
    bool held_up = let_readers_try_again(o);
    uint64_t saved = o->saved;
    if (wanted) {
        outbox_gather(o, l);
        o->busy_since_ms = steady_ms();
    }
    (void)pthread_mutex_unlock(&o->lock);
    if (!wanted && held_up)
        tell_readers(o);
    if (!wanted)
        return false;
    bool ok = outbox_write(o, l, &why);
    (void)pthread_mutex_lock(&o->lock);
    outbox_answered(o);
    if (ok)
        settle(o, l);
    else
        outbox_complain(o, &why, "alerts go on from memory");
    bool more = (o->last > o->saved || notes_ready(o->notes)) && (o->saved > saved || l->notes > 0);
    (void)pthread_cond_broadcast(&o->kept);
    (void)pthread_mutex_unlock(&o->lock);
    if (ok) {
        tell_readers(o);
        outbox_settle_mark(o, outbox_last_to_tell(o, l->last));
    } else {
        go_ahead(o);
    }
    return ok && more;
}

bool outbox_save(struct outbox *o)
{
    struct load *l = malloc(sizeof *l);
    bool more = l != NULL && store(o, l);
    free(l);
    return more;
}

/* Lines and notes at once, cursors with them or after a second. With the lock. false: the end. */
static bool wait_for_work(struct outbox *o)
{
    uint64_t until = steady_ms() + CURSORS_MS;
    while (!o->ending) {
        uint64_t now = steady_ms();
        bool due = o->last > o->saved || notes_ready(o->notes) || now >= until;
        bool raised = !o->broken || o->alone >= o->last;
        if ((due && now >= o->retry_at_ms) || !raised)
            return true;
        uint64_t wake = o->retry_at_ms > until ? o->retry_at_ms : until;
        const struct timespec at = { (time_t)(wake / 1000), (long)(wake % 1000) * 1000000 };
        (void)pthread_cond_clockwait(&o->wake, &o->lock, CLOCK_MONOTONIC, &at);
    }
    return false;
}

struct load *outbox_load_new(void)
{
    return malloc(sizeof(struct load));
}

void *outbox_run(void *self)
{
    struct outbox *o = self;
    (void)pthread_setname_np(pthread_self(), "outbox");
    (void)pthread_mutex_lock(&o->lock);
    while (wait_for_work(o)) {
        bool try = !o->broken || steady_ms() >= o->retry_at_ms;
        (void)pthread_mutex_unlock(&o->lock);
        if (try)
            (void)store(o, o->load);
        else
            go_ahead(o);
        (void)pthread_mutex_lock(&o->lock);
    }
    (void)pthread_mutex_unlock(&o->lock);
    while (store(o, o->load))
        continue;
    return NULL;
}
