/* Held blocks: bytes of a stream that wait for what comes before them. */
#pragma once

#include "flow/tcp_order.h"

/* How far a lies after b, modulo 2^32. */
static inline int32_t seq_distance(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b);
}

/* So far apart that they are of different connections. */
static inline bool seq_is_far(uint32_t a, uint32_t b)
{
    static const uint32_t far = 1 << 20;
    return a - b > far && b - a > far;
}

/* A stretch of a block: of one segment, for a message that is looked for after a hole often begins
 * with one; all of it in doubt or none of it. */
struct stretch {
    uint32_t from; /* in the block */
    uint32_t n;    /* 0: none */
    bool doubted;
};

struct held_doubt {
    bool is;
    uint8_t hops; /* that it had left, if they are why; 0: there is another reason */
};

/* Holds what of `in` is not held yet. False: there was no room for all of it. */
bool tcp_hold(struct tcp_lane *l, uint32_t seq, struct bytes in, struct held_doubt doubt,
              struct held_pool *pool);

/* Notes whether what is held of these bytes is the same. */
void tcp_compare(struct tcp_lane *l, uint32_t seq, struct bytes in);

/* The first stretch of a block that is not before `next`. */
struct stretch tcp_first_stretch(const struct held *h, uint32_t next);

/* Behind the last byte of a block that came. */
uint32_t tcp_held_end(const struct held *h);

/* Lets go of the first block. */
void tcp_let_go(struct tcp_lane *l, struct held_pool *pool);

/* Whether the byte of that number is held, and in doubt. */
bool tcp_is_doubted(const struct tcp_lane *l, uint32_t seq);

/* Whether no more of l can be held, or what was held of it was taken away. */
bool tcp_held_full(const struct tcp_lane *l, const struct held_pool *pool);
