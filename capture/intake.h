/* The bytes of a capture file, from a file, a pipe or inside gzip, a chunk at a time.
 *
 * How it works: a chunk is read to the same page-aligned place every time, small enough to stay in
 * the second-level cache, so that whoever looks at it finds it there. What was not taken of the
 * chunk before is moved to just in front of that place, and so stands in one piece with what
 * follows it. */
#pragma once

#include "core/bytes.h"
#include "core/error.h"

enum {
    INTAKE_CHUNK = 1024 * 1024, /* measured: bench/README.md */
    INTAKE_PIECE = 272 * 1024,  /* the most that can be asked for in one piece */
};

struct gunzip;

struct intake {
    int fd;
    struct gunzip *gunzip; /* NULL: the bytes are the file's own */
    uint8_t *buffer;       /* INTAKE_PIECE, then INTAKE_CHUNK */
    uint8_t *at;           /* what is ready: from here */
    uint8_t *end;          /* to here */
    uint64_t owed;         /* bytes taken that have not come yet */
    uint64_t done;
    uint64_t all;
};

/* Opens a file, or standard input for "-", and looks into gzip. NULL: e says why, beginning with a
 * verb ("is empty"); the caller knows the name. */
struct intake *intake_open(const char *path, struct error *e);
void intake_close(struct intake *in);

/* What stands ready, not yet taken. Valid until intake_need(). */
static inline struct bytes intake_ready(const struct intake *in)
{
    return (struct bytes){ in->at, (size_t)(in->end - in->at) };
}

/* Takes n bytes, that need not all be here yet. */
static inline void intake_take(struct intake *in, uint64_t n)
{
    uint64_t here = (uint64_t)(in->end - in->at);
    here = n < here ? n : here;
    in->at += here;
    in->owed += n - here;
}

enum intake_result { INTAKE_READY, INTAKE_ENDED, INTAKE_FAILED };

/* Brings what is ready to at least n bytes, at most INTAKE_PIECE. ENDED: there are not that many,
 * and what is ready is the rest; FAILED: e says why. */
enum intake_result intake_need(struct intake *in, size_t n, struct error *e);

/* Bytes read of the file, and its size or 0. */
void intake_progress(const struct intake *in, uint64_t *done, uint64_t *all);
