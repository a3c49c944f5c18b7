#include "sensor/shed_watch.h"

#include <criterion/criterion.h>

static const uint64_t second = 1000000000;
static struct ruling r;

Test(shed_watch, says_nothing_as_long_as_nothing_is_shed)
{
    struct shed_watch w = { .open = false };
    const uint64_t none[SEVERITIES] = { 0 };
    for (uint64_t t = 1; t < 200; t++)
        cr_expect_not(shed_watch_ruling(&w, none, "gate", t * second, &r));
}

Test(shed_watch, tells_what_was_shed_by_severity_and_when_it_is_over)
{
    struct shed_watch w = { .open = false };
    const uint64_t some[SEVERITIES] = { 0, 3, 0, 2 };
    cr_assert(shed_watch_ruling(&w, some, "gate", second, &r));
    cr_expect_eq(r.verdict, VERDICT_FAIL);
    cr_expect_eq(r.times, 5);
    cr_expect_str_eq(r.why.s, "shed since the start, of severity 1 to 4: 0, 3, 0, 2");
    for (uint64_t t = 2; t < 61; t++)
        cr_expect_not(shed_watch_ruling(&w, some, "gate", t * second, &r));
    cr_assert(shed_watch_ruling(&w, some, "gate", 61 * second, &r));
    cr_expect_eq(r.verdict, VERDICT_PASS);
    cr_expect_eq(r.before, VERDICT_FAIL);
    cr_expect_not(shed_watch_ruling(&w, some, "gate", 200 * second, &r));
}

Test(shed_watch, ends_what_the_last_run_told)
{
    struct shed_watch w = { .open = false };
    const uint64_t none[SEVERITIES] = { 0 };
    shed_watch_recall(&w, second);
    cr_expect_not(shed_watch_ruling(&w, none, "gate", 60 * second, &r));
    cr_assert(shed_watch_ruling(&w, none, "gate", 61 * second, &r));
    cr_expect_eq(r.verdict, VERDICT_PASS);
}
