/* One run of the judge after the other: what is remembered of the first, and recalled in the
 * second. */
#pragma once

#include "rules/remembered.h"
#include "tests/support/judging.h"

/* What the last court_remember() found. */
extern struct remembered court_remembered;

/* What the first of its cameras is remembered by: court_remembered. */
const struct remembered *court_remember(struct court *c);

/* A court of the next run, an hour later, in which the camera of the last is recalled; that one is
 * closed. `again`: the same facts may come once more. */
struct court *court_next(struct court *c, struct policy *policy, bool again);

/* A court that recalls the camera of the tests as standing so under an item, "3.2.4", alone. */
struct court *court_recalling(const char *item, struct remembered_item as);
