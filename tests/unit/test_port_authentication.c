#include <criterion/criterion.h>

#include "tests/support/dot1x_facts.h"
#include "tests/support/policies.h"

/* ---- kept ---- */

Test(port_authentication, is_kept_by_a_login_on_the_port)
{
    struct court *c = court_with_camera(NULL);
    port_login(c, PORT_TLS);
    court_expect(c, "4.1", VERDICT_PASS, "eap-tls", "EAP-TLS, by a certificate; seen on the port");
    court_close(c);
}

Test(port_authentication, is_kept_by_an_accept_of_the_server)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, radius_says(PORT_IDENTITY, PORT_METHOD_UNKNOWN));
    court_show(c, radius_says(PORT_SUCCESS, PORT_PEAP));
    court_expect(c, "4.1", VERDICT_PASS, "eap-peap", "seen at the RADIUS server");
    court_close(c);
}

Test(port_authentication, is_kept_by_md5_but_calls_it_weak)
{
    struct court *c = court_with_camera(NULL);
    port_login(c, PORT_MD5);
    court_expect(c, "4.1", VERDICT_PASS, "eap-md5", "weak");
    court_close(c);
}

Test(port_authentication, knows_the_method_by_the_switch_alone)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, switch_says(PORT_PROPOSED, PORT_PEAP));
    court_show(c, switch_says(PORT_SUCCESS, PORT_METHOD_UNKNOWN));
    court_expect(c, "4.1", VERDICT_PASS, "eap-peap", "PEAP");
    court_close(c);
}

Test(port_authentication, is_kept_by_a_login_seen_before_the_camera_had_an_address)
{
    struct court *c = court_open(NULL);
    port_login(c, PORT_TLS);
    court_show(c, page_answered());
    court_expect(c, "4.1", VERDICT_PASS, "eap-tls", "EAP-TLS");
    struct judged camera = judge_camera(c->judge, 0);
    struct ip ip = ip_host(10);
    cr_assert(ip_equal(&camera.name.ip, &ip));
    court_close(c);
}

/* ---- broken ---- */

Test(port_authentication, is_broken_by_mac_bypass_alone)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, radius_says(PORT_IDENTITY, PORT_MAB));
    cr_assert_eq(port_verdict(c), VERDICT_UNKNOWN);
    court_show(c, radius_says(PORT_SUCCESS, PORT_MAB));
    court_expect(c, "4.1", VERDICT_FAIL, "mab", "by its MAC address alone");
    court_close(c);
}

Test(port_authentication, says_nothing_of_a_refused_bypass)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, radius_says(PORT_FAILURE, PORT_MAB));
    cr_assert_eq(port_verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(port_authentication, is_broken_by_traffic_after_a_failure)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, supplicant_says(PORT_ANSWERED, PORT_MD5));
    court_show(c, switch_says(PORT_FAILURE, PORT_MD5));
    court_expect(c, "4.1", VERDICT_SUSPECT, "refused", "refused: EAP-MD5; seen on the port");
    court_wait(c, 40);
    court_show(c, page_answered());
    court_expect(c, "4.1", VERDICT_FAIL, "failed-yet-in", "over TCP 40 s after");
    court_show(c, page_answered());
    cr_assert_eq(court_count(c, "4.1", "failed-yet-in"), 1);
    court_close(c);
}

Test(port_authentication, is_broken_by_a_bypass_after_a_refusal)
{
    struct court *c = court_with_camera(NULL);
    port_login(c, PORT_PEAP);
    court_show(c, radius_says(PORT_FAILURE, PORT_PEAP));
    court_show(c, radius_says(PORT_SUCCESS, PORT_MAB));
    court_expect(c, "4.1", VERDICT_FAIL, "mab", "after its 802.1X login was refused");
    court_close(c);
}

/* Order: bypass first and a login then is how some switches begin. */
Test(port_authentication, is_mended_by_a_login)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, radius_says(PORT_SUCCESS, PORT_MAB));
    port_login(c, PORT_TLS);
    cr_assert_eq(port_verdict(c), VERDICT_PASS);
    court_show(c, radius_says(PORT_SUCCESS, PORT_MAB));
    cr_assert_eq(port_verdict(c), VERDICT_PASS);
    port_login(c, PORT_TLS);
    court_wait(c, 3600);
    court_show(c, radius_says(PORT_SUCCESS, PORT_MAB));
    court_show(c, radius_says(PORT_SUCCESS, PORT_MAB));
    cr_assert_eq(port_verdict(c), VERDICT_PASS, "told twice");
    court_close(c);
}

