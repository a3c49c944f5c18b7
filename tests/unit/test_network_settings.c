#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/network_facts.h"
#include "tests/support/policies.h"

static struct observation at_ips(struct observation o, const char *client, const char *server)
{
    cr_assert(ip_parse(client, &o.client.ip) && ip_parse(server, &o.server.ip));
    return o;
}

static struct observation leased(enum address_act act)
{
    struct observation o = used("dhcp", OBS_ADDRESS, 67);
    o.transport = TRANSPORT_UDP;
    o.from_client = act == ADDRESS_REQUEST || act == ADDRESS_DISCOVER;
    o.address.act = act;
    o.address.mac = camera_mac;
    o.address.ip = ip_host(10);
    o.address.dhcp = true;
    return o;
}

/* ---- name servers ---- */

Test(network_settings, are_kept_when_no_name_server_is_set)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, network_setup(ACT_RESPONSE, ADDRESS_STATIC, false));
    court_expect(c, "2.6", VERDICT_PASS, "dns-unset",
                 "no name server is set; its address is static");
    court_close(c);
}

Test(network_settings, are_broken_by_a_name_server_that_the_policy_does_not_list)
{
    struct court *c = court_with_camera("servers: {dns: [192.0.2.50]}");
    court_show(c, dns_lookup(51));
    court_expect(c, "2.6", VERDICT_FAIL, "dns-server", "asks the name server 192.0.2.51");
    court_show(c, dns_lookup(50));
    cr_assert_eq(court_standing(c, "2.6").verdict, VERDICT_FAIL,
                 "the right one beside it is no excuse");
    court_close(c);
}

Test(network_settings, are_kept_by_a_name_server_of_the_policy)
{
    struct court *c = court_with_camera("servers: {dns: [192.0.2.50]}");
    court_show(c, dns_lookup(50));
    court_expect(c, "2.6", VERDICT_PASS, "dns-allowed", "192.0.2.50");
    court_close(c);
}

Test(network_settings, count_lookups_over_tcp)
{
    struct court *c = court_with_camera("servers: {dns: [192.0.2.50]}");
    struct observation o = dns_lookup(51);
    o.protocol = "dns_tcp";
    court_show(c, o);
    court_expect(c, "2.6", VERDICT_FAIL, "dns-server", "192.0.2.51");
    court_close(c);
}

Test(network_settings, are_likely_kept_when_a_name_server_is_used_and_the_policy_lists_none)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, network_setup(ACT_RESPONSE, ADDRESS_DHCP, true));
    expect_network_unknown(c, "dns-set");
    court_show(c, dns_lookup(50));
    court_expect(c, "2.6", VERDICT_LIKELY_OK, "dns-used", "192.0.2.50; its address comes by DHCP");
    court_close(c);
}

Test(network_settings, are_suspect_when_a_private_network_asks_outside)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, at_ips(dns_lookup(50), "192.168.0.10", "8.8.8.8"));
    court_expect(c, "2.6", VERDICT_SUSPECT, "dns-outside", "8.8.8.8, outside of its own network");
    court_close(c);
}

Test(network_settings, are_not_suspect_inside_and_where_all_is_outside)
{
    static const char *const ends[][2] = { { "192.168.0.10", "10.1.2.3" },
                                           { "192.168.0.10", "172.31.0.1" },
                                           { "fd00::10", "fd00::1" },
                                           { "fe80::10", "fe80::1" },
                                           { "203.0.113.4", "8.8.8.8" } };
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        struct court *c = court_with_camera(NULL);
        court_show(c, at_ips(dns_lookup(50), ends[i][0], ends[i][1]));
        court_expect(c, "2.6", VERDICT_LIKELY_OK, "dns-used", ends[i][1]);
        court_close(c);
    }
}

/* Trap of row 2.6: mDNS (5353) is not DNS. */
Test(network_settings, do_not_take_multicast_dns_for_dns)
{
    struct court *c = court_with_camera("servers: {dns: [192.0.2.50]}");
    struct observation o = dns_lookup(51);
    o.protocol = "mdns";
    court_show(c, o);
    o = dns_lookup(51);
    cr_assert(ip_parse("224.0.0.251", &o.server.ip));
    court_show(c, o);
    expect_network_unknown(c, NULL);
    court_close(c);
}

