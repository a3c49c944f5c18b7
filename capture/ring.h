/* A ring of blocks that a packet socket shares with the kernel, TPACKET_V3
 * (Documentation/networking/packet_mmap.rst). The kernel fills a block with frames and hands it
 * over when it is full or `retire_ms` old; frames are views into it until it is given back. */
#pragma once

#include "capture/source.h"

struct ring_size {
    uint32_t block_n; /* bytes; a power of two of 4096 at least */
    uint32_t blocks;
    uint32_t retire_ms;
};

/* How far a ring was read: told after each step to whoever reads on where this process died. */
struct ring_mark {
    uint64_t total; /* frames of all blocks that were given back */
    uint64_t seq;   /* the kernel's number of the block */
    uint32_t at;    /* that block, or where the next is to be */
    uint32_t num;   /* frames in it */
    bool held;      /* it was taken, and not given back */
};

/* In memory that both share. Written where it does not hold, then turned over: it always holds. */
struct ring_marks {
    _Atomic uint32_t turn;
    struct ring_mark mark[2];
};

/* Frames of all blocks that were taken. */
uint64_t ring_taken(const struct ring_marks *m);

struct ring {
    struct ring_marks *marks;
    uint8_t *map; /* NULL: none */
    size_t map_n;
    uint32_t block_n;
    uint32_t blocks;
    uint32_t at;   /* the block that is read, or is to be next */
    uint32_t left; /* frames of it not yet handed out */
    bool held;     /* that block is ours */
    uint32_t next; /* where in it the next frame is */
};

/* For the socket `fd`, not yet bound. marks outlive it; what they counted stays. False: e says why.
 */
bool ring_open(struct ring *r, int fd, const struct ring_size *size, struct ring_marks *marks,
               struct error *e);

/* The ring that another process has given that socket; size and marks are that one's. */
bool ring_join(struct ring *r, int fd, const struct ring_size *size, struct ring_marks *marks,
               struct error *e);

/* Goes on where the marks say that another stopped reading, who is no more. The block that it was
 * in is passed over. */
void ring_resume(struct ring *r);

void ring_close(struct ring *r);

/* Whether a block waits to be read. */
bool ring_ready(const struct ring *r);

/* Gives back the block whose frames were all handed out. */
void ring_give_back(struct ring *r);

/* Up to `max` frames of one block: bytes, wire_n and time_ns of each. A VLAN tag that was taken off
 * stands in its place again. 0: no block waits. Frames lie within their block, whatever stands in
 * it; where that says otherwise, the rest of it is passed over. */
int ring_take(struct ring *r, struct frame *batch, int max);
