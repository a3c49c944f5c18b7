/* Unpacks what crosses the wire compressed: gzip (RFC 1952), zlib (RFC 1950), deflate (RFC 1951).
 *
 * How it works: a worker has a few unpackers, of fixed size and taken whole at the start; zlib gets
 * its memory out of them. A conversation is lent one while such a message comes. When all are
 * lent, whoever used his longest ago has it taken away. What is given back is wiped: it may have
 * held a password. An unpacker gives up what holds far more than it is long, so that nobody makes
 * much work with few bytes. */
#pragma once

#include "core/bytes.h"
#include "core/counters.h"

enum packing {
    PACKING_NONE,
    PACKING_GZIP,
    PACKING_DEFLATE, /* zlib by its name, deflate by what some send */
    PACKING_UNKNOWN, /* another, or several, one in the other */
};

enum unpack_state {
    UNPACK_MORE,   /* there is more to come */
    UNPACK_OVER,   /* it is whole; another member of gzip may follow */
    UNPACK_BROKEN, /* nothing more comes out of it: broken, or it holds too much */
};

enum {
    UNPACKERS = 64,           /* a worker */
    UNPACK_PORTION = 1024,    /* the most that comes out at a time */
    UNPACK_FREE = 8192,       /* so much may come out of anything, and beyond that so many */
    UNPACK_TIMES = 64,        /* times what went in */
    UNPACK_WEIGHED_EVERY = 32 /* bytes that went in: that is asked, wherever they were cut */
};

struct unpackers; /* a worker's */
struct unpacker;

/* NULL: no memory. Counts in `counters`, which outlives it. */
struct unpackers *unpackers_new(struct counters *counters);
void unpackers_free(struct unpackers *all); /* may be NULL */

/* Lends *user one, in place of what it had; *user becomes NULL when it is taken away, and must stay
 * where it is until then or unpack_end(). No more than `most` bytes come out. False, and that is
 * counted: this packing is not known; or all is NULL. */
bool unpack_begin(struct unpackers *all, struct unpacker **user, enum packing packing, size_t most);

/* False: what comes, of which `in` has the beginning, is not packed at all, whatever was said of
 * it. Browsers take it as it is then. */
bool unpack_knows(const struct unpacker *u, struct bytes in);

/* The next portion of what comes out, which lies in the unpacker until the next call; `in` loses
 * what went in for it. To be asked until both are empty. */
struct bytes unpack(struct unpacker *u, struct bytes *in);
enum unpack_state unpack_state(const struct unpacker *u);

/* Gives it back, wiped; *user may be NULL. */
void unpack_end(struct unpackers *all, struct unpacker **user);
