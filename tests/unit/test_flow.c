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

Test(flow, the_same_ports_used_again_are_another_conversation)
{
    struct rig *r = rig_new(16);
    rig_handshake(r, 100, 200);
    rig_segment(r, true, TCP_ACK, 101, 201, get);
    rig_segment(r, true, TCP_RST, 101 + sizeof get - 1, 201, "");
    rig_handshake(r, 5000, 7000);
    rig_segment(r, true, TCP_ACK, 5001, 7001, get);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 2);
    cr_assert_eq(r->counters.n[COUNT_flows], 2);
    rig_free(r);
}

Test(flow, a_syn_sent_into_a_live_connection_changes_nothing_unless_it_is_accepted)
{
    struct rig *r = rig_new(16);
    rig_handshake(r, 100, 200);
    rig_segment(r, true, TCP_ACK, 101, 201, "GET / HT");
    rig_segment(r, true, TCP_SYN, 90000, 0, "");
    rig_segment(r, true, TCP_ACK, 109, 201, "TP/1.1\r\n\r\n");
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 1);
    rig_free(r);
}

Test(flow, nor_does_one_sent_before_any_data)
{
    struct rig *r = rig_new(16);
    rig_handshake(r, 100, 200);
    rig_segment(r, true, TCP_SYN, 5, 0, "");
    rig_segment(r, true, TCP_ACK, 101, 201, get);
    rig_segment(r, false, TCP_ACK, 201, 101 + sizeof get - 1, ok);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 2);
    rig_free(r);
}

Test(flow, a_reset_with_a_wrong_number_changes_nothing)
{
    struct rig *r = rig_new(16);
    rig_handshake(r, 100, 200);
    rig_segment(r, false, TCP_RST, 99999, 0, "");
    rig_segment(r, true, TCP_ACK, 101, 201, get);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 1);
    rig_free(r);
}

Test(flow, a_conversation_joined_in_its_middle_is_read_and_its_roles_come_from_the_words)
{
    struct rig *r = rig_new(16);
    rig_segment(r, false, TCP_ACK, 5000, 300, ok);
    rig_segment(r, true, TCP_ACK, 300, 5000 + sizeof ok - 1, get);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 2);
    cr_assert_eq(r->o[0].roles, ROLES_BY_CONTENT);
    cr_assert_eq(r->o[0].server.port, 80);
    cr_assert_eq(r->counters.n[COUNT_tcp_midstream], 2);
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

Test(flow, a_hole_in_a_body_is_counted_off_at_the_end)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
    struct rig *r = rig_new(16);
    rig_handshake(r, 100, 200);
    uint32_t at = 201;
    rig_segment(r, false, TCP_ACK, at, 101, answer);
    at += sizeof answer - 1 + 100; /* the whole body is lost */
    rig_segment(r, false, TCP_ACK, at, 101, ok);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 1);
    flows_end(r->flows);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 2);
    cr_assert_eq(r->counters.n[COUNT_tcp_gap_bytes], 100);
    rig_free(r);
}

Test(flow, bytes_that_the_snap_length_took_are_a_hole)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nxx";
    struct rig *r = rig_new(16);
    rig_handshake(r, 100, 200);
    struct packet p = rig_packet(r, TRANSPORT_TCP, false);
    p.tcp_flags = TCP_ACK;
    p.tcp_seq = 201;
    p.payload = bytes_of_text(answer);
    p.payload_cut = 98;
    flows_take(r->flows, &p);
    rig_segment(r, false, TCP_ACK, 201 + sizeof answer - 1 + 98, 101, ok);
    cr_assert_eq(rig_count(r, OBS_EXCHANGE), 2);
    rig_free(r);
}

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

Test(flow, one_that_is_silent_for_long_ends_before_the_first_packet_of_a_second_whosever_that_is)
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

Test(flow, a_packet_in_every_hour_keeps_it)
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

Test(flow, what_a_packet_says_has_its_moment_and_what_an_end_says_its_turn)
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

Test(flow, another_capture_may_be_of_an_earlier_time)
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

/* ---- what has no ports ---- */

static struct packet frame_between(struct rig *r, uint8_t from, uint8_t to, uint16_t ethertype)
{
    struct packet p = rig_packet(r, TRANSPORT_LINK, true);
    p.src = p.dst = (struct endpoint){ 0 };
    p.ethertype = ethertype;
    p.src_mac = (struct mac){ { 2, 0, 0, 0, 0, from } };
    p.dst_mac = to != 0 ? (struct mac){ { 2, 0, 0, 0, 0, to } }
                        : (struct mac){ { 0x01, 0x80, 0xc2, 0, 0, 3 } };
    return p;
}

