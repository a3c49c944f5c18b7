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

struct ring;

/* For `n` facts, a power of two from 4 on; two less are held at a time. NULL: no memory. */
struct ring *ring_new(uint32_t n);
void ring_free(struct ring *r);

/* False: it is full, and nothing was put. */
bool ring_put(struct ring *r, const struct told *t);

/* By the same thread as ring_put(): whatever is still to be put is of later frames than this one.
 * UINT64_MAX: nothing more comes. */
void ring_pass(struct ring *r, uint64_t frame);

/* False: it is empty. */
bool ring_take(struct ring *r, struct told *t);

/* The frame last passed; 0: none yet. If the ring is found empty after this was asked, every fact
 * of frames up to it has been taken. */
uint64_t ring_passed(const struct ring *r);

/* Ready for another capture. While nobody puts or takes, and only when it is empty. */
void ring_rewind(struct ring *r);
