#include "flow/tcp_trust.h"

#include "flow/tcp_held.h"

enum {
    MSS = 1460, /* what is longer was put together on its way up, and so was its checksum */
    ABSURD = 1 << 20,
    SLACK = 1 << 20, /* behind the window: acknowledgements that we did not see */
    FEW_HOPS = 16,
    SCALE_MAX = 14, /* RFC 7323 section 2.3 */
};

enum option { OPTION_END, OPTION_NOP, OPTION_SCALE = 3, OPTION_STAMP = 8 };

/* The value of an option of n bytes, all in all. False: it is not there. */
static bool find_option(const struct packet *p, enum option wanted, uint8_t n, struct cursor *value)
{
    size_t head_n = p->segment.n - p->payload.n;
    struct cursor c = cursor_over(bytes_first(p->segment, head_n));
    skip(&c, 20);
    while (cursor_ok(&c) && cursor_left(&c) > 0) {
        uint8_t kind = take_u8(&c);
        if (kind == OPTION_END)
            return false;
        if (kind == OPTION_NOP)
            continue;
        uint8_t length = take_u8(&c);
        if (kind == wanted && length == n && cursor_left(&c) >= n - 2U) {
            *value = c;
            return true;
        }
        skip(&c, length > 2 ? length - 2U : 0);
    }
    return false;
}

static bool was_joined_before(const struct packet *p)
{
    return p->payload.n > MSS && !p->joined;
}

static bool is_doubtful_sum(const struct tcp_habits *h, enum sum sum)
{
    return h->sums && (sum == SUM_BAD || sum == SUM_UNFILLED);
}

/* What answers a SYN for somebody else may stand nearer: then only what has next to none left is in
 * doubt. */
static bool is_low(const struct tcp_habits *h, uint8_t hops)
{
    return hops < h->hops || (hops < h->syn_hops && hops <= FEW_HOPS);
}

/* The first reason that fits. */
static enum trick doubt_of(const struct tcp_habits *h, const struct packet *p,
                           const struct tcp_opinion *o, int32_t ack_ahead, enum sum sum)
{
    bool says = p->payload.n > 0, is_ack = (p->tcp_flags & TCP_ACK) != 0;
    bool is_syn = (p->tcp_flags & TCP_SYN) != 0;
    if (is_doubtful_sum(h, sum))
        return TRICK_tcp_checksum;
    if (is_low(h, p->hops))
        return TRICK_tcp_hops;
    if (is_syn)
        return says ? TRICK_tcp_syn_data : TRICK_NONE;
    if (says && o->has_stamp && h->has_stamp && seq_distance(o->stamp, h->stamp) < 0)
        return TRICK_tcp_stamp;
    return says && (!is_ack || ack_ahead > 0) ? TRICK_tcp_ack : TRICK_NONE;
}

