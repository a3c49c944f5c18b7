#include <criterion/criterion.h>

#include "core/counters.h"

#include <string.h>

Test(counters, each_has_a_name_of_its_own_and_says_what_it_counts)
{
    for (enum counter i = 0; i < COUNTERS; i++) {
        cr_assert_gt(strlen(counter_help(i)), 0);
        for (enum counter k = 0; k < i; k++)
            cr_assert_str_neq(counter_name(i), counter_name(k));
    }
}

Test(counters, count)
{
    struct counters c = { 0 };
    count(&c, COUNT_tcp_gap);
    count_more(&c, COUNT_tcp_gap_bytes, 100);
    cr_assert_eq(c.n[COUNT_tcp_gap], 1);
    cr_assert_eq(c.n[COUNT_tcp_gap_bytes], 100);
}
