/* A queue of what a worker says, to the one thread that judges. Of fixed size and without locks:
 * one thread puts, one other takes, neither ever waits in here.
 *
 * How it works: libck's single-producer ring holds the facts. Beside it stands a watermark, the
 * frame up to which the worker has said everything, so that whoever puts several workers' facts in
 * order need not wait for one that has nothing to say. */
#pragma once

#include "core/observation.h"
#include "flow/flow.h"

/* A fact and its place among the facts of all workers. */
struct told {
    struct moment at;
    struct observation o;
};

struct fact_ring;

/* For `n` facts, a power of two from 4 on; two less are held at a time. NULL: no memory. */
struct fact_ring *fact_ring_new(uint32_t n);
void fact_ring_free(struct fact_ring *r);

/* False: it is full, and nothing was put. */
bool fact_ring_put(struct fact_ring *r, struct moment at, const struct observation *o);

/* By the same thread as fact_ring_put(): whatever is still to be put is of later frames than this
 * one. UINT64_MAX: nothing more comes. */
void fact_ring_pass(struct fact_ring *r, uint64_t frame);

/* False: it is empty. */
bool fact_ring_take(struct fact_ring *r, struct told *t);

/* The frame last passed; 0: none yet. If the ring is found empty after this was asked, every fact
 * of frames up to it has been taken. */
uint64_t fact_ring_passed(const struct fact_ring *r);

/* Sleeps for a moment, so that the other end may get on. */
void fact_ring_nap(void);

/* Ready for another capture; what is still in it is dropped. While nobody puts or takes. */
void fact_ring_rewind(struct fact_ring *r);
