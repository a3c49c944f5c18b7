/* What the sensor remembers of the runs before: which alerts are open, who is a camera and how it
 * stands, and the orders that hold. All of it is kept in the outbox's store, bit by bit while the
 * sensor runs, so that one that is killed has lost next to nothing. All of it is called from the
 * thread that judges. */
#pragma once

#include "alerts/outbox.h"
#include "sensor/verdicts.h"

/* Where it is kept; outbox_keep() and outbox_recall(), or what stands in for them. Whoever is told
 * by recall() keeps and forgets values meanwhile, and alerts may be put. */
struct store {
    void (*keep)(void *self, const char *kind, struct bytes key, struct bytes value,
                 bool with_next);
    void (*recall)(void *self, const char *kind, struct outbox_hearer to);
    void *self;
};

/* The kind of the cameras' values: standing_value.h. */
extern const char memory_standings[];

struct memory;

/* From now on the ledger keeps what it tells. live: not a replay, which may come again. NULL: no
 * memory. */
struct memory *memory_new(struct store store, struct verdicts *v, bool live);
void memory_free(struct memory *m); /* m may be NULL */

struct memory_figures {
    size_t cameras, alerts, orders; /* that were recalled */
    size_t passed_over; /* values that could not be read: damaged, or of a newer version */
};

/* Before anything is judged: ledger and judge go on where the last run ended. What must be taken
 * back by now is told. last: the number of the last alert raised. now_ns: 0 in a replay. */
struct memory_figures memory_recall(struct memory *m, uint64_t last, uint64_t now_ns);

/* To be called every second: gives some of what has changed to the store. A camera that stands
 * otherwise is kept within a minute or so, one that was only heard of once an hour. */
void memory_keep_some(struct memory *m, uint64_t second);

/* An order was given. */
void memory_keep_orders(struct memory *m);

/* At the end: everything. */
void memory_keep_all(struct memory *m);
