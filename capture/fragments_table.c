#include "capture/fragments_table.h"

#include "core/secret.h"

/* From so many on those that do not go to everybody give way, and nobody else. */
enum { NEAR_MANY = SETS_MAX / 4 };

/* By the packets' clock: as Linux and BSD have it, and as RFC 8200 section 4.5 does. */
static const uint64_t patience4_ns = UINT64_C(30) * 1000000000;
static const uint64_t patience6_ns = UINT64_C(60) * 1000000000;

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
        struct fragment_set *s = f->given;
        f->given = s->next;
        fragments_set_free(f, s);
    }
}

static struct fragment_age *age_of(struct fragments *f, const struct fragment_set *s)
{
    return fragment_goes(s->worth) < FAR ? &f->near : &f->far;
}

static uint32_t bucket_of(const struct fragments *f, const struct fragment_key *key)
{
    return (uint32_t)(hash_bytes(&f->hash_key, key, sizeof *key) % BUCKETS);
}

/* From s on in its bucket. */
static struct fragment_set *of_key(struct fragment_set *s, const struct fragment_key *key)
{
    while (s != NULL && memcmp(&s->key, key, sizeof s->key) != 0)
        s = s->next;
    return s;
}

struct fragment_set *fragments_first(const struct fragments *f, const struct fragment_key *key)
{
    return of_key(f->buckets[bucket_of(f, key)], key);
}

struct fragment_set *fragments_next(const struct fragment_set *s)
{
    return of_key(s->next, &s->key);
}

void fragments_take_out(struct fragments *f, struct fragment_set *s)
{
    struct fragment_set **link = &f->buckets[s->bucket];
    struct fragment_age *age = age_of(f, s);
    while (*link != s)
        link = &(*link)->next;
    *link = s->next;
    *(s->older != NULL ? &s->older->newer : &age->oldest) = s->newer;
    *(s->newer != NULL ? &s->newer->older : &age->newest) = s->older;
    age->n--;
}

void fragments_set_free(struct fragments *f, struct fragment_set *s)
{
    s->next = f->free;
    f->free = s;
}

/* What is in a view was counted where it was laid first. */
static void drop(struct fragments *f, struct fragment_set *s, enum counter why)
{
    fragments_take_out(f, s);
    fragments_set_free(f, s);
    count_more(f->counters, why, !s->is_view);
}

static bool is_older(const struct fragment_set *s, uint64_t now_ns, uint64_t patience_ns)
{
    return now_ns > s->began_ns && now_ns - s->began_ns > patience_ns;
}

static void drop_late(struct fragments *f, const struct fragment *piece, uint64_t patience_ns)
{
    struct fragment_set *s = fragments_first(f, &piece->key);
    while (s != NULL) {
        struct fragment_set *next = fragments_next(s);
        if (is_older(s, piece->time_ns, patience_ns))
            drop(f, s, COUNT_fragment_timeout);
        s = next;
    }
}

void fragments_drop_expired(struct fragments *f, const struct fragment *piece)
{
    struct fragment_age *ages[] = { &f->near, &f->far };
    for (size_t i = 0; i < 2; i++) {
        const struct fragment_age *age = ages[i];
        while (age->oldest != NULL && is_older(age->oldest, piece->time_ns, patience6_ns))
            drop(f, age->oldest, COUNT_fragment_timeout);
    }
    if (piece->key.version == 4)
        drop_late(f, piece, patience4_ns);
}

static struct fragment_set *who_gives_way(const struct fragments *f)
{
    struct fragment_set *near = f->near.oldest, *far = f->far.oldest;
    if (far == NULL || f->near.n >= NEAR_MANY)
        return near;
    return near != NULL && near->began_ns < far->began_ns ? near : far;
}

static struct fragment_set *room(struct fragments *f)
{
    if (f->free == NULL && f->used < SETS_MAX)
        return &f->all[f->used++];
    struct fragment_set *oldest = who_gives_way(f);
    if (f->free == NULL && oldest != NULL)
        drop(f, oldest, COUNT_fragment_full);
    struct fragment_set *s = f->free;
    if (s != NULL)
        f->free = s->next;
    return s;
}

struct fragment_set *fragments_begin(struct fragments *f, const struct fragment *piece)
{
    struct fragment_set *s = room(f);
    if (s == NULL)
        return NULL;
    s->key = piece->key;
    s->began_ns = piece->time_ns;
    s->bucket = bucket_of(f, &piece->key);
    s->worth = piece->worth;
    s->is_view = s->overlapped = false;
    fragment_set_empty(s);
    s->next = f->buckets[s->bucket];
    f->buckets[s->bucket] = s;
    struct fragment_age *age = age_of(f, s);
    s->newer = NULL;
    s->older = age->newest;
    *(s->older != NULL ? &s->older->newer : &age->oldest) = s;
    age->newest = s;
    age->n++;
    return s;
}
