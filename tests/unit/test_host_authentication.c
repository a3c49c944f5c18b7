#include <criterion/criterion.h>

#include "tests/support/judging.h"

/* Among them the usual client of the tests, 192.0.2.99; not 192.0.2.77. */
static const char with_list[] = "clients: [192.0.2.96/28, '2001:db8:99::/64']\n";

enum { STRANGER = 77 };

static struct observation from(unsigned host, struct observation o)
{
    o.client = at_host(host, 40000);
    return o;
}

static struct observation over_ipv6(const char *client, struct observation o)
{
    cr_assert(ip_parse(client, &o.client.ip));
    cr_assert(ip_parse("2001:db8:10::20", &o.server.ip));
    return o;
}

static struct observation http(uint16_t status)
{
    return answered("http", 80, "GET", status, SCHEME_NONE);
}

static struct observation reset(uint16_t port)
{
    struct observation o = served("tcp", OBS_SERVICE, port);
    o.service.state = SERVICE_CLOSED;
    return o;
}

static struct observation media_to(unsigned host)
{
    struct observation o = used("rtp", OBS_MEDIA, 50000);
    o.server = at_host(host, 50000);
    o.transport = TRANSPORT_UDP;
    o.roles = ROLES_GUESSED;
    return o;
}

static struct observation filter(bool on)
{
    struct observation o = served("http", OBS_SETTING, 80);
    o.setting.name = "address_filter";
    o.setting.enabled = on;
    return o;
}

static enum verdict standing(struct court *c)
{
    return court_standing(c, "3.3").verdict;
}

/* ---- broken ---- */

Test(host_authentication, is_broken_by_a_page_for_somebody_not_listed)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, from(STRANGER, http(200)));
    court_expect(c, "3.3", VERDICT_FAIL, "stranger-served", "serves 192.0.2.77 by http");
    court_close(c);
}

Test(host_authentication, is_broken_by_rtsp_logins_and_ftp_too)
{
    struct observation login = served("telnet", OBS_LOGIN, 23);
    login.login.outcome = OUTCOME_ACCEPTED;
    const struct observation all[] = {
        answered("rtsp", 554, "DESCRIBE", 200, SCHEME_DIGEST),
        answered("ftp", 21, "PASS", 230, SCHEME_PASSWORD),
        login,
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct court *c = court_with_camera(with_list);
        court_show(c, from(STRANGER, all[i]));
        court_expect(c, "3.3", VERDICT_FAIL, "stranger-served", all[i].protocol);
        court_close(c);
    }
}

Test(host_authentication, is_broken_by_media_sent_to_somebody_not_listed)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, media_to(99));
    cr_assert_eq(standing(c), VERDICT_UNKNOWN);
    struct observation back = media_to(STRANGER);
    back.from_client = false;
    court_show(c, back);
    cr_assert_eq(standing(c), VERDICT_UNKNOWN, "not sent by the camera");
    court_show(c, media_to(STRANGER));
    court_expect(c, "3.3", VERDICT_FAIL, "stranger-served", "serves 192.0.2.77 by rtp");
    court_close(c);
}

Test(host_authentication, is_broken_by_any_client_of_ipv6)
{
    static const char *const policies[] = { NULL, with_list };
    for (size_t i = 0; i < 2; i++) {
        struct court *c = court_with_camera(policies[i]);
        court_show(c, over_ipv6("2001:db8:10::50", http(200)));
        court_expect(c, "3.3", VERDICT_FAIL, "ipv6-served", "serves 2001:db8:10::50 by http");
        court_close(c);
    }
}

Test(host_authentication, is_suspicious_with_a_listed_client_of_ipv6)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, over_ipv6("2001:db8:99::50", http(401)));
    cr_assert_eq(standing(c), VERDICT_UNKNOWN);
    court_show(c, over_ipv6("2001:db8:99::50", http(200)));
    court_expect(c, "3.3", VERDICT_SUSPECT, "ipv6-listed", "lets all of IPv6 pass");
    court_close(c);
}

