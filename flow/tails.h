/* Where the beginnings of messages are kept until their rest has come: a pool of buffers that
 * directions of conversations borrow. When all are lent, that which nothing was added to for
 * longest can be taken away: so nobody keeps the others from reading by beginning many messages.
 * What is given back is wiped: it may have held a password. */
#pragma once

#include "core/bytes.h"

enum { TAIL_MAX = 16384 }; /* the longest message, or opening, that is kept for its rest */

struct feed;

struct tail {
    struct tail *older; /* of those that are lent; or the next free one */
    struct tail *newer;
    struct feed *user;
    uint32_t n;
    _Alignas(max_align_t) uint8_t bytes[TAIL_MAX];
};

/* The tails of all flows of a worker. Taken whole at the start. */
struct tail_pool {
    struct tail *all;
    struct tail *free;
    struct tail *oldest, *newest; /* of those that are lent, by what was added last */
    uint32_t n;
    uint32_t used; /* all[used] and on have never been touched: no memory behind them yet */
};

/* False: no memory. At most `n` messages can be half-arrived at one time. */
bool tail_pool_make(struct tail_pool *pool, uint32_t n);
void tail_pool_drop(struct tail_pool *pool);

/* An empty tail; NULL: all are lent. */
struct tail *tail_borrow(struct tail_pool *pool, struct feed *user);

/* Of those lent to others that which nothing was added to for longest; NULL: there is none. */
struct tail *tail_oldest_of_others(const struct tail_pool *pool, const struct feed *user);
void tail_give_back(struct tail_pool *pool, struct tail *t);

/* It is in use: others give way before it. */
void tail_touch(struct tail_pool *pool, struct tail *t);

/* Adds bytes at the end; there must be room for them. */
void tail_append(struct tail *t, struct bytes in);

/* Holds these bytes and no others; they may lie in the tail itself. */
void tail_hold(struct tail *t, struct bytes in);

static inline struct bytes tail_bytes(const struct tail *t)
{
    return (struct bytes){ t->bytes, t->n };
}
