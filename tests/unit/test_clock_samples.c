#include "rules/clock_samples.h"

#include <criterion/criterion.h>

static const uint64_t minute_ns = 60000000000, start_ns = 1700000000000000000;

static int32_t told(const char *source, int32_t ahead_ms, uint32_t coarse_ms)
{
    struct observation o = { .kind = OBS_CLOCK };
    o.clock.source = source;
    o.clock.ahead_ms = ahead_ms;
    o.clock.coarse_ms = coarse_ms;
    int32_t off_ms = 0;
    cr_assert(clock_told(&o, &off_ms));
    return off_ms;
}

/* One in two minutes. */
static struct clock_samples samples(const int32_t *off_ms, size_t n)
{
    struct clock_samples s = { 0 };
    for (size_t i = 0; i < n; i++)
        cr_assert(clock_samples_add(&s, start_ns + 2 * i * minute_ns, off_ms[i]));
    return s;
}

Test(clock_samples, take_off_the_steps_in_which_a_clock_is_told)
{
    cr_assert_eq(told("date", -900, 1000), 0);
    cr_assert_eq(told("date", -5000, 1000), -4000);
    cr_assert_eq(told("date", 5000, 1000), 4000);
    cr_assert_eq(told("date", INT32_MIN, 1000), INT32_MIN + 1000);
    cr_assert_eq(told("date", INT32_MAX, 1000), INT32_MAX - 1000);
    cr_assert_eq(told("date", -5000, UINT32_MAX), 0);
}

Test(clock_samples, take_off_whole_quarters_of_an_hour_up_to_14_hours)
{
    cr_assert_eq(told("date", 9 * 3600000 - 1500, 0), -1500);
    cr_assert_eq(told("date", -(9 * 3600000 + 1500), 0), -1500);
    cr_assert_eq(told("date", 14 * 3600000, 0), 0);
    cr_assert_eq(told("date", 15 * 3600000, 0), 15 * 3600000);
    cr_assert_eq(told("date", 9 * 3600000 + 3000, 0), 9 * 3600000 + 3000);
}

Test(clock_samples, leave_ntp_as_it_is)
{
    struct observation o = { .kind = OBS_TIME_SYNC };
    int32_t off_ms = 0;
    cr_assert_not(clock_told(&o, &off_ms));
    o.time_sync.has_clock = true;
    o.time_sync.clock_off_ms = 3600000;
    cr_assert(clock_told(&o, &off_ms));
    cr_assert_eq(off_ms, 3600000);
}

Test(clock_samples, speak_by_their_median)
{
    static const int32_t off_ms[] = { 61000, 60000, -999999, 60500, 59500, 61500, 12345678 };
    struct clock_samples s = samples(off_ms, 7);
    int32_t median_ms = 0;
    cr_assert(clock_samples_speak(&s, &median_ms));
    cr_assert_eq(median_ms, 60500);
}

Test(clock_samples, do_not_speak_when_they_are_few_or_young_or_do_not_agree)
{
    static const int32_t same[] = { 60000, 60000, 60000, 60000, 60000 };
    static const int32_t random[] = { 60000, -700000, 5000000, -12000000, 9000, 80000000, 3 };
    int32_t median_ms = 0;
    struct clock_samples s = samples(same, 2);
    cr_assert_not(clock_samples_speak(&s, &median_ms));
    s = samples(same, 5);
    cr_assert_not(clock_samples_speak(&s, &median_ms), "eight minutes");
    cr_assert(clock_samples_add(&s, start_ns + 10 * minute_ns, 60000));
    cr_assert(clock_samples_speak(&s, &median_ms));
    s = samples(random, 7);
    cr_assert_not(clock_samples_speak(&s, &median_ms));
}

Test(clock_samples, are_taken_seldom_and_the_oldest_give_way)
{
    struct clock_samples s = { 0 };
    int32_t median_ms = 0;
    cr_assert(clock_samples_add(&s, start_ns, 60000));
    cr_assert_not(clock_samples_add(&s, start_ns + minute_ns, 60000));
    for (uint64_t i = 1; i < 100; i++)
        cr_assert(clock_samples_add(&s, start_ns + 2 * i * minute_ns, -60000));
    cr_assert(clock_samples_speak(&s, &median_ms));
    cr_assert_eq(median_ms, -60000);
}

Test(clock_samples, are_put_into_words)
{
    static const struct {
        int32_t ms;
        const char *words;
    } distances[] = { { -200000, "3 min 20 s" },
                      { 3 * 3600000, "3 h 0 min" },
                      { 5 * 86400000 + 2 * 3600000, "5 d 2 h" },
                      { INT32_MIN, "24 days or more" } };
    struct text t;
    for (size_t i = 0; i < sizeof distances / sizeof distances[0]; i++)
        cr_assert_str_eq(clock_distance_text(distances[i].ms, &t), distances[i].words);
}