Test(host_authentication, is_broken_by_a_filter_that_is_off)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, filter(false));
    court_expect(c, "3.3", VERDICT_FAIL, "filter-off", "is off");
    court_show(c, http(200));
    cr_assert_eq(standing(c), VERDICT_FAIL);
    court_show(c, filter(true));
    court_expect(c, "3.3", VERDICT_PASS, "filter-on", "is on");
    court_close(c);
}

/* ---- suspicious: protocols.md E, row 3.3 ---- */

Test(host_authentication, trap_401_alone_is_only_suspicious)
{
    const struct observation all[] = {
        http(401),
        http(302),
        answered("rtsp", 554, "DESCRIBE", 401, SCHEME_NONE),
        answered("ftp", 21, "", 220, SCHEME_NONE),
        served("tls", OBS_TLS, 443),
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct court *c = court_with_camera(with_list);
        court_show(c, from(STRANGER, all[i]));
        court_expect(c, "3.3", VERDICT_SUSPECT, "stranger-answered", "answers 192.0.2.77");
        court_close(c);
    }
}

Test(host_authentication, is_suspicious_of_ipv6_that_is_asked_for_a_login)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, over_ipv6("fe80::50", http(401)));
    court_expect(c, "3.3", VERDICT_SUSPECT, "ipv6-answered", "fe80::50");
    court_close(c);
}

Test(host_authentication, is_suspicious_of_snmp_for_who_is_no_manager)
{
    struct court *c = court_with_camera("{clients: [192.0.2.99], servers: {snmp_managers: "
                                        "[192.0.2.8]}}\n");
    struct observation o = served("snmp", OBS_MANAGEMENT, 161);
    o.transport = TRANSPORT_UDP;
    o.management.act = ACT_RESPONSE;
    court_show(c, from(8, o));
    cr_assert_eq(standing(c), VERDICT_UNKNOWN);
    court_show(c, from(STRANGER, o));
    court_expect(c, "3.3", VERDICT_SUSPECT, "stranger-answered", "by snmp");
    court_close(c);
}

/* ---- kept ---- */

Test(host_authentication, is_kept_when_somebody_else_is_refused_where_others_are_served)
{
    const struct observation refusals[] = { reset(80), http(403) };
    for (size_t i = 0; i < 4; i++) {
        struct court *c = court_with_camera(with_list);
        bool first = i / 2 == 0;
        if (first)
            court_show(c, from(STRANGER, refusals[i % 2]));
        court_show(c, http(200));
        if (!first)
            court_show(c, from(STRANGER, refusals[i % 2]));
        court_expect(c, "3.3", VERDICT_PASS, "stranger-refused", "refuses 192.0.2.77");
        court_close(c);
    }
}

Test(host_authentication, is_kept_when_somebody_else_is_refused_where_others_speak_inside_tls)
{
    struct court *c = court_with_camera(with_list);
    struct observation tls = served("tls", OBS_TLS, 443);
    court_show(c, from(STRANGER, reset(443)));
    cr_assert_eq(court_standing(c, "3.3").verdict, VERDICT_UNKNOWN);
    court_show(c, tls);
    court_expect(c, "3.3", VERDICT_PASS, "stranger-refused", "on port 443");
    court_close(c);
}

Test(host_authentication, is_not_kept_by_a_port_that_is_closed_to_everybody)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, http(200));
    court_show(c, from(STRANGER, reset(8080)));
    court_expect(c, "3.3", VERDICT_UNKNOWN, "nobody-else", "nobody else");
    court_close(c);
}

Test(host_authentication, is_not_kept_by_a_port_of_another_transport)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, http(200));
    struct observation o = reset(80);
    o.transport = TRANSPORT_UDP;
    court_show(c, from(STRANGER, o));
    cr_assert_eq(standing(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(host_authentication, is_likely_kept_by_403_alone)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, from(STRANGER, http(403)));
    court_expect(c, "3.3", VERDICT_LIKELY_OK, "stranger-forbidden", "with 403");
    court_close(c);
}

