/* The masked frames that lately said something, so that an alert can name those that prove it. */
#pragma once

#include "evidence/kept_frame.h"

enum { SHELF_GIVES = 16 };

struct shelf;

/* All memory is taken now. NULL: there is not that much. */
struct shelf *shelf_new(void);
void shelf_free(struct shelf *s); /* s may be NULL */

/* The oldest gives way. */
void shelf_put(struct shelf *s, const struct kept_frame *k);

/* The frames that prove a fact: those of its conversation in the minute before it, and its own the
 * last. The newest SHELF_GIVES of them, in the order in which they came. How many; the places hold
 * until shelf_put(). 0: its own frame is there no longer. */
size_t shelf_find(const struct shelf *s, const struct observation *o,
                  const struct kept_frame *found[SHELF_GIVES]);
