/* Puts the segments of one direction of a TCP connection in order. RFC 9293 section 3.4.
 *
 * How it works: the segment that is next is handed on where it lies. One that came before its turn
 * is copied and held, in blocks of the stream with a bit for each byte, so that it does not matter
 * how small or in which order segments come. What overlaps with bytes already seen is trimmed: the
 * first copy wins, but of two that both wait for what is before them the one that begins earlier,
 * as Linux, BSD and (if it also ends later) Windows have it. A segment that the other end may not
 * take in (tcp_trust.h) is held in doubt: the first other one wins, and it is handed on only when
 * the other end has acknowledged it. Of two in doubt because they had few hops left the one with
 * more wins: whatever gets there has more left than what does not.
 *
 * A hole is given up when the other end has acknowledged what is missing (so it was lost to us and
 * not to them) and enough has come after it. Where nothing is heard of the other end it is given up
 * when more is held than we hold. */
#pragma once

#include "core/counters.h"
#include "core/packet.h"

enum {
    HELD_BYTES = 2048,   /* of one held block */
    HELD_LANE_MAX = 144, /* blocks held for one direction */
    HELD_PATIENCE = 16,  /* segments after an acknowledged hole before it is given up */
    REFUSED_MAX = 1024,  /* segments that found no room before a hole is given up anyway */
};

/* The bytes of a stream from a multiple of HELD_BYTES on, as far as they came. */
struct held {
    struct held *next;          /* by sequence number; or free */
    struct held *older, *newer; /* in the order they were lent */
    struct tcp_lane *user;
    uint32_t seq;
    uint64_t have[HELD_BYTES / 64];
    uint64_t doubted[HELD_BYTES / 64];
    uint64_t starts[HELD_BYTES / 64]; /* the first byte of a segment */
    uint8_t bytes[HELD_BYTES];
    uint8_t hops[HELD_BYTES]; /* of a byte in doubt: see struct held_doubt */
};

/* The blocks of all connections of a worker. Taken whole at the start. When there are no more, all
 * of the direction that has held one for longest are taken away: it is nobody's to keep the others
 * from holding theirs by leaving holes. */
struct held_pool {
    struct held *all;
    struct held *free;
    struct held *oldest, *newest; /* of those that are lent */
    uint32_t n;
    uint32_t used; /* all[used] and on have never been touched */
};

/* One direction. All zero: nothing seen yet. */
struct tcp_lane {
    struct held *held;
    uint32_t next;    /* the sequence number of the byte that comes next */
    uint32_t fin;     /* where the stream ends, if has_fin */
    uint32_t acked;   /* by the other end, if has_acked */
    uint16_t held_n;  /* blocks */
    uint16_t waiting; /* segments held since there is a hole */
    uint16_t refused; /* segments that found no room since */
    bool known;       /* `next` means something */
    bool has_fin;
    bool has_acked;
    bool robbed; /* what it held was taken away: its next hole is not waited for without need */
    bool strict; /* what is in doubt and was not acknowledged is not handed on at the end either */
    /* What was noticed, for whoever clears it: */
    bool differs; /* a byte came again, and was another */
    bool denied;  /* so did one that was held in doubt, or came in doubt */
    bool misfin;  /* the stream's end was told where it is not */
};

enum piece_kind { PIECE_NONE, PIECE_BYTES, PIECE_HOLE };

/* What comes next of a stream. */
struct piece {
    enum piece_kind kind;
    struct bytes bytes;
    uint32_t hole; /* how many bytes are missing */
};

/* False: no memory. */
bool held_pool_make(struct held_pool *pool, uint32_t n);
void held_pool_drop(struct held_pool *pool);

/* The stream begins, or begins anew, with that byte; if it was there already, nothing happens. */
void tcp_order_begin(struct tcp_lane *l, uint32_t first, struct held_pool *pool);

/* Takes a packet's payload. The piece returned is the packet's own bytes if they are next, else
 * none (it was held, or seen before). */
struct piece tcp_order_take(struct tcp_lane *l, const struct packet *p, struct held_pool *pool,
                            struct counters *counters);

/* Of a packet that nobody reads any more: only where the stream is, and where it ends. What was
 * held goes back. Packets may be missing in between, however many. */
void tcp_order_pass(struct tcp_lane *l, const struct packet *p, struct held_pool *pool);

/* Takes a payload that the other end may not: it is held. Its FIN does not count. hops: that it had
 * left, if they are why; else 0. */
void tcp_order_doubt(struct tcp_lane *l, const struct packet *p, uint8_t hops,
                     struct held_pool *pool);

/* What can be read on after that, or after the other end's acknowledgement: call until PIECE_NONE.
 * With `closing` holes are given up. The bytes of a piece are gone after the next call. */
struct piece tcp_order_next(struct tcp_lane *l, bool closing, struct held_pool *pool,
                            struct counters *counters);

/* Lets go of all that is held. */
void tcp_order_drop(struct tcp_lane *l, struct held_pool *pool);

/* Behind the last byte that came, in order or not. */
uint32_t tcp_order_end(const struct tcp_lane *l);

/* Whether all bytes up to the FIN have been handed on. */
bool tcp_order_ended(const struct tcp_lane *l);
