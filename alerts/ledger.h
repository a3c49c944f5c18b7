/* The ledger of what is broken: one alert a camera and item, however often it is seen.
 *
 * How it works: the first FAIL opens an alert. Further ones only raise its count, which is told
 * again (ONGOING) at most once in 24 hours of packet time, and at the end. When the verdict leaves
 * FAIL the alert is RESOLVED; the next FAIL opens a new one, with a new id. What the policy
 * suppresses is counted and not told, and told (as OPENED) when the suppression ends while the item
 * is still broken; an alert that was told is told to be resolved even if it has been suppressed
 * since, so that nobody is left with an open alert. Packet time is the only clock. */
#pragma once

#include "alerts/alert.h"

struct ledger;

/* Holds at most alerts_max (1 to 2^31) cameras and items; all memory is taken here. NULL: no
 * memory. Freed with ledger_free(). */
struct ledger *ledger_new(size_t alerts_max, struct alert_listener listener);
void ledger_free(struct ledger *l);

/* Enters a ruling; self is the ledger, so that this fits a struct ruling_listener. */
void ledger_hear(void *self, const struct ruling *r);

/* Nothing more will come: tells ONGOING of every open alert whose count grew since it was told, in
 * the order they were opened. */
void ledger_end(struct ledger *l);

/* How many rulings found no room: as many cameras and items as there is room for were broken. */
uint64_t ledger_lost(const struct ledger *l);

/* How many alerts were told: opened, ongoing, resolved. */
uint64_t ledger_told(const struct ledger *l);
