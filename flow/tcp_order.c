#include "flow/tcp_order.h"

#include "flow/tcp_held.h"

enum { ETHERNET = 1500 }; /* a longer segment was several on the wire */

void tcp_order_drop(struct tcp_lane *l, struct held_pool *pool)
{
    while (l->held != NULL)
        tcp_let_go(l, pool);
    l->waiting = l->refused = 0;
}

void tcp_order_begin(struct tcp_lane *l, uint32_t first, struct held_pool *pool)
{
    if (l->known && l->next == first)
        return;
    tcp_order_drop(l, pool);
    *l = (struct tcp_lane){ .known = true, .next = first };
}

static void hold(struct tcp_lane *l, uint32_t seq, struct bytes in, struct held_doubt doubt,
                 struct held_pool *pool)
{
    bool held = tcp_hold(l, seq, in, doubt, pool);
    if (l->waiting < HELD_PATIENCE)
        l->waiting = (uint16_t)(l->waiting + 1 + in.n / ETHERNET);
    if (!held && l->refused < UINT16_MAX)
        l->refused++;
}

/* An end before what was said already is none. */
static void note_fin(struct tcp_lane *l, uint32_t at)
{
    if (seq_distance(at, l->next) < 0) {
        l->misfin = true;
        return;
    }
    l->has_fin = true;
    l->fin = at;
}

static void advance(struct tcp_lane *l, uint32_t n)
{
    l->next += n;
    bool beyond = l->has_fin && seq_distance(l->next, l->fin) > 0;
    l->misfin |= beyond;
    l->has_fin &= !beyond;
}

static void count_differing(const struct tcp_lane *l, bool before, struct counters *counters)
{
    count_more(counters, COUNT_tcp_overlap_differs, l->differs && !before);
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
    if ((p->tcp_flags & TCP_FIN) != 0)
        note_fin(l, seq + (uint32_t)in.n + p->payload_cut);
    if (in.n == 0)
        return none;
    bool differed = l->differs;
    int32_t early = seq_distance(seq, l->next);
    if (early > 0) {
        count(counters, COUNT_tcp_out_of_order);
        uint16_t refused = l->refused;
        hold(l, seq, in, (struct held_doubt){ 0 }, pool);
        count_more(counters, COUNT_tcp_hold_full, l->refused != refused);
        count_differing(l, differed, counters);
        return none;
    }
    size_t seen = (size_t) - (int64_t)early;
    count_more(counters, COUNT_tcp_retransmitted, seen > 0);
    if (seen >= in.n)
        return none;
    in = bytes_after(in, seen);
    tcp_compare(l, l->next, in);
    count_differing(l, differed, counters);
    advance(l, (uint32_t)in.n);
    return (struct piece){ .kind = PIECE_BYTES, .bytes = in };
}

void tcp_order_pass(struct tcp_lane *l, const struct packet *p, struct held_pool *pool)
{
    static const int32_t again = -(1 << 20); /* what is said again lies no farther back */
    uint32_t seq = p->tcp_seq + ((p->tcp_flags & TCP_SYN) != 0);
    uint32_t end = seq + (uint32_t)p->payload.n + p->payload_cut;
    int32_t ahead = seq_distance(end, l->next);
    bool says = p->payload.n + p->payload_cut > 0;
    if (l->held != NULL)
        tcp_order_drop(l, pool);
    if (!l->known || (says && (ahead > 0 || ahead < again)))
        l->next = end;
    l->known = true;
    if ((p->tcp_flags & TCP_FIN) != 0)
        note_fin(l, end);
}

void tcp_order_doubt(struct tcp_lane *l, const struct packet *p, uint8_t hops,
                     struct held_pool *pool)
{
    struct bytes in = p->payload;
    uint32_t seq = p->tcp_seq + ((p->tcp_flags & TCP_SYN) != 0);
    int32_t early = seq_distance(seq, l->next);
    size_t seen = early < 0 ? (size_t) - (int64_t)early : 0;
    if (!l->known || seen >= in.n)
        return;
    hold(l, seq + (uint32_t)seen, bytes_after(in, seen), (struct held_doubt){ true, hops }, pool);
}

/* How much of a stretch in doubt that begins at seq may be handed on: what the other end has
 * acknowledged. Where nothing is heard of it, or at the end, if no more than packets that we missed
 * may be behind the doubt: all. */
static uint32_t accepted(const struct tcp_lane *l, uint32_t seq, uint32_t n, bool closing)
{
    if (!l->has_acked || (closing && !l->strict))
        return n;
    int32_t acked = seq_distance(l->acked, seq);
    if (acked <= 0)
        return 0;
    return (uint32_t)acked < n ? (uint32_t)acked : n;
}

/* The other end, too, waits for what is missing: what lies behind the hole it never read. */
static bool was_waited_for(const struct tcp_lane *l)
{
    return l->has_acked && l->acked == l->next;
}

/* Whether it is no use waiting for the bytes between `next` and seq, where the first that are held
 * begin. */
static bool hole_is_lost(const struct tcp_lane *l, uint32_t seq, const struct held_pool *pool)
{
    if (!l->has_acked)
        return tcp_held_full(l, pool);
    bool acked = seq_distance(l->acked, seq) >= 0;
    bool patient = l->waiting < HELD_PATIENCE && !tcp_held_full(l, pool);
    return acked ? !patient : l->refused >= REFUSED_MAX;
}

static struct piece give_up(struct tcp_lane *l, uint32_t hole, struct counters *counters)
{
    advance(l, hole);
    l->waiting = l->held_n;
    l->refused = 0;
    l->robbed = false;
    count(counters, COUNT_tcp_gap);
    count_more(counters, COUNT_tcp_gap_bytes, hole);
    return (struct piece){ .kind = PIECE_HOLE, .hole = hole };
}

static struct piece hand_on(struct tcp_lane *l, const struct stretch *s)
{
    struct bytes in = { l->held->bytes + s->from, s->n };
    advance(l, s->n);
    return (struct piece){ .kind = PIECE_BYTES, .bytes = in };
}

struct piece tcp_order_next(struct tcp_lane *l, bool closing, struct held_pool *pool,
                            struct counters *counters)
{
    static const struct piece none;
    while (l->held != NULL) {
        struct stretch s = tcp_first_stretch(l->held, l->next);
        if (s.n == 0) {
            tcp_let_go(l, pool);
            continue;
        }
        uint32_t seq = l->held->seq + s.from;
        uint32_t early = seq - l->next;
        bool lost = hole_is_lost(l, seq, pool);
        if (early > 0 && (closing ? was_waited_for(l) : !lost))
            return none;
        if (s.doubted)
            s.n = accepted(l, seq, s.n, closing);
        bool waits = s.doubted && !l->has_acked && !closing && !lost;
        if (s.n == 0 || waits)
            return none;
        return early > 0 ? give_up(l, early, counters) : hand_on(l, &s);
    }
    l->waiting = l->refused = 0;
    return none;
}

uint32_t tcp_order_end(const struct tcp_lane *l)
{
    const struct held *h = l->held;
    if (h == NULL)
        return l->next;
    while (h->next != NULL)
        h = h->next;
    return tcp_held_end(h);
}

bool tcp_order_ended(const struct tcp_lane *l)
{
    return l->has_fin && l->known && l->next == l->fin;
}
