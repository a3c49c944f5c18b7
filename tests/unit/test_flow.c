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

/* Who plays with tags between the two halves of a request. */
Test(flow, what_has_no_tag_stays_where_it_was_whatever_tag_else_comes)
{
    struct rig *r = rig_new(16);
    r->vlan = 5;
    rig_segment(r, true, TCP_ACK, 7, 7, "");
    r->vlan = 0;
    rig_handshake(r, 100, 200);
    rig_segment(r, true, TCP_ACK, 101, 201, "GET /a HT");
    r->vlan = 6;
    rig_segment(r, true, TCP_ACK, 7, 7, "");
    r->vlan = 0;
    rig_segment(r, true, TCP_ACK, 110, 201, "TP/1.1\r\n\r\n");
    cr_expect_eq(rig_count(r, OBS_EXCHANGE), 1);
    rig_free(r);
}

Test(flow, of_one_key_so_many_tags_are_told_apart_and_no_more)
{
    struct rig *r = rig_new(8192);
    for (r->vlan = 1; r->vlan < 4095; r->vlan++)
        rig_segment(r, true, TCP_ACK, 7, 7, "");
    cr_expect_eq(r->counters.n[COUNT_flows], 256);
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
