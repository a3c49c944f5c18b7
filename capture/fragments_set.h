/* Fragments of one datagram, laid where they belong. Private to the other fragments*.c. */
#pragma once

#include "capture/fragments.h"

enum {
    DATAGRAM_MAX = 65535,
    UNIT = 8, /* every fragment but the last is a multiple of it, and begins at one */
    UNITS = (DATAGRAM_MAX + UNIT) / UNIT,
    SUM_RIGHT = 1 << 8, /* of a worth; what has a wrong checksum in its header reaches nobody */
    FAR = 32,           /* hops: nobody is farther away */
};

struct fragment_set {
    struct fragment_set *next;  /* of the same bucket; or free; or given out */
    struct fragment_set *older; /* in the order they were begun */
    struct fragment_set *newer;
    struct fragment_key key;
    uint64_t began_ns;
    uint32_t bucket;
    uint16_t worth;
    uint16_t least;     /* worth of all that is in it */
    bool is_view;       /* of `worth` and all that goes farther (fragments_views.h) */
    bool overlapped;    /* with different data, or by others of other worth */
    bool differs;       /* with different data, since it was empty */
    bool spent;         /* handed on as a part of a view: what comes again is another's */
    uint8_t first_next; /* which protocol the first fragment says that it is */
    uint8_t lent;       /* how many views began with what it has */
    uint32_t units;     /* how many are there */
    uint32_t reaches;   /* the end of what came so far */
    uint32_t whole_n;   /* how long it will be; 0: not known yet */
    uint64_t have[UNITS / 64];
    uint8_t bytes[UNITS * UNIT];
};

/* How many hops such a fragment goes, 0 to FAR. */
uint8_t fragment_goes(uint16_t worth);

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

/* What `from` has and s has not, unless they contradict each other on where the datagram ends. */
void fragment_set_add(struct fragment_set *s, const struct fragment_set *from);

bool fragment_set_is_whole(const struct fragment_set *s);
