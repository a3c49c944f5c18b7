#include "flow/tcp_order.h"

#include "core/secret.h"

bool held_pool_make(struct held_pool *pool, uint32_t n)
{
    *pool = (struct held_pool){ .all = wire_memory_new(n * sizeof *pool->all), .n = n };
    return pool->all != NULL;
}

void held_pool_drop(struct held_pool *pool)
{
    wire_memory_free(pool->all, pool->n * sizeof *pool->all);
    *pool = (struct held_pool){ 0 };
}

static struct held *borrow(struct held_pool *pool)
{
    struct held *h = pool->free;
    if (h != NULL)
        pool->free = h->next;
    else if (pool->used < pool->n)
        h = &pool->all[pool->used++];
    return h;
}

static void give_back(struct held_pool *pool, struct held *h)
{
    explicit_bzero(h->bytes, h->n); /* it may have held a password */
    h->next = pool->free;
    pool->free = h;
}

void tcp_order_drop(struct tcp_lane *l, struct held_pool *pool)
{
    while (l->held != NULL) {
        struct held *h = l->held;
        l->held = h->next;
        give_back(pool, h);
    }
    l->held_n = 0;
}

/* How far a lies after b, modulo 2^32. */
static int32_t distance(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b);
}

/* Whether the bytes of h that `in` (at seq) overlaps are the same. */
static bool same_where_they_overlap(const struct held *h, uint32_t seq, struct bytes in)
{
    int32_t skip_h = distance(seq, h->seq);
    size_t from_h = skip_h > 0 ? (size_t)skip_h : 0;
    size_t from_in = skip_h < 0 ? (size_t)-skip_h : 0;
    if (from_h >= h->n || from_in >= in.n)
        return true;
    size_t n = h->n - from_h < in.n - from_in ? h->n - from_h : in.n - from_in;
    return memcmp(h->bytes + from_h, in.p + from_in, n) == 0;
}

static bool hold_block(struct tcp_lane *l, struct held **at, uint32_t seq, struct bytes in,
                       struct held_pool *pool)
{
    struct held *h = l->held_n < HELD_LANE_MAX ? borrow(pool) : NULL;
    if (h == NULL)
        return false;
    h->seq = seq;
    h->n = (uint16_t)in.n;
    memcpy(h->bytes, in.p, in.n);
    h->next = *at;
    *at = h;
    l->held_n++;
    return true;
}

/* How many of the first bytes of `in` (at seq) h holds already; a different copy is counted. */
static size_t held_already(const struct held *h, uint32_t seq, struct bytes in,
                           struct counters *counters)
{
    if (h == NULL || distance(h->seq, seq) > 0)
        return 0;
    if (!same_where_they_overlap(h, seq, in))
        count(counters, COUNT_tcp_overlap_differs);
    size_t n = (size_t)distance(h->seq + h->n, seq);
    return n < in.n ? n : in.n;
}

/* Holds what of `in` is not held yet. False: there was no room for all of it. */
static bool hold(struct tcp_lane *l, uint32_t seq, struct bytes in, struct held_pool *pool,
                 struct counters *counters)
{
    struct held **at = &l->held;
    while (in.n > 0) {
        while (*at != NULL && distance((*at)->seq + (*at)->n, seq) <= 0)
            at = &(*at)->next;
        size_t n = held_already(*at, seq, in, counters);
        if (n == 0) {
            size_t room = *at != NULL ? (size_t)distance((*at)->seq, seq) : in.n;
            struct bytes part = bytes_first(bytes_first(in, room), HELD_BYTES);
            if (!hold_block(l, at, seq, part, pool))
                return false;
            n = part.n;
        }
        seq += (uint32_t)n;
        in = bytes_after(in, n);
    }
    return true;
}

struct piece tcp_order_take(struct tcp_lane *l, const struct packet *p, struct held_pool *pool,
                            struct counters *counters)
{
    struct piece none = { 0 };
    struct bytes in = p->payload;
    uint32_t seq = p->tcp_seq + ((p->tcp_flags & TCP_SYN) != 0);
    if (!l->known) {
        l->known = true;
        l->next = seq;
    }
    if ((p->tcp_flags & TCP_FIN) != 0 && !l->has_fin) {
        l->has_fin = true;
        l->fin = seq + (uint32_t)in.n + p->payload_cut;
    }
    if (in.n == 0)
        return none;
    int32_t early = distance(seq, l->next);
    if (early > 0) {
        count(counters, COUNT_tcp_out_of_order);
        if (!hold(l, seq, in, pool, counters))
            count(counters, COUNT_tcp_hold_full);
        return none;
    }
    size_t seen = (size_t) - (int64_t)early;
    count_more(counters, COUNT_tcp_retransmitted, seen > 0);
    if (seen >= in.n)
        return none;
    in = bytes_after(in, seen);
    l->next += (uint32_t)in.n;
    return (struct piece){ .kind = PIECE_BYTES, .bytes = in };
}

/* Whether it is no use waiting for the bytes between `next` and the first held block. */
static bool hole_is_lost(const struct tcp_lane *l, const struct held_pool *pool)
{
    if (l->held_n >= HELD_LANE_MAX || (pool->free == NULL && pool->used == pool->n))
        return true;
    bool acked = l->has_acked && distance(l->acked, l->held->seq) >= 0;
    return acked && l->held_n >= HELD_PATIENCE;
}

struct piece tcp_order_next(struct tcp_lane *l, bool closing, struct piece *before,
                            struct held_pool *pool, struct counters *counters)
{
    if (before->from != NULL)
        give_back(pool, before->from);
    before->from = NULL;
    while (l->held != NULL) {
        struct held *h = l->held;
        int32_t early = distance(h->seq, l->next);
        if (early > 0 && !closing && !hole_is_lost(l, pool))
            break;
        if (early > 0) {
            l->next = h->seq;
            count(counters, COUNT_tcp_gap);
            count_more(counters, COUNT_tcp_gap_bytes, (uint32_t)early);
            return (struct piece){ .kind = PIECE_HOLE, .hole = (uint32_t)early };
        }
        l->held = h->next;
        l->held_n--;
        struct bytes in = bytes_after((struct bytes){ h->bytes, h->n }, (size_t) - (int64_t)early);
        if (in.n > 0) {
            l->next += (uint32_t)in.n;
            return (struct piece){ .kind = PIECE_BYTES, .bytes = in, .from = h };
        }
        give_back(pool, h);
    }
    return (struct piece){ 0 };
}

bool tcp_order_ended(const struct tcp_lane *l)
{
    return l->has_fin && l->known && distance(l->next, l->fin) >= 0;
}
