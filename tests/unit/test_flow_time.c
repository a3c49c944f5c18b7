#include <criterion/criterion.h>

#include "tests/support/two_hosts.h"

static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
static const uint64_t second = 1000000000;

/* An answer, a hole in its body, and an answer that is held until the conversation ends. */
static void talk_with_a_hole(struct rig *r)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
    rig_handshake(r, 100, 200);
    rig_segment(r, false, TCP_ACK, 201, 101, answer);
    rig_segment(r, false, TCP_ACK, 201 + sizeof answer - 1 + 100, 101, ok);
}

/* Somebody else's packet, so many seconds after the last. */
static void tick(struct rig *r, uint64_t seconds)
{
    r->now_ns += seconds * second;
    struct packet p = rig_packet(r, TRANSPORT_UDP, true);
    flows_tick(r->flows, &p);
}

Test(flow_time,
     one_that_is_silent_for_long_ends_before_the_first_packet_of_a_second_whosever_that_is)
{
    struct rig *r = rig_new(16);
    talk_with_a_hole(r);
    tick(r, 3600);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 1);
    tick(r, 1);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 2);
    cr_assert_eq(r->o[r->n - 1].frame_no, 7);
    cr_assert_eq(r->o[r->n - 1].time_ns, r->now_ns);
    cr_assert_eq(r->at[r->n - 1].frame, 7);
    cr_assert_eq(r->at[r->n - 1].turn, 1, "it was listed with its first packet");
    rig_free(r);
}

Test(flow_time, a_packet_in_every_hour_keeps_it)
{
    struct rig *r = rig_new(16);
    rig_handshake(r, 100, 200);
    for (int i = 0; i < 5; i++) {
        r->now_ns += 3599 * second;
        rig_segment(r, true, TCP_ACK, 101, 201, "");
    }
    cr_assert_eq(r->counters.n[COUNT_flows], 1);
    r->now_ns += 3602 * second;
    rig_segment(r, true, TCP_ACK, 101, 201, "");
    cr_assert_eq(r->counters.n[COUNT_flows], 2);
    rig_free(r);
}

Test(flow_time, what_a_packet_says_has_its_moment_and_what_an_end_says_its_turn)
{
    struct rig *r = rig_new(16);
    talk_with_a_hole(r); /* frames 1 to 5 */
    r->port++;
    talk_with_a_hole(r); /* 6 to 10 */
    r->port--;
    r->now_ns += second;
    rig_segment(r, true, TCP_ACK, 101, 201, ""); /* makes the first one the younger */
    for (size_t i = 0; i < r->n; i++) {
        cr_assert_eq(r->at[i].frame, r->o[i].frame_no);
        cr_assert_eq(r->at[i].turn, UINT64_MAX);
    }
    size_t before = r->n;
    flows_end(r->flows);
    cr_assert_eq(r->n, before + 2);
    cr_assert_eq(r->o[before].client.port, 40001);
    cr_assert_eq(r->at[before].frame, UINT64_MAX);
    cr_assert_eq(r->at[before].turn, 6);
    cr_assert_eq(r->o[before + 1].client.port, 40000);
    cr_assert_eq(r->at[before + 1].turn, 11);
    rig_free(r);
}

Test(flow_time, another_capture_may_be_of_an_earlier_time)
{
    struct rig *r = rig_new(16);
    rig_handshake(r, 100, 200);
    flows_end(r->flows);
    r->now_ns -= 86400 * second;
    talk_with_a_hole(r);
    tick(r, 3602);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 2);
    rig_free(r);
}
