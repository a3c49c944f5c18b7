/* Whether an end sends much for long, as a picture does that is watched: guide item 3.5,
 * protocols.md E, row 3.5. Of what is encrypted that is all that can be seen.
 *
 * How it works: time is cut into tens of seconds. When six in a row each brought more than 100
 * kbit/s, a minute is over, and it is told; a fast download is over before. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VOLUME_SLOT_S = 10, VOLUME_SLOTS = 6, VOLUME_KBIT_S = 100 };

/* All zero at first. */
struct volume {
    uint64_t begin_ns; /* of this ten seconds; 0: nothing came yet */
    uint32_t bytes;    /* in them */
    uint32_t before;   /* in those before, as many as count */
    uint8_t slots;     /* how many count */
};

/* n bytes came. True: another minute is full; *kbit_s: what came in it, on average. */
bool volume_note(struct volume *v, uint64_t now_ns, size_t n, uint32_t *kbit_s);
