/* Whoever begins much and ends nothing must not keep the others from being read. */
#include <criterion/criterion.h>

#include "tests/support/two_hosts.h"

static const char first[] = "GET / HTTP/1.1\r\nHo", second[] = "st: a\r\n\r\n";

enum { FIRST_N = sizeof first - 1, HONEST = 65000, TAILS = 1 << 12, BLOCKS = 3 << 12 };

static struct rig *r;

static void begin(void)
{
    r = rig_new(1 << 14);
}

static void end(void)
{
    rig_free(r);
}

TestSuite(flow_pools, .init = begin, .fini = end);

static void connect_from(uint16_t port)
{
    r->port = port;
    rig_segment(r, true, TCP_SYN, 100, 0, "");
    rig_segment(r, false, TCP_SYN | TCP_ACK, 200, 101, "");
    rig_segment(r, true, TCP_ACK, 101, 201, "");
    r->n = 0; /* of the open port nobody wants to know here */
}

Test(flow_pools, many_messages_that_do_not_end_drive_out_each_other)
{
    for (uint16_t port = 1000; port < 1000 + TAILS + 10; port++) {
        r->port = port;
        rig_segment(r, true, TCP_ACK, 101, 201, first);
    }
    cr_expect_gt(r->counters.n[COUNT_tail_full], 0);
    connect_from(HONEST);
    rig_segment(r, true, TCP_ACK, 101, 201, first);
    rig_segment(r, true, TCP_ACK, 101 + FIRST_N, 201, second);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 1);
}

/* One byte in each block, for what comes before it everybody waits. */
static void leave_holes(uint16_t ports, bool answered)
{
    for (uint16_t port = 1000; port < 1000 + ports; port++) {
        r->port = port;
        rig_segment(r, true, TCP_ACK, 101, 201, "x");
        if (answered)
            rig_segment(r, false, TCP_ACK, 201, 102, "");
        for (uint32_t i = 1; i <= 29; i++)
            rig_segment(r, true, TCP_ACK, 101 + i * 2048, 201, "x");
    }
}

static void honest_in_another_order(bool answered)
{
    if (answered)
        connect_from(HONEST);
    else
        r->port = HONEST;
    rig_segment(r, true, TCP_ACK, 101, 201, "GET /1 HTTP/1.1\r\n\r\n");
    uint32_t at = 101 + 19;
    rig_segment(r, true, TCP_ACK, at + FIRST_N, 201, second);
    rig_segment(r, true, TCP_ACK, at, 201, first);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 2);
}

Test(flow_pools, many_holes_that_are_not_filled_drive_out_each_other)
{
    leave_holes(BLOCKS / 29 + 2, true);
    cr_expect_eq(r->counters.n[COUNT_tcp_hold_full], 0);
    honest_in_another_order(true);
}

Test(flow_pools, so_they_do_where_one_end_alone_is_heard)
{
    leave_holes(BLOCKS / 29 + 2, false);
    honest_in_another_order(false);
}

Test(flow_pools, who_was_robbed_waits_no_longer_for_what_is_missing)
{
    r->port = HONEST;
    rig_segment(r, true, TCP_ACK, 101, 201, "GET /1 HTTP/1.1\r\n\r\n");
    rig_segment(r, true, TCP_ACK, 500, 201, first);
    leave_holes(BLOCKS / 29 + 2, false);
    r->port = HONEST;
    rig_segment(r, true, TCP_ACK, 1000, 201, "GET /2 HTTP/1.1\r\n\r\n");
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 2);
}
