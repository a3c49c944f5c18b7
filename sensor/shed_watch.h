/* Alerts that no sink, or not every sink, will ever get: that is an alert of the sensor on itself
 * (sensor_items.h). */
#pragma once

#include "alerts/outbox.h"
#include "core/guide.h"

struct shed_watch {
    uint64_t seen[SEVERITIES]; /* as of the last call */
    uint64_t since_ns;         /* when the last one was shed */
    bool open;                 /* it was told, and not yet that it is over */
};

/* The last run told of it, and not of its end. */
void shed_watch_recall(struct shed_watch *w, uint64_t time_ns);

/* Once a second, with the totals since the start. true: there is something to tell: alerts are
 * being shed (told again with each second in which that happens), or none was for a minute. */
bool shed_watch_ruling(struct shed_watch *w, const uint64_t shed[static SEVERITIES],
                       const char *sensor, uint64_t time_ns, struct ruling *r);
