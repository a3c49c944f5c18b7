/* TCP connections: who opened them, and their streams in order. RFC 9293 section 3. */

#include "flow/flows.h"
#include "flow/services.h"
#include "flow/tcp_again.h"
#include "flow/tcp_held.h"

static void take_syn(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    bool is_answer = (p->tcp_flags & TCP_ACK) != 0;
    uint32_t first = p->tcp_seq + 1;
    if (!is_answer && (f->closed || tcp_is_another(f, p, side)))
        tcp_syn_again(fs, f, p, side);
    if (!is_answer && tcp_is_another(f, p, side))
        return;
    int client = is_answer ? 1 - side : side;
    f->opened = true;
    f->feed.roles = ROLES_BY_SYN;
    f->feed.client = (uint8_t)client;
    bool fits = f->tcp[client].held != NULL && /* what its SYN said is acknowledged, or not */
                seq_distance(p->tcp_ack, f->tcp[client].next) >= 0;
    if (is_answer && !fits && f->sent == 0)
        tcp_order_begin(&f->tcp[client], p->tcp_ack, &fs->held);
    if (f->sent == 0)
        tcp_order_begin(&f->tcp[side], first, &fs->held);
    if (is_answer && !f->told_open) {
        f->told_open = true;
        tell_service(&fs->feeding, p, SERVICE_OPEN);
    }
}

/* A reset may be a third party's, and an end that does not believe it goes on: so does the reading.
 * But a SYN after one that fits begins another conversation. */
static void take_reset(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    const struct tcp_lane *l = &f->tcp[side];
    bool refuses = f->opened && !f->told_open && !f->told_closed && side != f->feed.client;
    if (refuses) {
        f->told_closed = true;
        tell_service(&fs->feeding, p, SERVICE_CLOSED);
    }
    bool fits = p->tcp_seq == l->next && l->held == NULL; /* else that end may have more */
    f->closed |= refuses || !l->known || fits;
    if (!refuses && l->known && (f->sent != 0 || f->told_open) && seq_is_far(p->tcp_seq, l->next))
        tell_trick(fs, f, p, TRICK_tcp_reset);
}

/* Whether it is more than before. */
static bool note_ack(struct tcp_lane *acked, uint32_t number)
{
    bool more = !acked->has_acked || seq_distance(number, acked->acked) > 0;
    if (more)
        acked->acked = number;
    acked->has_acked = true;
    return more;
}

/* What an end has said, up to a number. */
struct reach {
    int side;
    uint32_t number;
};

/* What was held in doubt or behind a hole may be read on so far. p comes from side `from`. */
static void read_acked(struct flows *fs, struct flow *f, const struct packet *p, int from,
                       struct reach to)
{
    struct tcp_lane *l = &f->tcp[to.side];
    bool more = note_ack(l, to.number);
    if (!more || l->held == NULL || f->feed.stage >= FEED_SETTLED)
        return;
    struct packet said = to.side == from ? *p : packet_back(p);
    tcp_read_on(fs, f, &said, to.side, false);
}

/* If what was in doubt acknowledged something itself, what it answered is read before it. */
static void take_ack(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    int other = 1 - side;
    struct answer a;
    tcp_clear(&f->habits[other], p->tcp_ack);
    while (tcp_next_answer(&f->habits[other], p->tcp_ack, &a)) {
        if (!tcp_is_doubted(&f->tcp[other], a.end - 1))
            continue;
        read_acked(fs, f, p, side, (struct reach){ side, a.acks });
        read_acked(fs, f, p, side, (struct reach){ other, a.end });
    }
    read_acked(fs, f, p, side, (struct reach){ other, p->tcp_ack });
}

/* ---- what one end says ---- */

static void note_midstream(struct flows *fs, struct flow *f, int side)
{
    if (f->tcp[side].known || f->opened)
        return;
    count(fs->counters, COUNT_tcp_midstream);
    f->feed.lane[side].begun = true;
}

static void take_data(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    struct tcp_lane *l = &f->tcp[side];
    note_midstream(fs, f, side);
    if ((p->tcp_flags & TCP_URG) != 0)
        urgent_note(&f->urgent[side], p, l->known ? l->next : p->tcp_seq);
    struct piece piece = tcp_order_take(l, p, &fs->held, fs->counters);
    f->sent |= (uint8_t)((p->payload.n > 0) << side);
    if (piece.kind == PIECE_BYTES)
        tcp_hand_on(fs, f, p, side, piece.bytes);
    if (p->payload_cut > 0 && piece.kind == PIECE_BYTES) { /* the capture's snap length */
        l->next += p->payload_cut;
        feed_gap(&fs->feeding, &f->feed, side, p->payload_cut);
    }
    if (l->held != NULL)
        tcp_read_on(fs, f, p, side, false);
}

