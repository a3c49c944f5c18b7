#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"

static struct observation mapping(struct observation o, unsigned internal)
{
    o.mapping.act = ACT_ADD;
    o.mapping.external_port = 8080;
    o.mapping.internal_port = 80;
    if (internal != 0)
        o.mapping.internal = ip_host(internal);
    return o;
}

static struct observation by_other(void)
{
    struct observation o = used("igd", OBS_MAPPING, 5000);
    o.client = at_host(99, 40000);
    o.client_mac = (struct mac){ { 0, 0x1b, 0x21, 0, 0, 0x63 } };
    return o;
}

Test(port_forwarding, is_broken_by_a_camera_that_asks)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, mapping(used("igd", OBS_MAPPING, 5000), 10));
    court_expect(c, "3.2.3", VERDICT_FAIL, "mapping-asked",
                 "it asks by igd that TCP port 8080 lead to port 80 of this camera");
    cr_assert_eq(court_standing(c, "3.2.3").count, 1);
    court_close(c);
}

Test(port_forwarding, is_broken_even_if_the_router_refuses)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = mapping(used("natpmp", OBS_MAPPING, 5351), 0);
    court_show(c, o);
    o.from_client = false;
    o.mapping.outcome = OUTCOME_REFUSED;
    court_show(c, o);
    court_expect(c, "3.2.3", VERDICT_FAIL, "mapping-asked", "by natpmp");
    cr_assert_eq(court_standing(c, "3.2.3").count, 1);
    court_close(c);
}

Test(port_forwarding, counts_what_the_router_grants)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = mapping(used("pcp", OBS_MAPPING, 5351), 10);
    court_show(c, o);
    o.from_client = false;
    o.mapping.outcome = OUTCOME_ACCEPTED;
    court_show(c, o);
    cr_assert_eq(court_count(c, "3.2.3", "mapping-granted"), 1);
    court_close(c);
}

Test(port_forwarding, is_broken_by_another_host_that_asks_for_the_camera)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, mapping(by_other(), 10));
    court_expect(c, "3.2.3", VERDICT_FAIL, "mapping-asked-for-it", "host 192.0.2.99 asks by igd");
    court_close(c);
}

Test(port_forwarding, is_broken_by_a_camera_that_asks_for_a_host_that_could_not_be_read)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = mapping(used("igd", OBS_MAPPING, 5000), 0);
    o.mapping.external_port = o.mapping.internal_port = 0;
    court_show(c, o);
    struct standing s = court_standing(c, "3.2.3");
    cr_assert_eq(s.verdict, VERDICT_FAIL);
    cr_assert_str_eq(s.why, "it asks by igd for a port mapping to an unknown host");
    o.from_client = false;
    o.mapping.outcome = OUTCOME_ACCEPTED;
    court_show(c, o);
    cr_assert_str_eq(c->heard[c->n - 1].why.s,
                     "the router grants a port mapping to an unknown host");
    court_close(c);
}

Test(port_forwarding, says_which_ports_where_they_are_known)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, mapping(used("igd", OBS_MAPPING, 5000), 0));
    cr_assert_str_eq(court_standing(c, "3.2.3").why,
                     "it asks by igd that TCP port 8080 lead to port 80 of an unknown host");
    court_close(c);
    c = court_with_camera(NULL);
    struct observation o = mapping(used("natpmp", OBS_MAPPING, 5351), 0);
    o.mapping.external_port = 0;
    court_show(c, o);
    cr_assert_str_eq(court_standing(c, "3.2.3").why,
                     "it asks by natpmp that one TCP port lead to port 80 of this camera");
    court_close(c);
}

Test(port_forwarding, says_nothing_of_another_host_that_asks_for_nobody_known)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, mapping(by_other(), 0));
    cr_assert_eq(court_standing(c, "3.2.3").verdict, VERDICT_UNKNOWN);
    for (size_t i = 0; i < c->n; i++)
        cr_assert_neq(c->heard[i].verdict, VERDICT_FAIL);
    court_close(c);
}

