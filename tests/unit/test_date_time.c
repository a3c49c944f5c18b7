#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"

static const double minute = 60, hour = 3600;
enum { MINUTE_MS = 60000, HOUR_MS = 3600000 };

/* Without a time of its own, as careful clients do. */
static struct observation query(unsigned server)
{
    struct observation o = used("ntp", OBS_TIME_SYNC, 123);
    o.server = at_host(server, 123);
    o.transport = TRANSPORT_UDP;
    o.time_sync.role = TIME_CLIENT;
    return o;
}

static struct observation query_telling(int32_t off_ms)
{
    struct observation o = query(50);
    o.time_sync.has_clock = true;
    o.time_sync.clock_off_ms = off_ms;
    return o;
}

static struct observation answer(unsigned server, uint8_t stratum, uint8_t leap)
{
    struct observation o = query(server);
    o.from_client = false;
    o.time_sync.role = TIME_SERVER;
    o.time_sync.stratum = stratum;
    o.time_sync.leap = leap;
    return o;
}

static struct observation answer_telling(int32_t off_ms)
{
    struct observation o = answer(50, 2, 0);
    o.time_sync.has_clock = true;
    o.time_sync.clock_off_ms = off_ms;
    return o;
}

static struct observation clock_of(const char *source, int32_t ahead_ms, uint32_t coarse_ms)
{
    struct observation o = served("http", OBS_CLOCK, 80);
    o.clock.source = source;
    o.clock.ahead_ms = ahead_ms;
    o.clock.coarse_ms = coarse_ms;
    return o;
}

static struct observation setting(const char *type)
{
    struct observation o = served("onvif", OBS_SETTING, 80);
    o.setting.name = "date_time_type";
    o.setting.value = text_of(bytes_of_text(type));
    return o;
}

/* Once in five minutes. */
static void show_often(struct court *c, struct observation o, int times)
{
    for (int i = 0; i < times; i++) {
        court_show(c, o);
        court_wait(c, 5 * minute);
    }
}

static void expect_verdict(struct court *c, enum verdict v)
{
    struct standing s = court_standing(c, "2.7");
    cr_assert_eq(s.verdict, v, "%s (%s)", verdict_name(s.verdict), s.why);
}

/* ---- NTP ---- */

Test(date_time, is_kept_by_an_answer_and_a_right_clock)
{
    struct court *c = court_with_camera("servers: {ntp: [192.0.2.50]}");
    court_show(c, query_telling(120));
    expect_verdict(c, VERDICT_LIKELY_OK);
    court_show(c, answer_telling(-3));
    court_expect(c, "2.7", VERDICT_PASS, "ntp-synchronised", "192.0.2.50 answers it");
    court_close(c);
}

Test(date_time, is_likely_kept_by_an_answer_when_its_clock_was_not_seen)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, query(50));
    court_expect(c, "2.7", VERDICT_UNKNOWN, "ntp-asked", "an answer was not seen yet");
    court_show(c, answer(50, 2, 0));
    court_expect(c, "2.7", VERDICT_LIKELY_OK, "ntp-answered", "its clock was not seen");
    court_close(c);
}

Test(date_time, is_likely_kept_while_the_clock_does_not_agree_yet)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, query_telling(INT32_MIN)); /* just switched on */
    court_show(c, answer_telling(0));
    court_expect(c, "2.7", VERDICT_LIKELY_OK, "ntp-answered", "does not agree yet");
    court_show(c, query_telling(0));
    court_show(c, answer_telling(0));
    expect_verdict(c, VERDICT_PASS);
    court_close(c);
}

Test(date_time, is_broken_by_a_server_that_the_policy_does_not_list)
{
    struct court *c = court_with_camera("servers: {ntp: [192.0.2.50]}");
    court_show(c, query(51));
    court_expect(c, "2.7", VERDICT_FAIL, "ntp-server", "192.0.2.51");
    court_show(c, answer(51, 2, 0));
    court_show(c, query_telling(0));
    court_show(c, answer_telling(0));
    expect_verdict(c, VERDICT_FAIL);
    court_close(c);
}

Test(date_time, is_not_broken_by_an_answer_nobody_asked_for)
{
    struct court *c = court_with_camera("servers: {ntp: [192.0.2.50]}");
    court_show(c, answer(51, 2, 0));
    expect_verdict(c, VERDICT_UNKNOWN);
    court_close(c);
}

Test(date_time, obeys_another_policy_with_the_next_fact)
{
    struct court *c = court_with_camera("servers: {ntp: [192.0.2.50]}");
    court_show(c, query(51));
    court_go_over(c, "servers: {ntp: [192.0.2.51]}");
    expect_verdict(c, VERDICT_FAIL);
    court_show(c, query(51));
    expect_verdict(c, VERDICT_UNKNOWN);
    court_show(c, answer(51, 2, 0));
    expect_verdict(c, VERDICT_LIKELY_OK);
    court_go_over(c, "servers: {ntp: [192.0.2.50]}");
    court_show(c, query(51));
    expect_verdict(c, VERDICT_FAIL);
    court_close(c);
}

