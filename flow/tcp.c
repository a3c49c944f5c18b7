/* TCP connections: who opened them, when their ports are used again, and their streams in order.
 * RFC 9293 section 3. */

#include "flow/flows.h"
#include "flow/services.h"

static const uint64_t second_ns = 1000000000;

static void begin_again(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    flow_finish(fs, f);
    flow_begin(fs, f, p, side);
    fs->feeding.both_ways = false;
}

/* A second SYN with another number: the same ports used again, or a trick. It counts if the last
 * connection is over or was never accepted; otherwise only if the other end accepts it. */
static void syn_again(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    bool unanswered = f->sent == 0 && !f->told_open;
    bool over = f->closed || unanswered || fs->now_ns - f->last_ns > 60 * second_ns;
    if (over) {
        begin_again(fs, f, p, side);
        return;
    }
    f->has_new_isn = true;
    f->new_isn = p->tcp_seq;
}

static void take_syn(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    bool is_answer = (p->tcp_flags & TCP_ACK) != 0;
    uint32_t first = p->tcp_seq + 1;
    if (is_answer && f->has_new_isn && p->tcp_ack == f->new_isn + 1)
        begin_again(fs, f, p, side);
    else if (!is_answer && (f->closed || (f->tcp[side].known && f->tcp[side].next != first)))
        syn_again(fs, f, p, side);
    if (f->has_new_isn)
        return;
    int client = is_answer ? 1 - side : side;
    f->opened = true;
    f->feed.roles = ROLES_BY_SYN;
    f->feed.client = (uint8_t)client;
    if (is_answer)
        f->tcp[client] = (struct tcp_lane){ .known = true, .next = p->tcp_ack };
    if (f->sent == 0)
        f->tcp[side] = (struct tcp_lane){ .known = true, .next = first };
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
    f->closed |= refuses || !l->known || p->tcp_seq == l->next;
}

static void note_ack(struct tcp_lane *acked, const struct packet *p)
{
    if ((p->tcp_flags & TCP_ACK) == 0)
        return;
    if (!acked->has_acked || (int32_t)(p->tcp_ack - acked->acked) > 0)
        acked->acked = p->tcp_ack;
    acked->has_acked = true;
}

static void take_data(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    struct tcp_lane *l = &f->tcp[side];
    if (!l->known && !f->opened) {
        count(fs->counters, COUNT_tcp_midstream);
        f->feed.lane[side].begun = true;
    }
    struct piece piece = tcp_order_take(l, p, &fs->held, fs->counters);
    f->sent |= (uint8_t)((p->payload.n > 0) << side);
    if (piece.kind == PIECE_BYTES)
        feed_take(&fs->feeding, &f->feed, p, side, piece.bytes);
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

void tcp_take(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    if ((p->tcp_flags & TCP_SYN) != 0)
        take_syn(fs, f, p, side);
    bool strays = f->closed && p->payload.n > 0 && f->tcp[side].known &&
                  p->tcp_seq - f->tcp[side].next > 1 << 20 &&
                  f->tcp[side].next - p->tcp_seq > 1 << 20;
    if (strays) /* the ports are used again, and we missed the SYN */
        begin_again(fs, f, p, side);
    note_ack(&f->tcp[1 - side], p);
    if (f->feed.stage < FEED_SETTLED || (p->tcp_flags & TCP_FIN) != 0)
        take_data(fs, f, p, side);
    if (f->feed.stage == FEED_SETTLED)
        note_volume(fs, f, p, side);
    if ((p->tcp_flags & TCP_RST) != 0)
        take_reset(fs, f, p, side);
    if (tcp_order_ended(&f->tcp[0]) && tcp_order_ended(&f->tcp[1]) && !f->ended) {
        flow_finish(fs, f);
        f->closed = f->ended = true;
    }
}
