#include <criterion/criterion.h>

#include "tests/support/client_facts.h"
#include "tests/support/judging.h"

/* ---- broken ---- */

Test(host_authentication, is_broken_by_a_page_for_somebody_not_listed)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, of_client(STRANGER, http_answer(200)));
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
        court_show(c, of_client(STRANGER, all[i]));
        court_expect(c, "3.3", VERDICT_FAIL, "stranger-served", all[i].protocol);
        court_close(c);
    }
}

Test(host_authentication, is_broken_by_media_sent_to_somebody_not_listed)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, media_to(99));
    cr_assert_eq(host_authentication(c), VERDICT_UNKNOWN);
    struct observation back = media_to(STRANGER);
    back.from_client = false;
    court_show(c, back);
    cr_assert_eq(host_authentication(c), VERDICT_UNKNOWN, "not sent by the camera");
    court_show(c, media_to(STRANGER));
    court_expect(c, "3.3", VERDICT_FAIL, "stranger-served", "serves 192.0.2.77 by rtp");
    court_close(c);
}

Test(host_authentication, is_broken_by_any_client_of_ipv6)
{
    static const char *const policies[] = { NULL, with_list };
    for (size_t i = 0; i < 2; i++) {
        struct court *c = court_with_camera(policies[i]);
        court_show(c, of_ipv6("2001:db8:10::50", http_answer(200)));
        court_expect(c, "3.3", VERDICT_FAIL, "ipv6-served", "serves 2001:db8:10::50 by http");
        court_close(c);
    }
}

Test(host_authentication, is_suspicious_with_a_listed_client_of_ipv6)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, of_ipv6("2001:db8:99::50", http_answer(401)));
    cr_assert_eq(host_authentication(c), VERDICT_UNKNOWN);
    court_show(c, of_ipv6("2001:db8:99::50", http_answer(200)));
    court_expect(c, "3.3", VERDICT_SUSPECT, "ipv6-listed", "lets all of IPv6 pass");
    court_close(c);
}

Test(host_authentication, is_broken_by_a_filter_that_is_off)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, filter_says(false));
    court_expect(c, "3.3", VERDICT_FAIL, "filter-off", "is off");
    court_show(c, http_answer(200));
    cr_assert_eq(host_authentication(c), VERDICT_FAIL);
    court_show(c, filter_says(true));
    court_expect(c, "3.3", VERDICT_PASS, "filter-on", "is on");
    court_close(c);
}

/* ---- suspicious: protocols.md E, row 3.3 ---- */

Test(host_authentication, trap_401_alone_is_only_suspicious)
{
    const struct observation all[] = {
        http_answer(401),
        http_answer(302),
        answered("rtsp", 554, "DESCRIBE", 401, SCHEME_NONE),
        answered("ftp", 21, "", 220, SCHEME_NONE),
        served("tls", OBS_TLS, 443),
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct court *c = court_with_camera(with_list);
        court_show(c, of_client(STRANGER, all[i]));
        court_expect(c, "3.3", VERDICT_SUSPECT, "stranger-answered", "answers 192.0.2.77");
        court_close(c);
    }
}

Test(host_authentication, is_suspicious_of_ipv6_that_is_asked_for_a_login)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, of_ipv6("fe80::50", http_answer(401)));
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
    court_show(c, of_client(8, o));
    cr_assert_eq(host_authentication(c), VERDICT_UNKNOWN);
    court_show(c, of_client(STRANGER, o));
    court_expect(c, "3.3", VERDICT_SUSPECT, "stranger-answered", "by snmp");
    court_close(c);
}

/* ---- kept ---- */

Test(host_authentication, is_kept_when_somebody_else_is_refused_where_others_are_served)
{
    const struct observation refusals[] = { client_reset(80), http_answer(403) };
    for (size_t i = 0; i < 4; i++) {
        struct court *c = court_with_camera(with_list);
        bool first = i / 2 == 0;
        if (first)
            court_show(c, of_client(STRANGER, refusals[i % 2]));
        court_show(c, http_answer(200));
        if (!first)
            court_show(c, of_client(STRANGER, refusals[i % 2]));
        court_expect(c, "3.3", VERDICT_PASS, "stranger-refused", "refuses 192.0.2.77");
        court_close(c);
    }
}

Test(host_authentication, is_kept_when_somebody_else_is_refused_where_others_speak_inside_tls)
{
    struct court *c = court_with_camera(with_list);
    struct observation tls = served("tls", OBS_TLS, 443);
    court_show(c, of_client(STRANGER, client_reset(443)));
    cr_assert_eq(court_standing(c, "3.3").verdict, VERDICT_UNKNOWN);
    court_show(c, tls);
    court_expect(c, "3.3", VERDICT_PASS, "stranger-refused", "on port 443");
    court_close(c);
}

Test(host_authentication, is_not_kept_by_a_port_that_is_closed_to_everybody)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, http_answer(200));
    court_show(c, of_client(STRANGER, client_reset(8080)));
    court_expect(c, "3.3", VERDICT_UNKNOWN, "nobody-else", "nobody else");
    court_close(c);
}

Test(host_authentication, is_not_kept_by_a_port_of_another_transport)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, http_answer(200));
    struct observation o = client_reset(80);
    o.transport = TRANSPORT_UDP;
    court_show(c, of_client(STRANGER, o));
    cr_assert_eq(host_authentication(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(host_authentication, is_likely_kept_by_403_alone)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, of_client(STRANGER, http_answer(403)));
    court_expect(c, "3.3", VERDICT_LIKELY_OK, "stranger-forbidden", "with 403");
    court_close(c);
}

Test(host_authentication, is_likely_kept_after_a_day_of_listed_clients)
{
    struct court *c = court_with_camera(with_list);
    court_show(c, http_answer(200));
    court_wait(c, 86000);
    court_show(c, http_answer(200));
    cr_assert_eq(host_authentication(c), VERDICT_UNKNOWN);
    court_wait(c, 1000);
    court_show(c, http_answer(200));
    judge_end(c->judge, c->time_ns);
    court_expect(c, "3.3", VERDICT_LIKELY_OK, "only-listed", "in a day");
    court_close(c);
}

Test(host_authentication, says_why_nothing_can_be_said_without_a_list)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, http_answer(200));
    court_expect(c, "3.3", VERDICT_UNKNOWN, "no-client-list", "no `clients:`");
    court_show(c, of_client(STRANGER, http_answer(403)));
    court_show(c, of_client(STRANGER, client_reset(80)));
    court_wait(c, 2 * 86400.0);
    court_show(c, http_answer(200));
    judge_end(c->judge, c->time_ns);
    cr_assert_eq(host_authentication(c), VERDICT_UNKNOWN);
    court_close(c);
}
