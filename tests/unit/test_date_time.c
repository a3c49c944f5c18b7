#include <criterion/criterion.h>

#include "tests/support/clock_facts.h"
#include "tests/support/judging.h"
#include "tests/support/policies.h"

/* ---- NTP ---- */

Test(date_time, is_kept_by_an_answer_and_a_right_clock)
{
    struct court *c = court_with_camera("servers: {ntp: [192.0.2.50]}");
    court_show(c, ntp_query_telling(120));
    expect_date_time(c, VERDICT_LIKELY_OK);
    court_show(c, ntp_answer_telling(-3));
    court_expect(c, "2.7", VERDICT_PASS, "ntp-synchronised", "192.0.2.50 answers it");
    court_close(c);
}

Test(date_time, is_likely_kept_by_an_answer_when_its_clock_was_not_seen)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, ntp_query(50));
    court_expect(c, "2.7", VERDICT_UNKNOWN, "ntp-asked", "an answer was not seen yet");
    court_show(c, ntp_answer(50, 2, 0));
    court_expect(c, "2.7", VERDICT_LIKELY_OK, "ntp-answered", "its clock was not seen");
    court_close(c);
}

Test(date_time, is_likely_kept_while_the_clock_does_not_agree_yet)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, ntp_query_telling(INT32_MIN)); /* just switched on */
    court_show(c, ntp_answer_telling(0));
    court_expect(c, "2.7", VERDICT_LIKELY_OK, "ntp-answered", "does not agree yet");
    court_show(c, ntp_query_telling(0));
    court_show(c, ntp_answer_telling(0));
    expect_date_time(c, VERDICT_PASS);
    court_close(c);
}

Test(date_time, is_broken_by_a_server_that_the_policy_does_not_list)
{
    struct court *c = court_with_camera("servers: {ntp: [192.0.2.50]}");
    court_show(c, ntp_query(51));
    court_expect(c, "2.7", VERDICT_FAIL, "ntp-server", "192.0.2.51");
    court_show(c, ntp_answer(51, 2, 0));
    court_show(c, ntp_query_telling(0));
    court_show(c, ntp_answer_telling(0));
    expect_date_time(c, VERDICT_FAIL);
    court_close(c);
}

Test(date_time, is_not_broken_by_an_answer_nobody_asked_for)
{
    struct court *c = court_with_camera("servers: {ntp: [192.0.2.50]}");
    court_show(c, ntp_answer(51, 2, 0));
    expect_date_time(c, VERDICT_UNKNOWN);
    court_close(c);
}

Test(date_time, obeys_another_policy_with_the_next_fact)
{
    struct court *c = court_with_camera("servers: {ntp: [192.0.2.50]}");
    court_show(c, ntp_query(51));
    court_go_over(c, "servers: {ntp: [192.0.2.51]}");
    expect_date_time(c, VERDICT_FAIL);
    court_show(c, ntp_query(51));
    expect_date_time(c, VERDICT_UNKNOWN);
    court_show(c, ntp_answer(51, 2, 0));
    expect_date_time(c, VERDICT_LIKELY_OK);
    court_go_over(c, "servers: {ntp: [192.0.2.50]}");
    court_show(c, ntp_query(51));
    expect_date_time(c, VERDICT_FAIL);
    court_close(c);
}

Test(date_time, is_mended_by_a_policy_also_when_the_query_shows_a_right_clock)
{
    struct court *c = court_with_camera("servers: {ntp: [192.0.2.51]}");
    court_show(c, ntp_query_telling(0));
    expect_date_time(c, VERDICT_FAIL);
    court_go_over(c, "servers: {ntp: [192.0.2.50]}");
    court_show(c, ntp_query_telling(0));
    court_expect(c, "2.7", VERDICT_LIKELY_OK, "clock-right", "told by NTP");
    court_close(c);
}

/* Trap of row 2.7: a server on the same layer 2 may answer where no mirror sees it. */
Test(date_time, is_only_suspect_when_no_answer_is_seen)
{
    struct court *c = court_with_camera(NULL);
    show_often(c, ntp_query(50), 2);
    court_expect(c, "2.7", VERDICT_UNKNOWN, "ntp-asked", "192.0.2.50");
    show_often(c, ntp_query(50), 1);
    court_expect(c, "2.7", VERDICT_SUSPECT, "ntp-unanswered", "3 times in 10 minutes");
    show_often(c, ntp_query(50), 300);
    expect_date_time(c, VERDICT_SUSPECT);
    court_show(c, ntp_answer(50, 2, 0));
    court_expect(c, "2.7", VERDICT_LIKELY_OK, "ntp-answered", "192.0.2.50");
    court_close(c);
}

/* Of two captures, weeks apart, each with the start of an NTP server. */
Test(date_time, trap_what_lies_between_two_captures_was_not_seen)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 3; i++) {
        court_show(c, ntp_query(50));
        court_show(c, ntp_answer(50, 16, 3));
        court_wait(c, 30.0 * 86400);
    }
    cr_assert_neq(court_standing(c, "2.7").verdict, VERDICT_FAIL);
    court_close(c);
}

