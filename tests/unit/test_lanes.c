#include <criterion/criterion.h>

#include "sensor/lanes.h"

#include "capture/interface.h"
#include "core/clock.h"
#include "core/media_flow.h"
#include "tests/support/fake_source.h"

enum { BATCH = 64, WAIT_MS = 50 };

static struct lanes *lanes;
static struct frame batch[BATCH];
static struct error e;

static void begin(void)
{
    fake_reset();
    lanes = lanes_new(3);
    cr_assert_not_null(lanes);
}

static void end(void)
{
    lanes_close(lanes);
}

TestSuite(lanes, .init = begin, .fini = end);

static void listen_at(const char *interface)
{
    struct live_settings settings = { .interface = interface };
    cr_assert(lanes_add(lanes, &fake_source, &settings, &e), "%s", e.s);
}

/* The next batch that has frames, after some turns; 0 or an end: none came. */
static int next_batch(int turns)
{
    int n = 0;
    for (int i = 0; i < turns && n == 0; i++)
        n = lanes_next(lanes, batch, BATCH, WAIT_MS, &e);
    return n;
}

/* Frames of these times, and their numbers from `number` on. */
static void expect_times(const uint64_t *times, size_t n, uint64_t number)
{
    for (size_t seen = 0; seen < n;) {
        int some = next_batch(20);
        cr_assert_gt(some, 0, "only %zu of %zu came", seen, n);
        for (int i = 0; i < some; i++, seen++) {
            cr_assert_lt(seen, n, "more came");
            cr_expect_eq(batch[i].time_ns, times[seen], "frame %zu", seen);
            cr_expect_eq(batch[i].frame_no, number + seen);
        }
    }
}

Test(lanes, pass_the_frames_of_one_interface_on_as_they_are)
{
    listen_at("a");
    struct fake *a = fake_of("a");
    fake_will_have(a, 7, 0);
    fake_will_have(a, 5, 0);
    cr_assert_eq(lanes_next(lanes, batch, BATCH, WAIT_MS, &e), 2);
    cr_expect_eq(a->asked, 1);
    cr_expect_eq(a->timeout_ms, WAIT_MS);
    cr_expect_eq(batch[0].frame_no, 1000);
    cr_expect_eq(batch[0].time_ns, 7);
    cr_expect_eq(batch[1].time_ns, 5);
    cr_expect_eq(lanes_next(lanes, batch, BATCH, WAIT_MS, &e), 0);
    cr_expect_eq(a->asked, 2);
}

Test(lanes, hand_out_the_frames_of_three_in_the_order_of_time)
{
    static const uint64_t of_a[] = { 10, 40, 41 }, of_b[] = { 20, 30, 60 }, of_c[] = { 5, 50 };
    static const uint64_t all[] = { 5, 10, 20, 30, 40, 41, 50, 60 };
    listen_at("a");
    listen_at("b");
    listen_at("c");
    for (size_t i = 0; i < 3; i++) {
        fake_will_have(fake_of("a"), of_a[i], 0);
        fake_will_have(fake_of("b"), of_b[i], 0);
    }
    for (size_t i = 0; i < 2; i++)
        fake_will_have(fake_of("c"), of_c[i], 0);
    expect_times(all, 8, 1);
}

Test(lanes, keep_the_order_over_many_batches)
{
    listen_at("a");
    listen_at("b");
    for (uint64_t i = 0; i < FAKE_FRAMES; i++) {
        fake_will_have(fake_of("a"), 1000 + i * 3, 0);
        fake_will_have(fake_of("b"), 1000 + i * 2, 0);
    }
    uint64_t before = 0;
    for (int seen = 0; seen < 2 * FAKE_FRAMES;) {
        int n = next_batch(20);
        cr_assert_gt(n, 0);
        for (int i = 0; i < n; i++) {
            cr_assert_geq(batch[i].time_ns, before);
            before = batch[i].time_ns;
        }
        seen += n;
        cr_assert_eq(batch[n - 1].frame_no, (uint64_t)seen);
    }
}

