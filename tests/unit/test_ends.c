#include <criterion/criterion.h>

#include "tests/support/two_hosts.h"

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

Test(ends, two_macs_have_one_conversation)
{
    struct rig *r = rig_new(16);
    log_in(r, 9, 1);
    expect_login(r, 1);
    flows_end(r->flows);
    cr_assert_eq(r->n, 4);
    rig_free(r);
}

Test(ends, what_goes_to_the_group_of_port_access_is_one_conversation)
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

Test(ends, whoever_speaks_arp_has_a_conversation_of_his_own)
{
    struct rig *r = rig_new(16);
    for (uint8_t i = 1; i <= 3; i++)
        for (uint8_t who = 10; who < 13; who++)
            ask_who_has(r, i, who);
    cr_assert_eq(r->counters.n[COUNT_flows], 3);
    cr_assert_eq(rig_count(r, OBS_ADDRESS), 3, "what is known is not said again");
    r->now_ns += UINT64_C(61000000000);
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

Test(ends, of_icmp_only_neighbour_discovery_has_conversations)
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
