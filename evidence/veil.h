/* A message as it may be told: every byte is an `x` but those that are shown. What nobody thought
 * of stays hidden, and all stays where it was, so that other programs still find their way in it.
 */
#pragma once

#include "core/bytes.h"

struct veil {
    struct bytes in; /* the message */
    uint8_t *out;    /* as long as that */
};

/* Hides everything. */
void veil_over(struct veil *v);

/* Shows a part, which points into the message. */
void veil_show(struct veil *v, struct bytes part);

/* The first n bytes of the message from `at` on, or as many as there are. */
void veil_show_at(struct veil *v, size_t at, size_t n);