/* Everything was said, and it goes on. */
static void note_volume(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    uint32_t kbit_s = 0;
    bool from_client = side == f->feed.client;
    if (from_client || f->feed.dissector == NULL || !f->feed.dissector->tells_volume)
        return;
    if (!volume_note(&f->volume, p->time_ns, p->payload.n + p->payload_cut, &kbit_s))
        return;
    tell(&fs->feeding, p, from_client,
         (struct observation){
             .kind = OBS_VOLUME,
             .protocol = f->feed.dissector->name,
             .roles = (enum roles)f->feed.roles,
             .volume = { .kbit_s = kbit_s, .seconds = VOLUME_SLOTS * VOLUME_SLOT_S },
         });
}

/* ---- tricks ---- */

/* What the order of the stream, and earlier doubts, have brought to light. */
static void tell_noticed(struct flows *fs, struct flow *f, const struct packet *p, int side,
                         const struct tcp_opinion *o)
{
    struct tcp_lane *l = &f->tcp[side];
    struct tcp_habits *h = &f->habits[side];
    if (l->differs || (o->repeated_differently && o->doubt == TRICK_NONE))
        tell_trick(fs, f, p, TRICK_tcp_overlap);
    if (l->misfin)
        tell_trick(fs, f, p, TRICK_tcp_fin);
    bool goes_on = h->suspended && p->payload.n > 0 && o->doubt == TRICK_NONE;
    if (l->denied || goes_on || (o->repeated_differently && o->doubt != TRICK_NONE))
        tell_trick(fs, f, p, o->doubt != TRICK_NONE ? o->doubt : (enum trick)h->trick);
    h->suspended &= !goes_on;
    l->differs = l->misfin = l->denied = false;
}

/* A copy of what was read is nobody's word of anything. */
static struct packet not_read_yet(const struct tcp_lane *l, const struct packet *p)
{
    struct packet rest = *p;
    int32_t passed = l->known ? seq_distance(l->next, p->tcp_seq) : 0;
    if (passed > 0) {
        rest.payload = bytes_after(p->payload, (size_t)passed);
        rest.tcp_seq += (uint32_t)(p->payload.n - rest.payload.n);
    }
    return rest;
}

/* In doubt: held, if there is anything to hold; nothing else of it counts. */
static void take_doubted(struct flows *fs, struct flow *f, const struct packet *p, int side,
                         const struct tcp_opinion *o)
{
    struct tcp_habits *h = &f->habits[side];
    struct tcp_lane *l = &f->tcp[side];
    struct packet fresh = not_read_yet(l, p);
    tcp_suspect(h, &fresh, o);
    if (o->refused) {
        tcp_refuse(h);
        return;
    }
    if (o->doubt == TRICK_tcp_ack && (p->tcp_flags & TCP_ACK) != 0 && !o->ack_is_absurd)
        take_ack(fs, f, p, side); /* it may well be that we missed what it acknowledges */
    bool is_syn = (p->tcp_flags & TCP_SYN) != 0, is_again = is_syn && tcp_is_another(f, p, side);
    if (is_again && (p->tcp_flags & TCP_ACK) == 0) /* nobody knows what may be accepted */
        tcp_note_another(f, side, p->tcp_seq);
    h->suspended |= is_again || (p->payload.n == 0 && (p->tcp_flags & (TCP_FIN | TCP_RST)) != 0);
    l->strict |= !o->ack_is_ahead || o->doubt != TRICK_tcp_ack;
    if (p->payload.n > 0 && !is_again && f->feed.stage < FEED_SETTLED)
        tcp_order_doubt(l, p, o->worth, &fs->held);
    if (l->held != NULL)
        tcp_read_on(fs, f, p, side, false);
}

/* Bytes of a body that is counted off, and nothing that waits for an acknowledgement: only how many
 * they are matters, and those that come again in their place are as many. */
