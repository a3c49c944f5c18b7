#include "alerts/ledger.h"

#include <stdio.h>
#include <stdlib.h>

#include "alerts/alert_id.h"
#include "core/hash.h"

enum { KEY_MAX = sizeof(struct text) + 16 };

static const uint32_t none = UINT32_MAX;
static const uint64_t day_ns = UINT64_C(24) * 3600 * 1000000000;

/* An alert's place, in two chains: those of the same hash, and those of the same state. */
struct entry {
    char key[KEY_MAX]; /* camera and item */
    uint32_t bucket;
    uint32_t next_in_bucket;
    uint32_t older;
    uint32_t newer;
    bool open;
    bool told;         /* false: suppressed ever since it was opened */
    uint32_t reopened; /* how often at this very nanosecond: keeps the ids apart */
    uint64_t told_ns;
    uint64_t told_count;
    struct alert alert;
};

/* Entries in the order they were opened, or resolved. */
struct chain {
    uint32_t oldest;
    uint32_t newest;
};

struct ledger {
    struct alert_listener listener;
    struct hash_key hash;
    uint64_t sequence;
    uint64_t lost;
    struct chain open;
    struct chain resolved; /* kept as long as there is room, the oldest makes room */
    size_t used;
    size_t max;
    size_t buckets; /* a power of two */
    uint32_t *bucket;
    struct entry *entry;
};

struct ledger *ledger_new(size_t alerts_max, struct alert_listener listener)
{
    struct ledger *l = calloc(1, sizeof *l);
    if (l == NULL)
        return NULL;
    *l = (struct ledger){ .listener = listener,
                          .hash = hash_key_new(),
                          .open = { none, none },
                          .resolved = { none, none },
                          .max = alerts_max,
                          .buckets = 1 };
    while (l->buckets < alerts_max)
        l->buckets *= 2;
    l->bucket = calloc(l->buckets, sizeof *l->bucket);
    l->entry = calloc(alerts_max, sizeof *l->entry);
    if (l->bucket == NULL || l->entry == NULL) {
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
    return l->sequence;
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

static uint32_t bucket_of(const struct ledger *l, const char key[static KEY_MAX])
{
    return (uint32_t)(hash_bytes(&l->hash, key, KEY_MAX) & (l->buckets - 1));
}

static uint32_t find(const struct ledger *l, const char key[static KEY_MAX])
{
    uint32_t at = l->bucket[bucket_of(l, key)];
    while (at != none && memcmp(l->entry[at].key, key, KEY_MAX) != 0)
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

/* A place never used, or that of the alert resolved longest ago; none: all are open. */
static uint32_t make_room(struct ledger *l)
{
    if (l->used < l->max)
        return (uint32_t)l->used++;
    uint32_t at = l->resolved.oldest;
    if (at == none)
        return none;
    chain_remove(l, &l->resolved, at);
    forget(l, at);
    return at;
}

static uint32_t enter(struct ledger *l, const char key[static KEY_MAX])
{
    uint32_t at = make_room(l);
    if (at == none) {
        l->lost++;
        return none;
    }
    struct entry *e = &l->entry[at];
    *e = (struct entry){ .bucket = bucket_of(l, key) };
    memcpy(e->key, key, KEY_MAX);
    e->next_in_bucket = l->bucket[e->bucket];
    l->bucket[e->bucket] = at;
    return at;
}

static void make_id(struct entry *e)
{
    char of[KEY_MAX + 48];
    (void)snprintf(of, sizeof of, "%s %llu %u", e->key, (unsigned long long)e->alert.first_ns,
                   e->reopened);
    alert_digest(of, e->alert.id);
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
    chain_append(l, &l->open, at);
}

static void tell(struct ledger *l, struct entry *e, enum alert_event event)
{
    e->alert.event = event;
    e->alert.sequence = ++l->sequence;
    e->told = true;
    e->told_ns = e->alert.last_ns;
    e->told_count = e->alert.count;
    l->listener.hear(l->listener.self, &e->alert);
}

static void broken(struct ledger *l, struct entry *e, const struct ruling *r)
{
    uint64_t now = r->evidence.time_ns;
    e->alert.count += r->times > 0 ? r->times : 1;
    e->alert.last_ns = now > e->alert.last_ns ? now : e->alert.last_ns;
    e->alert.ruling = *r;
    if (r->suppressed)
        return;
    if (!e->told)
        tell(l, e, ALERT_OPENED);
    else if (e->alert.last_ns - e->told_ns >= day_ns)
        tell(l, e, ALERT_ONGOING);
}

static void mended(struct ledger *l, uint32_t at, const struct ruling *r)
{
    struct entry *e = &l->entry[at];
    e->alert.ruling = *r;
    if (e->told)
        tell(l, e, ALERT_RESOLVED);
    e->open = false;
    chain_remove(l, &l->open, at);
    chain_append(l, &l->resolved, at);
}

/* What grew old, or changed otherwise, without having been broken: that mends nothing. */
static bool was_not_broken(const struct ruling *r)
{
    return r->before == VERDICT_PASS || r->before == VERDICT_LIKELY_OK ||
           r->before == VERDICT_SUSPECT;
}

void ledger_hear(void *self, const struct ruling *r)
{
    struct ledger *l = self;
    char key[KEY_MAX] = { 0 };
    (void)snprintf(key, sizeof key, "%s %s", r->camera.id.s, r->item->number);
    uint32_t at = find(l, key);
    if (r->verdict != VERDICT_FAIL) {
        if (at != none && l->entry[at].open && !was_not_broken(r))
            mended(l, at, r);
        return;
    }
    if (at == none)
        at = enter(l, key);
    else if (!l->entry[at].open)
        chain_remove(l, &l->resolved, at);
    if (at == none)
        return;
    if (!l->entry[at].open)
        open_alert(l, at, r);
    broken(l, &l->entry[at], r);
}

void ledger_end(struct ledger *l)
{
    for (uint32_t at = l->open.oldest; at != none; at = l->entry[at].newer) {
        struct entry *e = &l->entry[at];
        if (e->told && !e->alert.ruling.suppressed && e->alert.count > e->told_count)
            tell(l, e, ALERT_ONGOING);
    }
}