Test(date_time, is_mended_by_a_policy_also_when_the_query_shows_a_right_clock)
{
    struct court *c = court_with_camera("servers: {ntp: [192.0.2.51]}");
    court_show(c, query_telling(0));
    expect_verdict(c, VERDICT_FAIL);
    court_go_over(c, "servers: {ntp: [192.0.2.50]}");
    court_show(c, query_telling(0));
    court_expect(c, "2.7", VERDICT_LIKELY_OK, "clock-right", "told by NTP");
    court_close(c);
}

/* Trap of row 2.7: a server on the same layer 2 may answer where no mirror sees it. */
Test(date_time, is_only_suspect_when_no_answer_is_seen)
{
    struct court *c = court_with_camera(NULL);
    show_often(c, query(50), 2);
    court_expect(c, "2.7", VERDICT_UNKNOWN, "ntp-asked", "192.0.2.50");
    show_often(c, query(50), 1);
    court_expect(c, "2.7", VERDICT_SUSPECT, "ntp-unanswered", "3 times in 10 minutes");
    show_often(c, query(50), 300);
    expect_verdict(c, VERDICT_SUSPECT);
    court_show(c, answer(50, 2, 0));
    court_expect(c, "2.7", VERDICT_LIKELY_OK, "ntp-answered", "192.0.2.50");
    court_close(c);
}

Test(date_time, is_not_suspect_without_answers_when_its_clock_is_right)
{
    struct court *c = court_with_camera(NULL);
    show_often(c, query_telling(30), 10);
    court_expect(c, "2.7", VERDICT_LIKELY_OK, "clock-right", "told by NTP");
    court_close(c);
    c = court_with_camera(NULL);
    show_often(c, query(50), 10);
    expect_verdict(c, VERDICT_SUSPECT);
    court_show(c, clock_of("date", -400, 1000));
    court_expect(c, "2.7", VERDICT_LIKELY_OK, "clock-right", "told by date");
    court_close(c);
}

Test(date_time, is_not_suspect_of_a_burst_of_queries)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 100; i++) {
        court_show(c, query(50));
        court_wait(c, 2);
    }
    expect_verdict(c, VERDICT_UNKNOWN);
    court_close(c);
}

Test(date_time, counts_what_a_mirror_shows_twice_once)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 2; i++) {
        court_show(c, query(50));
        court_show(c, query(50));
        court_wait(c, hour);
    }
    expect_verdict(c, VERDICT_UNKNOWN);
    court_close(c);
}

Test(date_time, is_broken_by_servers_that_have_no_time)
{
    static const uint8_t bad[][2] = { { 0, 3 }, { 16, 0 }, { 3, 3 } };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct court *c = court_with_camera(NULL);
        show_often(c, answer(50, bad[i][0], bad[i][1]), 2);
        expect_verdict(c, VERDICT_UNKNOWN);
        show_often(c, answer(50, bad[i][0], bad[i][1]), 1);
        court_expect(c, "2.7", VERDICT_FAIL, "ntp-no-time",
                     "192.0.2.50 answers that it has no time");
        court_show(c, answer(50, 3, 0));
        expect_verdict(c, VERDICT_LIKELY_OK);
        court_close(c);
    }
}

Test(date_time, forgives_one_kiss_of_death)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 20; i++) {
        court_show(c, query(50));
        court_show(c, answer(50, i % 4 == 3 ? 0 : 2, 0));
        court_wait(c, 5 * minute);
    }
    expect_verdict(c, VERDICT_LIKELY_OK);
    court_close(c);
}

/* ---- the clock ---- */

Test(date_time, is_broken_by_a_wrong_clock_when_server_and_sensor_agree)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, query(50));
    court_show(c, answer_telling(12));
    show_often(c, clock_of("date", -3 * MINUTE_MS, 1000), 2);
    expect_verdict(c, VERDICT_LIKELY_OK);
    show_often(c, clock_of("date", -3 * MINUTE_MS, 1000), 1);
    court_expect(c, "2.7", VERDICT_FAIL, "clock-wrong", "told by date, is 2 min 59 s behind");
    court_show(c, clock_of("date", -700, 1000));
    expect_verdict(c, VERDICT_LIKELY_OK);
    court_close(c);
}

/* Trap of row 2.7: the sensor must itself be in sync, or nothing is known. */
Test(date_time, is_only_suspect_by_the_sensors_clock_alone)
{
    struct court *c = court_with_camera(NULL);
    show_often(c, clock_of("onvif", 5 * MINUTE_MS, 1000), 20);
    court_expect(c, "2.7", VERDICT_SUSPECT, "clock-differs", "4 min 59 s ahead of the sensor's");
    cr_assert_not_null(strstr(court_standing(c, "2.7").why, "not seen to ask an NTP server"));
    court_close(c);
}

Test(date_time, is_kept_when_camera_and_server_agree_against_the_sensor)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 20; i++) {
        court_show(c, query_telling(HOUR_MS + 100));
        court_show(c, answer_telling(HOUR_MS));
        court_wait(c, 5 * minute);
    }
    court_expect(c, "2.7", VERDICT_PASS, "ntp-synchronised", "192.0.2.50");
    court_close(c);
}

