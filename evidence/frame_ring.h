/* Masked frames on their way from a worker's process to the main one, as the facts that they prove
 * (sensor/fact_ring.h): of fixed size, without locks, in memory that both share; one puts, one
 * other takes, neither ever waits. The taker reads no further than the slots, whatever stands
 * there. */
#pragma once

#include "evidence/kept_frame.h"

struct frame_ring;

/* For `n` frames, a power of two. NULL: no memory. */
struct frame_ring *frame_ring_new(uint32_t n);
/* For this process only: another that has it keeps it. r may be NULL. */
void frame_ring_free(struct frame_ring *r);

/* False: it is full, and nothing was put. */
bool frame_ring_put(struct frame_ring *r, const struct kept_frame *k);

/* False: it is empty. What is in *k is for kept_frame_is_sound() to say. */
bool frame_ring_take(struct frame_ring *r, struct kept_frame *k);
