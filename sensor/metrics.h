/* The sensor's figures as Prometheus reads them (text format 0.0.4), and whether it is ready. No
 * secret, no user, no camera is in them. */
#pragma once

#include "alerts/figures.h"
#include "alerts/post.h"
#include "sensor/live_crew.h"
#include "sensor/sandbox.h"

enum { METRICS_MAX = 1 << 18 };

/* As of one second; a value. */
struct metrics {
    const char *sensor; /* its name; outlives this */
    struct sensor_figures figures;
    struct {
        const char *name; /* outlives this */
        struct live_counts counts;
        bool away; /* nothing can be heard there now */
    } interface[INTERFACES_MAX];
    size_t interfaces;
    struct post_status sink[POST_SINKS_MAX];
    size_t sinks;
    struct outbox_figures outbox;
    uint64_t policy_reloads;
    bool policy_refused; /* the last one read has a mistake; the one before is in force */
    bool listening;      /* the workers do */
    struct sandbox_state sandbox;
    uint64_t refused; /* system calls, by it */
};

/* Writes all of it, without a final zero; how long it is. 0: it would have been longer than room;
 * METRICS_MAX is room for all. */
size_t metrics_write(const struct metrics *m, char *out, size_t room);

/* Why it is not ready: one line a reason, as metrics_write(). 0: it is ready. */
size_t metrics_unready(const struct metrics *m, char *out, size_t room);
