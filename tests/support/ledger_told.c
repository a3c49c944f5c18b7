#include "tests/support/ledger_told.h"

#include <criterion/criterion.h>

static void remember(void *self, const struct alert *a)
{
    struct told *t = self;
    cr_assert_lt(t->n, TOLD_MAX);
    t->a[t->n++] = *a;
}

struct told told;

struct ledger *ledger_telling(size_t max)
{
    told.n = 0;
    return ledger_new(max, (struct alert_listener){ remember, &told });
}

void ledger_hears(struct ledger *l, enum verdict v, uint64_t seconds)
{
    struct ruling r = ruling_at(&clear_item, v, seconds);
    ledger_hear(l, &r);
}

void ledger_hears_suppressed(struct ledger *l, enum verdict v, uint64_t seconds)
{
    struct ruling r = ruling_at(&clear_item, v, seconds);
    r.suppressed = true;
    ledger_hear(l, &r);
}
