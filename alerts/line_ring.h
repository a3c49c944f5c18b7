/* Lines that wait for a sink, first in, first out, in one block of memory. Not locked: whoever
 * shares it locks it. */
#pragma once

#include "core/bytes.h"

struct line_ring;

/* For lines of that many bytes in all, each with 4 bytes of its own. Pages are taken from the
 * system only when lines reach them. NULL: no memory. */
struct line_ring *line_ring_new(size_t bytes);
void line_ring_free(struct line_ring *r);

/* Copies a line to the end. false: there is no room. */
bool line_ring_add(struct line_ring *r, struct bytes line);

/* The first lines, at most max; how many. They stay where they are until they are dropped, whatever
 * is added meanwhile. */
size_t line_ring_first(const struct line_ring *r, struct bytes *out, size_t max);

/* Drops the first n lines (at most as many as there are). */
void line_ring_drop(struct line_ring *r, size_t n);

size_t line_ring_count(const struct line_ring *r);
