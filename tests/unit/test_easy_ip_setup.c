#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"

static struct observation uptime(uint32_t seconds)
{
    struct observation o = served("snmp", OBS_MANAGEMENT, 161);
    o.transport = TRANSPORT_UDP;
    o.management.act = ACT_RESPONSE;
    o.management.version = 3;
    o.management.level = LEVEL_PRIV;
    o.management.has_uptime = true;
    o.management.uptime_s = seconds;
    return o;
}

static struct observation says(enum act act, enum window window)
{
    return easy_ip(act, window, ADMINISTRATOR_UNKNOWN);
}

/* Announcements every five seconds. */
static void announce(struct court *c, unsigned n, enum window window)
{
    for (unsigned i = 0; i < n; i++) {
        court_show(c, says(ACT_ANNOUNCE, window));
        court_wait(c, 5);
    }
}

Test(easy_ip_setup, is_broken_by_an_open_window_long_after_the_start)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, uptime(3600));
    court_show(c, says(ACT_RESPONSE, WINDOW_OPEN));
    court_expect(c, "3.2.4", VERDICT_FAIL, "window-open-late", "open 60 minutes after");
    court_close(c);
}

Test(easy_ip_setup, judges_open_windows_again_when_the_uptime_becomes_known)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, says(ACT_RESPONSE, WINDOW_OPEN));
    court_wait(c, 60);
    court_show(c, says(ACT_RESPONSE, WINDOW_OPEN));
    court_expect(c, "3.2.4", VERDICT_UNKNOWN, "window-open", "is not known");
    court_show(c, uptime(3600));
    court_expect(c, "3.2.4", VERDICT_FAIL, "window-open-late", "minutes after");
    cr_assert_eq(court_count(c, "3.2.4", "window-open-late"), 2);
    cr_assert_eq(c->heard[c->n - 2].times, 2); /* the last is of 4.2 */
    court_close(c);
}

Test(easy_ip_setup, is_not_broken_by_an_open_window_within_22_minutes)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, uptime(21 * 60));
    court_show(c, says(ACT_RESPONSE, WINDOW_OPEN));
    cr_assert_eq(court_standing(c, "3.2.4").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(easy_ip_setup, is_kept_by_an_expired_window)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, says(ACT_RESPONSE, WINDOW_EXPIRED));
    court_expect(c, "3.2.4", VERDICT_PASS, "window-expired", "expired");
    court_close(c);
}

Test(easy_ip_setup, is_mended_by_an_expired_window)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, uptime(3600));
    court_show(c, says(ACT_RESPONSE, WINDOW_OPEN));
    court_wait(c, 60);
    court_show(c, says(ACT_RESPONSE, WINDOW_EXPIRED));
    cr_assert_eq(court_standing(c, "3.2.4").verdict, VERDICT_PASS);
    cr_assert_eq(c->heard[c->n - 1].before, VERDICT_FAIL);
    court_close(c);
}

Test(easy_ip_setup, is_broken_by_announcements_that_do_not_end)
{
    struct court *c = court_with_camera(NULL);
    announce(c, 1261 / 5, WINDOW_OPEN);
    cr_assert_neq(court_standing(c, "3.2.4").verdict, VERDICT_FAIL);
    announce(c, 3, WINDOW_OPEN);
    court_expect(c, "3.2.4", VERDICT_FAIL, "announces-on", "21 min");
    court_close(c);
}

Test(easy_ip_setup, is_kept_when_announcements_end_after_20_minutes_and_the_camera_lives_on)
{
    struct court *c = court_with_camera(NULL);
    announce(c, 240, WINDOW_UNKNOWN);
    court_wait(c, 120);
    cr_assert_eq(court_standing(c, "3.2.4").verdict, VERDICT_UNKNOWN);
    court_show(c, answered("http", 80, "GET", 200, SCHEME_NONE));
    court_expect(c, "3.2.4", VERDICT_PASS, "announcements-ended", "after 19 min 55 s");
    court_close(c);
}

Test(easy_ip_setup, is_not_kept_when_the_camera_falls_silent_altogether)
{
    struct court *c = court_with_camera(NULL);
    announce(c, 240, WINDOW_UNKNOWN);
    court_wait(c, 600);
    judge_end(c->judge, c->time_ns);
    cr_assert_eq(court_standing(c, "3.2.4").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(easy_ip_setup, begins_anew_after_a_silence)
{
    struct court *c = court_with_camera(NULL);
    announce(c, 200, WINDOW_OPEN);
    court_wait(c, 40); /* it restarts */
    announce(c, 200, WINDOW_OPEN);
    cr_assert_neq(court_standing(c, "3.2.4").verdict, VERDICT_FAIL);
    court_close(c);
}

Test(easy_ip_setup, begins_anew_after_a_set_request_though_the_uptime_is_long)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, uptime(3600));
    court_show(c, says(ACT_COMMIT, WINDOW_UNKNOWN));
    court_wait(c, 20);
    court_show(c, says(ACT_ANNOUNCE, WINDOW_OPEN));
    cr_assert_neq(court_standing(c, "3.2.4").verdict, VERDICT_FAIL);
    court_close(c);
}