Test(host_authentication, is_likely_kept_after_a_day_of_listed_clients)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, http(200));
    court_wait(c, 86000);
    court_show(c, http(200));
    judge_end(c->judge, c->time_ns);
    cr_assert_eq(standing(c), VERDICT_UNKNOWN);
    court_wait(c, 1000);
    court_show(c, http(200));
    judge_end(c->judge, c->time_ns);
    court_expect(c, "3.3", VERDICT_LIKELY_OK, "only-listed", "in a day");
    court_close(c);
}

Test(host_authentication, says_why_nothing_can_be_said_without_a_list)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, http(200));
    court_expect(c, "3.3", VERDICT_UNKNOWN, "no-client-list", "no `clients:`");
    court_show(c, from(STRANGER, http(403)));
    court_show(c, from(STRANGER, reset(80)));
    court_wait(c, 2 * 86400.0);
    court_show(c, http(200));
    judge_end(c->judge, c->time_ns);
    cr_assert_eq(standing(c), VERDICT_UNKNOWN);
    court_close(c);
}

/* ---- what ends a FAIL ---- */

Test(host_authentication, stays_broken_whatever_comes_after)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, from(STRANGER, http(200)));
    court_show(c, http(200));
    court_show(c, from(STRANGER, reset(80)));
    court_show(c, from(STRANGER, http(403)));
    cr_assert_eq(standing(c), VERDICT_FAIL);
    court_close(c);
}

Test(host_authentication, believes_a_filter_until_it_leaks)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, from(STRANGER, http(200)));
    court_show(c, filter(true));
    cr_assert_eq(standing(c), VERDICT_PASS);
    court_show(c, from(STRANGER, http(200)));
    court_show(c, filter(true));
    cr_assert_eq(standing(c), VERDICT_FAIL);
    court_close(c);
}

Test(host_authentication, stays_broken_while_the_filter_is_off_whoever_is_listed)
{
    struct court *c = court_with_camera("clients: [192.0.2.99]\n");
    court_show(c, from(STRANGER, http(200)));
    court_show(c, filter(false));
    court_go_over(c, "clients: [192.0.2.0/24]\n");
    court_show(c, http(200));
    cr_assert_eq(standing(c), VERDICT_FAIL);
    court_close(c);
}

Test(host_authentication, does_not_believe_a_filter_where_ipv6_is_served)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, over_ipv6("2001:db8:10::50", http(200)));
    court_show(c, filter(true));
    cr_assert_eq(standing(c), VERDICT_FAIL);
    court_close(c);
}

Test(host_authentication, obeys_another_policy_with_the_next_fact)
{
    struct court *c = court_with_camera("clients: [192.0.2.99]\n");
    court_show(c, from(STRANGER, http(200)));
    court_show(c, from(STRANGER + 1, http(401)));
    court_go_over(c, "clients: [192.0.2.99, 192.0.2.77]\n");
    cr_assert_eq(standing(c), VERDICT_FAIL);
    court_show(c, http(200));
    court_expect(c, "3.3", VERDICT_SUSPECT, "doubtful-before", "before");
    court_go_over(c, "clients: [192.0.2.0/24]\n");
    court_show(c, http(200));
    court_expect(c, "3.3", VERDICT_LIKELY_OK, "listed-since", "by now");
    court_go_over(c, "clients: [192.0.2.77]\n");
    court_show(c, http(200));
    court_expect(c, "3.3", VERDICT_FAIL, "stranger-served", "192.0.2.99");
    court_go_over(c, NULL);
    court_show(c, http(200));
    court_expect(c, "3.3", VERDICT_UNKNOWN, "no-client-list", "any longer");
    court_close(c);
}

