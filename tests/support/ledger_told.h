/* A ledger, and the alerts that it tells, of the ruling_at() of an item at a second. */
#pragma once

#include "alerts/ledger.h"
#include "tests/support/alerting.h"

enum { TOLD_MAX = 64, DAY = 24 * 3600 };

struct told {
    size_t n;
    struct alert a[TOLD_MAX];
};

/* By the ledger that was begun last. */
extern struct told told;

/* One with room for so many alerts. */
struct ledger *ledger_telling(size_t max);

/* It hears that the camera stands so under clear_item. */
void ledger_hears(struct ledger *l, enum verdict v, uint64_t seconds);
void ledger_hears_suppressed(struct ledger *l, enum verdict v, uint64_t seconds);