/* An asymmetric mirror shows no answer of anybody. */
Test(date_time, is_not_suspect_where_only_what_it_sends_is_seen)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = ntp_query(50);
    o.both_ways = false;
    show_often(c, o, 10);
    expect_date_time(c, VERDICT_UNKNOWN);
    court_show(c, answered("http", 80, "GET", 401, SCHEME_NONE));
    show_often(c, o, 1);
    court_expect(c, "2.7", VERDICT_SUSPECT, "ntp-unanswered", "no answer was seen");
    court_close(c);
}

Test(date_time, is_not_suspect_without_answers_when_its_clock_is_right)
{
    struct court *c = court_with_camera(NULL);
    show_often(c, ntp_query_telling(30), 10);
    court_expect(c, "2.7", VERDICT_LIKELY_OK, "clock-right", "told by NTP");
    court_close(c);
    c = court_with_camera(NULL);
    show_often(c, ntp_query(50), 10);
    expect_date_time(c, VERDICT_SUSPECT);
    court_show(c, clock_shown("date", -400, 1000));
    court_expect(c, "2.7", VERDICT_LIKELY_OK, "clock-right", "told by date");
    court_close(c);
}

Test(date_time, is_not_suspect_of_a_burst_of_queries)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 100; i++) {
        court_show(c, ntp_query(50));
        court_wait(c, 2);
    }
    expect_date_time(c, VERDICT_UNKNOWN);
    court_close(c);
}

Test(date_time, counts_what_a_mirror_shows_twice_once)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 2; i++) {
        court_show(c, ntp_query(50));
        court_show(c, ntp_query(50));
        court_wait(c, hour);
    }
    expect_date_time(c, VERDICT_UNKNOWN);
    court_close(c);
}

Test(date_time, is_broken_by_servers_that_have_no_time)
{
    static const uint8_t bad[][2] = { { 0, 3 }, { 16, 0 }, { 3, 3 } };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct court *c = court_with_camera(NULL);
        show_often(c, ntp_answer(50, bad[i][0], bad[i][1]), 2);
        expect_date_time(c, VERDICT_UNKNOWN);
        show_often(c, ntp_answer(50, bad[i][0], bad[i][1]), 1);
        court_expect(c, "2.7", VERDICT_FAIL, "ntp-no-time",
                     "192.0.2.50 answers that it has no time");
        court_show(c, ntp_answer(50, 3, 0));
        expect_date_time(c, VERDICT_LIKELY_OK);
        court_close(c);
    }
}

Test(date_time, forgives_one_kiss_of_death)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 20; i++) {
        court_show(c, ntp_query(50));
        court_show(c, ntp_answer(50, i % 4 == 3 ? 0 : 2, 0));
        court_wait(c, 5 * minute);
    }
    expect_date_time(c, VERDICT_LIKELY_OK);
    court_close(c);
}

/* ---- the setting ---- */

Test(date_time, is_broken_by_a_clock_set_by_hand_and_kept_by_ntp)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, date_time_type("Manual"));
    court_expect(c, "2.7", VERDICT_FAIL, "manual", "set by hand");
    court_show(c, date_time_type("NTP"));
    court_expect(c, "2.7", VERDICT_PASS, "set-to-ntp", "set by NTP");
    court_close(c);
}

Test(date_time, stays_broken_by_what_another_proof_does_not_touch)
{
    struct court *c = court_with_camera("servers: {ntp: [192.0.2.51]}");
    court_show(c, date_time_type("Manual"));
    court_show(c, ntp_query(50));
    court_show(c, date_time_type("NTP"));
    expect_date_time(c, VERDICT_FAIL);
    court_go_over(c, "servers: {ntp: [192.0.2.50]}");
    court_show(c, ntp_query(50));
    court_show(c, date_time_type("NTP"));
    expect_date_time(c, VERDICT_PASS);
    court_close(c);
}

Test(date_time, says_nothing_of_other_settings_and_of_one_that_a_client_sends)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = date_time_type("Manual");
    o.setting.name = "activated";
    court_show(c, o);
    o = date_time_type("Manual");
    o.from_client = true;
    court_show(c, o);
    court_show(c, date_time_type("Other"));
    cr_assert_null(court_standing(c, "2.7").reason);
    court_close(c);
}

Test(date_time, says_nothing_of_hosts_that_are_no_cameras)
{
    struct court *c = court_open(good_policy("servers: {ntp: [192.0.2.50]}"));
    struct observation o = ntp_query(51);
    o.client_mac = (struct mac){ { 0x00, 0x1b, 0x21, 0, 0, 0x0a } };
    court_show(c, o);
    cr_assert_eq(judge_cameras(c->judge), 0);
    cr_assert_eq(c->n, 0);
    court_close(c);
}
