#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/judging.h"
#include "tests/support/port_facts.h"

/* ---- broken ---- */

Test(open_ports, are_broken_by_a_connection_taken_on_another_port)
{
    static const uint16_t ports[] = { 21, 22, 23, 1900, 8080, 8554 };
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        char words[32];
        struct court *c = court_with_camera(NULL);
        court_show(c, port_seen(ports[i], SERVICE_OPEN));
        (void)snprintf(words, sizeof words, "TCP port %d", ports[i]);
        court_expect(c, "3.1", VERDICT_FAIL, "tcp-open", words);
        court_close(c);
    }
}

Test(open_ports, are_not_broken_by_those_of_the_guide)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_seen(80, SERVICE_OPEN));
    court_show(c, port_seen(443, SERVICE_OPEN));
    court_show(c, port_seen(554, SERVICE_OPEN));
    court_show(c, answered("rtsp", 554, "DESCRIBE", 401, SCHEME_NONE));
    court_show(c, protocol_found("wsd", 3702, ACT_RESPONSE));
    court_show(c, protocol_found("easyip", 10669, ACT_RESPONSE));
    cr_assert_eq(open_ports(c), VERDICT_UNKNOWN, "and nothing was tried that should be closed");
    court_close(c);
}

Test(open_ports, are_broken_by_an_answer_whose_connection_was_not_seen_to_begin)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = answered("http", 8080, "GET", 401, SCHEME_NONE);
    o.roles = ROLES_BY_CONTENT;
    court_show(c, o);
    court_show(c, o);
    court_expect(c, "3.1", VERDICT_FAIL, "tcp-open", "answers http on TCP port 8080");
    cr_assert_eq(court_count(c, "3.1", "tcp-open"), 1, "one port, not one page after another");
    court_show(c, port_seen(8080, SERVICE_OPEN));
    cr_assert_eq(court_count(c, "3.1", "tcp-open"), 2);
    court_close(c);
}

Test(open_ports, are_broken_by_an_answer_over_udp)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, protocol_found("ssdp", 40001, ACT_RESPONSE));
    court_expect(c, "3.1", VERDICT_FAIL, "udp-open", "answers ssdp on UDP port 1900");
    court_show(c, protocol_found("sadp", 37020, ACT_RESPONSE));
    cr_assert_eq(court_count(c, "3.1", "udp-open"), 2);
    court_show(c, protocol_found("vivotek", 40002, ACT_RESPONSE));
    cr_assert_eq(court_count(c, "3.1", "udp-open"), 2, "where it heard the search is not known");
    court_close(c);
}

Test(open_ports, are_broken_by_a_name_or_time_server)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = served("ntp", OBS_TIME_SYNC, 123);
    o.transport = TRANSPORT_UDP;
    o.time_sync.role = TIME_CLIENT;
    court_show(c, o);
    cr_assert_eq(open_ports(c), VERDICT_UNKNOWN);
    o.time_sync.role = TIME_SERVER;
    court_show(c, o);
    struct observation d = served("dns", OBS_NAME_LOOKUP, 53);
    d.transport = TRANSPORT_UDP;
    d.name_lookup.answer = true;
    court_show(c, d);
    d.protocol = "mdns";
    d.server.port = 5353;
    court_show(c, d);
    cr_assert_eq(court_count(c, "3.1", "udp-open"), 2, "multicast DNS speaks unasked, too");
    court_close(c);
}

Test(open_ports, are_broken_by_what_the_policy_does_not_list)
{
    struct court *c = court_with_camera("ports: {tcp: [443], udp: [3702]}\n");
    court_show(c, port_seen(443, SERVICE_OPEN));
    cr_assert_eq(open_ports(c), VERDICT_UNKNOWN);
    court_show(c, port_seen(80, SERVICE_OPEN));
    court_expect(c, "3.1", VERDICT_FAIL, "tcp-open", "TCP port 80");
    court_show(c, protocol_found("easyip", 10669, ACT_RESPONSE));
    cr_assert_eq(court_count(c, "3.1", "udp-open"), 1);
    court_close(c);
}

/* The guide's own items 3.8 and 4.2 ask for them. */
Test(open_ports, are_not_broken_by_srtp_and_snmp_unless_the_policy_says_so)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_seen(322, SERVICE_OPEN));
    court_show(c, snmp_answer(ACT_RESPONSE));
    cr_assert_eq(open_ports(c), VERDICT_UNKNOWN);
    court_go_over(c, "ports: {tcp: [443]}\n");
    court_show(c, snmp_answer(ACT_RESPONSE));
    court_expect(c, "3.1", VERDICT_FAIL, "udp-open", "answers snmp on UDP port 161");
    court_show(c, port_seen(322, SERVICE_OPEN));
    cr_assert_eq(court_count(c, "3.1", "tcp-open"), 1);
    court_close(c);
}

