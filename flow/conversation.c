/* One conversation: how it begins, how its streams are read on, and what is said when it ends. */

#include "flow/flows.h"

/* What is known of a conversation before its first packet: nothing but who is likelier to be the
 * client. */
void flow_begin(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    struct feed blank = { .state = fs->states[f - fs->all] };
    bool sender_is_client = p->dst.port <= p->src.port;
    blank.client = (uint8_t)(sender_is_client ? side : 1 - side);
    blank.heard = (uint8_t)(1 << side);
    f->feed = blank;
    f->tcp[0] = f->tcp[1] = (struct tcp_lane){ 0 };
    f->habits[0] = f->habits[1] = (struct tcp_habits){ 0 };
    f->urgent[0] = f->urgent[1] = (struct urgent_bytes){ 0 };
    f->sums[0] = f->sums[1] = 0;
    f->tricks = 0;
    f->closed = f->ended = f->opened = f->told_open = f->told_closed = f->has_new_isn = false;
    f->sent = 0;
    f->former.known = 0;
    f->volume = (struct volume){ 0 };
    f->classified = NULL;
    f->classify_left = CLASSIFY_PACKETS;
    f->mac[side] = p->src_mac;
    f->mac[1 - side] = p->dst_mac;
    count(fs->counters, COUNT_flows);
}

void tcp_read_on(struct flows *fs, struct flow *f, const struct packet *p, int side, bool closing)
{
    struct tcp_lane *l = &f->tcp[side];
    for (;;) {
        struct piece piece = tcp_order_next(l, closing, &fs->held, fs->counters);
        if (piece.kind == PIECE_NONE)
            return;
        if (piece.kind == PIECE_HOLE)
            feed_gap(&fs->feeding, &f->feed, side, piece.hole);
        else
            tcp_hand_on(fs, f, p, side, piece.bytes);
    }
}

/* Telnet sends its signs as urgent data: RFC 854. Until somebody knows the words the server's port
 * says that they are Telnet's. */
static bool is_telnet(const struct flow *f)
{
    static const uint16_t telnet_port = 23;
    const struct dissector *x = f->feed.dissector;
    return x != NULL ? x->signs_are_urgent : f->key.port[1 - f->feed.client] == telnet_port;
}

void tcp_hand_on(struct flows *fs, struct flow *f, const struct packet *p, int side,
                 struct bytes in)
{
    uint32_t seq = f->tcp[side].next - (uint32_t)in.n;
    while (in.n > 0) {
        const struct urgent_bytes *u = &f->urgent[side];
        size_t n = urgent_first(u, seq, in, u->n > 0 && is_telnet(f));
        bool is_urgent = n < in.n;
        if (n > 0)
            feed_take(&fs->feeding, &f->feed, p, side, bytes_first(in, n));
        if (is_urgent)
            tell_trick(fs, f, p, TRICK_tcp_urgent);
        n += is_urgent;
        seq += (uint32_t)n;
        in = bytes_after(in, n);
    }
}

/* Of what has no IP the key has MACs where the address is. */
static struct endpoint end_of(const struct flow *f, int side)
{
    if (f->key.transport == TRANSPORT_LINK)
        return (struct endpoint){ 0 };
    return (struct endpoint){ f->key.ip[side], f->key.port[side] };
}

/* A packet of the kind that flow f's last one was, for what is said when it ends. */
static struct packet last_packet(const struct flows *fs, const struct flow *f)
{
    return (struct packet){
        .time_ns = fs->now_ns,
        .frame_no = fs->now_frame,
        .transport = (enum transport)f->key.transport,
        .src = end_of(f, 0),
        .dst = end_of(f, 1),
        .src_mac = f->mac[0],
        .dst_mac = f->mac[1],
        .vlan = f->vlan,
    };
}

void flow_finish(struct flows *fs, struct flow *f)
{
    fs->feeding.both_ways = f->feed.heard == 3;
    for (int side = 0; side < 2; side++) {
        if (f->tcp[side].held == NULL)
            continue;
        struct packet p = last_packet(fs, f);
        p = side == 1 ? packet_back(&p) : p;
        tcp_read_on(fs, f, &p, side, true);
        tcp_order_drop(&f->tcp[side], &fs->held);
    }
    for (int side = 0; side < 2; side++)
        fs->feeding.said_all[side] = tcp_order_ended(&f->tcp[side]);
    struct packet p = last_packet(fs, f);
    feed_end(&fs->feeding, &f->feed, &p, 0);
    classifier_forget(fs->classifier, f->classified);
    f->classified = NULL;
}