Test(port_authentication, trap_a_bypass_in_an_older_capture_is_not_one_more)
{
    struct court *c = court_with_camera(NULL);
    port_login(c, PORT_TLS);
    court_show(c, radius_says(PORT_SUCCESS, PORT_MAB));
    c->time_ns -= UINT64_C(3600) * 1000000000;
    court_show(c, radius_says(PORT_SUCCESS, PORT_MAB));
    cr_assert_eq(port_verdict(c), VERDICT_PASS);
    court_close(c);
}

Test(port_authentication, is_suspicious_if_bypass_comes_again_and_again)
{
    struct court *c = court_with_camera(NULL);
    port_login(c, PORT_TLS);
    court_show(c, radius_says(PORT_SUCCESS, PORT_MAB));
    court_wait(c, 3600);
    court_show(c, radius_says(PORT_SUCCESS, PORT_MAB));
    court_expect(c, "4.1", VERDICT_SUSPECT, "mab-since", "more than once");
    court_close(c);
}

/* ---- traps ---- */

Test(port_authentication, trap_a_mirror_port_drops_eapol_so_traffic_alone_is_unknown)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 50; i++) {
        court_wait(c, 3600);
        court_show(c, page_answered());
    }
    cr_assert_eq(port_verdict(c), VERDICT_UNKNOWN);
    cr_assert_not_null(strstr(item_find("4.1")->about.decides, "tap on the camera's own link"));
    court_close(c);
}

Test(port_authentication, trap_the_camera_may_be_enabled_while_the_switch_is_not)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, supplicant_says(PORT_START, PORT_METHOD_UNKNOWN));
    court_show(c, supplicant_says(PORT_START, PORT_METHOD_UNKNOWN));
    court_expect(c, "4.1", VERDICT_LIKELY_OK, "takes-part", "asks by 802.1X");
    court_show(c, switch_says(PORT_SUCCESS, PORT_METHOD_UNKNOWN));
    cr_assert_eq(port_verdict(c), VERDICT_LIKELY_OK, "a port open to everybody says success, too");
    court_close(c);
}

Test(port_authentication, trap_a_bare_success_is_no_proof)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, radius_says(PORT_SUCCESS, PORT_MAB));
    court_show(c, switch_says(PORT_SUCCESS, PORT_METHOD_UNKNOWN));
    cr_assert_eq(port_verdict(c), VERDICT_FAIL);
    court_close(c);
}

Test(port_authentication, trap_one_port_carries_several_macs)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = switch_says(PORT_SUCCESS, PORT_TLS);
    o.port_auth.mac = o.client_mac = (struct mac){ { 0x00, 0x1b, 0x21, 0, 0, 0x77 } };
    court_show(c, o);
    cr_assert_eq(port_verdict(c), VERDICT_UNKNOWN, "another's login");
    o.port_auth.event = PORT_FAILURE;
    court_show(c, o);
    o = radius_says(PORT_SUCCESS, PORT_MAB);
    o.port_auth.mac = (struct mac){ { 0x00, 0x1b, 0x21, 0, 0, 0x77 } };
    court_show(c, o);
    court_wait(c, 100);
    court_show(c, page_answered());
    cr_assert_eq(port_verdict(c), VERDICT_UNKNOWN, "another's failure, and another's bypass");
    court_close(c);
}

Test(port_authentication, trap_a_bare_failure_begins_some_logins)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, switch_says(PORT_FAILURE, PORT_METHOD_UNKNOWN));
    cr_assert_eq(port_verdict(c), VERDICT_UNKNOWN);
    port_login(c, PORT_TLS);
    court_wait(c, 100);
    court_show(c, page_answered());
    cr_assert_eq(port_verdict(c), VERDICT_PASS);
    court_close(c);
}

