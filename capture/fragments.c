#include "capture/fragments.h"

#include "core/hash.h"
#include "core/secret.h"

enum {
    DATAGRAMS_MAX = 256,
    BUCKETS = 256,
    DATAGRAM_MAX = 65535,
    UNIT = 8, /* every fragment but the last is a multiple of it, and begins at one */
    UNITS = (DATAGRAM_MAX + UNIT) / UNIT,
};

static const uint64_t patience_ns = UINT64_C(30) * 1000000000; /* by the packets' clock */

struct datagram {
    struct datagram *next;  /* of the same bucket; or free; or given out */
    struct datagram *older; /* in the order they were begun */
    struct datagram *newer;
    struct fragment_key key;
    uint64_t began_ns;
    uint32_t bucket;
    uint16_t worth;
    bool overlapped;  /* with different data */
    uint32_t units;   /* how many are there */
    uint32_t reaches; /* the end of what came so far */
    uint32_t whole_n; /* how long it will be; 0: not known yet */
    uint64_t have[UNITS / 64];
    uint8_t bytes[UNITS * UNIT];
};

struct fragments {
    struct counters *counters;
    struct hash_key hash_key;
    struct datagram *free;
    struct datagram *given;
    struct datagram *oldest;
    struct datagram *newest;
    struct datagram *buckets[BUCKETS];
    size_t used;                        /* so many of `all` */
    struct datagram all[DATAGRAMS_MAX]; /* the pages of what is never used are never touched */
};

struct fragments *fragments_new(struct counters *counters)
{
    struct fragments *f = wire_memory_new(sizeof *f);
    if (f == NULL)
        return NULL;
    f->counters = counters;
    f->hash_key = hash_key_new();
    return f;
}

void fragments_free(struct fragments *f)
{
    wire_memory_free(f, sizeof *f);
}

void fragments_release(struct fragments *f)
{
    while (f->given != NULL) {
        struct datagram *d = f->given;
        f->given = d->next;
        d->next = f->free;
        f->free = d;
    }
}

/* Takes d out of its bucket and out of the order of age. */
static void forget(struct fragments *f, struct datagram *d)
{
    struct datagram **link = &f->buckets[d->bucket];
    while (*link != d)
        link = &(*link)->next;
    *link = d->next;
    *(d->older != NULL ? &d->older->newer : &f->oldest) = d->newer;
    *(d->newer != NULL ? &d->newer->older : &f->newest) = d->older;
}

static void drop(struct fragments *f, struct datagram *d, enum counter why)
{
    forget(f, d);
    d->next = f->free;
    f->free = d;
    count(f->counters, why);
}

static void drop_expired(struct fragments *f, uint64_t now_ns)
{
    while (f->oldest != NULL && now_ns > f->oldest->began_ns &&
           now_ns - f->oldest->began_ns > patience_ns)
        drop(f, f->oldest, COUNT_fragment_timeout);
}

/* Room for one more; NULL: what is given out has it all. */
static struct datagram *room(struct fragments *f)
{
    if (f->free == NULL && f->used < DATAGRAMS_MAX)
        return &f->all[f->used++];
    if (f->free == NULL && f->oldest != NULL)
        drop(f, f->oldest, COUNT_fragment_full);
    struct datagram *d = f->free;
    if (d != NULL)
        f->free = d->next;
    return d;
}

static void empty(struct datagram *d, uint16_t worth)
{
    d->worth = worth;
    d->units = d->reaches = d->whole_n = 0;
    memset(d->have, 0, sizeof d->have);
}

static struct datagram *begin(struct fragments *f, const struct fragment *piece, uint32_t bucket)
{
    struct datagram *d = room(f);
    if (d == NULL)
        return NULL;
    d->key = piece->key;
    d->began_ns = piece->time_ns;
    d->bucket = bucket;
    d->overlapped = false;
    empty(d, piece->worth);
    d->next = f->buckets[bucket];
    f->buckets[bucket] = d;
    d->newer = NULL;
    d->older = f->newest;
    *(d->older != NULL ? &d->older->newer : &f->oldest) = d;
    f->newest = d;
    return d;
}

