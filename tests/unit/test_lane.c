#include <criterion/criterion.h>

#include "sensor/lane.h"

#include "tests/support/fake_source.h"

static struct lane lane;

static void open_lane(void)
{
    struct error e = { "" };
    fake_reset();
    cr_assert(lane_open(&lane, &fake_source, &(struct live_settings){ .interface = "a" }, &e), "%s",
              e.s);
}

TestSuite(lane, .init = open_lane);

Test(lane, holds_what_its_source_has)
{
    struct fake *a = fake_of("a");
    fake_will_have(a, 5, 0);
    fake_will_have(a, 6, 0);
    cr_expect(lane_is_empty(&lane));
    lane_refill(&lane);
    cr_assert_not(lane_is_empty(&lane));
    cr_expect_eq(lane.n, 2);
    cr_expect_eq(lane_first(&lane)->time_ns, 5);
    cr_expect_gt(lane.taken_ns, 0);
    cr_expect_eq(lane.silent_ns, 0);
    lane_close(&lane);
}

Test(lane, notes_since_when_its_source_is_silent)
{
    lane_refill(&lane);
    cr_expect(lane_is_empty(&lane));
    cr_expect_gt(lane.silent_ns, 0);
    cr_expect_leq(lane.silent_ns, lane.taken_ns);
    cr_expect_gt(lane.silent_at, 1600000000000000000);
    cr_expect_eq(lane.late_ns, 120 * 1000000);
    lane_close(&lane);
}

Test(lane, asks_a_broken_source_no_more)
{
    struct fake *a = fake_of("a");
    a->breaks = true;
    lane_refill(&lane);
    cr_expect(lane.broken);
    cr_expect_str_eq(lane.why.s, "a was pulled out");
    int asked = a->asked;
    lane_refill(&lane);
    cr_expect_eq(a->asked, asked);
    lane_close(&lane);
    cr_expect(a->closed);
}

Test(lane, says_why_it_cannot_listen)
{
    struct lane other;
    struct error e = { "" };
    fake_of("b")->cannot_open = true;
    cr_expect_not(lane_open(&other, &fake_source, &(struct live_settings){ .interface = "b" }, &e));
    cr_expect_str_eq(e.s, "b is not there");
    lane_close(&lane);
}
