/* The lines raised last, in memory: numbered, first in, first out. Not locked: whoever shares it
 * locks it. */
#pragma once

#include "core/bytes.h"

struct tail;

struct tail_line {
    uint64_t number;
    uint64_t put_ns; /* since 1970 */
    unsigned severity;
    struct bytes text; /* stays where it is until it is dropped */
};

/* For lines of that many bytes in all. Pages are taken from the system only when lines reach them.
 * NULL: no memory. */
struct tail *tail_new(size_t bytes);
void tail_free(struct tail *t);

/* Copies a line to the end; its number is greater than all before. false: there is no room. */
bool tail_add(struct tail *t, const struct tail_line *line);

/* The oldest is dropped; there must be one. */
void tail_drop(struct tail *t);

size_t tail_count(const struct tail *t);

/* The i-th oldest, from 0. */
struct tail_line tail_at(const struct tail *t, size_t i);

/* The place of the first line with a greater number; tail_count(): there is none. */
size_t tail_after(const struct tail *t, uint64_t number);

/* Bytes of all lines. */
size_t tail_used(const struct tail *t);