Test(host_authentication, forgets_refusals_of_those_that_are_listed_since)
{
    struct court *c = court_with_camera("clients: [192.0.2.99]\n");
    court_show(c, from(STRANGER, reset(80)));
    court_go_over(c, "clients: [192.0.2.99, 192.0.2.77]\n");
    court_show(c, http(200));
    cr_assert_eq(standing(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(host_authentication, stays_broken_once_there_are_more_than_are_remembered)
{
    for (unsigned n = 11; n <= 12; n++) {
        struct court *c = court_with_camera("clients: [192.0.2.99]\n");
        for (unsigned host = 0; host < n; host++)
            court_show(c, from(120 + host, http(200)));
        cr_assert_eq(court_count(c, "3.3", "stranger-served"), n);
        court_go_over(c, "clients: [192.0.2.0/24]\n");
        court_show(c, http(200));
        cr_assert_eq(standing(c), n == 11 ? VERDICT_LIKELY_OK : VERDICT_FAIL);
        court_close(c);
    }
}

/* ---- traps of protocols.md E, row 3.3 ---- */

/* Behind address translation nobody but the router is seen. */
Test(host_authentication, trap_nat_hides_clients)
{
    struct court *c =
        court_with_camera("{clients: [192.0.2.99], servers: {routers: [192.0.2.1]}}\n");
    court_show(c, from(1, http(401)));
    cr_assert_eq(standing(c), VERDICT_UNKNOWN);
    court_show(c, from(1, http(200)));
    court_expect(c, "3.3", VERDICT_SUSPECT, "router-served", "a router");
    court_close(c);
}

Test(host_authentication, trap_onvif_probes_are_no_access)
{
    struct court *c = court_with_camera(with_list);
    struct observation o = from(STRANGER, served("wsd", OBS_DISCOVERY, 3702));
    o.transport = TRANSPORT_UDP;
    o.roles = ROLES_BY_CONTENT;
    o.discovery.act = ACT_RESPONSE;
    court_show(c, o);
    court_show(c, over_ipv6("fe80::50", o));
    cr_assert_eq(standing(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(host_authentication, trap_pings_and_arp_are_no_access)
{
    struct court *c = court_with_camera(with_list);
    struct observation o = from(STRANGER, served("icmp", OBS_SERVICE, 0));
    o.transport = TRANSPORT_ICMP;
    court_show(c, o);
    court_show(c, over_ipv6("fe80::50", o));
    o.service.state = SERVICE_CLOSED;
    court_show(c, o);
    struct observation arp = served("arp", OBS_ADDRESS, 0);
    arp.transport = TRANSPORT_LINK;
    court_show(c, arp);
    cr_assert_eq(standing(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(host_authentication, trap_multicast_is_no_access)
{
    struct court *c = court_with_camera(with_list);
    struct observation o = media_to(STRANGER);
    cr_assert(ip_parse("239.192.0.20", &o.server.ip));
    court_show(c, o);
    cr_assert(ip_parse("ff15::20", &o.server.ip));
    court_show(c, o);
    cr_assert_eq(standing(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(host_authentication, trap_a_scanner_inside_the_range_proves_nothing)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, http(200));
    court_show(c, from(100, reset(80)));
    court_show(c, from(100, http(403)));
    court_show(c, from(100, http(401)));
    court_show(c, from(100, served("tls", OBS_TLS, 443)));
    cr_assert_eq(standing(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(host_authentication, trap_a_connection_alone_is_no_access)
{
    struct court *c = court_with_camera(with_list);
    struct observation o = reset(80);
    o.service.state = SERVICE_OPEN;
    court_show(c, from(STRANGER, o));
    o = http(200);
    o.from_client = true;
    o.exchange.act = ACT_REQUEST;
    court_show(c, from(STRANGER, o));
    cr_assert_eq(standing(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(host_authentication, trap_what_the_camera_asks_others_is_no_access)
{
    struct court *c = court_with_camera("{clients: [192.0.2.99], servers: {ntp: [192.0.2.51]}}\n");
    struct observation o = used("http", OBS_EXCHANGE, 80);
    o.from_client = false;
    o.exchange.act = ACT_RESPONSE;
    o.exchange.status = 200;
    court_show(c, o);
    court_show(c, media_to(51));
    cr_assert_eq(standing(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(host_authentication, is_broken_by_a_filter_that_keeps_out_only_some)
{
    struct court *c = court_with_camera(with_list);
    struct observation o = filter(false);
    text_format(&o.setting.value, "deny, 1 entries");
    court_show(c, o);
    court_expect(c, "3.3", VERDICT_FAIL, "filter-off",
                 "does not keep strangers out: deny, 1 entries");
    court_close(c);
}
