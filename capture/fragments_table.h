/* All datagrams that are half-arrived: a fixed number of sets, found by what they belong to.
 * Private to fragments.c and fragments_views.c. */
#pragma once

#include "capture/fragments_set.h"
#include "core/hash.h"

enum { SETS_MAX = 256, BUCKETS = 256 };

/* In the order they were begun. */
struct fragment_age {
    struct fragment_set *oldest;
    struct fragment_set *newest;
    size_t n;
};

struct fragments {
    struct counters *counters;
    struct hash_key hash_key;
    struct fragment_set *free;
    struct fragment_set *given;
    struct fragment_age near; /* of what does not go to everybody: who floods us with it drives out
                               * his own */
    struct fragment_age far;
    struct fragment_set *buckets[BUCKETS];
    size_t used;                       /* so many of `all` */
    struct fragment_set all[SETS_MAX]; /* the pages of what is never used are never touched */
};

/* The first set of what has this key; NULL: none. */
struct fragment_set *fragments_first(const struct fragments *f, const struct fragment_key *key);

/* The next of the same key. */
struct fragment_set *fragments_next(const struct fragment_set *s);

/* An empty set for what is like the piece, in a room that another one perhaps had to give up; NULL:
 * what is given out has it all. */
struct fragment_set *fragments_begin(struct fragments *f, const struct fragment *piece);

/* Takes s out; it is nobody's then. */
void fragments_take_out(struct fragments *f, struct fragment_set *s);

/* Of one that was taken out. */
void fragments_set_free(struct fragments *f, struct fragment_set *s);

/* What has waited too long when the piece comes. */
void fragments_drop_expired(struct fragments *f, const struct fragment *piece);
