#include <criterion/criterion.h>

#include "tests/support/two_hosts.h"

Test(tricks, each_has_a_type_and_an_event_of_its_own)
{
    for (enum trick t = TRICK_NONE + 1; t < TRICKS; t++) {
        cr_assert(strcmp(trick_type(t), "stream") == 0 || strcmp(trick_type(t), "decode") == 0);
        cr_assert_eq(strncmp(trick_event(t), trick_type(t), 6), 0);
        for (enum trick other = TRICK_NONE + 1; other < t; other++)
            cr_assert_str_neq(trick_event(t), trick_event(other));
    }
}

static struct rig *connection(void)
{
    struct rig *r = rig_new(16);
    rig_handshake(r, 100, 500);
    return r;
}

static const char get[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
static const char login[] = "GET / HTTP/1.1\r\nAuthorization: Basic YWRtaW46MTIzNDU=\r\n\r\n";

static void inserted(struct rig *r, struct packet p, enum trick trick)
{
    rig_send(r, p);
    cr_assert_eq(rig_told(r, trick), 0, "not before it is contradicted");
    rig_segment(r, true, TCP_ACK, 101, 501, get);
    cr_assert_eq(rig_told(r, trick), 1);
    flows_end(r->flows);
    cr_assert_eq(rig_count(r, OBS_LOGIN), 0);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 1);
    rig_free(r);
}

Test(tricks, what_has_too_few_hops_left_and_is_contradicted_was_never_said)
{
    struct rig *r = connection();
    struct packet p = rig_tcp(r, true, TCP_ACK, 101, 501, login);
    p.hops = 3;
    inserted(r, p, TRICK_tcp_hops);
}

Test(tricks, what_acknowledges_nothing_or_too_much_was_never_said)
{
    struct rig *r = connection();
    inserted(r, rig_tcp(r, true, TCP_PSH, 101, 0, login), TRICK_tcp_ack);
    r = connection();
    inserted(r, rig_tcp(r, true, TCP_ACK, 101, 9000000, login), TRICK_tcp_ack);
}

Test(tricks, what_takes_another_way_is_read_when_it_is_acknowledged)
{
    struct rig *r = connection();
    struct packet p = rig_tcp(r, true, TCP_ACK, 101, 501, login);
    p.hops = 63;
    rig_send(r, p);
    cr_assert_eq(rig_count(r, OBS_LOGIN), 0);
    rig_segment(r, false, TCP_ACK, 501, 101 + sizeof login - 1, "");
    cr_assert_eq(rig_count(r, OBS_LOGIN), 1);
    cr_assert_eq(r->counters.n[COUNT_tricks], 0);
    rig_free(r);
}

Test(tricks, where_the_other_end_is_not_heard_nothing_is_in_doubt)
{
    struct rig *r = rig_new(16);
    rig_segment(r, true, TCP_SYN, 100, 0, "");
    struct packet p = rig_tcp(r, true, TCP_ACK, 101, 501, login);
    p.hops = 60;
    rig_send(r, p);
    cr_assert_eq(rig_count(r, OBS_LOGIN), 1);
    rig_free(r);
}

Test(tricks, the_same_segment_with_other_data_is_told)
{
    struct rig *r = connection();
    uint8_t bytes[64] = { [12] = 0x50 };
    struct packet p = rig_tcp(r, true, TCP_ACK, 101, 501, "");
    p.segment = (struct bytes){ bytes, 24 };
    p.payload = (struct bytes){ bytes + 20, 4 };
    rig_send(r, p);
    rig_send(r, p);
    cr_assert_eq(rig_told(r, TRICK_tcp_overlap), 0);
    bytes[21] = 'x';
    rig_send(r, p);
    rig_send(r, p);
    cr_assert_eq(rig_told(r, TRICK_tcp_overlap), 1, "once a conversation");
    cr_assert_eq(r->counters.n[COUNT_tricks], 2);
    rig_free(r);
}

