#include "flow/flow.h"

#include "core/hash.h"
#include "flow/classify.h"
#include "flow/feed.h"
#include "flow/services.h"
#include "flow/tcp_order.h"

#include <stdlib.h>

static const uint32_t none = UINT32_MAX; /* no flow */
static const uint64_t second_ns = 1000000000;

/* Both ends, the lower one first; compared and hashed as bytes. */
struct flow_key {
    struct ip ip[2];
    uint16_t port[2];
    uint32_t transport;
};

struct flow {
    struct flow_key key;
    uint64_t last_ns;
    uint64_t listed;   /* the frame that last moved it to the young end of its list */
    uint64_t listed_s; /* the second of that */
    uint32_t chain;    /* the next flow of the same bucket */
    uint32_t older, younger;
    uint16_t vlan;
    bool closed;      /* by a reset, or by both ends */
    bool ended;       /* by both ends: everything is said */
    bool opened;      /* a SYN was seen */
    bool told_open;   /* that its port answers */
    bool told_closed; /* that it refuses */
    uint8_t sent;     /* who sent data yet: bit 0, bit 1 */
    uint32_t new_isn; /* of a SYN that contradicts the connection; see syn_again() */
    bool has_new_isn;
    struct mac mac[2];
    struct tcp_lane tcp[2];
    struct feed feed;
    struct classified *classified; /* nDPI's memory of it, while it has any */
    uint8_t classify_left;
};

/* Flows by age: TCP and UDP have lists of their own, as their patience differs. */
struct age_list {
    uint32_t oldest, youngest;
    uint64_t idle_ns;
};

struct flows {
    struct flow_settings settings;
    struct counters *counters;
    struct hash_key hash_key;
    struct flow *all;
    uint8_t (*states)[STATE_MAX]; /* by flow; memory is behind those used only */
    uint32_t *buckets;
    uint32_t bucket_mask;
    uint32_t used; /* all[used] and on have never been touched */
    uint32_t free; /* chained by `chain` */
    struct age_list lists[2];
    struct tail_pool tails;
    struct held_pool held;
    struct remarks remarks;
    struct feeding feeding;
    struct classifier *classifier; /* NULL: not wanted */
    uint64_t now_ns;
    uint64_t next_s_ns; /* where the next whole second begins */
    uint64_t now_frame;
    struct moment moment;
};

struct flow_settings flow_settings_default(void)
{
    return (struct flow_settings){
        .flows = 1 << 16,
        .tails = 1 << 12,
        .held = 1 << 14,
        .classified = 1 << 12,
        .tcp_idle_ns = 3600 * second_ns,
        .udp_idle_ns = 120 * second_ns,
    };
}

static uint32_t power_of_two_above(uint32_t n)
{
    uint32_t power = 2;
    while (power < n)
        power *= 2;
    return power;
}

static bool make_parts(struct flows *fs)
{
    const struct flow_settings *s = &fs->settings;
    uint32_t buckets = power_of_two_above(s->flows);
    fs->all = calloc(s->flows, sizeof *fs->all);
    fs->states = calloc(s->flows, sizeof *fs->states);
    fs->buckets = malloc(buckets * sizeof *fs->buckets);
    if (fs->all == NULL || fs->states == NULL || fs->buckets == NULL)
        return false;
    memset(fs->buckets, 0xff, buckets * sizeof *fs->buckets);
    fs->bucket_mask = buckets - 1;
    return tail_pool_make(&fs->tails, s->tails) && held_pool_make(&fs->held, s->held);
}

struct flows *flows_new(const struct flow_settings *settings, struct counters *counters,
                        struct observer to)
{
    struct flows *fs = calloc(1, sizeof *fs);
    if (fs == NULL)
        return NULL;
    fs->settings = *settings;
    fs->counters = counters;
    fs->hash_key = hash_key_new();
    fs->free = none;
    fs->moment.turn = UINT64_MAX;
    fs->lists[0] = (struct age_list){ none, none, settings->udp_idle_ns };
    fs->lists[1] = (struct age_list){ none, none, settings->tcp_idle_ns };
    if (!make_parts(fs)) {
        flows_free(fs);
        return NULL;
    }
    fs->feeding = (struct feeding){ .tails = &fs->tails,
                                    .counters = counters,
                                    .defaults = settings->defaults,
                                    .to = to,
                                    .remarks = &fs->remarks };
    fs->classifier = classifier_new(settings->classified);
    if (settings->at_once)
        classifier_prepare(fs->classifier);
    return fs;
}