Test(network_settings, say_nothing_of_answers_and_of_a_camera_that_is_asked)
{
    struct court *c = court_with_camera("servers: {dns: [192.0.2.50]}");
    struct observation o = dns_lookup(51);
    o.from_client = false;
    o.name_lookup.answer = true;
    court_show(c, o);
    court_show(c, asked("dns", OBS_NAME_LOOKUP, 53));
    expect_network_unknown(c, NULL);
    court_close(c);
}

/* Trap: a client's list of what it wants from DHCP names DNS whether it is used or not. */
Test(network_settings, do_not_take_a_wish_for_name_servers_for_their_use)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = leased(ADDRESS_REQUEST);
    o.address.asks_dns = true;
    court_show(c, o);
    expect_network_unknown(c, NULL);
    o = leased(ADDRESS_ACK);
    o.address.dns = ip_host(51);
    court_show(c, o);
    expect_network_unknown(c, "address-by-dhcp");
    court_close(c);
}

/* Trap of row 2.6: a resolver that is set but unused. */
Test(network_settings, are_suspect_when_a_name_server_is_set_and_not_used_for_a_day)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, network_setup(ACT_RESPONSE, ADDRESS_STATIC, true));
    court_show(c, used("smtp", OBS_MAIL, 25));
    court_wait(c, 23 * hour);
    court_show(c, used("smtp", OBS_MAIL, 25));
    expect_network_unknown(c, "dns-set");
    court_wait(c, 2 * hour);
    court_show(c, used("smtp", OBS_MAIL, 25));
    court_wait(c, minute);
    court_show(c, used("smtp", OBS_MAIL, 25));
    court_expect(c, "2.6", VERDICT_SUSPECT, "dns-unused", "it asked none; its address is static");
    court_show(c, network_setup(ACT_RESPONSE, ADDRESS_STATIC, true));
    cr_assert_eq(court_standing(c, "2.6").verdict, VERDICT_SUSPECT);
    court_show(c, dns_lookup(50));
    court_expect(c, "2.6", VERDICT_LIKELY_OK, "dns-used", "192.0.2.50");
    court_close(c);
}

Test(network_settings, are_kept_again_when_the_unused_name_server_is_taken_out)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, network_setup(ACT_RESPONSE, ADDRESS_STATIC, true));
    court_show(c, used("smtp", OBS_MAIL, 25));
    court_wait(c, 25 * hour);
    court_show(c, used("smtp", OBS_MAIL, 25));
    judge_end(c->judge, c->time_ns);
    cr_assert_eq(court_standing(c, "2.6").verdict, VERDICT_SUSPECT);
    court_show(c, network_setup(ACT_RESPONSE, ADDRESS_STATIC, false));
    court_expect(c, "2.6", VERDICT_PASS, "dns-unset", "no name server");
    court_close(c);
}

/* Where only broadcasts are seen, a lookup would not be seen either. */
Test(network_settings, are_not_suspect_where_a_lookup_would_not_be_seen)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 100; i++) {
        court_show(c, network_setup(ACT_ANNOUNCE, ADDRESS_STATIC, true));
        court_wait(c, hour);
    }
    judge_end(c->judge, c->time_ns);
    expect_network_unknown(c, "dns-set");
    court_close(c);
}

/* Trap of row 2.6: NTP by name needs DNS, and may have looked the name up long ago. */
Test(network_settings, are_not_suspect_when_the_time_service_may_need_the_name_server)
{
    for (int ntp_first = 0; ntp_first < 2; ntp_first++) {
        struct court *c = court_with_camera(NULL);
        struct observation ntp = used("ntp", OBS_TIME_SYNC, 123);
        ntp.time_sync.role = TIME_CLIENT;
        court_show(c, network_setup(ACT_RESPONSE, ADDRESS_STATIC, true));
        court_show(c, used("smtp", OBS_MAIL, 25));
        if (ntp_first == 1)
            court_show(c, ntp);
        court_wait(c, 25 * hour);
        court_show(c, used("smtp", OBS_MAIL, 25));
        judge_end(c->judge, c->time_ns);
        if (ntp_first == 0)
            court_show(c, ntp);
        expect_network_unknown(c, "dns-set");
        court_close(c);
    }
}