/* An EAPOL frame: identity asked for, told, and success. */
static void eapol(struct rig *r, uint8_t from, uint8_t to, const char *eap)
{
    uint8_t message[16] = { 1, 0, 0, (uint8_t)eap[3] };
    struct packet p = frame_between(r, from, to, PROTOCOL_EAPOL);
    memcpy(message + 4, eap, (size_t)eap[3]);
    p.payload = (struct bytes){ message, sizeof message };
    flows_take(r->flows, &p);
}

static void log_in(struct rig *r, uint8_t to_camera, uint8_t to_switch)
{
    eapol(r, 1, to_camera, "\1\7\0\5\1");
    eapol(r, 9, to_switch, "\2\7\0\5\1");
    eapol(r, 9, to_switch, "\2\10\0\6\4\1");
    eapol(r, 1, to_camera, "\3\10\0\4");
}

static void expect_login(const struct rig *r, uint64_t flows)
{
    static const enum port_event events[] = { PORT_IDENTITY, PORT_IDENTITY, PORT_ANSWERED,
                                              PORT_SUCCESS };
    cr_assert_eq(r->n, 4);
    for (size_t i = 0; i < 4; i++) {
        cr_assert_eq(r->o[i].kind, OBS_PORT_AUTH);
        cr_assert_eq(r->o[i].port_auth.event, events[i]);
        cr_assert_eq(r->o[i].transport, TRANSPORT_LINK);
        cr_assert_eq(r->at[i].turn, UINT64_MAX);
    }
    cr_assert_eq(r->o[3].port_auth.method, PORT_MD5);
    cr_assert_eq(r->o[3].port_auth.mac.b[5], 9);
    cr_assert_eq(r->o[3].server_mac.b[5], 1);
    cr_assert_eq(r->counters.n[COUNT_flows], flows);
    cr_assert_eq(r->counters.n[COUNT_unrecognised], 0);
}

Test(flow, two_macs_have_one_conversation)
{
    struct rig *r = rig_new(16);
    log_in(r, 9, 1);
    expect_login(r, 1);
    flows_end(r->flows);
    cr_assert_eq(r->n, 4);
    rig_free(r);
}

Test(flow, what_goes_to_the_group_of_port_access_is_one_conversation)
{
    struct rig *r = rig_new(16);
    log_in(r, 0, 0);
    expect_login(r, 1);
    rig_free(r);
}

static void ask_who_has(struct rig *r, uint8_t from, uint8_t who)
{
    uint8_t m[28] = { 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, from, 192, 0, 2, from };
    m[24] = 192;
    m[26] = 2;
    m[27] = who;
    struct packet p = frame_between(r, from, 0, PROTOCOL_ARP);
    p.payload = (struct bytes){ m, sizeof m };
    flows_take(r->flows, &p);
}

Test(flow, whoever_speaks_arp_has_a_conversation_of_his_own)
{
    struct rig *r = rig_new(16);
    for (uint8_t i = 1; i <= 3; i++)
        for (uint8_t who = 10; who < 13; who++)
            ask_who_has(r, i, who);
    cr_assert_eq(r->counters.n[COUNT_flows], 3);
    cr_assert_eq(rig_count(r, OBS_ADDRESS), 3, "what is known is not said again");
    r->now_ns += 61 * second;
    ask_who_has(r, 1, 10);
    cr_assert_eq(rig_count(r, OBS_ADDRESS), 4);
    rig_free(r);
}

static void icmp6(struct rig *r, uint8_t type, uint8_t last)
{
    uint8_t m[24] = { type };
    struct packet p = rig_packet(r, TRANSPORT_ICMP, true);
    p.src = p.dst = (struct endpoint){ 0 };
    p.src.ip.b[0] = 0xfe;
    p.src.ip.b[1] = 0x80;
    p.src.ip.b[15] = last;
    p.dst.ip.b[0] = 0xff;
    p.src_mac = (struct mac){ { 2, 0, 0, 0, 0, last } };
    memcpy(m + 8, p.src.ip.b, 16);
    p.payload = (struct bytes){ m, sizeof m };
    flows_take(r->flows, &p);
}

Test(flow, of_icmp_only_neighbour_discovery_has_conversations)
{
    struct rig *r = rig_new(16);
    icmp6(r, 128, 5);
    icmp6(r, 137, 5);
    cr_assert_eq(r->counters.n[COUNT_flows], 0);
    icmp6(r, 135, 5);
    icmp6(r, 136, 5);
    icmp6(r, 135, 6);
    cr_assert_eq(r->counters.n[COUNT_flows], 2);
    cr_assert_eq(rig_count(r, OBS_ADDRESS), 3);
    cr_assert_eq(r->o[0].transport, TRANSPORT_ICMP);
    rig_free(r);
}