void flows_free(struct flows *fs)
{
    if (fs == NULL)
        return;
    classifier_free(fs->classifier);
    held_pool_drop(&fs->held);
    tail_pool_drop(&fs->tails);
    free(fs->buckets);
    free(fs->states);
    free(fs->all);
    free(fs);
}

/* ---- the table ---- */

static struct age_list *list_of(struct flows *fs, const struct flow *f)
{
    return &fs->lists[f->key.transport == TRANSPORT_TCP];
}

static uint32_t index_of(const struct flows *fs, const struct flow *f)
{
    return (uint32_t)(f - fs->all);
}

static void list_remove(struct flows *fs, struct flow *f)
{
    struct age_list *l = list_of(fs, f);
    *(f->older == none ? &l->oldest : &fs->all[f->older].younger) = f->younger;
    *(f->younger == none ? &l->youngest : &fs->all[f->younger].older) = f->older;
}

static void list_add(struct flows *fs, struct flow *f)
{
    struct age_list *l = list_of(fs, f);
    uint32_t i = index_of(fs, f);
    f->younger = none;
    f->older = l->youngest;
    *(l->youngest == none ? &l->oldest : &fs->all[l->youngest].younger) = i;
    l->youngest = i;
    f->listed = fs->now_frame;
    f->listed_s = fs->now_ns / second_ns;
}

/* Age counts in whole seconds, so that a busy flow is moved only with its first packet in each. */
static void touch(struct flows *fs, struct flow *f)
{
    f->last_ns = fs->now_ns;
    if (f->listed_s * second_ns + second_ns == fs->next_s_ns)
        return;
    list_remove(fs, f);
    list_add(fs, f);
}

/* IPv4 ends are hashed without the bytes that are the same for all of them. */
static uint32_t *bucket_of(struct flows *fs, const struct flow_key *k)
{
    uint8_t v4[16] = { 0 };
    if (!ip_is_v4(&k->ip[0]) || !ip_is_v4(&k->ip[1]))
        return &fs->buckets[hash_bytes(&fs->hash_key, k, sizeof *k) & fs->bucket_mask];
    memcpy(v4, k->ip[0].b + 12, 4);
    memcpy(v4 + 4, k->ip[1].b + 12, 4);
    memcpy(v4 + 8, k->port, 4);
    return &fs->buckets[hash_bytes(&fs->hash_key, v4, sizeof v4) & fs->bucket_mask];
}

/* A packet of the kind that flow f's last one was, for what is said when it ends. */
static struct packet last_packet(const struct flows *fs, const struct flow *f)
{
    return (struct packet){
        .time_ns = fs->now_ns,
        .frame_no = fs->now_frame,
        .transport = (enum transport)f->key.transport,
        .src = { f->key.ip[0], f->key.port[0] },
        .dst = { f->key.ip[1], f->key.port[1] },
        .src_mac = f->mac[0],
        .dst_mac = f->mac[1],
        .vlan = f->vlan,
    };
}

static void read_on(struct flows *fs, struct flow *f, const struct packet *p, int side,
                    bool closing);

/* Everything that is still to be said of a conversation is said. */
static void finish(struct flows *fs, struct flow *f)
{
    for (int side = 0; side < 2; side++) {
        if (f->tcp[side].held == NULL)
            continue;
        struct packet p = last_packet(fs, f);
        if (side == 1) {
            p.src = (struct endpoint){ f->key.ip[1], f->key.port[1] };
            p.dst = (struct endpoint){ f->key.ip[0], f->key.port[0] };
            p.src_mac = f->mac[1];
            p.dst_mac = f->mac[0];
        }
        read_on(fs, f, &p, side, true);
        tcp_order_drop(&f->tcp[side], &fs->held);
    }
    struct packet p = last_packet(fs, f);
    feed_end(&fs->feeding, &f->feed, &p, 0);
    classifier_forget(fs->classifier, f->classified);
    f->classified = NULL;
}

