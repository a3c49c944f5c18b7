/* Hosts and cameras that find no room among those that are kept: that is an alert of the sensor on
 * itself (sensor_items.h), so that nobody takes a camera that is not shown for one that is well. */
#pragma once

#include "core/counters.h"
#include "core/guide.h"

struct book_watch {
    uint32_t room;     /* for so many hosts */
    uint64_t seen;     /* as of the last call */
    uint64_t since_ns; /* when the last one was left out */
    bool open;         /* it was told, and not yet that it is over */
};

/* The last run told of it, and not of its end. */
void book_watch_recall(struct book_watch *w, uint64_t time_ns);

/* Once a second, with what the judge counted since the start. true: there is something to tell:
 * some were left out (told again with each second in which that happens; the ledger makes one alert
 * of it), or none was for ten minutes. */
bool book_watch_ruling(struct book_watch *w, const struct counters *judged, const char *sensor,
                       uint64_t time_ns, struct ruling *r);
