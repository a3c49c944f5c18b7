#include "alerts/ledger.h"

#include <stdio.h>
#include <stdlib.h>

#include "alerts/alert_id.h"
#include "alerts/ledger_parts.h"

static const uint32_t none = UINT32_MAX;
static const uint64_t hour_ns = UINT64_C(3600) * 1000000000;
static const uint64_t day_ns = UINT64_C(24) * 3600 * 1000000000;

struct ledger *ledger_new(size_t alerts_max, struct alert_listener listener)
{
    struct ledger *l = calloc(1, sizeof *l);
    if (l == NULL)
        return NULL;
    *l = (struct ledger){ .listener = listener,
                          .hash = hash_key_new(),
                          .open = { none, none },
                          .resolved = { none, none },
                          .hushed = { none, none },
                          .max = alerts_max,
                          .buckets = 1 };
    while (l->buckets < alerts_max)
        l->buckets *= 2;
    l->words = words_new();
    l->bucket = calloc(l->buckets, sizeof *l->bucket);
    l->entry = calloc(alerts_max, sizeof *l->entry);
    if (l->words == NULL || l->bucket == NULL || l->entry == NULL) {
        ledger_free(l);
        return NULL;
    }
    memset(l->bucket, 0xff, l->buckets * sizeof *l->bucket); /* none */
    return l;
}

void ledger_free(struct ledger *l)
{
    if (l == NULL)
        return;
    words_free(l->words);
    free(l->bucket);
    free(l->entry);
    free(l);
}

uint64_t ledger_lost(const struct ledger *l)
{
    return l->lost;
}

uint64_t ledger_told(const struct ledger *l)
{
    return l->told;
}

static void chain_append(struct ledger *l, struct chain *c, uint32_t at)
{
    l->entry[at].older = c->newest;
    l->entry[at].newer = none;
    if (c->newest == none)
        c->oldest = at;
    else
        l->entry[c->newest].newer = at;
    c->newest = at;
}

static void chain_remove(struct ledger *l, struct chain *c, uint32_t at)
{
    const struct entry *e = &l->entry[at];
    if (e->older == none)
        c->oldest = e->newer;
    else
        l->entry[e->older].newer = e->newer;
    if (e->newer == none)
        c->newest = e->older;
    else
        l->entry[e->newer].older = e->older;
}

static uint32_t bucket_of(const struct ledger *l, const char key[static LEDGER_KEY_MAX])
{
    return (uint32_t)(hash_bytes(&l->hash, key, LEDGER_KEY_MAX) & (l->buckets - 1));
}

uint32_t ledger_find(const struct ledger *l, const char key[static LEDGER_KEY_MAX])
{
    uint32_t at = l->bucket[bucket_of(l, key)];
    while (at != none && memcmp(l->entry[at].key, key, LEDGER_KEY_MAX) != 0)
        at = l->entry[at].next_in_bucket;
    return at;
}

static void forget(struct ledger *l, uint32_t at)
{
    uint32_t *link = &l->bucket[l->entry[at].bucket];
    while (*link != at)
        link = &l->entry[*link].next_in_bucket;
    *link = l->entry[at].next_in_bucket;
}

/* A place never used, or that of the alert resolved longest ago, or of one that was never told;
 * none: all are open and told. */
static uint32_t make_room(struct ledger *l)
{
    if (l->used < l->max)
        return (uint32_t)l->used++;
    struct chain *from = l->resolved.oldest != none ? &l->resolved : &l->hushed;
    uint32_t at = from->oldest;
    if (at == none)
        return none;
    chain_remove(l, from, at);
    ledger_unkeep(l, &l->entry[at]);
    forget(l, at);
    return at;
}

uint32_t ledger_enter(struct ledger *l, const char key[static LEDGER_KEY_MAX])
{
    uint32_t at = make_room(l);
    if (at == none) {
        l->lost++;
        return none;
    }
    struct entry *e = &l->entry[at];
    *e = (struct entry){ .bucket = bucket_of(l, key) };
    memcpy(e->key, key, LEDGER_KEY_MAX);
    e->next_in_bucket = l->bucket[e->bucket];
    l->bucket[e->bucket] = at;
    return at;
}

static void make_id(struct entry *e)
{
    char of[LEDGER_KEY_MAX + 48];
    (void)snprintf(of, sizeof of, "%s %llu %u", e->key, (unsigned long long)e->alert.first_ns,
                   e->reopened);
    alert_digest(of, e->alert.id);
}

static struct chain *chain_of(struct ledger *l, const struct entry *e)
{
    if (!e->open)
        return &l->resolved;
    return e->told ? &l->open : &l->hushed;
}

void ledger_line_up(struct ledger *l, uint32_t at)
{
    chain_append(l, chain_of(l, &l->entry[at]), at);
}

