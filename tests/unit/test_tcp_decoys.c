/* A decoy has too few hops left to arrive. Who spoofs the other end's segments as well must not be
 * able to have it read in place of what is said. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "flow/flow.h"

#define FIRST  "GET /one HTTP/1.1\r\nHost: a\r\n\r\n"
#define ANSWER "HTTP/1.1 204 No Content\r\n\r\n"
#define REAL   "GET /real HTTP/1.1\r\nHost: a\r\n\r\n"
#define DECOY  "GET /fake HTTP/1.1\r\nHost: a\r\n\r\n"

enum { FEW = 2, FEWER_THAN_ELSE = 60, ALL = 64, FAR = 0x30000000 };

struct rig {
    struct flows *flows;
    struct counters counters;
    unsigned real, fake;
    uint64_t frame;
    uint32_t client, server; /* what each says next */
};

static void collect(void *self, const struct observation *o)
{
    struct rig *r = self;
    if (o->kind != OBS_EXCHANGE || o->exchange.act != ACT_REQUEST)
        return;
    r->real += strcmp(o->exchange.path.s, "/real") == 0;
    r->fake += strcmp(o->exchange.path.s, "/fake") == 0;
}

struct said {
    bool by_client;
    uint8_t flags, hops;
    uint32_t seq, ack;
    const char *text;
};

static void say(struct rig *r, const struct said *s)
{
    static const uint8_t client[4] = { 192, 0, 2, 9 }, server[4] = { 192, 0, 2, 5 };
    struct endpoint a = { ip_from_v4(client), 40000 }, b = { ip_from_v4(server), 80 };
    r->frame++;
    struct packet p = { .time_ns = UINT64_C(1700000000000000000) + r->frame * 1000000,
                        .frame_no = r->frame,
                        .transport = TRANSPORT_TCP,
                        .hops = s->hops,
                        .src = s->by_client ? a : b,
                        .dst = s->by_client ? b : a,
                        .tcp_flags = s->flags,
                        .tcp_seq = s->seq,
                        .tcp_ack = s->ack,
                        .tcp_window = 60000,
                        .payload = bytes_of_text(s->text) };
    flows_take(r->flows, &p);
}

static void client_says(struct rig *r, const char *text, uint8_t hops)
{
    say(r, &(struct said){ true, TCP_ACK, hops, r->client, r->server, text });
    r->client += hops == FEW ? 0 : (uint32_t)strlen(text);
}

/* ack: beyond what the client said. */
static void server_says(struct rig *r, const char *text, uint8_t hops, uint32_t ack)
{
    say(r, &(struct said){ false, TCP_ACK, hops, r->server, r->client + ack, text });
    r->server += hops == FEW ? 0 : (uint32_t)strlen(text);
}

static struct rig *connection(void)
{
    struct rig *r = calloc(1, sizeof *r);
    cr_assert_not_null(r);
    struct flow_settings s = flow_settings_default();
    s.flows = 16;
    s.classified = 0;
    r->flows = flows_new(&s, &r->counters, (struct observer){ collect, r });
    r->client = 101;
    r->server = 501;
    say(r, &(struct said){ true, TCP_SYN, ALL, 100, 0, "" });
    say(r, &(struct said){ false, TCP_SYN | TCP_ACK, ALL, 500, 101, "" });
    client_says(r, "", ALL);
    client_says(r, FIRST, ALL);
    return r;
}

/* The client acknowledges, the decoy comes, then what it stands for. */
static void expect_real(struct rig *r)
{
    client_says(r, "", ALL);
    client_says(r, DECOY, FEW);
    client_says(r, REAL, ALL);
    server_says(r, ANSWER, ALL, 0);
    cr_expect_eq(r->real, 1);
    cr_expect_eq(r->fake, 0);
    flows_free(r->flows);
    free(r);
}

Test(tcp_decoys, are_not_read)
{
    struct rig *r = connection();
    server_says(r, ANSWER, ALL, 0);
    expect_real(r);
}

Test(tcp_decoys, are_not_vouched_for_by_a_copy_of_what_was_said)
{
    struct rig *r = connection();
    uint32_t before = r->server;
    server_says(r, ANSWER, ALL, 0);
    say(r, &(struct said){ false, TCP_ACK, FEW, before, r->client + FAR, ANSWER });
    expect_real(r);
}

Test(tcp_decoys, are_not_vouched_for_by_what_comes_in_place_of_what_is_said)
{
    struct rig *r = connection();
    server_says(r, "", ALL, 0);
    server_says(r, ANSWER, FEW, FAR);
    server_says(r, ANSWER, FEWER_THAN_ELSE, 0);
    expect_real(r);
}

Test(tcp_decoys, are_not_vouched_for_by_what_was_contradicted)
{
    struct rig *r = connection();
    server_says(r, "", ALL, 0);
    server_says(r, ANSWER, FEW, FAR);
    say(r, &(struct said){ false, TCP_ACK, FEW, r->server + 9000, r->client, "x" });
    server_says(r, ANSWER, ALL, 0);
    expect_real(r);
}

Test(tcp_decoys, are_in_doubt_although_a_copy_with_few_hops_was_acknowledged)
{
    struct rig *r = connection();
    say(r, &(struct said){ true, TCP_ACK, FEW, 101, r->server, FIRST });
    server_says(r, ANSWER, ALL, 0);
    expect_real(r);
}
