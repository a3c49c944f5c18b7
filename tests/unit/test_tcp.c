#include <criterion/criterion.h>

#include "core/checksum.h"
#include "tests/support/two_hosts.h"

static const char get[] = "GET / HTTP/1.1\r\n\r\n";
enum { GET_N = sizeof get - 1 };

static struct rig *r;

static void begin(void)
{
    r = rig_new(16);
    r->hops = 64;
}

static void end(void)
{
    rig_free(r);
}

TestSuite(tcp, .init = begin, .fini = end);

/* A request, and what acknowledges it. */
static void ask(uint32_t seq, uint32_t ack)
{
    rig_segment(r, true, TCP_ACK, seq, ack, get);
    rig_segment(r, false, TCP_ACK, ack, seq + GET_N, "");
}

static void cut_in_two(uint32_t seq, uint32_t ack, void (*between)(void))
{
    rig_segment(r, true, TCP_ACK, seq, ack, "GET / HT");
    between();
    rig_segment(r, true, TCP_ACK, seq + 8, ack, "TP/1.1\r\n\r\n");
    rig_segment(r, false, TCP_ACK, ack, seq + GET_N, "");
}

/* ---- SYNs of another number ---- */

/* Another host behind the same address translation has another number of hops left. */
Test(tcp, ports_that_are_used_again_from_farther_away_are_another_connection)
{
    rig_handshake(r, 100, 200);
    ask(101, 201);
    r->hops = 40;
    rig_segment(r, true, TCP_SYN, 50000000, 0, "");
    r->hops = 64;
    rig_segment(r, false, TCP_SYN | TCP_ACK, 70000000, 50000001, "");
    r->hops = 40;
    rig_segment(r, true, TCP_ACK, 50000001, 70000001, get);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 2);
    cr_expect_eq(rig_count(r, OBS_ANOMALY), 0);
}

Test(tcp, so_they_are_where_both_ends_are_farther_away)
{
    rig_handshake(r, 100, 200);
    ask(101, 201);
    r->hops = 10;
    rig_handshake(r, 50000000, 70000000);
    rig_segment(r, true, TCP_ACK, 50000001, 70000001, get);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 2);
}

Test(tcp, and_where_the_last_connection_is_over)
{
    rig_handshake(r, 100, 200);
    ask(101, 201);
    rig_segment(r, true, TCP_RST, 101 + GET_N, 201, "");
    r->hops = 10;
    rig_segment(r, true, TCP_SYN, 50000000, 0, "");
    rig_segment(r, true, TCP_ACK, 50000001, 1, get);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 2);
}

/* Neither is taken by a real end. */
Test(tcp, a_forged_syn_and_its_forged_answer_do_not_end_the_reading)
{
    rig_handshake(r, 100, 200);
    ask(101, 201);
    r->hops = 2;
    rig_segment(r, true, TCP_SYN, 50000000, 0, "");
    rig_segment(r, false, TCP_SYN | TCP_ACK, 70000000, 50000001, "");
    r->hops = 64;
    ask(101 + GET_N, 201);
    ask(101 + 2 * GET_N, 201);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 3);
    cr_expect_eq(rig_count(r, OBS_ANOMALY), 1);
}

Test(tcp, nor_does_a_forged_segment_where_the_other_end_is_not_heard)
{
    rig_segment(r, true, TCP_SYN, 90000000, 0, "");
    rig_segment(r, true, TCP_ACK, 90000001, 201, get);
    r->hops = 2;
    rig_segment(r, true, TCP_SYN, 50000000, 0, "");
    rig_segment(r, true, TCP_ACK, 50000001, 201, "x");
    r->hops = 64;
    rig_segment(r, true, TCP_ACK, 90000001 + GET_N, 201, get);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 2);
    cr_expect_eq(rig_count(r, OBS_ANOMALY), 1);
}

Test(tcp, a_further_syn_before_the_answer_does_not_hide_what_is_answered)
{
    static const int hops[] = { 2, 64 };
    for (size_t i = 0; i < 2; i++) {
        r->port++;
        rig_handshake(r, 100, 200);
        ask(101, 201);
        rig_segment(r, true, TCP_SYN, 50000000, 0, "");
        r->hops = (uint8_t)hops[i];
        rig_segment(r, true, TCP_SYN, 90000000, 0, "");
        r->hops = 64;
        rig_segment(r, false, TCP_SYN | TCP_ACK, 70000000, 50000001, "");
        rig_segment(r, true, TCP_ACK, 50000001, 70000001, get);
        cr_expect_eq(rig_count(r, OBS_EXCHANGE), 2 * (i + 1));
    }
}

Test(tcp, a_syn_that_does_not_get_there_says_nothing_of_where_the_stream_begins)
{
    rig_segment(r, true, TCP_SYN, 100, 0, "");
    r->hops = 3;
    rig_segment(r, true, TCP_SYN, 90000000, 0, "");
    r->hops = 64;
    rig_segment(r, false, TCP_SYN | TCP_ACK, 200, 101, "");
    ask(101, 201);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 1);
    cr_expect_eq(rig_count(r, OBS_SERVICE), 1);
    cr_expect_eq(r->o[0].roles, ROLES_BY_SYN);
}

