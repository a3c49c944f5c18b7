#include "sensor/fall_watch.h"

#include <criterion/criterion.h>
#include <signal.h>

static const uint64_t second = 1000000000;
static struct ruling r;

static struct nursery_word fallen(void)
{
    struct nursery_word w = {
        .kind = NURSERY_FELL, .worker = 1, .pid = 4711, .status = SIGSEGV, .frame = 77
    };
    text_format(&w.where, "rtsp");
    return w;
}

Test(fall_watch, says_nothing_as_long_as_none_falls)
{
    struct fall_watch w = { .open = false };
    for (uint64_t t = 1; t < 200; t++)
        cr_expect_not(fall_watch_ruling(&w, 0, "gate", t * second, &r));
}

Test(fall_watch, tells_who_fell_where_and_what_was_lost_and_when_it_is_over)
{
    struct fall_watch w = { .open = false };
    struct nursery_word fell = fallen();
    fall_watch_note(&w, &fell, second);
    cr_expect_not(fall_watch_ruling(&w, 0, "gate", second, &r), "what is lost is not known yet");
    fall_watch_note(&w, &fell, second);
    cr_assert(fall_watch_ruling(&w, 12, "gate", 2 * second, &r));
    cr_expect_eq(r.verdict, VERDICT_FAIL);
    cr_expect_eq(r.times, 2);
    cr_expect_str_eq(r.reason, "worker-fell");
    cr_expect_str_eq(r.why.s, "worker 1 (process 4711) fell: SIGSEGV, in rtsp, at its frame 77; 12 "
                              "packets were lost");
    for (uint64_t t = 3; t < 61; t++)
        cr_expect_not(fall_watch_ruling(&w, 12, "gate", t * second, &r));
    cr_assert(fall_watch_ruling(&w, 12, "gate", 61 * second, &r));
    cr_expect_eq(r.verdict, VERDICT_PASS);
    cr_expect_eq(r.before, VERDICT_FAIL);
}

Test(fall_watch, tells_of_one_that_stood_still)
{
    struct fall_watch w = { .open = false };
    struct nursery_word fell = fallen();
    fell.stuck = true;
    fell.status = SIGKILL;
    fall_watch_note(&w, &fell, second);
    cr_assert(fall_watch_ruling(&w, 5, "gate", 2 * second, &r));
    cr_expect_str_eq(r.reason, "worker-stuck");
    cr_expect_not_null(strstr(r.why.s, "stood still, was killed, in rtsp"));
}

Test(fall_watch, ends_what_the_last_run_told)
{
    struct fall_watch w = { .open = false };
    fall_watch_recall(&w, second);
    cr_expect_not(fall_watch_ruling(&w, 0, "gate", 60 * second, &r));
    cr_assert(fall_watch_ruling(&w, 0, "gate", 61 * second, &r));
    cr_expect_eq(r.verdict, VERDICT_PASS);
}

Test(fall_watch, names_what_ended_a_worker)
{
    struct text how;
    struct nursery_word fell = fallen();
    nursery_ending(&fell, &how);
    cr_expect_str_eq(how.s, "SIGSEGV");
    fell.status = WORKER_NO_MEMORY << 8;
    nursery_ending(&fell, &how);
    cr_expect_str_eq(how.s, "exit status 71 (no memory)");
    fell.status = 0;
    nursery_ending(&fell, &how);
    cr_expect_str_eq(how.s, "exit status 0");
}
