/* One of the threads of the live sensor that listen. Each has its own sources, decoder, flow table
 * and counters and shares nothing with the others: the kernel deals the frames out among them by
 * the two addresses they go between. What it learns goes into its ring; it never waits for anybody:
 * a fact that finds the ring full is counted (judge_ring_full) and gone. */
#pragma once

#include "core/counters.h"
#include "sensor/fact_ring.h"
#include "sensor/lanes.h"
#include "sensor/sensor_options.h"

/* What a worker has done so far. */
struct worker_report {
    struct counters counters;
    uint64_t frames;  /* read */
    uint64_t last_ns; /* the latest time of a frame; 0: none came yet */
    size_t lanes;
    struct live_counts lane[INTERFACES_MAX];
    bool broken[INTERFACES_MAX];
};

struct live_worker;

/* Takes all memory. It listens to `lanes`, which outlives it, and asks them to let go of the media
 * that have said everything. `cpu`: the one to run on; -1: any. ring_n as for fact_ring_new().
 * NULL: there is not that much memory. */
struct live_worker *live_worker_new(struct lanes *lanes, const struct flow_settings *settings,
                                    uint32_t ring_n, int cpu);
void live_worker_free(struct live_worker *w);

struct fact_ring *live_worker_ring(struct live_worker *w);

/* Starts its thread. False: there is no thread, and why. */
bool live_worker_start(struct live_worker *w, struct error *e);

/* It shall read what has come in by now, which takes two seconds at most, say what the end of all
 * conversations shows, and end. */
void live_worker_stop(struct live_worker *w);

/* Whether its thread has come to its end: by live_worker_stop(), or because every source is broken.
 * live_worker_join() then waits for nothing. */
bool live_worker_ended(const struct live_worker *w);
void live_worker_join(struct live_worker *w);

/* As of a tenth of a second ago at most, or of its end. From any thread. */
void live_worker_report(struct live_worker *w, struct worker_report *report);

/* From now on passwords and media are held against `secrets`. Those given before may be freed when
 * live_worker_uses() says that this one is in use. */
void live_worker_use_secrets(struct live_worker *w, const struct known_secrets *secrets);
bool live_worker_uses(const struct live_worker *w, const struct known_secrets *secrets);