static struct datagram *find(struct fragments *f, const struct fragment *piece)
{
    uint32_t bucket =
        (uint32_t)(hash_bytes(&f->hash_key, &piece->key, sizeof piece->key) % BUCKETS);
    struct datagram *d = f->buckets[bucket];
    while (d != NULL && memcmp(&d->key, &piece->key, sizeof d->key) != 0)
        d = d->next;
    return d != NULL ? d : begin(f, piece, bucket);
}

static bool can_be(const struct fragment *piece)
{
    bool even = !piece->more || piece->bytes.n % UNIT == 0;
    return piece->bytes.n > 0 && even && piece->bytes.n <= DATAGRAM_MAX &&
           piece->offset + piece->bytes.n <= DATAGRAM_MAX;
}

/* Whether it agrees with the others on where the datagram ends. */
static bool agrees(const struct datagram *d, const struct fragment *piece)
{
    uint32_t end = piece->offset + (uint32_t)piece->bytes.n;
    if (piece->more)
        return d->whole_n == 0 || end <= d->whole_n;
    return d->whole_n == 0 ? end >= d->reaches : end == d->whole_n;
}

/* Whether it counts beside those that are there; if they do not beside it, they are forgotten. */
static bool is_worth_it(struct datagram *d, const struct fragment *piece)
{
    if (piece->worth > d->worth) {
        d->overlapped = true;
        empty(d, piece->worth);
    }
    d->overlapped |= piece->worth < d->worth;
    return piece->worth == d->worth;
}

/* Copies what is not there yet. Whether some of it was. */
static bool add(struct datagram *d, const struct fragment *piece)
{
    bool overlaps = false;
    struct bytes rest = piece->bytes;
    for (uint32_t unit = piece->offset / UNIT; rest.n > 0; unit++) {
        uint64_t bit = UINT64_C(1) << unit % 64;
        struct bytes here = bytes_first(rest, UNIT);
        rest = bytes_after(rest, UNIT);
        if ((d->have[unit / 64] & bit) != 0) {
            overlaps = true;
            d->overlapped |= memcmp(d->bytes + (size_t)unit * UNIT, here.p, here.n) != 0;
            continue;
        }
        memcpy(d->bytes + (size_t)unit * UNIT, here.p, here.n);
        d->have[unit / 64] |= bit;
        d->units++;
    }
    uint32_t end = piece->offset + (uint32_t)piece->bytes.n;
    d->reaches = end > d->reaches ? end : d->reaches;
    d->whole_n = piece->more ? d->whole_n : end;
    return overlaps;
}

static struct bytes nothing_yet(void)
{
    return (struct bytes){ NULL, 0 };
}

static struct bytes refuse(struct fragments *f, enum counter why)
{
    count(f->counters, why);
    return nothing_yet();
}

struct bytes fragments_join(struct fragments *f, const struct fragment *piece, bool *overlapped)
{
    drop_expired(f, piece->time_ns);
    if (!can_be(piece))
        return refuse(f, COUNT_fragment_bad);
    struct datagram *d = find(f, piece);
    if (d == NULL)
        return refuse(f, COUNT_fragment_full);
    if (!is_worth_it(d, piece))
        return refuse(f, COUNT_fragment_overlap);
    if (!agrees(d, piece))
        return refuse(f, COUNT_fragment_bad);
    if (add(d, piece))
        count(f->counters, COUNT_fragment_overlap);
    if (d->whole_n == 0 || d->units < (d->whole_n + UNIT - 1) / UNIT)
        return nothing_yet();
    forget(f, d);
    d->next = f->given;
    f->given = d;
    *overlapped = d->overlapped;
    count(f->counters, COUNT_fragments_joined);
    return (struct bytes){ d->bytes, d->whole_n };
}