/* Trap of row 2.6: announcements code static as 3, replies as 2; the facts say the same. */
Test(network_settings, read_the_mode_alike_from_announcements_and_replies)
{
    static const enum act acts[] = { ACT_ANNOUNCE, ACT_RESPONSE };
    for (size_t i = 0; i < 2; i++) {
        struct court *c = court_with_camera(NULL);
        court_show(c, network_setup(acts[i], ADDRESS_STATIC, false));
        court_expect(c, "2.6", VERDICT_PASS, "dns-unset", "its address is static");
        court_close(c);
    }
}

Test(network_settings, use_no_set_request_and_nothing_with_a_wrong_sum)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, network_setup(ACT_SET, ADDRESS_STATIC, false));
    court_show(c, network_setup(ACT_ACK, ADDRESS_UNKNOWN, false));
    court_show(c, network_setup(ACT_RESPONSE, ADDRESS_UNKNOWN, false));
    struct observation o = network_setup(ACT_RESPONSE, ADDRESS_STATIC, false);
    o.setup.checksum_ok = false;
    court_show(c, o);
    expect_network_unknown(c, NULL);
    court_close(c);
}

Test(network_settings, end_the_same_in_whatever_order_it_is_said)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, network_setup(ACT_RESPONSE, ADDRESS_STATIC, false));
    court_show(c, dns_lookup(50));
    court_expect(c, "2.6", VERDICT_LIKELY_OK, "dns-used", "192.0.2.50");
    court_close(c);
    c = court_with_camera(NULL);
    court_show(c, dns_lookup(50));
    court_show(c, network_setup(ACT_RESPONSE, ADDRESS_STATIC, false));
    cr_assert_eq(court_standing(c, "2.6").verdict, VERDICT_LIKELY_OK);
    court_close(c);
}

Test(network_settings, count_each_lookup_and_say_other_things_once)
{
    struct court *c = court_with_camera("servers: {dns: [192.0.2.50]}");
    for (int i = 0; i < 3; i++)
        court_show(c, network_setup(ACT_RESPONSE, ADDRESS_STATIC, false));
    size_t told = 0;
    for (size_t i = 0; i < c->n; i++)
        told += strcmp(c->heard[i].item->number, "2.6") == 0;
    cr_assert_eq(told, 1);
    for (int i = 0; i < 3; i++)
        court_show(c, dns_lookup(51));
    cr_assert_eq(court_count(c, "2.6", "dns-server"), 3);
    court_close(c);
}

Test(network_settings, obey_another_policy_with_the_next_fact)
{
    struct court *c = court_with_camera("servers: {dns: [192.0.2.50]}");
    court_show(c, dns_lookup(51));
    court_go_over(c, "servers: {dns: [192.0.2.51]}");
    cr_assert_eq(court_standing(c, "2.6").verdict, VERDICT_FAIL);
    court_show(c, dns_lookup(51));
    court_expect(c, "2.6", VERDICT_PASS, "dns-allowed", "192.0.2.51");
    court_go_over(c, "servers: {dns: [192.0.2.50]}");
    court_show(c, dns_lookup(51));
    court_expect(c, "2.6", VERDICT_FAIL, "dns-server", "192.0.2.51");
    court_close(c);
}

Test(network_settings, stay_broken_by_a_second_server_that_the_policy_does_not_list)
{
    struct court *c = court_with_camera("servers: {dns: [192.0.2.50]}");
    court_show(c, dns_lookup(51));
    court_show(c, dns_lookup(52));
    court_go_over(c, "servers: {dns: [192.0.2.52]}");
    court_show(c, dns_lookup(52));
    cr_assert_eq(court_standing(c, "2.6").verdict, VERDICT_FAIL);
    court_close(c);
}

Test(network_settings, are_told_by_onvif_too)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = served("onvif", OBS_SETTING, 80);
    o.setting.name = "dns";
    court_show(c, o);
    court_expect(c, "2.6", VERDICT_PASS, "dns-unset", "no name server");
    o.setting.enabled = true;
    court_show(c, o);
    expect_network_unknown(c, "dns-set");
    court_close(c);
}

Test(network_settings, name_the_address_mode_that_onvif_tells)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = served("onvif", OBS_SETTING, 80);
    o.setting.name = "dhcp";
    o.setting.enabled = true;
    court_show(c, o);
    o.setting.name = "dns";
    o.setting.enabled = false;
    court_show(c, o);
    court_expect(c, "2.6", VERDICT_PASS, "dns-unset", "its address comes by DHCP");
    court_close(c);
}