Test(tcp, nor_does_it_where_the_other_end_is_not_heard)
{
    static const uint32_t others[] = { 90000000, 110, 90 };
    for (size_t i = 0; i < 3; i++) {
        r->port++;
        rig_segment(r, true, TCP_SYN, 100, 0, "");
        r->hops = 20;
        rig_segment(r, true, TCP_SYN, others[i], 0, "");
        r->hops = 64;
        rig_segment(r, true, TCP_ACK, 101, 201, get);
        cr_expect_eq(rig_count(r, OBS_EXCHANGE), i + 1);
    }
    cr_expect_eq(r->o[1].roles, ROLES_BY_SYN);
    cr_expect(r->o[1].from_client);
}

static void wait_and_try_another(void)
{
    r->now_ns += UINT64_C(61000000000);
    rig_segment(r, true, TCP_SYN, 90000000, 0, "");
}

Test(tcp, a_connection_that_was_silent_goes_on_whatever_syn_came)
{
    rig_handshake(r, 100, 200);
    cut_in_two(101, 201, wait_and_try_another);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 1);
    cr_expect_eq(rig_count(r, OBS_ANOMALY), 1, "and that was a trick");
}

Test(tcp, a_connection_whose_answer_we_missed_begins_when_it_is_acknowledged)
{
    rig_handshake(r, 100, 200);
    ask(101, 201);
    wait_and_try_another();
    rig_segment(r, false, TCP_ACK, 70000001, 90000001, "");
    rig_segment(r, true, TCP_ACK, 90000001, 70000001, get);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 2);
    cr_expect_eq(rig_count(r, OBS_ANOMALY), 0);
}

static void accept_oneself(void)
{
    rig_segment(r, true, TCP_SYN, 90000000, 0, "");
    rig_segment(r, true, TCP_ACK, 109, 90000001, "");
    rig_segment(r, true, TCP_SYN | TCP_ACK, 109, 90000001, "");
}

Test(tcp, who_sent_a_syn_does_not_accept_it)
{
    rig_handshake(r, 100, 200);
    rig_segment(r, false, TCP_ACK, 201, 101, "");
    cut_in_two(101, 201, accept_oneself);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 1);
}

/* ---- bytes that nobody reads ---- */

/* A segment with its header, of a right checksum or a wrong one. */
static void send(bool from_client, uint8_t flags, uint32_t seq, uint32_t ack, const char *text,
                 bool right)
{
    uint8_t bytes[256] = { [12] = 5 << 4 };
    size_t n = strlen(text);
    memcpy(bytes + 20, text, n);
    struct packet p = rig_packet(r, TRANSPORT_TCP, from_client);
    p.tcp_flags = flags;
    p.tcp_seq = seq;
    p.tcp_ack = ack;
    p.segment = (struct bytes){ bytes, 20 + n };
    p.payload = (struct bytes){ bytes + 20, n };
    uint16_t sum = (uint16_t)~checksum_of_segment(&p, p.segment);
    bytes[16] = (uint8_t)(sum >> 8);
    bytes[17] = (uint8_t)(sum ^ !right);
    flows_take(r->flows, &p);
}

/* How many tricks were noticed so far, when something of a wrong checksum comes before "wxyz",
 * which ends a body. */
static size_t tricks_with(const char *inserted)
{
    static const char answer[] =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nabc12";
    const uint32_t body = 201 + sizeof answer - 1;
    r->port++;
    rig_handshake(r, 100, 200);
    send(true, TCP_ACK, 101, 201, get, true);
    send(false, TCP_ACK, 201, 101 + GET_N, answer, true);
    send(true, TCP_ACK, 101 + GET_N, body, "", true);
    send(false, TCP_ACK, body, 101 + GET_N, inserted, false);
    send(false, TCP_ACK, body, 101 + GET_N, "wxyz", true);
    send(false, TCP_ACK, body + 4, 101 + GET_N, "HTTP/1.1 404 Not Found\r\n\r\n", true);
    return rig_count(r, OBS_ANOMALY);
}

Test(tcp, a_body_that_is_counted_off_is_not_summed_up_but_what_is_behind_it)
{
    cr_expect_eq(tricks_with("WX"), 0);
    cr_expect_eq(tricks_with("WXYZ"), 0);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 6, "and what follows it is read");
    cr_expect_eq(tricks_with("WXYZHTTP/1.1 200 OK\r\n\r\n"), 1);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 9);
}

/* An end may have taken another way; what it says has more hops left than what does not get there.
 */
Test(tcp, of_what_has_few_hops_left_that_with_more_is_read)
{
    static const uint8_t hops[] = { 2, 59, 2 };
    rig_handshake(r, 100, 200);
    for (size_t i = 0; i < 3; i++) {
        r->hops = hops[i];
        rig_segment(r, true, TCP_ACK, 101, 201, hops[i] == 2 ? "GOT 0 FORGED.1\r\n\r\n" : get);
    }
    r->hops = 64;
    rig_segment(r, false, TCP_ACK, 201, 101 + GET_N, "");
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 1);
    cr_expect_eq(rig_count(r, OBS_ANOMALY), 1);
}
