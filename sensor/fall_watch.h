/* Workers that fall are an alert of the sensor on itself (sensor_items.h): a camera's traffic, or
 * somebody who sends it, ended a process that reads it. */
#pragma once

#include "core/guide.h"
#include "sensor/nursery.h"

struct fall_watch {
    uint64_t untold;   /* falls */
    uint64_t lost;     /* packets, as of the last ruling */
    uint64_t since_ns; /* when the last one fell */
    bool open;         /* it was told, and not yet that it is over */
    struct nursery_word last;
};

/* The last run told of it, and not of its end. */
void fall_watch_recall(struct fall_watch *w, uint64_t time_ns);

void fall_watch_note(struct fall_watch *w, const struct nursery_word *fell, uint64_t time_ns);

/* "worker 1 (process 4711) fell: SIGSEGV, in rtsp, at its frame 77". */
void fall_words(const struct nursery_word *fell, struct sentence *s);

/* Once a second; lost: the packets lost with all that fell since the start. true: there is
 * something to tell: one fell half a second ago or more, so that what was lost with it is known, or
 * none did for a minute. */
bool fall_watch_ruling(struct fall_watch *w, uint64_t lost, const char *sensor, uint64_t time_ns,
                       struct ruling *r);