static void open_alert(struct ledger *l, uint32_t at, const struct ruling *r)
{
    struct entry *e = &l->entry[at];
    uint64_t now = r->evidence.time_ns;
    bool same_moment = e->alert.count > 0 && e->alert.first_ns == now;
    e->reopened = same_moment ? e->reopened + 1 : 0;
    e->alert = (struct alert){ .first_ns = now, .last_ns = now, .reason = r->reason };
    e->open = true;
    e->told = false;
    make_id(e);
    ledger_line_up(l, at);
}

/* Kept first, and in one transaction with the line that the listener puts: whenever the program
 * dies, the next run finds the line raised and the entry told, or neither, and then it tells it. */
static void tell(struct ledger *l, uint32_t at, enum alert_event event, uint64_t now)
{
    struct entry *e = &l->entry[at];
    e->alert.event = event;
    e->alert.sequence = ++l->sequence;
    l->told++;
    if (!e->told) {
        chain_remove(l, chain_of(l, e), at);
        e->told = true;
        ledger_line_up(l, at);
    }
    e->told_ns = now;
    e->back_ns = 0;
    e->told_count = e->alert.count;
    ledger_keep(l, e, true);
    l->listener.hear(l->listener.self, &e->alert);
}

/* Whether a day has passed since it was told. Of a clock that was set back it is a day by that
 * clock, without a break: of two clocks that take turns the later one counts. What is late by less
 * than an hour is only late. */
static bool is_due(struct entry *e, uint64_t now)
{
    if (now >= e->told_ns) {
        e->back_ns = 0;
        return now - e->told_ns >= day_ns;
    }
    if (e->told_ns - now < hour_ns)
        return false;
    if (e->back_ns == 0 || now + hour_ns < e->back_ns)
        e->back_ns = now;
    return now >= e->back_ns && now - e->back_ns >= day_ns;
}

static void broken(struct ledger *l, uint32_t at, const struct ruling *r)
{
    struct entry *e = &l->entry[at];
    uint64_t now = r->evidence.time_ns;
    e->alert.count += r->times > 0 ? r->times : 1;
    e->alert.last_ns = now > e->alert.last_ns ? now : e->alert.last_ns;
    e->alert.ruling = *r;
    e->restored = false;
    if (r->suppressed)
        return;
    if (!e->told)
        tell(l, at, ALERT_OPENED, now);
    else if (is_due(e, now))
        tell(l, at, ALERT_ONGOING, now);
}

static void mended(struct ledger *l, uint32_t at, const struct ruling *r)
{
    struct entry *e = &l->entry[at];
    e->alert.ruling = *r;
    chain_remove(l, chain_of(l, e), at);
    e->open = false;
    e->restored = false;
    ledger_line_up(l, at);
    if (e->told)
        tell(l, at, ALERT_RESOLVED, r->evidence.time_ns);
    else
        ledger_keep(l, e, false);
}

/* What grew old, or changed otherwise, without having been broken: that mends nothing. */
static bool was_not_broken(const struct ruling *r)
{
    return r->before == VERDICT_PASS || r->before == VERDICT_LIKELY_OK ||
           r->before == VERDICT_SUSPECT;
}

/* Of what an earlier run left open only its FAIL is mended: whoever does not remember that it was
 * broken cannot say that it is not. */
static bool mends(const struct entry *e, const struct ruling *r)
{
    return e->open && !was_not_broken(r) && (!e->restored || r->before == VERDICT_FAIL);
}

void ledger_hear(void *self, const struct ruling *r)
{
    struct ledger *l = self;
    char key[LEDGER_KEY_MAX] = { 0 };
    (void)snprintf(key, sizeof key, "%s %s", r->camera.id.s, r->item->number);
    uint32_t at = ledger_find(l, key);
    if (at != none && r->evidence.time_ns <= l->entry[at].known_ns)
        return;
    if (r->verdict != VERDICT_FAIL) {
        if (at != none && mends(&l->entry[at], r))
            mended(l, at, r);
        return;
    }
    if (at == none)
        at = ledger_enter(l, key);
    else if (!l->entry[at].open)
        chain_remove(l, &l->resolved, at);
    if (at == none)
        return;
    if (!l->entry[at].open)
        open_alert(l, at, r);
    broken(l, at, r);
}

void ledger_reflect(struct ledger *l, uint64_t time_ns, struct ledger_hush hush)
{
    for (uint32_t at = l->hushed.oldest, next; at != none; at = next) {
        struct entry *e = &l->entry[at];
        next = e->newer;
        if (e->restored || hush.holds(hush.self, &e->alert.ruling, time_ns))
            continue;
        e->alert.ruling.suppressed = false;
        tell(l, at, ALERT_OPENED, time_ns);
    }
}

void ledger_end(struct ledger *l)
{
    for (uint32_t at = l->open.oldest; at != none; at = l->entry[at].newer) {
        struct entry *e = &l->entry[at];
        bool heard = !e->restored && !e->alert.ruling.suppressed;
        if (heard && e->alert.count > e->told_count)
            tell(l, at, ALERT_ONGOING, e->alert.ruling.evidence.time_ns);
    }
}