Test(port_authentication, trap_a_tap_shows_what_the_switch_throws_away)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, switch_says(PORT_FAILURE, PORT_MD5));
    court_wait(c, 100);
    struct observation o = served("tcp", OBS_SERVICE, 80);
    court_show(c, o); /* SYN-ACK */
    o = used("snmp", OBS_MANAGEMENT, 162);
    o.transport = TRANSPORT_UDP;
    o.management.act = ACT_TRAP;
    court_show(c, o);
    court_show(c, shows_itself());
    cr_assert_eq(court_count(c, "4.1", "failed-yet-in"), 0);
    court_close(c);
}

Test(port_authentication, gives_what_is_under_way_time_to_end)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, switch_says(PORT_FAILURE, PORT_MD5));
    court_wait(c, 20);
    court_show(c, page_answered());
    cr_assert_eq(port_verdict(c), VERDICT_SUSPECT);
    court_close(c);
}

Test(port_authentication, lets_the_camera_try_again)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, switch_says(PORT_FAILURE, PORT_MD5));
    court_wait(c, 60);
    court_show(c, supplicant_says(PORT_START, PORT_METHOD_UNKNOWN));
    court_show(c, page_answered());
    cr_assert_eq(port_verdict(c), VERDICT_SUSPECT, "what came of it was not seen");
    port_login(c, PORT_MD5);
    cr_assert_eq(port_verdict(c), VERDICT_PASS);
    court_close(c);
}

Test(port_authentication, is_not_what_others_send)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, switch_says(PORT_FAILURE, PORT_MD5));
    court_wait(c, 100);
    struct observation o = asked("http", OBS_EXCHANGE, 80);
    o.exchange.act = ACT_REQUEST;
    court_show(c, o);
    cr_assert_eq(court_count(c, "4.1", "failed-yet-in"), 0);
    court_close(c);
}

Test(port_authentication, never_speaks_of_a_host_that_is_no_camera)
{
    struct court *c = court_open(NULL);
    struct observation o = radius_says(PORT_SUCCESS, PORT_MAB);
    o.port_auth.mac = (struct mac){ { 0x00, 0x1b, 0x21, 0, 0, 0x77 } };
    court_show(c, o);
    cr_assert_eq(judge_cameras(c->judge), 0);
    cr_assert_eq(c->n, 0);
    court_close(c);
}

Test(port_authentication, says_it_of_a_host_that_another_policy_lists)
{
    struct court *c = court_open(NULL);
    struct observation o = radius_says(PORT_SUCCESS, PORT_MAB);
    o.port_auth.mac = (struct mac){ { 0x00, 0x1b, 0x21, 0, 0, 0x77 } };
    court_show(c, o);
    struct policy *old = c->policy;
    c->policy = good_policy("cameras: [{name: Yard, mac: '00:1b:21:00:00:77'}]\n");
    judge_use_policy(c->judge, c->policy);
    policy_free(old);
    court_expect(c, "4.1", VERDICT_FAIL, "mab", "MAC bypass");
    court_close(c);
}

Test(port_authentication, moves_with_the_clock)
{
    struct court *c = court_with_camera(NULL);
    judge_reflect(c->judge, c->time_ns);
    court_show(c, switch_says(PORT_FAILURE, PORT_MD5));
    court_wait(c, 86400);
    court_show(c, page_answered());
    cr_assert_eq(court_count(c, "4.1", "failed-yet-in"), 0, "a day only by the clock");
    court_close(c);
}

Test(port_authentication, is_suspect_when_the_camera_has_no_configuration_for_it)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, dot1x_configured(false));
    court_expect(c, "4.1", VERDICT_SUSPECT, "dot1x-not-configured", "no configuration for 802.1X");
    court_show(c, dot1x_configured(true));
    court_expect(c, "4.1", VERDICT_LIKELY_OK, "dot1x-configured", "EAP method 13");
    court_close(c);
}

Test(port_authentication, is_not_proved_by_a_configuration_that_need_not_be_in_use)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, radius_says(PORT_SUCCESS, PORT_MAB));
    court_show(c, dot1x_configured(true));
    cr_assert_eq(court_standing(c, "4.1").verdict, VERDICT_FAIL);
    court_close(c);
}