Test(tricks, an_urgent_byte_is_not_in_the_stream)
{
    struct rig *r = connection();
    static const char begin[] = "GET / HTTP/1.1\r\nAuth!";
    struct packet p = rig_tcp(r, true, TCP_ACK | TCP_URG, 101, 501, begin);
    p.tcp_urgent = sizeof begin - 1;
    rig_send(r, p);
    rig_segment(r, true, TCP_ACK, 101 + sizeof begin - 1, 501, login + 20);
    cr_assert_eq(rig_count(r, OBS_LOGIN), 1);
    cr_assert_eq(rig_told(r, TRICK_tcp_urgent), 1);
    rig_free(r);
}

Test(tricks, what_lies_behind_the_window_is_not_held)
{
    struct rig *r = connection();
    for (uint32_t i = 0; i < 1000; i++)
        rig_segment(r, true, TCP_ACK, 101 + 3000000 + 4096 * i, 501, login);
    cr_assert_eq(r->counters.n[COUNT_tcp_out_of_order], 0);
    cr_assert_eq(rig_told(r, TRICK_tcp_window), 0, "not before its sender goes on where it was");
    rig_segment(r, true, TCP_ACK, 101, 501, get);
    cr_assert_eq(rig_told(r, TRICK_tcp_window), 1);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 1);
    rig_free(r);
}

/* A body of 4 MB, of which we miss three. */
Test(tricks, a_connection_is_read_on_after_much_of_it_was_missed)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 4000000\r\n\r\n";
    static char part[1001];
    memset(part, 'a', sizeof part - 1);
    struct rig *r = connection();
    rig_segment(r, true, TCP_ACK, 101, 501, get);
    rig_segment(r, false, TCP_ACK, 501, 101 + sizeof get - 1, answer);
    uint32_t at = 501 + sizeof answer - 1, until = at + 4000000;
    for (at += 3000000; at < until; at += 1000) {
        rig_segment(r, false, TCP_ACK, at, 101 + sizeof get - 1, part);
        rig_segment(r, true, TCP_ACK, 101 + sizeof get - 1, at + 1000, "");
    }
    rig_segment(r, true, TCP_ACK, 101 + sizeof get - 1, until, login);
    cr_expect_eq(rig_count(r, OBS_LOGIN), 1);
    for (enum trick t = TRICK_NONE; t < TRICKS; t++)
        cr_expect_eq(rig_told(r, t), 0, "%s", t == TRICK_NONE ? "" : trick_event(t));
    rig_free(r);
}

/* A stream that nobody reads any more. */
static struct rig *settled_connection(uint32_t *at)
{
    struct rig *r = connection();
    static char part[1001];
    memset(part, '\xfe', sizeof part - 1);
    for (*at = 501; *at < 501 + 3000000; *at += 1000) {
        rig_segment(r, false, TCP_ACK, *at, 101, part);
        rig_segment(r, true, TCP_ACK, 101, *at + 1000, "");
    }
    return r;
}

Test(tricks, the_ordinary_end_of_a_settled_connection_is_none)
{
    static const uint8_t ends[] = { TCP_FIN | TCP_ACK, TCP_FIN | TCP_PSH | TCP_ACK,
                                    TCP_RST | TCP_ACK };
    for (size_t i = 0; i < sizeof ends; i++) {
        uint32_t at = 0;
        struct rig *r = settled_connection(&at);
        rig_segment(r, false, ends[i], at, 101, i == 1 ? "the last" : "");
        if (i < 2)
            rig_segment(r, true, TCP_FIN | TCP_ACK, 101, at + (i == 1 ? 9 : 1), "");
        rig_segment(r, true, TCP_SYN, 77777, 0, ""); /* the same ports again */
        rig_segment(r, false, TCP_SYN | TCP_ACK, 9000, 77778, "");
        rig_segment(r, true, TCP_ACK, 77778, 9001, login);
        cr_expect_eq(rig_count(r, OBS_LOGIN), 1, "%zu", i);
        for (enum trick t = TRICK_NONE; t < TRICKS; t++)
            cr_expect_eq(rig_told(r, t), 0, "%zu: %s", i, t == TRICK_NONE ? "" : trick_event(t));
        rig_free(r);
    }
}

