/* A disk that takes nothing of what the sensor is to keep (--state): that is an alert of the sensor
 * on itself (alerts/sensor_items.h). */
#pragma once

#include "alerts/outbox.h"
#include "core/guide.h"

struct disk_watch {
    uint64_t since_ns; /* it has taken nothing since; 0: it does */
    bool open;         /* it was told, and not yet that it is over */
};

/* The last run told of it, and not of its end. */
void disk_watch_recall(struct disk_watch *w);

/* Once a second. true: there is something to tell: it has taken nothing for ten seconds, or does
 * again. */
bool disk_watch_ruling(struct disk_watch *w, const struct outbox_figures *f, const char *sensor,
                       uint64_t time_ns, struct ruling *r);
