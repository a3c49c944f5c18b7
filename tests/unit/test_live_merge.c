#include "sensor/live_merge.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "core/clock.h"

enum { WORKERS = 3, SLOTS = 16, ALL = 1000 };

static const uint64_t ms = 1000000;

struct rig {
    struct fact_ring *ring[WORKERS];
    struct live_merge merge;
    uint64_t now; /* when the test began, by the wall clock */
};

static struct rig *r;

static void begin(void)
{
    r = calloc(1, sizeof *r);
    cr_assert_not_null(r);
    live_merge_begin(&r->merge);
    r->now = real_ns();
    for (size_t i = 0; i < WORKERS; i++) {
        r->ring[i] = fact_ring_new(SLOTS);
        cr_assert_not_null(r->ring[i]);
        live_merge_add(&r->merge, r->ring[i]);
    }
}

static void end(void)
{
    for (size_t i = 0; i < WORKERS; i++)
        fact_ring_free(r->ring[i]);
    free(r);
}

TestSuite(live_merge, .init = begin, .fini = end);

/* Of that many milliseconds after the test began; enough of them that no test waits so long. */
static uint64_t at(int64_t after)
{
    return r->now + (uint64_t)(after + 500) * ms;
}

static void put(size_t worker, struct observation o)
{
    cr_assert(fact_ring_put(r->ring[worker], (struct moment){ 0 }, &o));
}

/* A fact of that time, whose number is `number`. */
static void say(size_t worker, int64_t after, uint64_t number)
{
    put(worker,
        (struct observation){ .protocol = "tcp", .time_ns = at(after), .frame_no = number });
}

static void pass(size_t worker, int64_t after)
{
    fact_ring_pass(r->ring[worker], at(after));
}

/* What one turn tells, as the digits of a number. */
static uint64_t turn(size_t max)
{
    uint64_t told = 0;
    size_t who = 0;
    live_merge_turn(&r->merge, max);
    const struct observation *o = live_merge_next(&r->merge, &who);
    for (; o != NULL; o = live_merge_next(&r->merge, &who))
        told = 10 * told + o->frame_no;
    return told;
}

Test(live_merge, tells_what_all_say_in_the_order_of_its_times)
{
    say(0, 10, 2);
    say(0, 40, 5);
    say(1, 5, 1);
    say(1, 20, 3);
    say(2, 30, 4);
    for (size_t i = 0; i < WORKERS; i++)
        pass(i, 100);
    cr_expect_eq(turn(ALL), 12345);
}

Test(live_merge, waits_for_a_worker_that_has_not_come_so_far)
{
    say(0, 10, 2);
    pass(0, 10);
    pass(1, 20);
    pass(2, 9);
    cr_expect_eq(turn(ALL), 0);
    say(2, 9, 1);
    cr_expect_eq(turn(ALL), 1);
    pass(2, 10);
    cr_expect_eq(turn(ALL), 2);
}

Test(live_merge, waits_for_nobody_longer_than_a_second)
{
    say(0, -1600, 1);
    say(0, -1550, 2);
    say(0, 0, 3);
    cr_expect_eq(turn(ALL), 12);
}

Test(live_merge, does_not_wait_while_a_ring_fills_up)
{
    for (uint64_t i = 0; i < SLOTS; i++)
        say(0, (int64_t)i, 1);
    cr_expect_eq(turn(ALL), 1111111, "as long as more than half of the slots are full");
}

Test(live_merge, does_not_wait_for_a_worker_that_has_ended)
{
    say(0, 10, 2);
    say(1, 5, 1);
    pass(0, 10);
    live_merge_end(&r->merge, 1);
    live_merge_end(&r->merge, 2);
    cr_expect_eq(turn(ALL), 12);
}

Test(live_merge, tells_everything_when_it_is_told_to_wait_for_none)
{
    say(0, 10, 2);
    say(1, 5, 1);
    cr_expect_eq(turn(ALL), 0, "the third is mute");
    r->merge.over = true;
    cr_expect_eq(turn(ALL), 12);
}

Test(live_merge, tells_of_each_no_more_than_its_share_of_a_turn)
{
    for (int i = 0; i < 4; i++)
        say(0, i - 2000, 1);
    say(1, -1700, 2);
    cr_expect_eq(turn(6), 112);
    cr_expect_eq(turn(6), 11);
}

Test(live_merge, keeps_the_order_when_a_share_is_used_up)
{
    for (int i = 0; i < 3; i++)
        say(0, i, 1);
    say(1, 10, 2);
    for (size_t i = 0; i < WORKERS; i++)
        pass(i, 100);
    cr_expect_eq(turn(6), 11);
    cr_expect_eq(turn(6), 12);
}

Test(live_merge, passes_over_what_no_worker_of_ours_says)
{
    put(0, (struct observation){ .kind = OBS_KINDS, .protocol = "tcp", .time_ns = at(-2000) });
    say(0, -1900, 1);
    cr_expect_eq(turn(ALL), 1);
    cr_expect_eq(r->merge.unsound, 1);
}

Test(live_merge, believes_no_time_that_is_far_from_now)
{
    size_t who = 0;
    say(1, 3600000, 1);
    r->merge.over = true;
    live_merge_turn(&r->merge, ALL);
    const struct observation *o = live_merge_next(&r->merge, &who);
    cr_assert_not_null(o);
    cr_expect_leq(o->time_ns, real_ns());
    cr_expect_geq(o->time_ns, r->now);
    cr_expect_eq(who, 1);
}
