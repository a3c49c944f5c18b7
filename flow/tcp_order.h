/* Puts the segments of one direction of a TCP connection in order. RFC 9293 section 3.4.
 *
 * How it works: the segment that is next is handed on where it lies. One that came before its turn
 * is copied and held. What overlaps with bytes already seen is trimmed: the first copy wins. A hole
 * is given up when the other end has acknowledged what is missing (so it was lost to us and not to
 * them) and enough has come after it, or when more is held than we hold. */
#pragma once

#include "core/counters.h"
#include "core/packet.h"

enum {
    HELD_BYTES = 1536,   /* of one held block; a longer segment takes several */
    HELD_LANE_MAX = 192, /* blocks held for one direction */
    HELD_PATIENCE = 16,  /* blocks after an acknowledged hole before it is given up */
};

struct held {
    struct held *next; /* by sequence number */
    uint32_t seq;
    uint16_t n;
    uint8_t bytes[HELD_BYTES];
};

/* The blocks of all connections of a worker. Taken whole at the start. */
struct held_pool {
    struct held *all;
    struct held *free;
    uint32_t n;
    uint32_t used; /* all[used] and on have never been touched */
};

/* One direction. All zero: nothing seen yet. */
struct tcp_lane {
    struct held *held;
    uint32_t next;  /* the sequence number of the byte that comes next */
    uint32_t fin;   /* where the stream ends, if has_fin */
    uint32_t acked; /* by the other end, if has_acked */
    uint16_t held_n;
    bool known; /* `next` means something */
    bool has_fin;
    bool has_acked;
};

enum piece_kind { PIECE_NONE, PIECE_BYTES, PIECE_HOLE };

/* What comes next of a stream. */
struct piece {
    enum piece_kind kind;
    struct bytes bytes;
    uint32_t hole;     /* how many bytes are missing */
    struct held *from; /* whose bytes they are; NULL: the packet's own */
};

/* False: no memory. */
bool held_pool_make(struct held_pool *pool, uint32_t n);
void held_pool_drop(struct held_pool *pool);

/* Takes a packet's payload. The piece returned is the packet's own bytes if they are next, else
 * none (it was held, or seen before). */
struct piece tcp_order_take(struct tcp_lane *l, const struct packet *p, struct held_pool *pool,
                            struct counters *counters);

/* What can be read on after that: call until PIECE_NONE. With `closing` holes are given up. The
 * bytes of the piece before are gone after the call. */
struct piece tcp_order_next(struct tcp_lane *l, bool closing, struct piece *before,
                            struct held_pool *pool, struct counters *counters);

/* Lets go of all that is held. */
void tcp_order_drop(struct tcp_lane *l, struct held_pool *pool);

/* Whether all bytes up to the FIN have been handed on. */
bool tcp_order_ended(const struct tcp_lane *l);
