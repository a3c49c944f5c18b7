#include "rules/nearest.h"

#include <criterion/criterion.h>

static const char *best(const char *word)
{
    struct nearest n = nearest_to(word);
    nearest_try(&n, "level");
    nearest_try(&n, "cameras");
    nearest_try(&n, "suppressions");
    return n.best;
}

Test(nearest, is_what_was_probably_meant)
{
    cr_assert_str_eq(best("levle"), "level");
    cr_assert_str_eq(best("camera"), "cameras");
    cr_assert_str_eq(best("supressions"), "suppressions");
    cr_assert_str_eq(best("level"), "level");
}

Test(nearest, is_nothing_when_nothing_is_near)
{
    cr_assert_null(best("firmware"));
    cr_assert_null(best(""));
}
