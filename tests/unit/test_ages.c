/* Who gives way in a full table. */
#include <criterion/criterion.h>

#include "tests/support/two_hosts.h"

Test(ages, when_the_table_is_full_the_oldest_gives_way)
{
    struct rig *r = rig_new(4);
    for (uint16_t i = 0; i < 10; i++) {
        struct packet p = rig_packet(r, TRANSPORT_UDP, true);
        p.src.port = (uint16_t)(1000 + i);
        p.payload = bytes_of_text("x");
        flows_take(r->flows, &p);
    }
    cr_assert_eq(r->counters.n[COUNT_flows], 10);
    cr_assert_eq(r->counters.n[COUNT_flow_evicted], 6);
    rig_free(r);
}

Test(ages, a_flood_that_nobody_answers_drives_out_itself)
{
    struct rig *r = rig_new(64);
    rig_handshake(r, 100, 200);
    rig_segment(r, true, TCP_ACK, 101, 201, "GET /a HT");
    for (uint16_t i = 0; i < 1000; i++) {
        struct packet p = rig_packet(r, TRANSPORT_TCP, true);
        p.src.port = (uint16_t)(1000 + i);
        p.tcp_flags = TCP_SYN;
        flows_take(r->flows, &p);
    }
    cr_assert_eq(r->counters.n[COUNT_flow_evicted], 1000 + 1 - 64);
    rig_segment(r, true, TCP_ACK, 110, 201, "TP/1.1\r\n\r\n");
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 1);
    rig_free(r);
}

Test(ages, conversations_one_way_are_kept_as_long_as_they_are_few)
{
    struct rig *r = rig_new(64);
    struct packet one_way = rig_packet(r, TRANSPORT_UDP, true);
    one_way.src.port = 999;
    one_way.payload = bytes_of_text("x");
    flows_take(r->flows, &one_way);
    for (uint16_t i = 0; i < 1000; i++)
        for (int side = 0; side < 2; side++) {
            struct packet p = rig_packet(r, TRANSPORT_UDP, side == 0);
            *(side == 0 ? &p.src.port : &p.dst.port) = (uint16_t)(1000 + i);
            p.payload = bytes_of_text("x");
            flows_take(r->flows, &p);
        }
    uint64_t flows = r->counters.n[COUNT_flows];
    cr_expect_eq(flows, 1001);
    flows_take(r->flows, &one_way);
    cr_expect_eq(r->counters.n[COUNT_flows], 1002, "the oldest gave way");
    rig_free(r);
}
