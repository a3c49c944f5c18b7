/* What was lost, by name, and whether it is too much: more than a thousandth of the packets that
 * were to be read in the last minute. Media that the kernel counts for us would only hide it. */
#pragma once

#include "alerts/figures.h"
#include "core/guide.h"
#include "sensor/live_crew.h"

enum { LOSS_WINDOW_S = 60, LOSS_SNAPSHOTS = LOSS_WINDOW_S + 1 };

struct loss_totals {
    uint64_t packets; /* that were to be read: those that were lost, but none that was shunted */
    uint64_t n[LOSSES];
};

struct losses {
    size_t noted; /* seconds so far */
    struct loss_totals at[LOSS_SNAPSHOTS];
    bool too_much;
    bool recalled; /* of an earlier run: a minute has to pass before that is known to have ended */
    uint64_t told_s;
};

/* All that was lost since the start; `counted` by workers, judge and ledger together. */
struct loss_totals losses_total(const struct crew_report *r, const struct counters *counted);

/* It was too much when the last run ended: an alert is open. Before anything is noted. */
void losses_recall(struct losses *l);

/* To be called once a second. */
void losses_note(struct losses *l, const struct loss_totals *now);

/* Lost in the last minute, in percent of its packets; 100 if something was lost and nothing came.
 */
double losses_percent(const struct losses *l);

/* What is to be told of it, if it has become too much, is so still (once a minute), or is so no
 * more; `sensor` is its name in alerts, time_ns now. False: there is nothing to tell. */
bool losses_ruling(struct losses *l, const char *sensor, uint64_t time_ns, struct ruling *r);
