/* Whether a segment is like its sender's others, or why not. */
#include "flow/tcp_options.h"
#include "flow/tcp_trust.h"

#include "flow/tcp_held.h"

enum {
    MSS = 1460, /* what is longer was put together on its way up, or is still to be taken apart */
    ABSURD = 1 << 20,
    SLACK = 1 << 20, /* behind the window: acknowledgements that we did not see */
    FEW_HOPS = 16,
    LAYERS_PLAIN = 6, /* what is mirrored in a tunnel may have been cut on the way */
};

/* A segment, and what is known when it comes. */
struct weighing {
    const struct tcp_habits *h;
    const struct tcp_scene *s;
    const struct packet *p;
    struct tcp_options options;
    enum sum sum;
    int32_t ack_ahead;
    bool is_ack;
    bool is_syn;
    bool says;
};

static bool was_joined_before(const struct packet *p)
{
    return p->payload.n > MSS && !p->joined;
}

static bool is_doubtful_sum(const struct weighing *w)
{
    bool joined = was_joined_before(w->p);
    bool none = w->h->ip_sums && !joined && checksum_ip_missing(w->p);
    return none || (w->h->sums && (w->sum == SUM_BAD || (w->sum == SUM_UNFILLED && !joined)));
}

/* What answers a SYN for somebody else may stand nearer: then only what has next to none left is in
 * doubt. */
static bool is_low(const struct tcp_habits *h, uint8_t hops)
{
    return hops < h->hops || (hops < h->syn_hops && hops <= FEW_HOPS);
}

/* Neither to where the other end's segments come from, nor to where this one's first one went. */
static bool goes_elsewhere(const struct weighing *w)
{
    const struct tcp_habits *h = w->h, *other = w->s->other;
    const struct mac *to = &w->p->dst_mac;
    bool known = h->has_way && other->has_way && mac_known(to) && mac_known(&other->mac);
    return known && !mac_equal(to, &other->mac) && (h->strayed || !mac_equal(to, &h->to));
}

/* Its header says that it is longer than it was on the wire. */
static bool is_shorter_than_said(const struct packet *p)
{
    return p->payload_cut > 0 && p->wire_n > 0 && p->wire_n <= p->frame.n &&
           p->layers <= LAYERS_PLAIN;
}

static bool is_odd_head(const struct weighing *w)
{
    bool deeper = w->h->has_way && w->p->layers > w->h->layers;
    return w->p->odd_head || w->options.is_signed || deeper || is_shorter_than_said(w->p) ||
           goes_elsewhere(w);
}

static bool is_old(const struct weighing *w)
{
    if (!w->options.has_stamp)
        return w->h->stamps;
    return w->h->has_stamp && seq_distance(w->options.stamp, w->h->stamp) < 0;
}

/* RFC 5961 section 5: farther back than the other end may have sent at one time. */
static bool acks_too_old(const struct weighing *w)
{
    return w->s->other_known && w->h->window > 0 &&
           seq_distance(w->s->other_acked, w->p->tcp_ack) > (int32_t)w->h->window;
}

static bool ends_behind(const struct weighing *w, int32_t slack)
{
    uint32_t end = w->p->tcp_seq + (slack > 0 ? 0 : (uint32_t)w->p->payload.n);
    return w->h->has_edge && w->says && !w->is_syn && seq_distance(end, w->h->edge) > slack;
}

/* Of what says something: the first reason that fits. */
static enum trick doubt_of_words(const struct weighing *w)
{
    if (is_odd_head(w))
        return TRICK_tcp_head;
    if (w->is_syn)
        return TRICK_tcp_syn_data;
    if (!w->is_ack)
        return TRICK_tcp_ack;
    if (w->s->settled)
        return TRICK_NONE;
    if (is_old(w))
        return TRICK_tcp_stamp;
    if (w->ack_ahead > 0 || acks_too_old(w))
        return TRICK_tcp_ack;
    if (w->p->differs)
        return TRICK_fragment_overlap;
    return ends_behind(w, 0) ? TRICK_tcp_window : TRICK_NONE;
}

static enum trick doubt_of(const struct weighing *w)
{
    if (is_doubtful_sum(w))
        return TRICK_tcp_checksum;
    if (is_low(w->h, w->p->hops))
        return w->says && is_odd_head(w) ? TRICK_tcp_head : TRICK_tcp_hops;
    return w->says ? doubt_of_words(w) : TRICK_NONE;
}

/* One byte said again may be a keep-alive's, which means nothing: RFC 9293 section 3.8.4. */
static bool says_another(const struct tcp_habits *h, const struct packet *p, uint16_t sum)
{
    for (int i = 0; i < SAID_MAX; i++) {
        const struct said *s = &h->said[i];
        if (s->n > 1 && s->seq == p->tcp_seq && s->n == p->payload.n)
            return s->sum != sum;
    }
    return false;
}

static bool is_next(const struct tcp_scene *s, const struct packet *p)
{
    uint32_t n = (uint32_t)p->payload.n + ((p->tcp_flags & TCP_SYN) != 0);
    return !s->own_known || (seq_distance(p->tcp_seq, s->own_next) <= 0 &&
                             seq_distance(p->tcp_seq + n, s->own_next) >= 0);
}

static struct weighing weighing_of(const struct tcp_habits *h, const struct tcp_scene *s,
                                   const struct packet *p, uint16_t *data)
{
    bool is_ack = (p->tcp_flags & TCP_ACK) != 0;
    bool follows = is_ack && s->other_known && !s->settled;
    struct weighing w = {
        .h = h,
        .s = s,
        .p = p,
        .sum = !s->unread ? checksum_weigh(p, data) : SUM_UNKNOWN,
        .ack_ahead = follows ? seq_distance(p->tcp_ack, s->other_end + 1) : 0,
        .is_ack = is_ack,
        .is_syn = (p->tcp_flags & TCP_SYN) != 0,
        .says = p->payload.n > 0,
    };
    if (!s->settled)
        w.options = tcp_options_read(p);
    return w;
}

struct tcp_opinion tcp_weigh(const struct tcp_habits *h, const struct tcp_scene *s,
                             const struct packet *p)
{
    uint16_t data = 0;
    struct weighing w = weighing_of(h, s, p, &data);
    struct tcp_opinion o = {
        .stamp = w.options.stamp,
        .has_stamp = w.options.has_stamp,
        .sum_good = w.sum == SUM_GOOD,
        .has_sum = w.sum != SUM_UNKNOWN,
        .sum = data,
        .is_next = is_next(s, p) && w.ack_ahead <= 0 && !s->unread && (w.is_ack || w.is_syn),
        .ack_is_ahead = w.ack_ahead > 0,
        .ack_is_absurd = w.ack_ahead > ABSURD,
        .repeated_differently = w.sum != SUM_UNKNOWN && says_another(h, p, data),
    };
    bool refused = !s->settled && ends_behind(&w, SLACK);
    if (s->acks_seen || w.is_syn)
        o.doubt = refused ? TRICK_tcp_window : doubt_of(&w);
    o.refused = refused && o.doubt == TRICK_tcp_window;
    bool may_be = o.doubt == TRICK_tcp_hops || o.doubt == TRICK_tcp_syn_data;
    o.worth = may_be && w.sum != SUM_BAD ? p->hops : 0;
    return o;
}
