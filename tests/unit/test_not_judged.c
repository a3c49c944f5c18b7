#include <criterion/criterion.h>

#include "rules/rule.h"

Test(not_judged, never_observable_are_the_card_and_its_alteration)
{
    static const char *const never[] = { "2.9", "3.7" };
    size_t n = 0;
    for (size_t i = 0; i < items_n; i++)
        n += !items[i]->observable;
    cr_assert_eq(n, 2);
    for (size_t i = 0; i < 2; i++) {
        cr_assert_not(item_find(never[i])->observable);
        cr_assert_null(item_find(never[i])->weigh);
    }
}