/* The frame of b was earlier, and its block was not full. */
Test(lanes, wait_for_a_frame_that_shows_late)
{
    listen_at("a");
    listen_at("b");
    uint64_t now = real_ns();
    fake_will_have(fake_of("a"), now, 0);
    fake_will_have(fake_of("b"), now - 10000000, 60);
    expect_times((const uint64_t[]){ now - 10000000, now }, 2, 1);
}

Test(lanes, wait_as_long_as_a_source_may_be_late)
{
    listen_at("a");
    fake_of("b")->late_ms = 0;
    listen_at("b");
    uint64_t now = real_ns();
    fake_will_have(fake_of("a"), now - 1, 0);
    cr_expect_eq(lanes_next(lanes, batch, BATCH, 0, &e), 1, "b is never late");
    fake_will_have(fake_of("b"), now, 0);
    cr_expect_eq(lanes_next(lanes, batch, BATCH, 0, &e), 0, "a may be");
    cr_expect_eq(next_batch(20), 1);
}

Test(lanes, do_not_wait_where_all_have_something)
{
    listen_at("a");
    listen_at("b");
    uint64_t now = real_ns();
    fake_will_have(fake_of("a"), now, 0);
    fake_will_have(fake_of("b"), now + 1000, 0);
    cr_expect_eq(lanes_next(lanes, batch, BATCH, 0, &e), 1);
    cr_expect_eq(batch[0].time_ns, now);
}

Test(lanes, do_not_wait_for_a_silent_one_for_ever)
{
    listen_at("a");
    listen_at("b");
    uint64_t now = real_ns();
    fake_will_have(fake_of("a"), now, 0);
    cr_expect_eq(next_batch(20), 1);
    uint64_t hour = 3600000000000;
    fake_will_have(fake_of("a"), now + hour, 0);
    cr_expect_eq(next_batch(20), 1, "the wall clock was set back");
    fake_will_have(fake_of("a"), now - hour, 0);
    cr_expect_eq(lanes_next(lanes, batch, BATCH, 0, &e), 1, "the wall clock was set forward");
}

Test(lanes, do_not_go_round_in_circles)
{
    listen_at("a");
    listen_at("b");
    uint64_t before = steady_ns();
    cr_expect_eq(lanes_next(lanes, batch, BATCH, 40, &e), 0);
    cr_expect_geq(steady_ns() - before, 39000000);
    cr_expect_leq(fake_of("a")->asked, 2);
    fake_will_have(fake_of("a"), real_ns() + 1000000000, 0);
    int asked = fake_of("b")->asked;
    cr_expect_eq(next_batch(20), 1);
    cr_expect_leq(fake_of("b")->asked, asked + 26, "not more often than each 10 ms");
}

Test(lanes, keep_frames_valid_until_the_next_batch)
{
    listen_at("a");
    listen_at("b");
    for (int i = 0; i < 3; i++) {
        fake_will_have(fake_of("a"), 10, 0);
        fake_will_have(fake_of("b"), 20, 0);
    }
    for (int seen = 0; seen < 6;) {
        int n = next_batch(20);
        cr_assert_gt(n, 0);
        for (int i = 0; i < n; i++, seen++)
            cr_expect_eq(*batch[i].bytes.p, seen % 3, "frame %d", seen);
    }
}