Test(port_forwarding, does_not_blame_a_camera_for_a_mapping_to_another_host)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, mapping(used("igd", OBS_MAPPING, 5000), 77));
    cr_assert_eq(court_standing(c, "3.2.3").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(port_forwarding, only_suspects_a_camera_that_searches_for_a_gateway)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("ssdp", OBS_DISCOVERY, 1900);
    o.discovery.act = ACT_SEARCH;
    o.discovery.type =
        text_of(bytes_of_text("urn:schemas-upnp-org:device:InternetGatewayDevice:1"));
    court_show(c, o);
    court_expect(c, "3.2.3", VERDICT_SUSPECT, "router-searched", "Internet gateway");
    court_close(c);
}

Test(port_forwarding, is_not_broken_by_a_camera_that_shows_itself_or_ends_a_mapping)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("ssdp", OBS_DISCOVERY, 1900);
    o.discovery.act = ACT_NOTIFY;
    court_show(c, o);
    o = mapping(used("igd", OBS_MAPPING, 5000), 10);
    o.mapping.act = ACT_DELETE;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.2.3").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

/* An HTTP answer of a camera in a private network to a host. */
static struct observation visit(const char *host)
{
    struct observation o = answered("http", 80, "GET", 200, SCHEME_DIGEST);
    cr_assert(ip_parse("192.168.0.10", &o.server.ip) && ip_parse(host, &o.client.ip));
    return o;
}

Test(port_forwarding, is_suspicious_when_a_host_of_the_internet_is_served)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, visit("203.0.113.5"));
    court_expect(c, "3.2.3", VERDICT_SUSPECT, "used-from-outside", "answers 203.0.113.5");
    court_close(c);
}

Test(port_forwarding, does_not_suspect_visits_inside_nor_where_all_is_outside)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, visit("10.1.2.3"));
    court_show(c, answered("http", 80, "GET", 200, SCHEME_DIGEST));
    cr_assert_eq(court_standing(c, "3.2.3").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(port_forwarding, trap_a_vpn_whose_users_look_external_is_listed_as_clients)
{
    struct court *c = court_with_camera("clients: [203.0.113.0/24]\n");
    court_show(c, visit("203.0.113.5"));
    cr_assert_eq(court_standing(c, "3.2.3").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

static void start(struct court *c)
{
    struct observation o = { .kind = OBS_ADDRESS, .protocol = "dhcp" };
    o.transport = TRANSPORT_LINK;
    o.address.act = ADDRESS_DISCOVER;
    o.address.mac = camera_mac;
    o.address.ip = ip_host(10);
    court_wait(c, 600);
    court_show(c, o);
    o.protocol = "arp";
    o.address.act = ADDRESS_PROBE;
    court_show(c, o);
}

Test(port_forwarding, is_likely_kept_when_a_start_was_watched_and_none_was_asked_for)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, answered("http", 80, "GET", 200, SCHEME_DIGEST));
    start(c);
    court_wait(c, 300);
    court_show(c, answered("http", 80, "GET", 200, SCHEME_DIGEST));
    cr_assert_eq(court_standing(c, "3.2.3").verdict, VERDICT_UNKNOWN, "it may still ask");
    court_wait(c, 400);
    court_show(c, answered("http", 80, "GET", 200, SCHEME_DIGEST));
    court_expect(c, "3.2.3", VERDICT_LIKELY_OK, "quiet-start", "asked no router");
    court_show(c, mapping(used("igd", OBS_MAPPING, 5000), 10));
    cr_assert_eq(court_standing(c, "3.2.3").verdict, VERDICT_FAIL);
    court_close(c);
}

Test(port_forwarding, is_unknown_after_a_start_that_only_broadcasts_show)
{
    struct court *c = court_with_camera(NULL);
    start(c);
    court_wait(c, 700);
    court_show(c, shows_itself());
    court_wait(c, 70);
    court_show(c, shows_itself());
    cr_assert_neq(judge_camera(c->judge, judge_cameras(c->judge) - 1).up_since_ns, 0);
    cr_assert_eq(court_standing(c, "3.2.3").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

/* A host has several addresses of IPv6, and answers from the one it was asked at. */
Test(port_forwarding, does_not_suspect_a_global_address_of_ipv6_that_visits_a_local_one)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = answered("http", 80, "GET", 200, SCHEME_DIGEST);
    cr_assert(ip_parse("2001:db8::5", &o.client.ip));
    cr_assert(ip_parse("fd00::10", &o.server.ip));
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.2.3").verdict, VERDICT_UNKNOWN);
    court_close(c);
}