static bool is_unread(const struct flow *f, const struct packet *p, int side)
{
    bool plain = (p->tcp_flags & ~(TCP_ACK | TCP_PSH)) == 0 && p->payload_cut == 0;
    bool next = f->tcp[side].known && p->tcp_seq == f->tcp[side].next;
    bool waits =
        f->tcp[0].held != NULL || f->tcp[1].held != NULL || f->habits[0].open || f->habits[1].open;
    return plain && next && !waits && f->feed.stage == FEED_KNOWN && p->payload.n > 0 &&
           p->payload.n <= f->feed.lane[side].ahead;
}

/* Up to where a lane was acknowledged, of what it has said. */
static uint32_t acked_of(const struct tcp_lane *l)
{
    bool less = l->has_acked && seq_distance(l->acked, l->next) < 0;
    return less ? l->acked : l->next;
}

static struct tcp_opinion weigh(const struct flow *f, const struct packet *p, int side)
{
    static const struct tcp_habits unknown;
    const struct tcp_lane *other = &f->tcp[1 - side];
    const struct tcp_lane *own = &f->tcp[side];
    bool ahead = seq_distance(p->tcp_ack, other->next) > 0;
    struct tcp_scene s = { .settled = f->feed.stage >= FEED_SETTLED,
                           .unread = is_unread(f, p, side),
                           .acks_seen = own->known && own->has_acked,
                           .own_known = own->known,
                           .own_next = own->next,
                           .other = &f->habits[1 - side],
                           .other_known = other->known,
                           .other_end = ahead ? tcp_order_end(other) : other->next,
                           .other_acked = acked_of(other) };
    bool begins = f->closed && (p->tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
    return tcp_weigh(begins ? &unknown : &f->habits[side], &s, p);
}

static void take_trusted(struct flows *fs, struct flow *f, const struct packet *p, int side,
                         const struct tcp_opinion *o)
{
    tcp_begin_another(fs, f, p, side);
    tcp_begin_midstream(fs, f, p, side);
    bool in_order = !f->tcp[side].known || seq_distance(p->tcp_seq, f->tcp[side].next) <= 0;
    if (f->feed.stage < FEED_SETTLED)
        tcp_learn(&f->habits[side], &f->habits[1 - side], p, o, in_order);
    if ((p->tcp_flags & TCP_ACK) != 0 && !o->ack_is_absurd)
        take_ack(fs, f, p, side);
    if (f->feed.stage < FEED_SETTLED)
        take_data(fs, f, p, side);
    else
        tcp_order_pass(&f->tcp[side], p, &fs->held);
    if (f->feed.stage == FEED_SETTLED)
        note_volume(fs, f, p, side);
    if ((p->tcp_flags & TCP_RST) != 0)
        take_reset(fs, f, p, side);
}

static void take_segment(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    struct tcp_opinion o = { 0 };
    if ((p->tcp_flags & TCP_SYN) != 0)
        tcp_begin_another(fs, f, p, side);
    else
        tcp_resume_former(fs, f, p, side);
    if (f->feed.stage < FEED_SETTLED || (p->tcp_flags & (TCP_FIN | TCP_SYN | TCP_RST)) != 0)
        o = weigh(f, p, side);
    if (o.ack_is_absurd)
        tcp_admit(&f->habits[1 - side], p->tcp_ack);
    bool is_syn = (p->tcp_flags & TCP_SYN) != 0;
    if (is_syn && (o.doubt == TRICK_NONE || o.doubt == TRICK_tcp_syn_data))
        take_syn(fs, f, p, side);
    if (o.doubt != TRICK_NONE)
        take_doubted(fs, f, p, side, &o);
    else
        take_trusted(fs, f, p, side, &o);
    tell_noticed(fs, f, p, side, &o);
    if (o.doubt == TRICK_tcp_syn_data) /* but for what it says it is a SYN as any other */
        tcp_learn(&f->habits[side], &f->habits[1 - side], p, &o, false);
    if (tcp_order_ended(&f->tcp[0]) && tcp_order_ended(&f->tcp[1]) && !f->ended) {
        flow_finish(fs, f);
        f->closed = f->ended = true;
    }
}

/* What a reset says beside that nobody reads, and a SYN with it is none: RFC 9293 section 3.10.7 */
static struct packet bare_reset(const struct packet *p)
{
    struct packet reset = *p;
    reset.tcp_flags &= (uint8_t) ~(TCP_SYN | TCP_FIN);
    reset.payload.n = reset.payload_cut = 0;
    return reset;
}

void tcp_take(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    struct packet reset;
    if ((p->tcp_flags & TCP_RST) != 0) {
        reset = bare_reset(p);
        p = &reset;
    }
    take_segment(fs, f, p, side);
}