static void let_go(struct flows *fs, struct flow *f)
{
    finish(fs, f);
    list_remove(fs, f);
    uint32_t i = index_of(fs, f);
    uint32_t *at = bucket_of(fs, &f->key);
    while (*at != i)
        at = &fs->all[*at].chain;
    *at = f->chain;
    f->chain = fs->free;
    fs->free = i;
}

static struct flow *oldest_of(const struct flows *fs, const struct age_list *l)
{
    return l->oldest == none ? NULL : &fs->all[l->oldest];
}

static struct flow *older(struct flow *a, struct flow *b)
{
    if (a == NULL || b == NULL)
        return a == NULL ? b : a;
    return a->listed <= b->listed ? a : b;
}

static struct flow *oldest_of_all(struct flows *fs)
{
    return older(oldest_of(fs, &fs->lists[0]), oldest_of(fs, &fs->lists[1]));
}

/* The list's oldest, if it has been silent for longer than its limit. */
static struct flow *silent(const struct flows *fs, const struct age_list *l)
{
    struct flow *f = oldest_of(fs, l);
    bool is = f != NULL && fs->now_ns - f->listed_s * second_ns >= l->idle_ns + second_ns;
    return is ? f : NULL;
}

static void end_in_turn(struct flows *fs, struct flow *f)
{
    fs->moment.turn = f->listed;
    let_go(fs, f);
    fs->moment.turn = UINT64_MAX;
}

static void expire(struct flows *fs)
{
    struct flow *f = NULL;
    while ((f = older(silent(fs, &fs->lists[0]), silent(fs, &fs->lists[1]))) != NULL)
        end_in_turn(fs, f);
}

/* Before a packet is handled, whoever's it is. */
static void pass_time(struct flows *fs, const struct packet *p)
{
    fs->now_ns = p->time_ns > fs->now_ns ? p->time_ns : fs->now_ns;
    fs->now_frame = p->frame_no;
    fs->moment.frame = p->frame_no;
    if (fs->now_ns < fs->next_s_ns)
        return;
    fs->next_s_ns = (fs->now_ns / second_ns + 1) * second_ns;
    expire(fs);
}

static struct flow *blank_flow(struct flows *fs)
{
    if (fs->free == none && fs->used == fs->settings.flows) {
        count(fs->counters, COUNT_flow_evicted);
        let_go(fs, oldest_of_all(fs));
    }
    uint32_t i = fs->free;
    if (i != none)
        fs->free = fs->all[i].chain;
    else
        i = fs->used++;
    return &fs->all[i];
}

/* What is known of a conversation before its first packet: nothing but who is likelier to be the
 * client. */
static void begin(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    struct feed blank = { .state = fs->states[index_of(fs, f)] };
    bool sender_is_client = p->dst.port <= p->src.port;
    blank.client = (uint8_t)(sender_is_client ? side : 1 - side);
    f->feed = blank;
    f->tcp[0] = f->tcp[1] = (struct tcp_lane){ 0 };
    f->closed = f->ended = f->opened = f->told_open = f->told_closed = f->has_new_isn = false;
    f->sent = 0;
    f->classified = NULL;
    f->classify_left = CLASSIFY_PACKETS;
    f->mac[side] = p->src_mac;
    f->mac[1 - side] = p->dst_mac;
    count(fs->counters, COUNT_flows);
}

static struct flow *flow_new(struct flows *fs, const struct flow_key *k, const struct packet *p,
                             int side)
{
    struct flow *f = blank_flow(fs);
    f->key = *k;
    f->vlan = p->vlan;
    f->last_ns = fs->now_ns;
    begin(fs, f, p, side);
    uint32_t *bucket = bucket_of(fs, k); /* now: making room may have changed it */
    f->chain = *bucket;
    *bucket = index_of(fs, f);
    list_add(fs, f);
    return f;
}

