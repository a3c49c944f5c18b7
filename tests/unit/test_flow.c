#include <criterion/criterion.h>

#include "tests/support/two_hosts.h"

static const char get[] = "GET / HTTP/1.1\r\n\r\n";
static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

Test(flow, both_directions_are_one_conversation_and_the_syn_says_who_is_who)
{
    struct rig *r = rig_new(16);
    rig_handshake(r, 100, 200);
    rig_segment(r, true, TCP_ACK, 101, 201, get);
    rig_segment(r, false, TCP_ACK, 201, 101 + sizeof get - 1, ok);
    cr_assert_eq(r->counters.n[COUNT_flows], 1);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 2);
    cr_assert_eq(r->o[1].roles, ROLES_BY_SYN);
    cr_assert_eq(r->o[1].server.port, 80);
    cr_assert_not(r->o[2].from_client);
    rig_free(r);
}

Test(flow, a_port_that_answers_or_refuses_is_told_once)
{
    struct rig *r = rig_new(16);
    rig_handshake(r, 100, 200);
    rig_segment(r, false, TCP_SYN | TCP_ACK, 200, 101, "");
    cr_assert_eq(rig_count(r, OBS_SERVICE), 1);
    cr_assert_eq(r->o[0].service.state, SERVICE_OPEN);
    cr_assert_eq(r->o[0].server.port, 80);
    rig_free(r);

    r = rig_new(16);
    rig_segment(r, true, TCP_SYN, 100, 0, "");
    rig_segment(r, false, TCP_RST | TCP_ACK, 0, 101, "");
    cr_assert_eq(rig_count(r, OBS_SERVICE), 1);
    cr_assert_eq(r->o[0].service.state, SERVICE_CLOSED);
    rig_free(r);
}

Test(flow, a_tag_on_one_side_only_does_not_split_it_but_two_tags_do)
{
    struct rig *r = rig_new(16);
    rig_handshake(r, 100, 200);
    r->vlan = 7;
    rig_segment(r, true, TCP_ACK, 101, 201, get);
    cr_assert_eq(r->counters.n[COUNT_flows], 1);
    rig_free(r);

    r = rig_new(16);
    r->vlan = 7;
    rig_segment(r, true, TCP_SYN, 100, 0, "");
    r->vlan = 8;
    rig_segment(r, true, TCP_SYN, 100, 0, "");
    cr_assert_eq(r->counters.n[COUNT_flows], 2);
    rig_free(r);
}

Test(flow, when_the_table_is_full_the_oldest_gives_way)
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

Test(flow, a_flood_that_nobody_answers_drives_out_itself)
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

Test(flow, conversations_one_way_are_kept_as_long_as_they_are_few)
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

static const char login[] = "GET / HTTP/1.1\r\nAuthorization: Basic YWRtaW46MTIzNDU=\r\n\r\n";

Test(flow, passwords_are_held_against_another_list_from_the_next_packet_on)
{
    static const struct password_default factory[] = { { "admin", "12345" } };
    static const struct known_secrets list = { .passwords = { .n = 1, .at = factory } };
    struct rig *r = rig_new(16);
    rig_handshake(r, 100, 200);
    rig_segment(r, true, TCP_ACK, 101, 201, login);
    flows_use_secrets(r->flows, &list);
    rig_segment(r, true, TCP_ACK, 101 + sizeof login - 1, 201, login);
    size_t known = 0, logins = 0;
    for (size_t i = 0; i < r->n; i++) {
        logins += r->o[i].kind == OBS_LOGIN;
        known += r->o[i].kind == OBS_LOGIN && r->o[i].login.password.is_default;
    }
    cr_assert_eq(logins, 2);
    cr_assert_eq(known, 1);
    rig_free(r);
}
