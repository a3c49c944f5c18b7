/* What the policy or the operator wants not to be told. */
#include <criterion/criterion.h>

#include "tests/support/ledger_told.h"

Test(ledger, counts_what_is_suppressed_and_tells_it_when_the_suppression_ends)
{
    struct ledger *l = ledger_telling(8);
    for (uint64_t s = 0; s < 10; s++)
        ledger_hears_suppressed(l, VERDICT_FAIL, s);
    cr_expect_eq(told.n, 0);
    ledger_hears(l, VERDICT_FAIL, 10);
    cr_assert_eq(told.n, 1);
    cr_expect_eq(told.a[0].event, ALERT_OPENED);
    cr_expect_eq(told.a[0].count, 11);
    cr_expect_eq(told.a[0].last_ns - told.a[0].first_ns, UINT64_C(10000000000));
    ledger_free(l);
}

static bool until(const void *self, const struct ruling *r, uint64_t time_ns)
{
    (void)r;
    return time_ns < *(const uint64_t *)self;
}

Test(ledger, tells_what_was_suppressed_when_that_ends_and_nothing_more_is_seen)
{
    struct ledger *l = ledger_telling(8);
    for (uint64_t s = 0; s < 10; s++)
        ledger_hears_suppressed(l, VERDICT_FAIL, s);
    uint64_t begun = ruling_at(&clear_item, VERDICT_FAIL, 0).evidence.time_ns;
    uint64_t end_ns = begun + UINT64_C(1000000000) * 5 * DAY;
    struct ledger_hush hush = { until, &end_ns };
    ledger_reflect(l, end_ns - 1, hush);
    cr_expect_eq(told.n, 0);
    ledger_reflect(l, end_ns, hush);
    cr_assert_eq(told.n, 1);
    cr_expect_eq(told.a[0].event, ALERT_OPENED);
    cr_expect_eq(told.a[0].count, 10);
    cr_expect_eq(told.a[0].first_ns, begun);
    cr_expect_not(told.a[0].ruling.suppressed);
    ledger_reflect(l, end_ns + 1, hush);
    ledger_hears(l, VERDICT_FAIL, 5 * DAY + 1);
    cr_expect_eq(told.n, 1, "once, and a day from then on");
    ledger_hears(l, VERDICT_FAIL, 6 * DAY);
    cr_assert_eq(told.n, 2);
    cr_expect_eq(told.a[1].event, ALERT_ONGOING);
    cr_expect_eq(told.a[1].count, 12);
    ledger_free(l);
}

Test(ledger, never_tells_what_was_suppressed_from_beginning_to_end)
{
    struct ledger *l = ledger_telling(8);
    ledger_hears_suppressed(l, VERDICT_FAIL, 0);
    ledger_hears_suppressed(l, VERDICT_FAIL, 2 * DAY);
    ledger_end(l);
    ledger_hears_suppressed(l, VERDICT_PASS, 3 * DAY);
    cr_expect_eq(told.n, 0);
    ledger_free(l);
}

Test(ledger, resolves_what_was_told_even_when_it_is_suppressed_by_then)
{
    struct ledger *l = ledger_telling(8);
    ledger_hears(l, VERDICT_FAIL, 0);
    ledger_hears_suppressed(l, VERDICT_FAIL, 2 * DAY);
    ledger_end(l);
    cr_expect_eq(told.n, 1, "what is suppressed does not go on");
    ledger_hears_suppressed(l, VERDICT_PASS, 3 * DAY);
    cr_assert_eq(told.n, 2);
    cr_expect_eq(told.a[1].event, ALERT_RESOLVED);
    cr_expect_eq(told.a[1].count, 2);
    ledger_free(l);
}

static void hear_of(struct ledger *l, unsigned camera, bool suppressed)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, camera);
    text_format(&r.camera.id, "10.0.0.%u", camera);
    r.suppressed = suppressed;
    ledger_hear(l, &r);
}

Test(ledger, gives_the_room_of_what_is_not_told_to_what_is)
{
    struct ledger *l = ledger_telling(2);
    hear_of(l, 1, true);
    hear_of(l, 2, true);
    hear_of(l, 3, false);
    hear_of(l, 4, true);
    hear_of(l, 5, false);
    cr_assert_eq(told.n, 2);
    cr_expect_str_eq(told.a[0].ruling.camera.id.s, "10.0.0.3");
    cr_expect_str_eq(told.a[1].ruling.camera.id.s, "10.0.0.5");
    cr_expect_eq(ledger_lost(l), 0);
    hear_of(l, 6, true);
    cr_expect_eq(ledger_lost(l), 1, "what was told keeps its room");
    cr_expect(ledger_is_open(l, "10.0.0.3", clear_item.number));
    ledger_free(l);
}
