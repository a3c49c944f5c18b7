/* Whole conversations through the flow engine, recognised among all: the first byte says at which
 * port, the second whether it began before the capture. Then turns: a byte for who speaks and what
 * befalls the segment, two for how long it is. With segments late and twice, but none lost, the
 * same must be said as in order; with some lost the sanitizers watch. */

#include "core/facts.h"
#include "flow/flow.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SEGMENTS_MAX = 128, HEARD_MAX = 512, LONGEST = 1400 };
enum { LATE = 0x02, TWICE = 0x04, LOST = 0x08 };

static const uint16_t ports[] = { 554, 80,  443, 25, 110, 21,   23,   514, 53,   1194,
                                  587, 990, 123, 67, 161, 1900, 3702, 853, 8080, 40001 };

struct segment {
    int side;
    uint8_t fate;
    uint32_t seq;
    struct bytes said;
};

struct script {
    bool udp;
    bool begun; /* before the capture */
    uint16_t port;
    size_t n;
    struct segment at[SEGMENTS_MAX];
};

struct heard {
    size_t n;
    struct observation o[HEARD_MAX];
};

struct line {
    struct flows *flows;
    const struct script *script;
    uint64_t frame_no;
    uint32_t next[2]; /* sequence numbers, as they would be */
};

static void hear(void *self, const struct observation *o)
{
    struct heard *h = self;
    if (h->n == HEARD_MAX)
        return;
    h->o[h->n] = *o;
    h->o[h->n].time_ns = h->o[h->n].frame_no = 0; /* what is late has another */
    h->n++;
}

static void read_script(struct cursor *c, struct script *s)
{
    uint8_t where = take_u8(c), how = take_u8(c);
    uint32_t seq[2] = { 1001, 5001 };
    *s = (struct script){ .udp = where >= 128,
                          .begun = (how & 1) != 0,
                          .port = ports[where % 128 % (sizeof ports / sizeof ports[0])] };
    while (cursor_left(c) >= 3 && s->n < SEGMENTS_MAX) {
        uint8_t fate = take_u8(c);
        int side = fate & 1;
        size_t n = take_be16(c) % LONGEST;
        struct bytes said = bytes_first(cursor_rest(c), n);
        skip(c, said.n);
        s->at[s->n++] = (struct segment){ side, fate, seq[side], said };
        seq[side] += (uint32_t)said.n;
    }
}

static struct packet packet_of(struct line *l, int side)
{
    static const uint8_t client[4] = { 192, 0, 2, 99 }, server[4] = { 192, 0, 2, 10 };
    struct packet p = { .time_ns = 1700000000000000000 + ++l->frame_no * 1000000,
                        .frame_no = l->frame_no,
                        .transport = l->script->udp ? TRANSPORT_UDP : TRANSPORT_TCP,
                        .src = { ip_from_v4(client), 40000 },
                        .dst = { ip_from_v4(server), l->script->port } };
    struct endpoint src = p.src;
    p.src = side == 0 ? p.src : p.dst;
    p.dst = side == 0 ? p.dst : src;
    p.tcp_flags = TCP_ACK;
    return p;
}

static void send(struct line *l, const struct segment *s)
{
    uint8_t *own = malloc(s->said.n + 1); /* so that a read too far is caught */
    if (own == NULL)
        abort();
    if (s->said.n > 0)
        memcpy(own + 1, s->said.p, s->said.n);
    struct packet p = packet_of(l, s->side);
    p.tcp_seq = s->seq;
    p.tcp_ack = l->next[1 - s->side];
    p.payload = (struct bytes){ own + 1, s->said.n };
    flows_take(l->flows, &p);
    free(own);
    uint32_t end = s->seq + (uint32_t)s->said.n; /* what came is acknowledged, in whatever order */
    if ((int32_t)(end - l->next[s->side]) > 0)
        l->next[s->side] = end;
}

static void shake_hands(struct line *l)
{
    struct packet p = packet_of(l, 0);
    p.tcp_flags = TCP_SYN;
    p.tcp_seq = 1000;
    flows_take(l->flows, &p);
    p = packet_of(l, 1);
    p.tcp_flags = TCP_SYN | TCP_ACK;
    p.tcp_seq = 5000;
    p.tcp_ack = 1001;
    flows_take(l->flows, &p);
}

/* Whether the segment and the next may change places: both are of one side. */
static bool is_late(const struct script *s, size_t i)
{
    return !s->udp && (s->at[i].fate & LATE) != 0 && i + 1 < s->n &&
           s->at[i].side == s->at[i + 1].side;
}

static void send_all(struct line *l, uint8_t fates)
{
    const struct script *s = l->script;
    for (size_t i = 0; i < s->n; i++) {
        uint8_t fate = s->at[i].fate & fates;
        if ((fate & LOST) != 0)
            continue;
        if ((fate & LATE) != 0 && is_late(s, i)) {
            send(l, &s->at[i + 1]);
            send(l, &s->at[i++]);
            continue;
        }
        send(l, &s->at[i]);
        if ((fate & TWICE) != 0 && !s->udp)
            send(l, &s->at[i]);
    }
}

static void run(const struct script *s, uint8_t fates, struct heard *h)
{
    static const struct password_default factory_logins[] = { { "admin", "12345" } };
    static const struct known_secrets secrets = { .passwords = { .n = 1, .at = factory_logins } };
    struct counters counters = { { 0 } };
    struct flow_settings settings = flow_settings_default();
    settings.flows = 4;
    settings.tails = 8;
    settings.held = SEGMENTS_MAX;
    settings.classified = 0;
    settings.secrets = &secrets;
    h->n = 0;
    struct line l = { .flows = flows_new(&settings, &counters, (struct observer){ hear, h }),
                      .script = s,
                      .next = { 1001, 5001 } };
    if (l.flows == NULL)
        abort();
    if (!s->udp && !s->begun)
        shake_hands(&l);
    send_all(&l, fates);
    flows_end(l.flows);
    flows_free(l.flows);
}

static void check_same(const struct heard *a, const struct heard *b)
{
    if (a->n != b->n)
        abort();
    for (size_t i = 0; i < a->n; i++)
        if (!fact_equal(&a->o[i], &b->o[i]))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct script s;
    static struct heard in_order, late, lost;
    if (size < 2)
        return 0;
    struct cursor c = cursor_over((struct bytes){ data, size });
    read_script(&c, &s);
    run(&s, 0, &in_order);
    run(&s, LATE | TWICE, &late);
    if (!s.begun)
        check_same(&in_order, &late);
    run(&s, LATE | TWICE | LOST, &lost);
    return 0;
}
