/* A run of announcements by Easy IP: every 5 seconds, from the camera's start on. Guide item 3.2.4.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* All zero at first. To end it, since_ns = 0. */
struct announcing {
    uint64_t since_ns;   /* the first one of the present run; 0: none */
    uint64_t last_ns[3]; /* the last ones, newest first */
    bool told_end;       /* the item's own: it was told that this run ended */
};

/* One came; after a silence of six or more that are missing it begins another run. */
void announcing_note(struct announcing *a, uint64_t now_ns);

/* Whether three came within the last minute of the run. */
bool announcing_goes_on(const struct announcing *a);

/* From the first to the last one. */
uint64_t announcing_seconds(const struct announcing *a);

/* The clock was set. */
void announcing_move(struct announcing *a, int64_t by_ns);
