#include "capture/fragments.h"

#include "capture/fragments_set.h"
#include "core/hash.h"
#include "core/secret.h"

enum { SETS_MAX = 256, BUCKETS = 256 };

static const uint64_t patience_ns = UINT64_C(30) * 1000000000; /* by the packets' clock */

struct fragments {
    struct counters *counters;
    struct hash_key hash_key;
    struct fragment_set *free;
    struct fragment_set *given;
    struct fragment_set *oldest;
    struct fragment_set *newest;
    struct fragment_set *buckets[BUCKETS];
    size_t used;                       /* so many of `all` */
    struct fragment_set all[SETS_MAX]; /* the pages of what is never used are never touched */
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
        struct fragment_set *d = f->given;
        f->given = d->next;
        d->next = f->free;
        f->free = d;
    }
}

/* Takes d out of its bucket and out of the order of age. */
static void forget(struct fragments *f, struct fragment_set *d)
{
    struct fragment_set **link = &f->buckets[d->bucket];
    while (*link != d)
        link = &(*link)->next;
    *link = d->next;
    *(d->older != NULL ? &d->older->newer : &f->oldest) = d->newer;
    *(d->newer != NULL ? &d->newer->older : &f->newest) = d->older;
}

static void drop(struct fragments *f, struct fragment_set *d, enum counter why)
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
static struct fragment_set *room(struct fragments *f)
{
    if (f->free == NULL && f->used < SETS_MAX)
        return &f->all[f->used++];
    if (f->free == NULL && f->oldest != NULL)
        drop(f, f->oldest, COUNT_fragment_full);
    struct fragment_set *d = f->free;
    if (d != NULL)
        f->free = d->next;
    return d;
}

static struct fragment_set *begin(struct fragments *f, const struct fragment *piece,
                                  uint32_t bucket)
{
    struct fragment_set *d = room(f);
    if (d == NULL)
        return NULL;
    d->key = piece->key;
    d->began_ns = piece->time_ns;
    d->bucket = bucket;
    d->worth = piece->worth;
    d->overlapped = false;
    d->mixed = 0;
    fragment_set_empty(d);
    d->next = f->buckets[bucket];
    f->buckets[bucket] = d;
    d->newer = NULL;
    d->older = f->newest;
    *(d->older != NULL ? &d->older->newer : &f->oldest) = d;
    f->newest = d;
    return d;
}

/* From d on in its bucket. */
static struct fragment_set *of_key(struct fragment_set *d, const struct fragment_key *key)
{
    while (d != NULL && memcmp(&d->key, key, sizeof d->key) != 0)
        d = d->next;
    return d;
}

/* Where the piece belongs. Whoever else has some of its datagram knows it from then on. */
static struct fragment_set *find(struct fragments *f, const struct fragment *piece, uint32_t bucket)
{
    struct fragment_set *own = NULL;
    bool others = false;
    for (struct fragment_set *d = of_key(f->buckets[bucket], &piece->key); d != NULL;
         d = of_key(d->next, &piece->key)) {
        own = d->worth == piece->worth ? d : own;
        others |= d->worth != piece->worth;
        d->overlapped |= d->worth != piece->worth;
    }
    own = own != NULL ? own : begin(f, piece, bucket);
    if (own != NULL)
        own->overlapped |= others;
    return own;
}

static bool can_be(const struct fragment *piece)
{
    bool even = !piece->more || piece->bytes.n % UNIT == 0;
    return piece->bytes.n > 0 && even && piece->bytes.n <= DATAGRAM_MAX &&
           piece->offset + piece->bytes.n <= DATAGRAM_MAX;
}

static struct joined refuse(struct fragments *f, enum counter why)
{
    count(f->counters, why);
    return (struct joined){ 0 };
}

static struct joined give(struct fragments *f, struct fragment_set *d, uint32_t n, uint16_t worth)
{
    d->next = f->given;
    f->given = d;
    count(f->counters, COUNT_fragments_joined);
    return (struct joined){ .bytes = { d->bytes, n },
                            .overlapped = d->overlapped,
                            .hops = (uint8_t)worth };
}

static struct fragment_mix mix_of(struct fragments *f, const struct fragment_set *one)
{
    struct fragment_mix m = { .n = 0 };
    for (struct fragment_set *d = of_key(f->buckets[one->bucket], &one->key); d != NULL;
         d = of_key(d->next, &one->key))
        fragment_mix_add(&m, d);
    return m;
}

/* With those of other worth. */
static struct joined join_mixed(struct fragments *f, const struct fragment_set *one)
{
    struct fragment_mix m = mix_of(f, one);
    if (fragment_mix_whole(&m) == 0)
        return (struct joined){ 0 };
    struct fragment_set *to = room(f); /* perhaps that of one of them */
    if (to == NULL)
        return refuse(f, COUNT_fragment_full);
    m = mix_of(f, one);
    uint32_t whole_n = fragment_mix_whole(&m);
    uint16_t worth = whole_n > 0 ? fragment_mix_join(&m, whole_n, to) : 0;
    to->overlapped = true;
    if (whole_n > 0)
        return give(f, to, whole_n, worth);
    to->next = f->free;
    f->free = to;
    return (struct joined){ 0 };
}

struct joined fragments_join(struct fragments *f, const struct fragment *piece)
{
    drop_expired(f, piece->time_ns);
    if (!can_be(piece))
        return refuse(f, COUNT_fragment_bad);
    uint64_t hash = hash_bytes(&f->hash_key, &piece->key, sizeof piece->key);
    struct fragment_set *d = find(f, piece, (uint32_t)(hash % BUCKETS));
    if (d == NULL)
        return refuse(f, COUNT_fragment_full);
    bool overlaps = false;
    enum fragment_taken taken = fragment_set_take(d, piece, &overlaps);
    count_more(f->counters, COUNT_fragment_overlap, overlaps);
    if (taken == FRAGMENT_ODD)
        return refuse(f, COUNT_fragment_bad);
    if (fragment_set_is_whole(d)) {
        forget(f, d);
        return give(f, d, d->whole_n, d->worth);
    }
    return taken == FRAGMENT_NEW ? join_mixed(f, d) : (struct joined){ 0 };
}
