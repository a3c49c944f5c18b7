/* The fragments of one datagram that came with the same worth, and how those of several worths make
 * one. Private to fragments.c, which keeps them. */
#pragma once

#include "capture/fragments.h"

enum {
    DATAGRAM_MAX = 65535,
    UNIT = 8, /* every fragment but the last is a multiple of it, and begins at one */
    UNITS = (DATAGRAM_MAX + UNIT) / UNIT,
    MIXED_SETS = 8,   /* of how many worths one is put together */
    MIXED_TIMES = 16, /* how often a set is part of that: work is bounded by what came */
};

struct fragment_set {
    struct fragment_set *next;  /* of the same bucket; or free; or given out */
    struct fragment_set *older; /* in the order they were begun */
    struct fragment_set *newer;
    struct fragment_key key;
    uint64_t began_ns;
    uint32_t bucket;
    uint16_t worth;
    bool overlapped;  /* with different data, or by others of other worth */
    bool spent;       /* handed on as a part of a mixed one: what comes again is another's */
    uint8_t mixed;    /* how often */
    uint32_t units;   /* how many are there */
    uint32_t reaches; /* the end of what came so far */
    uint32_t whole_n; /* how long it will be; 0: not known yet */
    uint64_t have[UNITS / 64];
    uint8_t bytes[UNITS * UNIT];
};

/* Nothing came yet. */
void fragment_set_empty(struct fragment_set *s);

enum fragment_taken {
    FRAGMENT_ODD,   /* it contradicts where the datagram ends */
    FRAGMENT_AGAIN, /* all of it was there */
    FRAGMENT_NEW,
};

/* Copies what is not there yet. *overlaps: some of it was. */
enum fragment_taken fragment_set_take(struct fragment_set *s, const struct fragment *piece,
                                      bool *overlaps);

bool fragment_set_is_whole(const struct fragment_set *s);

/* Sets of one datagram, those of the most worth first. */
struct fragment_mix {
    struct fragment_set *set[MIXED_SETS];
    size_t n;
};

/* One more, if it may count; of too many those of the least worth do not. */
void fragment_mix_add(struct fragment_mix *m, struct fragment_set *s);

/* How long the datagram is that they make together; 0: something is missing, or it is one alone. */
uint32_t fragment_mix_whole(const struct fragment_mix *m);

/* Puts it together: of what came with several worths that of the most. The least worth of all that
 * is in it. */
uint16_t fragment_mix_join(struct fragment_mix *m, uint32_t whole_n, struct fragment_set *to);
