/* What a worker's process tells of itself while it works, in memory that it shares with the main
 * thread's and with the nursery. It goes on from one worker to the one that takes its place, so
 * nothing in it ever counts backwards. A worker that was taken over writes what it likes in here:
 * whoever reads it takes it for numbers and nothing else. */
#pragma once

#include "capture/live.h"
#include "core/counters.h"
#include "sensor/sensor_options.h"

struct worker_share {
    struct {
        _Atomic uint64_t frames;  /* read; counted before it is looked at */
        _Atomic uint64_t last_ns; /* the latest time of a frame; 0: none came yet */
        const char *where;        /* who has it: a constant of this program */
    } now;
    _Atomic uint64_t beat; /* one more each time it has come round */
    _Atomic uint64_t fell; /* frames that those before it had taken from the kernel, and not read */
    struct counters counters; /* written by the worker alone, read at any time */
    struct live_counts lane[INTERFACES_MAX];
    struct error why[INTERFACES_MAX];
    uint8_t broken[INTERFACES_MAX]; /* for good; 0: it is not */
    _Atomic bool ended;             /* it has come to its end and said everything */
};

/* What a worker has done so far, with those whose place it took. */
struct worker_report {
    struct counters counters;
    uint64_t frames;  /* read */
    uint64_t fell;    /* lost with workers that fell */
    uint64_t last_ns; /* the latest time of a frame; 0: none came yet */
    struct live_counts lane[INTERFACES_MAX];
    bool broken[INTERFACES_MAX];
};

/* As it stands in the share of a worker, of so many interfaces; at any time. Counts as of now; of
 * the interfaces as of a tenth of a second ago. No number is larger than 2^53, whatever stands
 * there. */
void worker_report_read(const struct worker_share *share, size_t lanes, struct worker_report *r);

/* Whether it says that the source of an interface has come to its end for good. */
bool worker_is_broken_at(const struct worker_share *share, size_t lane);