Test(lanes, go_on_without_a_broken_one)
{
    listen_at("a");
    listen_at("b");
    fake_of("a")->breaks = true;
    for (int i = 0; i < 3; i++) {
        fake_will_have(fake_of("b"), real_ns(), 0);
        cr_expect_eq(lanes_next(lanes, batch, BATCH, 0, &e), 1);
    }
    cr_expect_str_eq(lanes_broken(lanes, 0), "a was pulled out");
    cr_expect_null(lanes_broken(lanes, 1));
    cr_expect_eq(fake_of("a")->asked, 1);
    cr_expect_eq(lanes_next(lanes, batch, BATCH, 0, &e), 0);
    fake_of("b")->breaks = true;
    cr_expect_eq(lanes_next(lanes, batch, BATCH, 0, &e), SOURCE_BROKEN);
    cr_expect_str_eq(e.s, "b was pulled out");
    cr_expect_eq(lanes_next(lanes, batch, BATCH, 0, &e), SOURCE_BROKEN);
    struct live_counts counts;
    lanes_counts(lanes, 1, &counts);
    cr_expect_eq(counts.received, 3);
}

Test(lanes, are_broken_when_the_only_one_is)
{
    listen_at("a");
    fake_of("a")->breaks = true;
    cr_expect_eq(lanes_next(lanes, batch, BATCH, 0, &e), SOURCE_BROKEN);
    cr_expect_str_eq(e.s, "a was pulled out");
    cr_expect_eq(lanes_next(lanes, batch, BATCH, 0, &e), SOURCE_BROKEN);
    cr_expect_eq(fake_of("a")->asked, 1);
}

Test(lanes, say_which_interface_cannot_be_listened_to)
{
    fake_of("b")->cannot_open = true;
    listen_at("a");
    struct live_settings settings = { .interface = "b" };
    cr_expect_not(lanes_add(lanes, &fake_source, &settings, &e));
    cr_expect_str_eq(e.s, "b is not there");
    cr_expect_eq(lanes_number(lanes), 1);
    listen_at("a");
    listen_at("c");
    cr_expect_not(lanes_add(lanes, &fake_source, &settings, &e));
    cr_expect_str_eq(e.s, "b is one interface more than there is room for");
}

static void expect_an_end(int frames)
{
    int seen = 0;
    int n = 0;
    lanes_stop(lanes);
    for (int i = 0; i < 100 && n >= 0; i++) {
        n = lanes_next(lanes, batch, BATCH, WAIT_MS, &e);
        seen += n > 0 ? n : 0;
    }
    cr_expect_eq(n, SOURCE_END);
    cr_expect_eq(seen, frames);
}

Test(lanes, end_when_all_that_came_before_the_stop_was_handed_out)
{
    listen_at("a");
    listen_at("b");
    fake_will_have(fake_of("a"), real_ns(), 0);
    fake_will_have(fake_of("a"), real_ns(), 60);
    fake_will_have(fake_of("b"), real_ns(), 110);
    expect_an_end(3);
    cr_expect(fake_of("a")->stopped);
    cr_expect(fake_of("b")->stopped);
}

Test(lanes, end_with_one_interface_too)
{
    listen_at("a");
    fake_will_have(fake_of("a"), real_ns(), 0);
    fake_will_have(fake_of("a"), real_ns(), 110);
    expect_an_end(2);
    cr_expect(fake_of("a")->stopped);
}

Test(lanes, tell_each_shunt_once)
{
    static const struct media_flow flow = { .ssrc = 7 };
    static int one, two; /* only their addresses matter */
    const void *shunt[] = { &one, &one, &two };
    for (size_t i = 0; i < 3; i++) {
        const char *const names[] = { "a", "b", "c" };
        struct live_settings settings = { .interface = names[i] };
        memcpy(&settings.shunt, &shunt[i], sizeof settings.shunt);
        cr_assert(lanes_add(lanes, &fake_source, &settings, &e));
    }
    cr_expect_not(lanes_shunt(lanes, &flow));
    cr_expect_eq(fake_of("b")->shunted, 1, "a did not take it");
    fake_of("a")->takes_shunt = true;
    cr_expect(lanes_shunt(lanes, &flow));
    cr_expect_eq(fake_of("a")->shunted, 2);
    cr_expect_eq(fake_of("b")->shunted, 1, "it is the same shunt");
    cr_expect_eq(fake_of("c")->shunted, 2);
}
