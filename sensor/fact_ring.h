/* A queue of what a worker says, to the one thread that judges. Of fixed size and without locks:
 * one puts, one other takes, neither ever waits in here. They may be two threads, or two processes
 * of which one was forked from the other, or both from a third.
 *
 * How it works: slots and ends lie in memory that processes share. Each side is moved by one only,
 * so a process that dies anywhere in a put leaves the ring as it was before. The taker keeps its
 * end for itself and trusts nothing that the other writes: whatever stands there, it reads no
 * further than the slots. What is in the slots is for observation_is_sound() to say. Beside them
 * stands a watermark, the frame up to which the worker has said everything, so that whoever puts
 * several workers' facts in order need not wait for one that has nothing to say. */
#pragma once

#include "core/observation.h"
#include "flow/flow.h"

/* A fact and its place among the facts of all workers. */
struct told {
    struct moment at;
    struct observation o;
};

struct fact_ring;

/* For `n` facts, a power of two. NULL: no memory. */
struct fact_ring *fact_ring_new(uint32_t n);
/* For this process only: another that has it keeps it. r may be NULL. */
void fact_ring_free(struct fact_ring *r);

/* False: it is full, and nothing was put. */
bool fact_ring_put(struct fact_ring *r, struct moment at, const struct observation *o);

/* By the same thread as fact_ring_put(): whatever is still to be put is of later frames than this
 * one. UINT64_MAX: nothing more comes. Live it is a time, for no worker knows the others' numbers.
 */
void fact_ring_pass(struct fact_ring *r, uint64_t frame);

/* False: it is empty. */
bool fact_ring_take(struct fact_ring *r, struct told *t);

/* The frame last passed; 0: none yet. If the ring is found empty after this was asked, every fact
 * of frames up to it has been taken. */
uint64_t fact_ring_passed(const struct fact_ring *r);

/* By whom takes: it is time to take. */
bool fact_ring_is_half_full(const struct fact_ring *r);

/* Sleeps for a moment, so that the other end may get on. */
void fact_ring_nap(void);

/* Ready for another capture; what is still in it is dropped. While nobody puts or takes. */
void fact_ring_rewind(struct fact_ring *r);

/* What both sides see; for tests of a worker that writes what it likes. */
struct fact_ends {
    _Alignas(64) _Atomic uint64_t passed; /* written once a batch */
    _Alignas(64) _Atomic uint64_t put;    /* how many ever were */
    _Alignas(64) _Atomic uint64_t taken;  /* likewise */
};

struct fact_ends *fact_ring_ends(struct fact_ring *r);
struct told *fact_ring_slots(struct fact_ring *r);
