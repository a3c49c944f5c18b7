/* Guide item 3.1: the traps. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/client_facts.h"
#include "tests/support/judging.h"
#include "tests/support/port_facts.h"

Test(open_ports, trap_only_ports_that_somebody_tries_are_seen)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = answered("http", 80, "GET", 200, SCHEME_DIGEST);
    for (int i = 0; i < 200; i++)
        court_show(c, o);
    court_wait(c, 7 * 86400.0);
    court_show(c, o);
    judge_end(c->judge, c->time_ns);
    cr_assert_eq(open_ports(c), VERDICT_UNKNOWN, "silence is no proof");
    court_close(c);
}

Test(open_ports, trap_connections_of_the_camera_are_no_listeners)
{
    struct court *c = court_with_camera(NULL);
    static const uint16_t ports[] = { 21, 1818, 8443, 32100 }; /* FTP, alarms, a cloud, P2P */
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        struct observation o = used("tcp", OBS_SERVICE, ports[i]);
        o.from_client = false;
        o.service.state = SERVICE_OPEN;
        court_show(c, o);
    }
    struct observation trap = used("snmp", OBS_MANAGEMENT, 162);
    trap.transport = TRANSPORT_UDP;
    trap.management.act = ACT_TRAP;
    court_show(c, trap);
    cr_assert_eq(open_ports(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(open_ports, trap_p2p_holes_are_at_most_suspicious)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_seen(51234, SERVICE_OPEN));
    court_expect(c, "3.1", VERDICT_SUSPECT, "high-port-open", "TCP port 51234");
    court_show(c, port_seen(51234, SERVICE_OPEN));
    court_expect(c, "3.1", VERDICT_FAIL, "tcp-open", "TCP port 51234");
    court_show(c, port_refuses(51234));
    cr_assert_eq(open_ports(c), VERDICT_LIKELY_OK);
    court_close(c);
}

Test(open_ports, trap_but_a_server_on_a_high_port_is_one)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, port_seen(37777, SERVICE_OPEN));
    court_show(c, answered("http", 37777, "GET", 200, SCHEME_NONE));
    court_expect(c, "3.1", VERDICT_FAIL, "tcp-open", "answers http on TCP port 37777");
    court_show(c, port_refuses(37777));
    cr_assert_eq(open_ports(c), VERDICT_LIKELY_OK);
    court_close(c);
}

Test(open_ports, trap_many_high_ports_are_suspicious_for_ever)
{
    struct court *c = court_with_camera(NULL);
    for (uint16_t port = 50000; port < 50009; port++)
        court_show(c, port_seen(port, SERVICE_OPEN));
    for (uint16_t port = 50000; port < 50009; port++)
        court_show(c, port_refuses(port));
    cr_assert_eq(open_ports(c), VERDICT_SUSPECT);
    court_close(c);
}

/* The camera is the server and the client opens the data connection, RFC 959 section 3.2. */
Test(open_ports, trap_ftp_data_of_a_server_is_no_listener)
{
    struct court *c = court_with_camera("ports: {tcp: [21]}\n");
    court_show(c, port_seen(21, SERVICE_OPEN));
    court_show(c, answered("ftp", 21, "", 220, SCHEME_NONE));
    court_show(c, port_seen(2048, SERVICE_OPEN));
    court_show(c, port_seen(60000, SERVICE_OPEN));
    court_show(c, served("tls", OBS_TLS, 60000));
    cr_assert_eq(open_ports(c), VERDICT_UNKNOWN);
    struct observation o = port_seen(2049, SERVICE_OPEN);
    o.client = at_host(77, 40000);
    court_show(c, o);
    court_expect(c, "3.1", VERDICT_FAIL, "tcp-open", "TCP port 2049");
    court_close(c);
}

