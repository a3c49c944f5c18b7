/* A decoy has too few hops left to arrive. Who spoofs the other end's segments as well must not be
 * able to have it read in place of what is said. */
#include <criterion/criterion.h>

#include "tests/support/two_hosts.h"

#define FIRST  "GET /one HTTP/1.1\r\nHost: a\r\n\r\n"
#define ANSWER "HTTP/1.1 204 No Content\r\n\r\n"
#define REAL   "GET /real HTTP/1.1\r\nHost: a\r\n\r\n"
#define DECOY  "GET /fake HTTP/1.1\r\nHost: a\r\n\r\n"

enum { FEW = 2, FEWER_THAN_ELSE = 60, ALL = 64, FAR = 0x30000000 };

static struct rig *r;
static uint32_t client, server; /* what each says next */

static size_t read_of(const char *path)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++)
        n += r->o[i].kind == OBS_EXCHANGE && r->o[i].exchange.act == ACT_REQUEST &&
             strcmp(r->o[i].exchange.path.s, path) == 0;
    return n;
}

static void copy_says(bool by_client, uint32_t seq, uint32_t ack, const char *text)
{
    r->hops = FEW;
    rig_segment(r, by_client, TCP_ACK, seq, ack, text);
}

static void client_says(const char *text, uint8_t hops)
{
    r->hops = hops;
    rig_segment(r, true, TCP_ACK, client, server, text);
    client += hops == FEW ? 0 : (uint32_t)strlen(text);
}

/* ack: beyond what the client said. */
static void server_says(const char *text, uint8_t hops, uint32_t ack)
{
    r->hops = hops;
    rig_segment(r, false, TCP_ACK, server, client + ack, text);
    server += hops == FEW ? 0 : (uint32_t)strlen(text);
}

static void begin(void)
{
    r = rig_new(16);
    client = 101;
    server = 501;
    rig_handshake(r, 100, 500);
    client_says(FIRST, ALL);
}

static void end(void)
{
    rig_free(r);
}

TestSuite(tcp_decoys, .init = begin, .fini = end);

/* The client acknowledges, the decoy comes, then what it stands for. */
static void expect_real(void)
{
    client_says("", ALL);
    client_says(DECOY, FEW);
    client_says(REAL, ALL);
    server_says(ANSWER, ALL, 0);
    cr_expect_eq(read_of("/real"), 1);
    cr_expect_eq(read_of("/fake"), 0);
}

Test(tcp_decoys, are_not_read)
{
    server_says(ANSWER, ALL, 0);
    expect_real();
}

Test(tcp_decoys, are_not_vouched_for_by_a_copy_of_what_was_said)
{
    uint32_t before = server;
    server_says(ANSWER, ALL, 0);
    copy_says(false, before, client + FAR, ANSWER);
    expect_real();
}

Test(tcp_decoys, are_not_vouched_for_by_what_comes_in_place_of_what_is_said)
{
    server_says("", ALL, 0);
    server_says(ANSWER, FEW, FAR);
    server_says(ANSWER, FEWER_THAN_ELSE, 0);
    expect_real();
}

Test(tcp_decoys, are_not_vouched_for_by_what_was_contradicted)
{
    server_says("", ALL, 0);
    server_says(ANSWER, FEW, FAR);
    copy_says(false, server + 9000, client, "x");
    server_says(ANSWER, ALL, 0);
    expect_real();
}

Test(tcp_decoys, are_in_doubt_although_a_copy_with_few_hops_was_acknowledged)
{
    copy_says(true, 101, server, FIRST);
    server_says(ANSWER, ALL, 0);
    expect_real();
}