/* Which end sent it: 0, the lower one, or 1. */
static int key_of(const struct packet *p, struct flow_key *k)
{
    int order = memcmp(p->src.ip.b, p->dst.ip.b, sizeof p->src.ip.b);
    int side = order > 0 || (order == 0 && p->src.port > p->dst.port);
    k->ip[side] = p->src.ip;
    k->ip[1 - side] = p->dst.ip;
    k->port[side] = p->src.port;
    k->port[1 - side] = p->dst.port;
    k->transport = p->transport;
    return side;
}

static struct flow *find(struct flows *fs, const struct flow_key *k, uint16_t vlan)
{
    for (uint32_t i = *bucket_of(fs, k); i != none; i = fs->all[i].chain) {
        struct flow *f = &fs->all[i];
        bool same_vlan = f->vlan == vlan || f->vlan == 0 || vlan == 0;
        if (same_vlan && memcmp(&f->key, k, sizeof *k) == 0)
            return f;
    }
    return NULL;
}

/* ---- TCP ---- */

static void read_on(struct flows *fs, struct flow *f, const struct packet *p, int side,
                    bool closing)
{
    struct tcp_lane *l = &f->tcp[side];
    struct piece piece = { 0 };
    for (;;) {
        piece = tcp_order_next(l, closing, &piece, &fs->held, fs->counters);
        if (piece.kind == PIECE_NONE)
            return;
        if (piece.kind == PIECE_HOLE)
            feed_gap(&fs->feeding, &f->feed, side, piece.hole);
        else
            feed_take(&fs->feeding, &f->feed, p, side, piece.bytes);
    }
}

static void begin_again(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    finish(fs, f);
    begin(fs, f, p, side);
}

/* A second SYN with another number: the same ports used again, or a trick. It counts if the last
 * connection is over or never carried anything; otherwise only if the other end accepts it. */
static void syn_again(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    bool over = f->closed || f->sent == 0 || fs->now_ns - f->last_ns > 60 * second_ns;
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
        read_on(fs, f, p, side, false);
}

static void take_tcp(struct flows *fs, struct flow *f, const struct packet *p, int side)
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
    if ((p->tcp_flags & TCP_RST) != 0)
        take_reset(fs, f, p, side);
    if (tcp_order_ended(&f->tcp[0]) && tcp_order_ended(&f->tcp[1]) && !f->ended) {
        finish(fs, f);
        f->closed = f->ended = true;
    }
}

/* ---- what comes in ---- */

/* nDPI is asked about the first packets that no dissector of ours knew. */
static void ask_ndpi(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    if (f->classify_left == 0 || f->feed.unrecognised == 0 || p->payload.n == 0)
        return;
    f->classify_left--;
    struct observation o;
    bool from_client = side == f->feed.client;
    bool last = f->classify_left == 0;
    if (!classify(fs->classifier, &f->classified, p, last, &o))
        return;
    f->classify_left = 0;
    o.roles = (enum roles)f->feed.roles;
    tell(&fs->feeding, p, from_client, o);
}

void flows_tick(struct flows *fs, const struct packet *p)
{
    pass_time(fs, p);
}

struct moment flows_moment(const struct flows *fs)
{
    return fs->moment;
}

void flows_take(struct flows *fs, const struct packet *p)
{
    pass_time(fs, p);
    if (p->transport == TRANSPORT_ICMP)
        take_icmp(&fs->feeding, p);
    if (p->transport != TRANSPORT_TCP && p->transport != TRANSPORT_UDP)
        return;
    struct flow_key k;
    int side = key_of(p, &k);
    struct flow *f = find(fs, &k, p->vlan);
    if (f == NULL)
        f = flow_new(fs, &k, p, side);
    if (p->transport == TRANSPORT_TCP)
        take_tcp(fs, f, p, side);
    else
        feed_take(&fs->feeding, &f->feed, p, side, p->payload);
    touch(fs, f);
    if (f->feed.stage != FEED_KNOWN && f->feed.stage != FEED_SETTLED)
        ask_ndpi(fs, f, p, side);
}

void flows_end(struct flows *fs)
{
    fs->moment.frame = UINT64_MAX;
    for (struct flow *f = oldest_of_all(fs); f != NULL; f = oldest_of_all(fs))
        end_in_turn(fs, f);
    fs->now_ns = fs->next_s_ns = 0; /* the next capture may be older */
}