/* The camera is the client, and the server connects to it. */
Test(open_ports, trap_ftp_data_of_a_client_is_no_listener)
{
    for (int tls = 0; tls <= 1; tls++) {
        struct court *c = court_with_camera(NULL);
        court_show(c, tls ? used("tls", OBS_TLS, 990) : used("ftp", OBS_LOGIN, 21));
        struct observation o = port_seen(41000, SERVICE_OPEN);
        o.client = at_host(50, 20);
        court_show(c, o);
        cr_assert_eq(open_ports(c), VERDICT_UNKNOWN);
        court_close(c);
    }
}

Test(open_ports, trap_ftp_excuses_nothing_for_ever)
{
    struct court *c = court_with_camera("ports: {tcp: [21]}\n");
    court_show(c, answered("ftp", 21, "", 220, SCHEME_NONE));
    court_show(c, port_seen(23, SERVICE_OPEN));
    cr_assert_eq(court_count(c, "3.1", "tcp-open"), 1, "no data below 1024");
    court_wait(c, 86401);
    court_show(c, port_seen(8080, SERVICE_OPEN));
    cr_assert_eq(court_count(c, "3.1", "tcp-open"), 2);
    court_close(c);
}

Test(open_ports, trap_media_is_no_listener)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = served("rtp", OBS_MEDIA, 59000);
    o.transport = TRANSPORT_UDP;
    o.media.encrypted = ENCRYPTED_NO;
    court_show(c, o);
    cr_assert_eq(open_ports(c), VERDICT_UNKNOWN);
    court_show(c, refused_udp(59001));
    cr_assert_eq(open_ports(c), VERDICT_UNKNOWN, "late RTCP found nobody there");
    court_close(c);
}

Test(open_ports, trap_a_refusal_by_udp_10670_proves_nothing)
{
    struct court *c = court_with_camera("ports: {tcp: [443]}\n");
    court_show(c, refused_udp(10670));
    cr_assert_eq(open_ports(c), VERDICT_UNKNOWN);
    court_show(c, protocol_found("easyip", 10669, ACT_ACK));
    court_expect(c, "3.1", VERDICT_FAIL, "udp-open", "UDP port 10670");
    court_show(c, refused_udp(10670));
    cr_assert_eq(open_ports(c), VERDICT_FAIL);
    court_close(c);
}

Test(open_ports, trap_who_shows_itself_unasked_need_not_listen)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, protocol_found("ssdp", 1900, ACT_NOTIFY));
    court_show(c, protocol_found("ssdp", 1900, ACT_BYEBYE));
    struct observation o = protocol_found("ssdp", 1900, ACT_SEARCH);
    o.from_client = true;
    court_show(c, o);
    cr_assert_eq(open_ports(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(open_ports, trap_what_others_ask_is_no_answer)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = snmp_answer(ACT_GET);
    o.from_client = true;
    o.server.port = 1161;
    court_show(c, o);
    o = answered("http", 8080, "GET", 200, SCHEME_NONE);
    o.roles = ROLES_GUESSED;
    court_show(c, o);
    o = served("icmp", OBS_SERVICE, 0);
    o.transport = TRANSPORT_ICMP;
    court_show(c, o);
    cr_assert_eq(open_ports(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(open_ports, trap_its_address_filter_may_refuse_a_stranger)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, port_seen(8080, SERVICE_OPEN));
    court_show(c, of_client(STRANGER, port_refuses(8080)));
    cr_assert_eq(open_ports(c), VERDICT_FAIL);
    court_show(c, of_client(STRANGER, port_seen(443, SERVICE_OPEN)));
    court_show(c, of_client(STRANGER, port_refuses(8080)));
    cr_assert_eq(open_ports(c), VERDICT_LIKELY_OK);
    court_close(c);
}

Test(open_ports, trap_a_scan_by_a_stranger_whom_the_filter_keeps_out_proves_no_closed_port)
{
    struct court *c = court_with_camera(with_list);
    for (uint16_t port = 1000; port < 1100; port++)
        court_show(c, of_client(STRANGER, port_refuses(port)));
    cr_assert_eq(open_ports(c), VERDICT_LIKELY_OK);
    court_close(c);
}
