#include "rules/visits.h"

#include <criterion/criterion.h>

static const uint64_t minute_ns = 60000000000;

static struct visit *viewing(struct visits *all, uint32_t client, uint64_t now_ns)
{
    struct visit *v = visit_open(all, client, now_ns);
    v->views = true;
    return v;
}

Test(visits, are_found_again)
{
    struct visits all = { 0 };
    cr_assert_null(visit_find(&all, 7));
    struct visit *v = visit_open(&all, 7, 1);
    cr_assert_eq(visit_find(&all, 7), v);
    cr_assert_eq(visit_open(&all, 7, 2), v);
}

Test(visits, that_view_give_way_last)
{
    struct visits all = { 0 };
    struct visit *v = viewing(&all, 1, 1);
    for (uint32_t client = 2; client < 100; client++)
        (void)visit_open(&all, client, client);
    cr_assert_eq(visit_find(&all, 1), v);
    cr_assert_not_null(visit_find(&all, 99));
    cr_assert_null(visit_find(&all, 50));
}

Test(visits, last_as_long_as_they_are_not_silent)
{
    struct visits all = { 0 };
    struct visit *v = viewing(&all, 1, minute_ns);
    for (uint64_t i = 1; i <= 10; i++) {
        cr_assert_not(visit_is_long(v));
        visit_go_on(v, (1 + i) * minute_ns);
    }
    cr_assert(visit_is_long(v));
    v = viewing(&all, 2, minute_ns);
    visit_go_on(v, 100 * minute_ns);
    cr_assert_eq(v->viewed_ms, 0);
    visit_go_on(v, 99 * minute_ns);
    cr_assert_eq(v->viewed_ms, 0, "time goes back");
}

Test(visits, begin_anew_under_another_name)
{
    struct visits all = { 0 };
    struct visit *v = viewing(&all, 1, minute_ns);
    visit_name(v, 5);
    v->views = v->let_in = true;
    visit_go_on(v, 2 * minute_ns);
    visit_name(v, 5);
    cr_assert(v->let_in && v->viewed_ms == 60000);
    visit_name(v, 6);
    cr_assert(!v->let_in && !v->views && v->viewed_ms == 0);
}

Test(visits, move_with_the_clock)
{
    struct visits all = { 0 };
    struct visit *v = viewing(&all, 1, minute_ns);
    visits_move(&all, (int64_t)(60 * minute_ns));
    visit_go_on(v, 62 * minute_ns);
    cr_assert_eq(v->viewed_ms, 60000);
}
