#include <criterion/criterion.h>

#include <time.h>

#include "core/clock.h"

Test(clock, steady_never_goes_backwards)
{
    uint64_t before = steady_ns();
    for (int i = 0; i < 1000; i++) {
        uint64_t now = steady_ns();
        cr_assert_geq(now, before);
        before = now;
    }
    cr_assert_leq(steady_ms(), steady_ns() / 1000000);
}

Test(clock, real_is_the_time_since_1970)
{
    uint64_t before = (uint64_t)time(NULL);
    uint64_t now = real_ns() / 1000000000;
    cr_assert_geq(now + 1, before); /* time(2) may be a tick behind */
    cr_assert_leq(now, (uint64_t)time(NULL) + 1);
}
