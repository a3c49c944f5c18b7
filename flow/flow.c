#include "flow/flow.h"

#include "flow/ages.h"
#include "flow/flows.h"
#include "flow/services.h"

static const uint64_t second_ns = 1000000000;

/* ---- the table ---- */

/* IPv4 ends are hashed without the bytes that are the same for all of them. */
static uint32_t *bucket_of(struct flows *fs, const struct flow_key *k)
{
    uint8_t v4[12];
    if (!ip_is_v4(&k->ip[0]) || !ip_is_v4(&k->ip[1]))
        return &fs->buckets[hash_bytes(&fs->hash_key, k, sizeof *k) & fs->bucket_mask];
    memcpy(v4, k->ip[0].b + 12, 4);
    memcpy(v4 + 4, k->ip[1].b + 12, 4);
    memcpy(v4 + 8, k->port, 4);
    return &fs->buckets[hash_bytes(&fs->hash_key, v4, sizeof v4) & fs->bucket_mask];
}

/* Where the flow of that key stands if it was found of late. Anybody can choose keys that share a
 * place: then the table is asked. */
static struct flow **recent_of(struct flows *fs, const struct flow_key *k)
{
    uint32_t a = 0, b = 0, ports = 0;
    memcpy(&a, k->ip[0].b + 12, sizeof a);
    memcpy(&b, k->ip[1].b + 12, sizeof b);
    memcpy(&ports, k->port, sizeof ports);
    uint32_t mixed = (a + 3 * b + ports) * UINT32_C(0x9e3779b1); /* Fibonacci hashing */
    return &fs->recent[mixed >> 24];
}

static void let_go(struct flows *fs, struct flow *f)
{
    flow_finish(fs, f);
    ages_remove(fs, f);
    uint32_t i = flow_number(fs, f);
    struct flow **recent = recent_of(fs, &f->key);
    *recent = *recent == f ? NULL : *recent;
    uint32_t *at = bucket_of(fs, &f->key);
    while (*at != i)
        at = &fs->all[*at].chain;
    *at = f->chain;
    f->chain = fs->free;
    fs->free = i;
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
    while ((f = ages_silent(fs)) != NULL)
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
    if (fs->free == no_flow && fs->used == fs->settings.flows) {
        count(fs->counters, COUNT_flow_evicted);
        let_go(fs, ages_give_way(fs));
    }
    uint32_t i = fs->free;
    if (i != no_flow)
        fs->free = fs->all[i].chain;
    else
        i = fs->used++;
    return &fs->all[i];
}

static struct flow *flow_new(struct flows *fs, const struct flow_key *k, const struct packet *p,
                             int side)
{
    struct flow *f = blank_flow(fs);
    f->key = *k;
    f->vlan = p->vlan;
    f->untagged = false;
    f->last_ns = fs->now_ns;
    flow_begin(fs, f, p, side);
    uint32_t *bucket = bucket_of(fs, k); /* now: making room may have changed it */
    f->chain = *bucket;
    *bucket = flow_number(fs, f);
    ages_add(fs, f);
    return f;
}

/* Which end sent it: 0, the lower one, or 1; -1: it belongs to no conversation. */
static int key_of(const struct packet *p, struct flow_key *k)
{
    k->transport = p->transport;
    if (p->transport > TRANSPORT_UDP)
        return flow_key_of_others(p, k);
    return flow_key_order(k, &p->src, &p->dst);
}

static bool has_key(const struct flow *f, const struct flow_key *k)
{
    return memcmp(&f->key, k, sizeof *k) == 0;
}

/* The flow of that key. No other one with it has the same tag, nor has one that has none. What has
 * no tag stays where it was, whatever else begins. */
static struct flow *find(struct flows *fs, const struct flow_key *k, uint16_t vlan)
{
    enum { TAGS_MAX = 256 }; /* who plays with tags costs us no more than that */
    struct flow *found = NULL;
    int tags = 0;
    for (uint32_t i = *bucket_of(fs, k); i != no_flow; i = fs->all[i].chain) {
        struct flow *f = &fs->all[i];
        if (!has_key(f, k))
            continue;
        tags++;
        bool untagged = f->vlan == 0 || f->untagged;
        bool same = vlan == 0 ? untagged : f->vlan == vlan || f->vlan == 0;
        if (same || tags == TAGS_MAX)
            return f;
        found = vlan == 0 && found == NULL ? f : found;
    }
    return found;
}

/* ---- what comes in ---- */

/* nDPI is asked about the first packets that no dissector of ours knew. It knows TCP and UDP. */
static void ask_ndpi(struct flows *fs, struct flow *f, const struct packet *p, int side)
{
    if (f->classify_left == 0 || f->feed.unrecognised == 0 || p->payload.n == 0 ||
        p->transport > TRANSPORT_UDP)
        return;
    f->classify_left--;
    *fs->feeding.where = "nDPI";
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
    *fs->feeding.where = "flow";
    pass_time(fs, p);
    fs->feeding.both_ways = false;
    if (p->transport == TRANSPORT_ICMP)
        take_icmp(&fs->feeding, p);
    struct flow_key k;
    int side = key_of(p, &k);
    if (side < 0)
        return;
    struct flow *f = *recent_of(fs, &k);
    if (f == NULL || f->vlan != p->vlan || !has_key(f, &k))
        f = find(fs, &k, p->vlan);
    if (f == NULL)
        f = flow_new(fs, &k, p, side);
    *recent_of(fs, &k) = f;
    f->untagged |= p->vlan == 0;
    f->feed.heard |= (uint8_t)(1 << side);
    fs->feeding.both_ways = f->feed.heard == 3;
    if (p->overlapped)
        tell_trick(fs, f, p, TRICK_fragment_overlap);
    if (p->transport == TRANSPORT_TCP)
        tcp_take(fs, f, p, side);
    else if (datagram_take(fs, f, p, side))
        feed_take(&fs->feeding, &f->feed, p, side, p->payload);
    ages_touch(fs, f);
    if (f->feed.stage != FEED_KNOWN && f->feed.stage != FEED_SETTLED)
        ask_ndpi(fs, f, p, side);
}

void flows_end(struct flows *fs)
{
    fs->moment.frame = UINT64_MAX;
    for (struct flow *f = ages_oldest(fs); f != NULL; f = ages_oldest(fs))
        end_in_turn(fs, f);
    fs->now_ns = fs->next_s_ns = 0; /* the next capture may be older */
}