/* ---- kept ---- */

Test(open_ports, are_likely_kept_when_one_that_was_tried_refuses)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_refuses(8080));
    court_expect(c, "3.1", VERDICT_LIKELY_OK, "others-refused", "TCP port 8080");
    court_close(c);
}

Test(open_ports, say_nothing_when_only_a_port_of_the_guide_refuses)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_refuses(80));
    court_show(c, refused_udp(3702));
    cr_assert_eq(open_ports(c), VERDICT_UNKNOWN);
    court_close(c);
}

static void scan(struct court *c, uint16_t from, uint16_t n)
{
    for (uint16_t i = 0; i < n; i++)
        court_show(c, port_refuses((uint16_t)(from + i)));
}

Test(open_ports, are_kept_by_a_scan_that_found_none)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_seen(80, SERVICE_OPEN));
    scan(c, 1, 63);
    scan(c, 1, 63);
    cr_assert_eq(open_ports(c), VERDICT_LIKELY_OK, "the same 63 twice");
    scan(c, 2048, 1);
    court_expect(c, "3.1", VERDICT_PASS, "scan-refused", "at least 64 TCP ports");
    court_close(c);
}

Test(open_ports, are_broken_by_a_scan_that_found_one_wherever_it_came)
{
    for (uint16_t before = 0; before <= 100; before += 50) {
        struct court *c = court_with_camera(NULL);
        scan(c, 1000, before);
        court_show(c, port_seen(23, SERVICE_OPEN));
        scan(c, 1200, (uint16_t)(100 - before));
        court_expect(c, "3.1", VERDICT_FAIL, "tcp-open", "TCP port 23");
        court_close(c);
    }
}

Test(open_ports, are_mended_when_each_that_answered_refuses)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_seen(23, SERVICE_OPEN));
    court_show(c, port_seen(8080, SERVICE_OPEN));
    court_show(c, port_refuses(8081));
    court_show(c, port_refuses(8080));
    cr_assert_eq(open_ports(c), VERDICT_FAIL);
    court_show(c, port_refuses(23));
    court_expect(c, "3.1", VERDICT_LIKELY_OK, "others-refused", "TCP port 23");
    court_show(c, port_seen(23, SERVICE_OPEN));
    cr_assert_eq(open_ports(c), VERDICT_FAIL);
    court_close(c);
}

Test(open_ports, stay_broken_once_there_are_more_than_are_remembered)
{
    struct court *c = court_with_camera(NULL);
    for (uint16_t port = 2000; port < 2025; port++)
        court_show(c, port_seen(port, SERVICE_OPEN));
    cr_assert_eq(court_count(c, "3.1", "tcp-open"), 25, "each is told");
    for (uint16_t port = 2000; port < 2025; port++)
        court_show(c, port_refuses(port));
    scan(c, 3000, 200);
    cr_assert_eq(open_ports(c), VERDICT_FAIL);
    court_close(c);
}

Test(open_ports, are_mended_up_to_what_is_remembered)
{
    struct court *c = court_with_camera(NULL);
    for (uint16_t port = 2000; port < 2024; port++)
        court_show(c, port_seen(port, SERVICE_OPEN));
    for (uint16_t port = 2000; port < 2024; port++)
        court_show(c, port_refuses(port));
    cr_assert_eq(open_ports(c), VERDICT_LIKELY_OK);
    court_close(c);
}

/* ---- another policy ---- */

Test(open_ports, obey_another_policy_with_the_next_fact)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_seen(8080, SERVICE_OPEN));
    court_go_over(c, "ports: {tcp: [80, 8080]}\n");
    cr_assert_eq(open_ports(c), VERDICT_FAIL);
    court_show(c, port_seen(80, SERVICE_OPEN));
    court_expect(c, "3.1", VERDICT_LIKELY_OK, "ports-allowed", "allowed since");
    court_go_over(c, NULL);
    court_show(c, port_seen(8080, SERVICE_OPEN));
    cr_assert_eq(open_ports(c), VERDICT_FAIL);
    court_go_over(c, "ports: {tcp: [80]}\n");
    court_show(c, port_seen(80, SERVICE_OPEN));
    cr_assert_eq(open_ports(c), VERDICT_FAIL);
    court_close(c);
}
