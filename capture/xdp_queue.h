/* An AF_XDP socket on one receive queue of an interface, and the memory that frames come in
 * (Documentation/networking/af_xdp.rst). It has no transmit ring: it cannot send. */
#pragma once

#include "capture/source.h"

enum { XDP_BATCH_MAX = 256 };

struct xdp_queue;
struct live_counts;

/* `code`: the map of sockets of the program that hands frames on. `n`: bytes of memory, at least;
 * taken as a power of two of frames of 4096. NULL: e says why. */
struct xdp_queue *xdp_queue_new(const char *interface, uint32_t queue, size_t n, int sockets,
                                struct error *e);
void xdp_queue_free(struct xdp_queue *q);

/* For how many frames there is room. */
uint32_t xdp_queue_room(const struct xdp_queue *q);

/* For poll(2). */
int xdp_queue_fd(const struct xdp_queue *q);

/* Up to `max` frames (XDP_BATCH_MAX at most): bytes and wire_n of each. They stay valid until
 * xdp_queue_give_back(), which comes before the next time. */
int xdp_queue_take(struct xdp_queue *q, struct frame *batch, int max);
void xdp_queue_give_back(struct xdp_queue *q);

/* Frames taken so far, also by another process that reads this queue, or did before it died. */
uint64_t xdp_queue_taken(const struct xdp_queue *q);

/* Goes on where another process stopped, who is no more; the frames that it was about are given
 * back. */
void xdp_queue_resume(struct xdp_queue *q);

/* Adds what this queue received, waiting or handed out, and what became of the rest. */
void xdp_queue_count(const struct xdp_queue *q, struct live_counts *counts);
