/* The pipe of a replay, put together: frames in, facts and alerts out. With one worker there is no
 * thread: the observer of the dissectors is the judge itself. Several workers (sensor/crew.h) stand
 * in for the part before the judge. */
#pragma once

#include "alerts/anomaly.h"
#include "alerts/delivery.h"
#include "capture/decode.h"
#include "evidence/evidence.h"
#include "flow/flow.h"
#include "sensor/facts_out.h"
#include "sensor/memory.h"
#include "sensor/options.h"
#include "sensor/timeline.h"
#include "sensor/verdicts.h"

struct engine {
    struct counters counters;
    struct flow_settings settings;
    struct decoder *decoder;
    struct flows *flows;
    struct verdicts verdicts;
    struct memory *memory; /* NULL: nothing outlives this run */
    struct delivery *delivery;
    struct anomalies anomalies;
    struct facts_out *facts;   /* NULL: not wanted */
    struct timeline *timeline; /* NULL: not wanted */
    struct evidence *evidence; /* NULL: not wanted */
    struct catcher *catcher;   /* likewise */
    const char *sensor;        /* what it is called */
    bool debug;
    uint64_t first_ns, last_ns; /* of all packets, the earliest and the latest; 0: none yet */
    uint64_t now_ns;            /* of the last packet of the present capture */
};

/* Sets everything up as the options say. False: e says what could not be; the exit status that fits
 * is put into *status. Whatever was set up is released by engine_close(). */
bool engine_open(struct engine *g, const struct replay_options *o, struct error *e, int *status);

/* After that, and before the first frame: what needs threads is started. */
bool engine_start(struct engine *g, struct error *e);

/* One frame all the way. */
void engine_take(struct engine *g, const struct frame *f);

/* Instead of engine_take(), if others follow the conversations: who hears what they say, in the
 * order in which one worker would say it, and the times of the capture's frames. */
struct observer engine_observer(struct engine *g);
void engine_note_time(struct engine *g, uint64_t time_ns);

/* A capture is over: what only its end can show is said. Another may follow, later or earlier. */
void engine_end_capture(struct engine *g);

/* All captures are over: alerts and postures are delivered. False: not all arrived, and why. */
bool engine_finish(struct engine *g, struct error *e);
void engine_close(struct engine *g);
