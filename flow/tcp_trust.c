#include "flow/tcp_trust.h"

#include "flow/tcp_options.h"

#include "flow/tcp_held.h"

enum { SCALE_MAX = 14 }; /* RFC 7323 section 2.3 */

/* The first to say it counts. Those that are farthest ahead give way. */
static void note_answer(struct tcp_habits *h, uint32_t end, uint32_t acks, uint8_t worth)
{
    unsigned at = 0;
    while (at < h->answers && seq_distance(h->answer[at].end, end) < 0)
        at++;
    if (at < h->answers && h->answer[at].end == end) {
        if (worth > h->answer[at].worth)
            h->answer[at] = (struct answer){ end, acks, worth };
        return;
    }
    if (at == ANSWERS_MAX)
        return;
    unsigned kept = h->answers < ANSWERS_MAX ? h->answers : ANSWERS_MAX - 1;
    memmove(&h->answer[at + 1], &h->answer[at], (kept - at) * sizeof h->answer[0]);
    h->answer[at] = (struct answer){ end, acks, worth };
    h->answers = (uint8_t)(kept + 1);
}

bool tcp_next_answer(struct tcp_habits *h, uint32_t acked, struct answer *a)
{
    if (h->answers == 0 || seq_distance(h->answer[0].end, acked) > 0)
        return false;
    *a = h->answer[0];
    h->answers--;
    memmove(&h->answer[0], &h->answer[1], h->answers * sizeof h->answer[0]);
    return true;
}

/* Of several that say the same bytes that which had most hops left may have been taken. */
static void widen(struct tcp_habits *h, uint32_t from, uint32_t until, uint8_t hops)
{
    bool overlaps = h->open && seq_distance(from, h->until) < 0 && seq_distance(until, h->from) > 0;
    bool goes_on = h->open && from == h->until;
    if (overlaps) {
        h->from = seq_distance(from, h->from) < 0 ? from : h->from;
        h->until = seq_distance(until, h->until) > 0 ? until : h->until;
        h->left = hops > h->left ? hops : h->left;
        return;
    }
    h->until = until;
    h->from = goes_on ? h->from : from;
    h->left = goes_on ? h->left : hops;
    h->open = true;
}

void tcp_suspect(struct tcp_habits *h, const struct packet *p, const struct tcp_opinion *o)
{
    h->trick = (uint8_t)o->doubt;
    if (p->payload.n == 0)
        return;
    uint32_t until = p->tcp_seq + (uint32_t)p->payload.n;
    widen(h, p->tcp_seq, until, p->hops);
    if ((p->tcp_flags & TCP_ACK) != 0 && o->doubt != TRICK_tcp_ack && !o->ack_is_absurd)
        note_answer(h, until, p->tcp_ack, o->worth);
}

void tcp_refuse(struct tcp_habits *h)
{
    h->refused = h->suspended = true;
}

void tcp_suspend(struct tcp_habits *h, enum trick doubt)
{
    h->trick = (uint8_t)doubt;
    h->suspended = true;
}

void tcp_admit(struct tcp_habits *h, uint32_t acked)
{
    if (!h->refused || !h->has_edge || seq_distance(acked, h->edge) <= 0)
        return;
    h->refused = h->suspended = h->has_edge = false;
}

void tcp_clear(struct tcp_habits *h, uint32_t acked)
{
    if (!h->open || seq_distance(acked, h->from) <= 0)
        return;
    h->open = seq_distance(acked, h->until) < 0;
    h->hops = h->left < h->hops ? h->left : h->hops;
    h->syn_hops = h->left < h->syn_hops ? h->left : h->syn_hops;
}

/* Said without doubt, whether it is the same or not: what was in doubt proves nothing any more. */
static void note_contradiction(struct tcp_habits *h, const struct packet *p)
{
    bool apart = seq_distance(p->tcp_seq, h->until) >= 0 ||
                 seq_distance(p->tcp_seq + (uint32_t)p->payload.n, h->from) <= 0;
    h->open &= p->payload.n == 0 || apart;
    if (p->payload.n > 0 && !apart)
        h->answers = 0;
}

static void learn_scale(struct tcp_habits *h, const struct packet *p)
{
    struct cursor value;
    bool has = tcp_option_find(p, TCP_OPTION_SCALE, 3, &value);
    uint8_t scale = has ? take_u8(&value) : 0;
    h->scale = scale < SCALE_MAX ? scale : SCALE_MAX;
    h->has_scale = true;
}

static void learn_window(struct tcp_habits *h, struct tcp_habits *other, const struct packet *p)
{
    bool is_syn = (p->tcp_flags & TCP_SYN) != 0;
    unsigned scale = is_syn ? 0 : h->has_scale ? h->scale : SCALE_MAX;
    uint32_t window = (uint32_t)p->tcp_window << scale, edge = p->tcp_ack + window;
    h->window = window > h->window ? window : h->window;
    if (!other->has_edge || seq_distance(edge, other->edge) > 0)
        other->edge = edge;
    other->has_edge = true;
}

/* As an end does (RFC 7323 section 4.3): only of what it takes, and never back. */
static void learn_stamp(struct tcp_habits *h, const struct packet *p, const struct tcp_opinion *o)
{
    h->stamps |= o->has_stamp && (p->tcp_flags & (TCP_SYN | TCP_ACK)) != TCP_SYN;
    if (o->has_stamp && o->is_next && (!h->has_stamp || seq_distance(o->stamp, h->stamp) > 0)) {
        h->stamp = o->stamp;
        h->has_stamp = true;
    }
}

/* A host knows where the other end is before it says its first word, and two SYNs that do not go
 * to the same place cannot both be true. */
static void learn_way(struct tcp_habits *h, const struct packet *p)
{
    if (!h->has_way) {
        h->to = p->dst_mac;
        h->layers = p->layers;
    }
    h->has_way = true;
    h->layers = p->layers < h->layers ? p->layers : h->layers;
    h->strayed |= (p->tcp_flags & TCP_SYN) != 0 && !mac_equal(&h->to, &p->dst_mac);
    h->mac = p->src_mac;
}

void tcp_learn(struct tcp_habits *h, struct tcp_habits *other, const struct packet *p,
               const struct tcp_opinion *o, bool in_order)
{
    h->sums |= o->sum_good;
    h->ip_sums |= o->sum_good && p->ip_head.n > 0 && !checksum_ip_missing(p);
    h->refused &= p->payload.n == 0;
    bool is_syn = (p->tcp_flags & TCP_SYN) != 0;
    uint8_t *hops = is_syn ? &h->syn_hops : &h->hops;
    *hops = p->hops > *hops ? p->hops : *hops;
    note_contradiction(h, p);
    if (is_syn)
        learn_scale(h, p);
    if ((p->tcp_flags & TCP_ACK) != 0 && !o->ack_is_ahead)
        learn_window(h, other, p);
    learn_stamp(h, p, o);
    learn_way(h, p);
    if (!in_order || !o->has_sum || p->payload.n == 0 || p->payload.n > UINT16_MAX)
        return;
    h->said[h->said_at] = (struct said){ p->tcp_seq, (uint16_t)p->payload.n, o->sum };
    h->said_at = (uint8_t)((h->said_at + 1) % SAID_MAX);
}
