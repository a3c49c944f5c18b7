/* The ledger of what is broken: one alert a camera and item, however often it is seen.
 *
 * How it works: the first FAIL opens an alert. Further ones only raise its count, which is told
 * again (ONGOING) at most once in 24 hours of packet time (of a clock that was set back: by that
 * clock), and at the end. When the verdict leaves
 * FAIL the alert is RESOLVED; the next FAIL opens a new one, with a new id. What the policy
 * suppresses is counted and not told, and told (as OPENED) when the suppression ends while the item
 * is still broken: with the next FAIL, or when time passes without one (ledger_reflect()); an alert
 * that was told is told to be resolved even if it has been suppressed since, so that nobody is left
 * with an open alert. Packet time is the only clock.
 *
 * What is open can outlive the program: a keeper is given each entry when it is told, and gives all
 * of them back to the next run (ledger_restore()), which goes on where this one ended: the same
 * ids, the same counts, nothing told twice. */
#pragma once

#include "alerts/alert.h"

struct ledger;

/* Holds at most alerts_max (1 to 2^31) cameras and items; all memory is taken here. When it is full
 * what was resolved longest ago makes room, then what was never told. NULL: no memory. Freed with
 * ledger_free(). */
struct ledger *ledger_new(size_t alerts_max, struct alert_listener listener);
void ledger_free(struct ledger *l);

/* Enters a ruling; self is the ledger, so that this fits a struct ruling_listener. */
void ledger_hear(void *self, const struct ruling *r);

/* Whether the camera of a ruling is not to be told of under that item, at that time. */
struct ledger_hush {
    bool (*holds)(const void *self, const struct ruling *r, uint64_t time_ns);
    const void *self;
};

/* Time has passed: tells OPENED, with the whole count, of what is open and was never told because
 * it was suppressed, and is so no longer. What an earlier run left open waits for its next FAIL. */
void ledger_reflect(struct ledger *l, uint64_t time_ns, struct ledger_hush hush);

/* Nothing more will come: tells ONGOING of every open alert whose count grew since it was told, in
 * the order they were opened. */
void ledger_end(struct ledger *l);

/* How many rulings found no room: as many cameras and items as there is room for were broken. */
uint64_t ledger_lost(const struct ledger *l);

/* How many alerts were told: opened, ongoing, resolved. */
uint64_t ledger_told(const struct ledger *l);

/* ---- what outlives the program ---- */

/* Keeps values by their keys; an empty value is to be forgotten. with_next: together with the line
 * of the alert that is told next, not before it and not after it. */
struct ledger_keeper {
    void (*keep)(void *self, struct bytes key, struct bytes value, bool with_next);
    void *self;
    bool repeats; /* what is heard may be older than what was kept, and have been heard before: a
                   * capture replayed again. Resolved alerts are then kept, too */
};
void ledger_use_keeper(struct ledger *l, struct ledger_keeper keeper);

/* The next alert is number last + 1. */
void ledger_go_on(struct ledger *l, uint64_t last);

/* Takes back what a keeper was given by an earlier run, before anything is heard; after
 * ledger_use_keeper(). item: finds an item by its number, NULL: there is none. false: the value is
 * damaged, of another version or of an item unknown, or there is no room. */
bool ledger_restore(struct ledger *l, struct bytes key, struct bytes value,
                    const struct guide_item *(*item)(const char *number));

/* Tells every alert that is open, the suppressed ones last, as it was last heard; of restored ones
 * the ruling has no evidence. Whoever is told may have that one resolved. */
void ledger_tell_open(const struct ledger *l, struct alert_listener to);

/* Whether an alert of that camera and item is open. */
bool ledger_is_open(const struct ledger *l, const char *camera, const char *item);

/* Gives the keeper counts that have grown. To be called every second: each entry is looked at once
 * a minute, and no more than 256 are given at a time. ledger_keep_all(): every one, at the end. */
void ledger_keep_some(struct ledger *l);
void ledger_keep_all(struct ledger *l);
