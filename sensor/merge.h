/* Puts what several workers say into the one order in which a single worker would have said it.
 *
 * How it works: each worker's facts come in the order of their moments. The earliest of those that
 * lie first in the rings is told as soon as no other worker can still say anything earlier: each
 * has a later one lying there, or its watermark has passed the frame. */
#pragma once

#include "core/observer.h"
#include "sensor/fact_ring.h"

enum { WORKERS_MAX = 16 };

struct merge_lane {
    struct fact_ring *ring;
    uint64_t passed; /* no fact of frames up to this one is still to be taken from the ring */
    bool has_first;
    struct told first; /* taken out of the ring, not told yet */
};

struct merge {
    size_t n;
    struct merge_lane lane[WORKERS_MAX];
};

enum merge_state {
    MERGE_TOLD,  /* something was told; there may be more */
    MERGE_WAITS, /* what comes next is not known yet */
    MERGE_ENDED, /* every worker has ended and everything was told */
};

/* One capture's facts from n (1 to WORKERS_MAX) rings, which outlive the merge. */
void merge_begin(struct merge *m, struct fact_ring *const *rings, size_t n);

/* Tells at most one fact. */
enum merge_state merge_step(struct merge *m, struct observer to);
