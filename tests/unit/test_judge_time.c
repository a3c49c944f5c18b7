#include <criterion/criterion.h>

#include "tests/support/judging.h"

static const double minute = 60, hour = 3600, day = 86400;

/* A live judge hears of the time every minute, and of the camera, which keeps one connection open.
 */
static void live_on(struct court *c, double seconds)
{
    for (double s = 0; s < seconds; s += minute) {
        court_wait(c, minute);
        struct observation o = served("rtp", OBS_MEDIA, 554);
        o.media.encrypted = ENCRYPTED_YES;
        court_show(c, o);
        judge_reflect(c->judge, c->time_ns);
    }
}

static void set_back(struct court *c, double seconds)
{
    c->time_ns -= (uint64_t)(seconds * 1e9);
}

static struct observation open_window(void)
{
    return easy_ip(ACT_RESPONSE, WINDOW_OPEN, ADMINISTRATOR_REGISTERED);
}

Test(judge_time, says_after_a_day_what_a_day_shows)
{
    struct court *c = court_with_camera(NULL);
    live_on(c, day - hour);
    cr_assert_eq(court_standing(c, "3.2.2").verdict, VERDICT_UNKNOWN);
    live_on(c, 2 * hour);
    court_expect(c, "3.2.2", VERDICT_LIKELY_OK, "quiet", "a day");
    court_close(c);
}

Test(judge_time, passes_without_facts)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 239; i++) { /* announcements every five seconds for 20 minutes */
        court_show(c, easy_ip(ACT_ANNOUNCE, WINDOW_UNKNOWN, ADMINISTRATOR_UNKNOWN));
        court_wait(c, 5);
        judge_reflect(c->judge, c->time_ns);
    }
    cr_assert_eq(court_standing(c, "3.2.4").verdict, VERDICT_UNKNOWN);
    court_wait(c, 70);
    struct observation alive = answered("rtsp", 554, "OPTIONS", 200, SCHEME_NONE);
    court_show(c, alive);
    size_t told = c->n;
    judge_reflect(c->judge, c->time_ns);
    court_expect(c, "3.2.4", VERDICT_PASS, "announcements-ended", "ended after");
    judge_reflect(c->judge, c->time_ns + 1);
    cr_assert_leq(c->n, told + 1, "and says it once");
    court_close(c);
}

Test(judge_time, is_not_a_day_because_the_clock_was_set)
{
    struct court *c = court_with_camera(NULL);
    live_on(c, 10 * minute);
    court_wait(c, 2 * day);
    live_on(c, 10 * minute);
    cr_assert_eq(court_standing(c, "3.2.2").verdict, VERDICT_UNKNOWN);
    live_on(c, day);
    court_expect(c, "3.2.2", VERDICT_LIKELY_OK, "quiet", "a day");
    court_close(c);
}

Test(judge_time, does_not_make_a_window_late_when_the_clock_is_set_forward)
{
    struct court *c = court_with_camera(NULL);
    live_on(c, 5 * minute);
    court_show(c, open_window());
    court_wait(c, hour);
    live_on(c, 2 * minute);
    court_show(c, open_window());
    live_on(c, minute);
    cr_assert_neq(court_standing(c, "3.2.4").verdict, VERDICT_FAIL, "7 minutes have passed");
    live_on(c, 20 * minute);
    court_show(c, open_window());
    court_expect(c, "3.2.4", VERDICT_FAIL, "window-open-late", "minutes");
    court_close(c);
}

Test(judge_time, judges_on_when_the_clock_is_set_back)
{
    struct court *c = court_with_camera(NULL);
    live_on(c, 5 * minute);
    court_show(c, open_window());
    set_back(c, day);
    live_on(c, 20 * minute);
    court_show(c, open_window());
    court_expect(c, "3.2.4", VERDICT_FAIL, "window-open-late", "23 minutes");
    cr_assert_eq(judge_cameras(c->judge), 1);
    cr_assert_leq(judge_camera(c->judge, 0).last_ns, c->time_ns, "and was last seen today");
    cr_assert_leq(judge_camera(c->judge, 0).first_ns, judge_camera(c->judge, 0).last_ns);
    court_close(c);
}

Test(judge_time, may_have_gaps_and_go_back_in_captures)
{
    struct court *c = court_with_camera(NULL);
    court_wait(c, 2 * day);
    court_show(c, answered("rtsp", 554, "OPTIONS", 200, SCHEME_NONE));
    court_expect(c, "3.2.2", VERDICT_LIKELY_OK, "quiet", "a day");
    set_back(c, 3 * day); /* an older capture */
    court_show(c, open_window());
    court_wait(c, 30 * minute);
    court_show(c, open_window());
    cr_assert_eq(court_standing(c, "3.2.4").verdict, VERDICT_SUSPECT, "it is heard all the same");
    court_close(c);
}

Test(judge_time, does_not_take_what_is_older_for_seen_twice)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, easy_ip(ACT_ANNOUNCE, WINDOW_UNKNOWN, ADMINISTRATOR_UNKNOWN));
    court_expect(c, "3.2.4", VERDICT_UNKNOWN, "announces", "when it stops");
    set_back(c, hour);
    court_show(c, open_window());
    court_expect(c, "3.2.4", VERDICT_UNKNOWN, "window-open", "open");
    court_close(c);
}

Test(judge_time, ends_suppressions_by_what_it_is_now)
{
    struct court *c = court_open(NULL);
    struct error e;
    court_show(c, answered("rtsp", 554, "DESCRIBE", 401, SCHEME_NONE));
    struct suppress_order o = { "192.0.2.10", "3.5", "r", c->time_ns + (uint64_t)(hour * 1e9) };
    cr_assert(judge_suppress(c->judge, &o, &e));
    judge_reflect(c->judge, c->time_ns + (uint64_t)(day * 1e9));
    cr_assert_not(court_standing(c, "3.5").suppressed);
    judge_reflect(c->judge, c->time_ns);
    cr_assert(court_standing(c, "3.5").suppressed, "the clock was set right again");
    court_close(c);
}

/* ---- several captures ---- */

/* The camera is heard of for a minute, and the capture ends. */
static void watch_a_minute(struct court *c)
{
    for (int i = 0; i < 2; i++) {
        struct observation o = served("rtp", OBS_MEDIA, 554);
        o.media.encrypted = ENCRYPTED_YES;
        court_show(c, o);
        court_wait(c, 61);
    }
    judge_end(c->judge, c->time_ns);
}

Test(judge_time, trap_between_two_captures_nobody_watched)
{
    struct court *c = court_with_camera(NULL);
    watch_a_minute(c);
    court_wait(c, 3 * 86400.0);
    watch_a_minute(c);
    cr_assert_eq(court_standing(c, "3.2.2").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(judge_time, takes_a_capture_that_goes_on_in_the_next_file_for_one)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 720; i++) {
        watch_a_minute(c);
        court_wait(c, 30);
    }
    court_expect(c, "3.2.2", VERDICT_LIKELY_OK, "quiet", "in a day of its traffic");
    court_close(c);
}