static bool is_behind_window(const struct tcp_habits *h, const struct packet *p)
{
    return h->has_edge && p->payload.n > 0 && (p->tcp_flags & TCP_SYN) == 0 &&
           seq_distance(p->tcp_seq, h->edge) > SLACK;
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

struct tcp_opinion tcp_weigh(const struct tcp_habits *h, const struct tcp_scene *s,
                             const struct packet *p)
{
    struct tcp_opinion o = { 0 };
    bool sums = !s->unread && !was_joined_before(p);
    enum sum sum = sums ? checksum_weigh(p, &o.sum) : SUM_UNKNOWN;
    struct cursor value;
    o.sum_good = sum == SUM_GOOD;
    o.has_sum = sum != SUM_UNKNOWN;
    o.has_stamp = !s->settled && find_option(p, OPTION_STAMP, 10, &value);
    if (o.has_stamp)
        o.stamp = take_be32(&value);
    bool is_ack = (p->tcp_flags & TCP_ACK) != 0;
    bool follows = is_ack && s->other_known && !s->settled;
    int32_t ack_ahead = follows ? seq_distance(p->tcp_ack, s->other_end + 1) : 0;
    o.ack_is_absurd = ack_ahead > ABSURD;
    o.repeated_differently = o.has_sum && says_another(h, p, o.sum);
    o.refused = !s->settled && is_behind_window(h, p);
    bool is_syn = (p->tcp_flags & TCP_SYN) != 0;
    if (s->acks_seen || is_syn)
        o.doubt = o.refused ? TRICK_tcp_window : doubt_of(h, p, &o, ack_ahead, sum);
    o.refused = o.doubt == TRICK_tcp_window;
    return o;
}

/* The first to say it counts. Those that are farthest ahead give way. */
static void note_answer(struct tcp_habits *h, uint32_t end, uint32_t acks, uint8_t hops)
{
    unsigned at = 0;
    while (at < h->answers && seq_distance(h->answer[at].end, end) < 0)
        at++;
    if (at < h->answers && h->answer[at].end == end) {
        if (hops > h->answer[at].hops)
            h->answer[at] = (struct answer){ end, acks, hops };
        return;
    }
    if (at == ANSWERS_MAX)
        return;
    unsigned kept = h->answers < ANSWERS_MAX ? h->answers : ANSWERS_MAX - 1;
    memmove(&h->answer[at + 1], &h->answer[at], (kept - at) * sizeof h->answer[0]);
    h->answer[at] = (struct answer){ end, acks, hops };
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

void tcp_suspect(struct tcp_habits *h, const struct packet *p, enum trick doubt)
{
    h->trick = (uint8_t)doubt;
    if (p->payload.n == 0)
        return;
    bool goes_on = h->open && p->tcp_seq == h->until;
    h->until = p->tcp_seq + (uint32_t)p->payload.n;
    if ((p->tcp_flags & TCP_ACK) != 0 && doubt != TRICK_tcp_ack)
        note_answer(h, h->until, p->tcp_ack, doubt == TRICK_tcp_hops ? p->hops : 0);
    if (goes_on)
        return;
    h->open = true;
    h->from = p->tcp_seq;
    h->left = p->hops;
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
    bool has = find_option(p, OPTION_SCALE, 3, &value);
    uint8_t scale = has ? take_u8(&value) : 0;
    h->scale = scale < SCALE_MAX ? scale : SCALE_MAX;
    h->has_scale = true;
}

static void learn_edge(struct tcp_habits *h, struct tcp_habits *other, const struct packet *p)
{
    bool is_syn = (p->tcp_flags & TCP_SYN) != 0;
    unsigned scale = is_syn ? 0 : h->has_scale ? h->scale : SCALE_MAX;
    uint32_t edge = p->tcp_ack + ((uint32_t)p->tcp_window << scale);
    if (!other->has_edge || seq_distance(edge, other->edge) > 0)
        other->edge = edge;
    other->has_edge = true;
}

void tcp_learn(struct tcp_habits *h, struct tcp_habits *other, const struct packet *p,
               const struct tcp_opinion *o, bool in_order)
{
    h->sums |= o->sum_good;
    h->refused &= p->payload.n == 0;
    bool is_syn = (p->tcp_flags & TCP_SYN) != 0;
    uint8_t *hops = is_syn ? &h->syn_hops : &h->hops;
    *hops = p->hops > *hops ? p->hops : *hops;
    note_contradiction(h, p);
    if (is_syn)
        learn_scale(h, p);
    if ((p->tcp_flags & TCP_ACK) != 0 && !o->ack_is_absurd)
        learn_edge(h, other, p);
    if (in_order && o->has_stamp) {
        h->stamp = o->stamp;
        h->has_stamp = true;
    }
    if (!in_order || !o->has_sum || p->payload.n == 0 || p->payload.n > UINT16_MAX)
        return;
    h->said[h->said_at] = (struct said){ p->tcp_seq, (uint16_t)p->payload.n, o->sum };
    h->said_at = (uint8_t)((h->said_at + 1) % SAID_MAX);
}