Test(easy_ip_setup, is_broken_by_a_setting_taken_long_after_the_start)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, uptime(3600));
    court_show(c, says(ACT_ACK, WINDOW_UNKNOWN));
    court_show(c, says(ACT_ACK, WINDOW_UNKNOWN)); /* the request was sent three times */
    court_expect(c, "3.2.4", VERDICT_FAIL, "set-late", "60 minutes after");
    cr_assert_eq(court_standing(c, "3.2.4").count, 1);
    court_close(c);
}

Test(easy_ip_setup, counts_what_a_mirror_shows_twice_once)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, uptime(3600));
    court_show(c, says(ACT_RESPONSE, WINDOW_OPEN));
    court_show(c, says(ACT_RESPONSE, WINDOW_OPEN));
    cr_assert_eq(court_standing(c, "3.2.4").count, 1);
    court_close(c);
}

Test(easy_ip_setup, only_suspects_a_window_open_for_long_if_the_uptime_is_not_known)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 30; i++) {
        court_show(c, says(ACT_RESPONSE, WINDOW_OPEN));
        court_wait(c, 60);
    }
    court_expect(c, "3.2.4", VERDICT_SUSPECT, "window-open-long", "was not seen");
    court_close(c);
}

Test(easy_ip_setup, forgets_an_open_window_of_before_a_restart)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, says(ACT_RESPONSE, WINDOW_OPEN));
    court_wait(c, 7200);
    court_show(c, uptime(3600));
    cr_assert_neq(court_standing(c, "3.2.4").verdict, VERDICT_FAIL);
    court_close(c);
}

Test(easy_ip_setup, does_not_use_a_wrong_checksum_or_a_searching_hosts_word)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = says(ACT_RESPONSE, WINDOW_EXPIRED);
    o.setup.checksum_ok = false;
    court_show(c, o);
    o = says(ACT_SET, WINDOW_EXPIRED);
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.2.4").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

static struct observation on_connection(uint16_t port)
{
    struct observation o = answered("rtsp", 554, "GET_PARAMETER", 200, SCHEME_DIGEST);
    o.client.port = port;
    return o;
}

Test(easy_ip_setup, knows_by_a_lasting_connection_how_long_the_camera_has_been_up)
{
    struct court *c = court_with_camera(NULL);
    for (uint16_t i = 0; i < 50; i++) {
        court_show(c, on_connection(40000));
        court_show(c, on_connection((uint16_t)(50000 + i))); /* short ones beside it */
        court_wait(c, 30);
    }
    court_show(c, says(ACT_ACK, WINDOW_UNKNOWN));
    court_expect(c, "3.2.4", VERDICT_FAIL, "set-late", "25 minutes after");
    court_close(c);
}

Test(easy_ip_setup, does_not_trust_an_uptime_from_before_a_possible_restart)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, uptime(3600));
    court_wait(c, 1800);
    court_show(c, says(ACT_RESPONSE, WINDOW_OPEN));
    cr_assert_neq(court_standing(c, "3.2.4").verdict, VERDICT_FAIL, "it may have restarted since");
    court_wait(c, 10);
    court_show(c, uptime(60));
    cr_assert_neq(court_standing(c, "3.2.4").verdict, VERDICT_FAIL, "and it has");
    court_close(c);
}

Test(easy_ip_setup, decides_once_a_later_uptime_shows_that_there_was_no_restart)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, uptime(3600));
    court_wait(c, 1800);
    court_show(c, says(ACT_RESPONSE, WINDOW_OPEN));
    court_wait(c, 10);
    court_show(c, uptime(5410));
    court_expect(c, "3.2.4", VERDICT_FAIL, "window-open-late", "90 minutes after");
    court_close(c);
}

Test(easy_ip_setup, lets_a_short_connection_not_hide_what_the_uptime_shows_later)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, says(ACT_RESPONSE, WINDOW_OPEN));
    court_show(c, on_connection(40000));
    court_show(c, on_connection(40000));
    court_wait(c, 5);
    court_show(c, uptime(3600));
    court_expect(c, "3.2.4", VERDICT_FAIL, "window-open-late", "59 minutes after");
    court_close(c);
}

static struct observation sets(unsigned tool)
{
    struct observation o = says(ACT_SET, WINDOW_UNKNOWN);
    o.from_client = true;
    o.client = at_host(tool, 10669);
    o.setup.checksum_ok = false;
    return o;
}

Test(easy_ip_setup, is_suspicious_when_a_tool_that_the_policy_does_not_list_sets_it)
{
    struct court *c = court_with_camera("servers:\n  easyip_tools: [192.0.2.9]\n");
    court_show(c, sets(9));
    cr_assert_eq(court_standing(c, "3.2.4").verdict, VERDICT_UNKNOWN);
    court_show(c, sets(77));
    court_expect(c, "3.2.4", VERDICT_SUSPECT, "foreign-tool", "the host 192.0.2.77");
    court_close(c);
}

Test(easy_ip_setup, knows_no_foreign_tool_without_a_list_of_tools)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, sets(77));
    cr_assert_eq(court_standing(c, "3.2.4").verdict, VERDICT_UNKNOWN);
    court_close(c);
}
