#include "rules/announcing.h"

#include <criterion/criterion.h>

static const uint64_t second_ns = 1000000000;

/* Every 5 seconds, from one second up to another. */
static struct announcing announced(uint64_t from_s, uint64_t to_s)
{
    struct announcing a = { .since_ns = 0 };
    for (uint64_t s = from_s; s <= to_s; s += 5)
        announcing_note(&a, s * second_ns);
    return a;
}

Test(announcing, lasts_from_the_first_to_the_last)
{
    struct announcing a = announced(100, 1295);
    cr_assert_eq(announcing_seconds(&a), 1195);
    cr_assert(announcing_goes_on(&a));
}

Test(announcing, begins_again_after_a_silence)
{
    struct announcing a = announced(100, 200);
    a.told_end = true;
    announcing_note(&a, 229 * second_ns);
    cr_assert_eq(announcing_seconds(&a), 129);
    announcing_note(&a, 259 * second_ns);
    cr_assert_eq(announcing_seconds(&a), 0);
    cr_assert_not(a.told_end);
    cr_assert_not(announcing_goes_on(&a));
}

Test(announcing, moves_with_the_clock)
{
    struct announcing a = announced(100, 200);
    announcing_move(&a, (int64_t)(1000 * second_ns));
    announcing_note(&a, 1205 * second_ns);
    cr_assert_eq(announcing_seconds(&a), 105);
}