Test(date_time, is_not_kept_when_the_camera_agrees_with_the_sensor_and_not_with_its_server)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 20; i++) {
        court_show(c, query_telling(100));
        court_show(c, answer_telling(HOUR_MS));
        court_wait(c, 5 * minute);
    }
    expect_verdict(c, VERDICT_LIKELY_OK);
    court_close(c);
}

/* Trap of row 2.7: Date in local time marked GMT. */
Test(date_time, takes_local_time_marked_gmt_for_right)
{
    static const int quarters[] = { 36, -20, 23, -14, 4 }; /* Tokyo, New York, Nepal, ... */
    for (size_t i = 0; i < sizeof quarters / sizeof quarters[0]; i++) {
        struct court *c = court_with_camera(NULL);
        court_show(c, answer_telling(0));
        show_often(c, clock_of("date", quarters[i] * 15 * MINUTE_MS - 500, 1000), 5);
        expect_verdict(c, VERDICT_LIKELY_OK);
        court_close(c);
    }
}

/* Trap of row 2.7: a sender report may count from the start. */
Test(date_time, does_not_take_a_count_from_the_start_for_a_clock)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, answer_telling(0));
    show_often(c, clock_of("rtcp", INT32_MIN, 1), 20);
    court_expect(c, "2.7", VERDICT_LIKELY_OK, "ntp-answered", "its clock was not seen");
    show_often(c, clock_of("date", INT32_MIN, 1000), 20);
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
        court_show(c, query_telling((int32_t)random));
        court_show(c, answer_telling(0));
        court_wait(c, 5 * minute);
    }
    expect_verdict(c, VERDICT_LIKELY_OK);
    court_close(c);
}

/* Trap of row 2.7: a VMS or recorder may set the time. */
Test(date_time, is_likely_kept_at_most_when_somebody_else_may_set_the_clock)
{
    struct court *c = court_with_camera(NULL);
    show_often(c, clock_of("onvif", -300, 1000), 50);
    court_expect(c, "2.7", VERDICT_LIKELY_OK, "clock-right", "not seen to ask an NTP server");
    court_show(c, setting("Manual"));
    court_expect(c, "2.7", VERDICT_FAIL, "manual", "set by hand");
    show_often(c, clock_of("onvif", -300, 1000), 5);
    expect_verdict(c, VERDICT_FAIL);
    court_close(c);
}

Test(date_time, looks_only_at_the_cameras_own_clock)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = clock_of("date", -3 * HOUR_MS / 7, 1000);
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
    court_show(c, answer_telling(0));
    for (int i = 0; i < 20 * 60; i++) {
        court_show(c, clock_of("date", -3 * MINUTE_MS, 1000));
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
    court_show(c, answer_telling(0));
    for (int i = 0; i < 9; i++) {
        court_show(c, clock_of("date", -3 * MINUTE_MS, 1000));
        court_wait(c, minute);
        judge_reflect(c->judge, c->time_ns);
    }
    court_wait(c, 3 * minute);
    judge_reflect(c->judge, c->time_ns);
    for (int i = 0; i < 9; i++) {
        court_show(c, clock_of("date", -3 * MINUTE_MS, 1000));
        court_wait(c, minute);
        judge_reflect(c->judge, c->time_ns);
    }
    expect_verdict(c, VERDICT_LIKELY_OK);
    court_close(c);
}

/* ---- the setting ---- */

Test(date_time, is_broken_by_a_clock_set_by_hand_and_kept_by_ntp)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, setting("Manual"));
    court_expect(c, "2.7", VERDICT_FAIL, "manual", "set by hand");
    court_show(c, setting("NTP"));
    court_expect(c, "2.7", VERDICT_PASS, "set-to-ntp", "set by NTP");
    court_close(c);
}

Test(date_time, stays_broken_by_what_another_proof_does_not_touch)
{
    struct court *c = court_with_camera("servers: {ntp: [192.0.2.51]}");
    court_show(c, setting("Manual"));
    court_show(c, query(50));
    court_show(c, setting("NTP"));
    expect_verdict(c, VERDICT_FAIL);
    court_go_over(c, "servers: {ntp: [192.0.2.50]}");
    court_show(c, query(50));
    court_show(c, setting("NTP"));
    expect_verdict(c, VERDICT_PASS);
    court_close(c);
}

Test(date_time, says_nothing_of_other_settings_and_of_one_that_a_client_sends)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = setting("Manual");
    o.setting.name = "activated";
    court_show(c, o);
    o = setting("Manual");
    o.from_client = true;
    court_show(c, o);
    court_show(c, setting("Other"));
    cr_assert_null(court_standing(c, "2.7").reason);
    court_close(c);
}

Test(date_time, says_nothing_of_hosts_that_are_no_cameras)
{
    struct court *c = court_open(good_policy("servers: {ntp: [192.0.2.50]}"));
    struct observation o = query(51);
    o.client_mac = (struct mac){ { 0x00, 0x1b, 0x21, 0, 0, 0x0a } };
    court_show(c, o);
    cr_assert_eq(judge_cameras(c->judge), 0);
    cr_assert_eq(c->n, 0);
    court_close(c);
}
