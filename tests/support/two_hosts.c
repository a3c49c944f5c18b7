#include "tests/support/two_hosts.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void collect(void *self, const struct observation *o)
{
    struct rig *r = self;
    cr_assert_lt(r->n, SEEN);
    r->at[r->n] = flows_moment(r->flows);
    r->o[r->n++] = *o;
}

struct rig *rig_new(uint32_t flows)
{
    struct rig *r = calloc(1, sizeof *r);
    cr_assert_not_null(r);
    struct flow_settings s = flow_settings_default();
    s.flows = flows;
    s.classified = 0;
    r->flows = flows_new(&s, &r->counters, (struct observer){ collect, r });
    cr_assert_not_null(r->flows);
    r->now_ns = 1700000000000000000;
    r->port = 40000;
    r->service = 80;
    r->hops = 64;
    return r;
}

void rig_free(struct rig *r)
{
    flows_free(r->flows);
    free(r);
}

struct packet rig_packet(struct rig *r, enum transport transport, bool from_client)
{
    static const uint8_t client[4] = { 192, 0, 2, 9 }, server[4] = { 192, 0, 2, 5 };
    struct endpoint c = { ip_from_v4(client), r->port }, s = { ip_from_v4(server), r->service };
    r->now_ns += 1000000;
    return (struct packet){ .time_ns = r->now_ns,
                            .frame_no = ++r->frame,
                            .vlan = r->vlan,
                            .hops = r->hops,
                            .tcp_window = 60000,
                            .transport = transport,
                            .src = from_client ? c : s,
                            .dst = from_client ? s : c };
}

struct packet rig_tcp(struct rig *r, bool from_client, uint8_t flags, uint32_t seq, uint32_t ack,
                      const char *text)
{
    struct packet p = rig_packet(r, TRANSPORT_TCP, from_client);
    p.tcp_flags = flags;
    p.tcp_seq = seq;
    p.tcp_ack = ack;
    p.payload = bytes_of_text(text);
    return p;
}

void rig_send(struct rig *r, struct packet p)
{
    flows_take(r->flows, &p);
}

void rig_segment(struct rig *r, bool from_client, uint8_t flags, uint32_t seq, uint32_t ack,
                 const char *text)
{
    rig_send(r, rig_tcp(r, from_client, flags, seq, ack, text));
}

void rig_handshake(struct rig *r, uint32_t client_isn, uint32_t server_isn)
{
    rig_segment(r, true, TCP_SYN, client_isn, 0, "");
    rig_segment(r, false, TCP_SYN | TCP_ACK, server_isn, client_isn + 1, "");
    rig_segment(r, true, TCP_ACK, client_isn + 1, server_isn + 1, "");
}

size_t rig_count(const struct rig *r, enum observation_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++)
        n += r->o[i].kind == kind;
    return n;
}

size_t rig_told(const struct rig *r, enum trick trick)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++)
        n += r->o[i].kind == OBS_ANOMALY && r->o[i].anomaly.trick == trick;
    return n;
}
