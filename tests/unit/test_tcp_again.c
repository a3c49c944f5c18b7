#include <criterion/criterion.h>

#include "tests/support/two_hosts.h"

static struct rig *r;

static void begin(void)
{
    r = rig_new(16);
}

static void end(void)
{
    rig_free(r);
}

TestSuite(tcp_again, .init = begin, .fini = end);

/* A request, and what acknowledges it. */
static void ask(uint32_t seq, uint32_t ack)
{
    rig_segment(r, true, TCP_ACK, seq, ack, rig_get);
    rig_segment(r, false, TCP_ACK, ack, seq + RIG_GET_N, "");
}

static void cut_in_two(uint32_t seq, uint32_t ack, void (*between)(void))
{
    rig_segment(r, true, TCP_ACK, seq, ack, "GET / HT");
    between();
    rig_segment(r, true, TCP_ACK, seq + 8, ack, "TP/1.1\r\n\r\n");
    rig_segment(r, false, TCP_ACK, ack, seq + RIG_GET_N, "");
}

Test(tcp_again, the_same_ports_used_again_are_another_conversation)
{
    rig_handshake(r, 100, 200);
    rig_segment(r, true, TCP_ACK, 101, 201, rig_get);
    rig_segment(r, true, TCP_RST, 101 + sizeof rig_get - 1, 201, "");
    rig_handshake(r, 5000, 7000);
    rig_segment(r, true, TCP_ACK, 5001, 7001, rig_get);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 2);
    cr_assert_eq(r->counters.n[COUNT_flows], 2);
}

Test(tcp_again, a_syn_sent_into_a_live_connection_changes_nothing_unless_it_is_accepted)
{
    rig_handshake(r, 100, 200);
    rig_segment(r, true, TCP_ACK, 101, 201, "GET / HT");
    rig_segment(r, true, TCP_SYN, 90000, 0, "");
    rig_segment(r, true, TCP_ACK, 109, 201, "TP/1.1\r\n\r\n");
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 1);
}

Test(tcp_again, nor_does_one_sent_before_any_data)
{
    rig_handshake(r, 100, 200);
    rig_segment(r, true, TCP_SYN, 5, 0, "");
    rig_segment(r, true, TCP_ACK, 101, 201, rig_get);
    rig_segment(r, false, TCP_ACK, 201, 101 + RIG_GET_N, rig_ok);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 2);
}

/* Another host behind the same address translation has another number of hops left. */
Test(tcp_again, ports_that_are_used_again_from_farther_away_are_another_connection)
{
    rig_handshake(r, 100, 200);
    ask(101, 201);
    r->hops = 40;
    rig_segment(r, true, TCP_SYN, 50000000, 0, "");
    r->hops = 64;
    rig_segment(r, false, TCP_SYN | TCP_ACK, 70000000, 50000001, "");
    r->hops = 40;
    rig_segment(r, true, TCP_ACK, 50000001, 70000001, rig_get);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 2);
    cr_expect_eq(rig_count(r, OBS_ANOMALY), 0);
}

Test(tcp_again, so_they_are_where_both_ends_are_farther_away)
{
    rig_handshake(r, 100, 200);
    ask(101, 201);
    r->hops = 10;
    rig_handshake(r, 50000000, 70000000);
    rig_segment(r, true, TCP_ACK, 50000001, 70000001, rig_get);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 2);
}

Test(tcp_again, and_where_the_last_connection_is_over)
{
    rig_handshake(r, 100, 200);
    ask(101, 201);
    rig_segment(r, true, TCP_RST, 101 + RIG_GET_N, 201, "");
    r->hops = 10;
    rig_segment(r, true, TCP_SYN, 50000000, 0, "");
    rig_segment(r, true, TCP_ACK, 50000001, 1, rig_get);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 2);
}

/* Neither is taken by a real end. */
Test(tcp_again, a_forged_syn_and_its_forged_answer_do_not_end_the_reading)
{
    rig_handshake(r, 100, 200);
    ask(101, 201);
    r->hops = 2;
    rig_segment(r, true, TCP_SYN, 50000000, 0, "");
    rig_segment(r, false, TCP_SYN | TCP_ACK, 70000000, 50000001, "");
    r->hops = 64;
    ask(101 + RIG_GET_N, 201);
    ask(101 + 2 * RIG_GET_N, 201);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 3);
    cr_expect_eq(rig_count(r, OBS_ANOMALY), 1);
}

Test(tcp_again, nor_does_a_forged_segment_where_the_other_end_is_not_heard)
{
    rig_segment(r, true, TCP_SYN, 90000000, 0, "");
    rig_segment(r, true, TCP_ACK, 90000001, 201, rig_get);
    r->hops = 2;
    rig_segment(r, true, TCP_SYN, 50000000, 0, "");
    rig_segment(r, true, TCP_ACK, 50000001, 201, "x");
    r->hops = 64;
    rig_segment(r, true, TCP_ACK, 90000001 + RIG_GET_N, 201, rig_get);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 2);
    cr_expect_eq(rig_count(r, OBS_ANOMALY), 1);
}

Test(tcp_again, a_further_syn_before_the_answer_does_not_hide_what_is_answered)
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
        rig_segment(r, true, TCP_ACK, 50000001, 70000001, rig_get);
        cr_expect_eq(rig_count(r, OBS_EXCHANGE), 2 * (i + 1));
    }
}

Test(tcp_again, a_syn_that_does_not_get_there_says_nothing_of_where_the_stream_begins)
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

Test(tcp_again, nor_does_it_where_the_other_end_is_not_heard)
{
    static const uint32_t others[] = { 90000000, 110, 90 };
    for (size_t i = 0; i < 3; i++) {
        r->port++;
        rig_segment(r, true, TCP_SYN, 100, 0, "");
        r->hops = 20;
        rig_segment(r, true, TCP_SYN, others[i], 0, "");
        r->hops = 64;
        rig_segment(r, true, TCP_ACK, 101, 201, rig_get);
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

Test(tcp_again, a_connection_that_was_silent_goes_on_whatever_syn_came)
{
    rig_handshake(r, 100, 200);
    cut_in_two(101, 201, wait_and_try_another);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 1);
    cr_expect_eq(rig_count(r, OBS_ANOMALY), 1, "and that was a trick");
}

Test(tcp_again, a_connection_whose_answer_we_missed_begins_when_it_is_acknowledged)
{
    rig_handshake(r, 100, 200);
    ask(101, 201);
    wait_and_try_another();
    rig_segment(r, false, TCP_ACK, 70000001, 90000001, "");
    rig_segment(r, true, TCP_ACK, 90000001, 70000001, rig_get);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 2);
    cr_expect_eq(rig_count(r, OBS_ANOMALY), 0);
}

static void accept_oneself(void)
{
    rig_segment(r, true, TCP_SYN, 90000000, 0, "");
    rig_segment(r, true, TCP_ACK, 109, 90000001, "");
    rig_segment(r, true, TCP_SYN | TCP_ACK, 109, 90000001, "");
}

Test(tcp_again, who_sent_a_syn_does_not_accept_it)
{
    rig_handshake(r, 100, 200);
    rig_segment(r, false, TCP_ACK, 201, 101, "");
    cut_in_two(101, 201, accept_oneself);
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 1);
}
