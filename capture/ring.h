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

struct ring {
    uint8_t *map; /* NULL: none */
    size_t map_n;
    uint32_t block_n;
    uint32_t blocks;
    uint32_t at;   /* the block that is read, or is to be next */
    uint32_t left; /* frames of it not yet handed out */
    bool held;     /* that block is ours */
    uint32_t next; /* where in it the next frame is */
};

/* For the socket `fd`, not yet bound. False: e says why. */
bool ring_open(struct ring *r, int fd, const struct ring_size *size, struct error *e);
void ring_close(struct ring *r);

/* Whether a block waits to be read. */
bool ring_ready(const struct ring *r);

/* Gives back the block whose frames were all handed out. */
void ring_give_back(struct ring *r);

/* Up to `max` frames of one block: bytes, wire_n and time_ns of each. A VLAN tag that was taken off
 * stands in its place again. 0: no block waits. */
int ring_take(struct ring *r, struct frame *batch, int max);
