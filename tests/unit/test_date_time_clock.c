/* Guide item 2.7: what the clock shows. */
#include <criterion/criterion.h>

#include "tests/support/clock_facts.h"
#include "tests/support/judging.h"
#include "tests/support/policies.h"

Test(date_time, is_broken_by_a_wrong_clock_when_server_and_sensor_agree)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, ntp_query(50));
    court_show(c, ntp_answer_telling(12));
    show_often(c, clock_shown("date", -3 * MINUTE_MS, 1000), 2);
    expect_date_time(c, VERDICT_LIKELY_OK);
    show_often(c, clock_shown("date", -3 * MINUTE_MS, 1000), 1);
    court_expect(c, "2.7", VERDICT_FAIL, "clock-wrong", "told by date, is 2 min 59 s behind");
    court_show(c, clock_shown("date", -700, 1000));
    expect_date_time(c, VERDICT_LIKELY_OK);
    court_close(c);
}

/* Trap of row 2.7: the sensor must itself be in sync, or nothing is known. */
Test(date_time, is_only_suspect_by_the_sensors_clock_alone)
{
    struct court *c = court_with_camera(NULL);
    show_often(c, clock_shown("onvif", 5 * MINUTE_MS, 1000), 20);
    court_expect(c, "2.7", VERDICT_SUSPECT, "clock-differs", "4 min 59 s ahead of the sensor's");
    cr_assert_not_null(strstr(court_standing(c, "2.7").why, "not seen to ask an NTP server"));
    court_close(c);
}

Test(date_time, is_kept_when_camera_and_server_agree_against_the_sensor)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 20; i++) {
        court_show(c, ntp_query_telling(HOUR_MS + 100));
        court_show(c, ntp_answer_telling(HOUR_MS));
        court_wait(c, 5 * minute);
    }
    court_expect(c, "2.7", VERDICT_PASS, "ntp-synchronised", "192.0.2.50");
    court_close(c);
}

Test(date_time, is_not_kept_when_the_camera_agrees_with_the_sensor_and_not_with_its_server)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 20; i++) {
        court_show(c, ntp_query_telling(100));
        court_show(c, ntp_answer_telling(HOUR_MS));
        court_wait(c, 5 * minute);
    }
    expect_date_time(c, VERDICT_LIKELY_OK);
    court_close(c);
}

/* Trap of row 2.7: Date in local time marked GMT. */
Test(date_time, takes_local_time_marked_gmt_for_right)
{
    static const int quarters[] = { 36, -20, 23, -14, 4 }; /* Tokyo, New York, Nepal, ... */
    for (size_t i = 0; i < sizeof quarters / sizeof quarters[0]; i++) {
        struct court *c = court_with_camera(NULL);
        court_show(c, ntp_answer_telling(0));
        show_often(c, clock_shown("date", quarters[i] * 15 * MINUTE_MS - 500, 1000), 5);
        expect_date_time(c, VERDICT_LIKELY_OK);
        court_close(c);
    }
}

/* Trap of row 2.7: a sender report may count from the start. */
Test(date_time, does_not_take_a_count_from_the_start_for_a_clock)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, ntp_answer_telling(0));
    show_often(c, clock_shown("rtcp", INT32_MIN, 1), 20);
    court_expect(c, "2.7", VERDICT_LIKELY_OK, "ntp-answered", "its clock was not seen");
    show_often(c, clock_shown("date", INT32_MIN, 1000), 20);
    court_expect(c, "2.7", VERDICT_FAIL, "clock-wrong", "24 days or more behind");
    court_close(c);
}

/* Trap of row 2.7: clients that randomise the timestamp they send. */
Test(date_time, does_not_believe_random_timestamps)
{
    uint32_t random = 12345;
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 500; i++) {
        random = random * 1664525 + 1013904223;
        court_show(c, ntp_query_telling((int32_t)random));
        court_show(c, ntp_answer_telling(0));
        court_wait(c, 5 * minute);
    }
    expect_date_time(c, VERDICT_LIKELY_OK);
    court_close(c);
}

/* Trap of row 2.7: a VMS or recorder may set the time. */
Test(date_time, is_likely_kept_at_most_when_somebody_else_may_set_the_clock)
{
    struct court *c = court_with_camera(NULL);
    show_often(c, clock_shown("onvif", -300, 1000), 50);
    court_expect(c, "2.7", VERDICT_LIKELY_OK, "clock-right", "not seen to ask an NTP server");
    court_show(c, date_time_type("Manual"));
    court_expect(c, "2.7", VERDICT_FAIL, "manual", "set by hand");
    show_often(c, clock_shown("onvif", -300, 1000), 5);
    expect_date_time(c, VERDICT_FAIL);
    court_close(c);
}

Test(date_time, looks_only_at_the_cameras_own_clock)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = clock_shown("date", -3 * HOUR_MS / 7, 1000);
    o.from_client = true;
    show_often(c, o, 20);
    o = used("mail", OBS_CLOCK, 25);
    o.from_client = false;
    o.clock.source = "mail";
    o.clock.ahead_ms = 12345;
    show_often(c, o, 20);
    cr_assert_null(court_standing(c, "2.7").reason);
    court_close(c);
}

Test(date_time, counts_a_wrong_clock_once_in_a_while_however_often_it_is_told)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, ntp_answer_telling(0));
    for (int i = 0; i < 20 * 60; i++) {
        court_show(c, clock_shown("date", -3 * MINUTE_MS, 1000));
        court_wait(c, 1);
    }
    uint64_t n = court_count(c, "2.7", "clock-wrong");
    cr_assert(n >= 1 && n <= 10, "%lu", (unsigned long)n);
    court_close(c);
}

/* Else the camera would be wrong because somebody set the sensor's clock. */
Test(date_time, forgets_what_was_told_against_a_clock_that_was_set_since)
{
    struct court *c = court_with_camera(NULL);
    judge_reflect(c->judge, c->time_ns);
    court_show(c, ntp_answer_telling(0));
    for (int i = 0; i < 9; i++) {
        court_show(c, clock_shown("date", -3 * MINUTE_MS, 1000));
        court_wait(c, minute);
        judge_reflect(c->judge, c->time_ns);
    }
    court_wait(c, 3 * minute);
    judge_reflect(c->judge, c->time_ns);
    for (int i = 0; i < 9; i++) {
        court_show(c, clock_shown("date", -3 * MINUTE_MS, 1000));
        court_wait(c, minute);
        judge_reflect(c->judge, c->time_ns);
    }
    expect_date_time(c, VERDICT_LIKELY_OK);
    court_close(c);
}
