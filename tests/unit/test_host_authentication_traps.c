/* Guide item 3.3: what ends a FAIL, and what is no access. */
#include <criterion/criterion.h>

#include "tests/support/client_facts.h"
#include "tests/support/judging.h"

Test(host_authentication, stays_broken_whatever_comes_after)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, of_client(STRANGER, http_answer(200)));
    court_show(c, http_answer(200));
    court_show(c, of_client(STRANGER, client_reset(80)));
    court_show(c, of_client(STRANGER, http_answer(403)));
    cr_assert_eq(host_authentication(c), VERDICT_FAIL);
    court_close(c);
}

Test(host_authentication, believes_a_filter_until_it_leaks)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, of_client(STRANGER, http_answer(200)));
    court_show(c, filter_says(true));
    cr_assert_eq(host_authentication(c), VERDICT_PASS);
    court_show(c, of_client(STRANGER, http_answer(200)));
    court_show(c, filter_says(true));
    cr_assert_eq(host_authentication(c), VERDICT_FAIL);
    court_close(c);
}

Test(host_authentication, stays_broken_while_the_filter_is_off_whoever_is_listed)
{
    struct court *c = court_with_camera("clients: [192.0.2.99]\n");
    court_show(c, of_client(STRANGER, http_answer(200)));
    court_show(c, filter_says(false));
    court_go_over(c, "clients: [192.0.2.0/24]\n");
    court_show(c, http_answer(200));
    cr_assert_eq(host_authentication(c), VERDICT_FAIL);
    court_close(c);
}

Test(host_authentication, does_not_believe_a_filter_where_ipv6_is_served)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, of_ipv6("2001:db8:10::50", http_answer(200)));
    court_show(c, filter_says(true));
    cr_assert_eq(host_authentication(c), VERDICT_FAIL);
    court_close(c);
}

Test(host_authentication, obeys_another_policy_with_the_next_fact)
{
    struct court *c = court_with_camera("clients: [192.0.2.99]\n");
    court_show(c, of_client(STRANGER, http_answer(200)));
    court_show(c, of_client(STRANGER + 1, http_answer(401)));
    court_go_over(c, "clients: [192.0.2.99, 192.0.2.77]\n");
    cr_assert_eq(host_authentication(c), VERDICT_FAIL);
    court_show(c, http_answer(200));
    court_expect(c, "3.3", VERDICT_SUSPECT, "doubtful-before", "before");
    court_go_over(c, "clients: [192.0.2.0/24]\n");
    court_show(c, http_answer(200));
    court_expect(c, "3.3", VERDICT_LIKELY_OK, "listed-since", "by now");
    court_go_over(c, "clients: [192.0.2.77]\n");
    court_show(c, http_answer(200));
    court_expect(c, "3.3", VERDICT_FAIL, "stranger-served", "192.0.2.99");
    court_go_over(c, NULL);
    court_show(c, http_answer(200));
    court_expect(c, "3.3", VERDICT_UNKNOWN, "no-client-list", "any longer");
    court_close(c);
}

Test(host_authentication, forgets_refusals_of_those_that_are_listed_since)
{
    struct court *c = court_with_camera("clients: [192.0.2.99]\n");
    court_show(c, of_client(STRANGER, client_reset(80)));
    court_go_over(c, "clients: [192.0.2.99, 192.0.2.77]\n");
    court_show(c, http_answer(200));
    cr_assert_eq(host_authentication(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(host_authentication, stays_broken_once_there_are_more_than_are_remembered)
{
    for (unsigned n = 11; n <= 12; n++) {
        struct court *c = court_with_camera("clients: [192.0.2.99]\n");
        for (unsigned host = 0; host < n; host++)
            court_show(c, of_client(120 + host, http_answer(200)));
        cr_assert_eq(court_count(c, "3.3", "stranger-served"), n);
        court_go_over(c, "clients: [192.0.2.0/24]\n");
        court_show(c, http_answer(200));
        cr_assert_eq(host_authentication(c), n == 11 ? VERDICT_LIKELY_OK : VERDICT_FAIL);
        court_close(c);
    }
}

/* Behind address translation nobody but the router is seen. */
Test(host_authentication, trap_nat_hides_clients)
{
    struct court *c =
        court_with_camera("{clients: [192.0.2.99], servers: {routers: [192.0.2.1]}}\n");
    court_show(c, of_client(1, http_answer(401)));
    cr_assert_eq(host_authentication(c), VERDICT_UNKNOWN);
    court_show(c, of_client(1, http_answer(200)));
    court_expect(c, "3.3", VERDICT_SUSPECT, "router-served", "a router");
    court_close(c);
}

Test(host_authentication, trap_onvif_probes_are_no_access)
{
    struct court *c = court_with_camera(with_list);
    struct observation o = of_client(STRANGER, served("wsd", OBS_DISCOVERY, 3702));
    o.transport = TRANSPORT_UDP;
    o.roles = ROLES_BY_CONTENT;
    o.discovery.act = ACT_RESPONSE;
    court_show(c, o);
    court_show(c, of_ipv6("fe80::50", o));
    cr_assert_eq(host_authentication(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(host_authentication, trap_pings_and_arp_are_no_access)
{
    struct court *c = court_with_camera(with_list);
    struct observation o = of_client(STRANGER, served("icmp", OBS_SERVICE, 0));
    o.transport = TRANSPORT_ICMP;
    court_show(c, o);
    court_show(c, of_ipv6("fe80::50", o));
    o.service.state = SERVICE_CLOSED;
    court_show(c, o);
    struct observation arp = served("arp", OBS_ADDRESS, 0);
    arp.transport = TRANSPORT_LINK;
    court_show(c, arp);
    cr_assert_eq(host_authentication(c), VERDICT_UNKNOWN);
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
    cr_assert_eq(host_authentication(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(host_authentication, trap_a_scanner_inside_the_range_proves_nothing)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, http_answer(200));
    court_show(c, of_client(100, client_reset(80)));
    court_show(c, of_client(100, http_answer(403)));
    court_show(c, of_client(100, http_answer(401)));
    court_show(c, of_client(100, served("tls", OBS_TLS, 443)));
    cr_assert_eq(host_authentication(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(host_authentication, trap_a_connection_alone_is_no_access)
{
    struct court *c = court_with_camera(with_list);
    struct observation o = client_reset(80);
    o.service.state = SERVICE_OPEN;
    court_show(c, of_client(STRANGER, o));
    o = http_answer(200);
    o.from_client = true;
    o.exchange.act = ACT_REQUEST;
    court_show(c, of_client(STRANGER, o));
    cr_assert_eq(host_authentication(c), VERDICT_UNKNOWN);
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
    cr_assert_eq(host_authentication(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(host_authentication, is_broken_by_a_filter_that_keeps_out_only_some)
{
    struct court *c = court_with_camera(with_list);
    struct observation o = filter_says(false);
    text_format(&o.setting.value, "deny, 1 entries");
    court_show(c, o);
    court_expect(c, "3.3", VERDICT_FAIL, "filter-off",
                 "does not keep strangers out: deny, 1 entries");
    court_close(c);
}
