#include "alerts/backoff.h"

#include <criterion/criterion.h>

Test(backoff, waits_longer_each_time_up_to_its_limit)
{
    struct backoff b = backoff_new(100, 30000);
    uint32_t due = 100;
    for (int i = 0; i < 20; i++) {
        uint32_t wait = backoff_wait(&b);
        cr_expect(wait >= due / 2 && wait <= due, "try %d: %u ms of %u", i, wait, due);
        due = due * 2 < 30000 ? due * 2 : 30000;
    }
    backoff_reset(&b);
    cr_expect_leq(backoff_wait(&b), 100);
}

Test(backoff, is_never_quite_the_same)
{
    struct backoff b = backoff_new(30000, 30000);
    uint32_t first = backoff_wait(&b);
    int others = 0;
    for (int i = 0; i < 20; i++)
        others += backoff_wait(&b) != first;
    cr_expect_gt(others, 0);
}
