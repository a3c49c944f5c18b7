#include <criterion/criterion.h>

#include "sensor/merge.h"

#include <stdlib.h>

enum { WORKERS = 3, SEEN = 16 };

struct rig {
    struct fact_ring *ring[WORKERS];
    struct merge merge;
    uint64_t frame[SEEN]; /* of what was told */
    size_t n;
};

static struct rig *r;

static void begin(void)
{
    r = calloc(1, sizeof *r);
    cr_assert_not_null(r);
    for (size_t i = 0; i < WORKERS; i++)
        r->ring[i] = fact_ring_new(16);
    merge_begin(&r->merge, r->ring, WORKERS);
}

static void end(void)
{
    for (size_t i = 0; i < WORKERS; i++)
        fact_ring_free(r->ring[i]);
    free(r);
}

TestSuite(merge, .init = begin, .fini = end);

static void collect(void *self, const struct observation *o)
{
    struct rig *into = self;
    cr_assert_lt(into->n, SEEN);
    into->frame[into->n++] = o->frame_no;
}

/* Fact number `number` is put at that moment. */
static void put(size_t worker, uint64_t frame, uint64_t turn, uint64_t number)
{
    struct observation o = { .frame_no = number };
    cr_assert(fact_ring_put(r->ring[worker], (struct moment){ frame, turn }, &o));
}

static void say(size_t worker, uint64_t frame)
{
    put(worker, frame, UINT64_MAX, frame);
}

/* Tells what can be told. */
static enum merge_state go_on(void)
{
    enum merge_state state = MERGE_TOLD;
    while (state == MERGE_TOLD)
        state = merge_step(&r->merge, (struct observer){ collect, r });
    return state;
}

static void end_all(void)
{
    for (size_t i = 0; i < WORKERS; i++)
        fact_ring_pass(r->ring[i], UINT64_MAX);
}

static void expect(const char *numbers)
{
    const char *at = numbers;
    for (size_t i = 0; i < r->n; i++) {
        char *after = NULL;
        uint64_t number = strtoull(at, &after, 10);
        cr_assert_neq(after, at, "more was told than %s", numbers);
        cr_assert_eq(r->frame[i], number, "%zu: %lu", i, (unsigned long)r->frame[i]);
        at = after;
    }
    cr_assert_str_empty(at, "less was told than %s", numbers);
}

Test(merge, tells_the_facts_of_all_in_the_order_of_their_frames)
{
    say(0, 3);
    say(0, 9);
    say(1, 1);
    say(1, 4);
    say(2, 2);
    end_all();
    cr_assert_eq(go_on(), MERGE_ENDED);
    expect("1 2 3 4 9");
}

Test(merge, waits_for_a_worker_that_may_still_say_something_earlier)
{
    say(0, 5);
    say(1, 6);
    cr_assert_eq(go_on(), MERGE_WAITS);
    expect("");
    fact_ring_pass(r->ring[2], 4);
    cr_assert_eq(go_on(), MERGE_WAITS);
    expect("");
    put(2, 5, 1, 4);
    fact_ring_pass(r->ring[2], 5);
    cr_assert_eq(go_on(), MERGE_WAITS);
    expect("4 5");
}

Test(merge, goes_on_past_a_worker_that_says_nothing_but_that_it_has_passed)
{
    say(0, 5);
    say(1, 6);
    fact_ring_pass(r->ring[0], 10);
    fact_ring_pass(r->ring[1], 10);
    fact_ring_pass(r->ring[2], 5);
    cr_assert_eq(go_on(), MERGE_WAITS);
    expect("5");
    fact_ring_pass(r->ring[2], 10);
    cr_assert_eq(go_on(), MERGE_WAITS);
    expect("5 6");
    end_all();
    cr_assert_eq(go_on(), MERGE_ENDED);
}

Test(merge, several_facts_of_one_moment_stay_in_their_order)
{
    put(1, 7, UINT64_MAX, 1);
    put(1, 7, UINT64_MAX, 2);
    put(1, 7, UINT64_MAX, 3);
    end_all();
    cr_assert_eq(go_on(), MERGE_ENDED);
    expect("1 2 3");
}

Test(merge, conversations_that_end_together_speak_in_turn_and_before_the_packet)
{
    put(0, 7, 3, 2);
    put(0, 7, 6, 4);
    put(1, 7, 2, 1);
    put(2, 7, 4, 3);
    put(1, 7, UINT64_MAX, 5);
    put(0, UINT64_MAX, 5, 7);
    put(2, UINT64_MAX, 4, 6);
    end_all();
    cr_assert_eq(go_on(), MERGE_ENDED);
    expect("1 2 3 4 5 6 7");
}

Test(merge, ends_only_when_every_worker_has_ended)
{
    fact_ring_pass(r->ring[0], UINT64_MAX);
    fact_ring_pass(r->ring[1], UINT64_MAX);
    cr_assert_eq(go_on(), MERGE_WAITS);
    fact_ring_pass(r->ring[2], UINT64_MAX);
    cr_assert_eq(go_on(), MERGE_ENDED);
}