Test(tricks, a_syn_in_the_midst_changes_nothing)
{
    struct rig *r = connection();
    rig_segment(r, true, TCP_ACK, 101, 501, get);
    rig_segment(r, true, TCP_SYN, 7777, 0, login);
    cr_assert_eq(rig_told(r, TRICK_tcp_syn), 1);
    rig_segment(r, true, TCP_ACK, 101 + sizeof get - 1, 501, get);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 2);
    cr_assert_eq(rig_count(r, OBS_LOGIN), 0);
    rig_free(r);
}

static void begin_with_data(struct rig *r, const char *text, uint32_t taken)
{
    flows_end(r->flows);
    rig_segment(r, true, TCP_SYN, 100, 0, text);
    rig_segment(r, false, TCP_SYN | TCP_ACK, 500, 101 + taken, "");
    rig_segment(r, true, TCP_ACK, 101 + taken, 501, "");
}

Test(tricks, data_in_a_syn_counts_if_it_is_acknowledged)
{
    struct rig *r = connection();
    begin_with_data(r, get, sizeof get - 1);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 1);
    begin_with_data(r, login, 0);
    rig_segment(r, true, TCP_ACK, 101, 501, get);
    flows_end(r->flows);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 2);
    cr_assert_eq(rig_count(r, OBS_LOGIN), 0);
    cr_assert_eq(rig_told(r, TRICK_tcp_syn_data), 1);
    rig_free(r);
}

Test(tricks, resets_and_ends_that_do_not_reach_the_other_end_end_nothing)
{
    struct rig *r = connection();
    struct packet p = rig_tcp(r, true, TCP_RST, 101, 0, "");
    p.hops = 2;
    rig_send(r, p);
    p = rig_tcp(r, true, TCP_FIN | TCP_ACK, 101, 501, "");
    p.hops = 2;
    rig_send(r, p);
    p = rig_tcp(r, false, TCP_FIN | TCP_ACK, 501, 101, "");
    p.hops = 2;
    rig_send(r, p);
    rig_segment(r, true, TCP_ACK, 101, 501, get);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 1);
    cr_assert_eq(rig_told(r, TRICK_tcp_hops), 1);
    rig_free(r);
}

Test(tricks, what_acknowledges_what_we_missed_is_read_at_the_end_at_the_latest)
{
    struct rig *r = connection();
    rig_segment(r, true, TCP_ACK, 101, 501 + 2000, login);
    cr_assert_eq(rig_count(r, OBS_LOGIN), 0);
    flows_end(r->flows);
    cr_assert_eq(rig_count(r, OBS_LOGIN), 1);
    cr_assert_eq(rig_told(r, TRICK_tcp_ack), 0);
    rig_free(r);
}

/* No card fills in the checksum of what was cut into fragments. */
Test(tricks, a_datagram_of_fragments_has_a_right_checksum_or_was_never_said)
{
    static const uint8_t bytes[] = { 0x9c, 0x40, 0, 80, 0, 9, 0x12, 0x34, 'x' };
    for (unsigned joined = 0; joined < 2; joined++) {
        struct rig *r = connection();
        struct packet p = rig_tcp(r, true, 0, 0, 0, "");
        p.transport = TRANSPORT_UDP;
        p.joined = joined == 1;
        p.segment = (struct bytes){ bytes, sizeof bytes };
        p.payload = bytes_after(p.segment, 8);
        rig_send(r, p);
        cr_expect_eq(rig_told(r, TRICK_udp_checksum), joined);
        rig_free(r);
    }
}
