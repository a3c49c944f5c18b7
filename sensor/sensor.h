/* `camwarden sensor`: listens for months. What its parts share; private to this folder.
 *
 * How it works: the workers, processes of their own, listen and say facts; the main thread does all
 * the rest in one loop
 * (sensor.c): it judges, answers `camwarden ctl` (requests.c), tells what it is doing (status.c,
 * publish.c), and reads the policy again (reload.c). Each sink has a thread of its own
 * (alerts/post.h). Nothing that the main thread does waits for the network or for a worker. */
#pragma once

#include <jansson.h>

#include "alerts/anomaly.h"
#include "alerts/beat.h"
#include "alerts/post.h"
#include "core/clock.h"
#include "evidence/evidence.h"
#include "sensor/book_watch.h"
#include "sensor/control.h"
#include "sensor/disk_watch.h"
#include "sensor/fall_watch.h"
#include "sensor/live_crew.h"
#include "sensor/losses.h"
#include "sensor/memory.h"
#include "sensor/metrics_http.h"
#include "sensor/sandbox.h"
#include "sensor/sandbox_refused.h"
#include "sensor/shed_watch.h"
#include "sensor/verdicts.h"

struct reload {
    struct error error; /* why the last one was refused; empty: it was not */
    uint64_t loaded_ns; /* when the policy in force was read, CLOCK_REALTIME */
    uint64_t times;     /* how often it was read anew */
};

/* What was told of the camera at a place of the judge's. */
struct published {
    struct text id;   /* under which; empty: nothing was told */
    uint64_t changes; /* struct judged's, as of then; 0: it is to be told again */
    uint64_t time_ns; /* of the last fact in it */
    bool is_camera;   /* of the present round */
};

struct sensor {
    struct sensor_options options;
    struct counters judged; /* by judge and ledger */
    struct verdicts verdicts;
    struct memory *memory; /* NULL: nothing outlives this run */
    struct live_crew *crew;
    struct eve_style style;
    struct post *post;
    struct evidence *evidence; /* NULL: not wanted */
    struct anomalies anomalies;
    struct control *control;
    struct metrics_http *metrics; /* NULL: nobody asked for them */
    struct losses losses;
    struct shed_watch shed;
    struct disk_watch disk;
    struct fall_watch falls;
    struct book_watch book;
    struct counters counted;   /* by workers, judge and ledger, as of the last second */
    struct loss_totals lost;   /* likewise */
    struct crew_report report; /* likewise */
    struct reload reload;
    struct sandbox_state sandbox;
    struct sandbox_tally *tally;      /* of what it refuses */
    uint64_t refused;                 /* of these, as was told last */
    struct published *published;      /* by place */
    uint64_t away_ns[INTERFACES_MAX]; /* as metrics had it last */
    uint64_t recoveries;              /* of all sinks, as of then */
    uint32_t places;                  /* how many of these */
    uint64_t started_ms;              /* CLOCK_MONOTONIC */
    char instance[INSTANCE_MAX];      /* of this process, in the heartbeat */
    struct sentence interfaces;       /* "eth1,eth2" */
    bool ending;
};

/* ---- set_up.c ---- */

/* Everything that takes the rights we were started with, and then their end. False: e says what
 * could not be, *status is the exit status that fits, and sensor_release() is next. */
bool sensor_set_up(struct sensor *s, struct error *e, int *status);

/* Ends what is still open, and frees s. */
void sensor_release(struct sensor *s);

/* ---- status.c ---- */

/* What `ctl status` answers; a new object. */
json_t *sensor_status(struct sensor *s);

/* What the kernel and we have counted, as tcpdump tells it at its end, on standard error. */
void sensor_tell_counts(const struct sensor *s);

/* What was counted, as of the last second. */
struct sensor_figures sensor_figures(struct sensor *s);

/* ---- publish.c ---- */

/* The stats event into the EVE file, and the heartbeat to Redis. */
void publish_stats(struct sensor *s);

/* An OBS_ANOMALY, if it is news, as a line of EVE. */
void publish_anomaly(struct sensor *s, const struct observation *o);

/* The postures of cameras that have changed since they were told, and once an hour of those that
 * are still there; and which cameras are none any more. As many as there is room for. */
void publish_postures(struct sensor *s);

/* Hands the figures of this second over to whoever asks for metrics. */
void publish_metrics(struct sensor *s);

/* ---- watch.c ---- */

/* Before anything is counted; recalls what the last run told of itself, and not of its end. */
void watch_begin(struct sensor *s);

/* What workers, judge, ledger and sinks have counted so far, into s. */
void watch_take_stock(struct sensor *s);

/* What is to be told of that; once a second. */
void watch_tell(struct sensor *s);
void watch_tell_of_falls(struct sensor *s);

/* What the workers' process has to say of them; in each turn of the loop. */
void watch_attend(struct sensor *s);

/* ---- reload.c ---- */

/* Reads the policy again. False: it is refused and the old one stays, e says why. */
bool reload_policy(struct sensor *s, struct error *e);

/* SIGHUP: policy and files. */
void reload_all(struct sensor *s);

/* ---- requests.c ---- */

/* Fits struct control_answerer. */
json_t *sensor_answer(void *self, const json_t *request);
