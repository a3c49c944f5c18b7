/* One of the workers that listen, in a process of its own (nursery.h). Each has its own sources,
 * decoder, flow table and counters and shares nothing with the others: the kernel deals the frames
 * out among them by the two addresses they go between. What it learns goes into its ring; it never
 * waits for anybody: a fact that finds the ring full is counted (judge_ring_full) and gone.
 *
 * It may end anywhere, killed by what it read. The one that takes its place goes on with the same
 * ring, sources and counts, and with no conversations. */
#pragma once

#include "evidence/frame_ring.h"
#include "sensor/fact_ring.h"
#include "sensor/lanes.h"
#include "sensor/sandbox.h"
#include "sensor/worker_orders.h"
#include "sensor/worker_share.h"

/* What a worker works with; all of it outlives it. */
struct worker_job {
    struct lanes *lanes; /* opened by another process; it asks them to let go of the media that
                            have said everything */
    const struct flow_settings *settings; /* but for its secrets: those come by the orders */
    struct fact_ring *ring;
    struct frame_ring *frames; /* for what proves the facts; NULL: nobody wants it */
    struct worker_share *share;
    const struct worker_orders *orders;
    const struct sandbox_settings *sandbox; /* entered before anything is read */
    int cpu;                                /* the one to run on; -1: any */
};

enum worker_exit { WORKER_ENDED = 0, WORKER_NO_MEMORY = 71, WORKER_NO_SANDBOX = 72 };

/* Listens until it is ordered to stop, or every source is broken: then reads what came before,
 * which takes two seconds at most, and says what the end of all conversations shows. The exit
 * status of its process: enum worker_exit. */
int live_worker_run(const struct worker_job *job);
