/* One sink and its thread, which reads the outbox with a cursor of its own: no sink waits for
 * another. post.h makes one of each sink. Statistics, postures and the heartbeat wait in memory. */
#pragma once

#include "alerts/outbox.h"
#include "core/text.h"

enum { PLACE_MAX = 288 };

/* What found no room, or was refused. */
struct shed {
    uint64_t alerts[SEVERITIES]; /* of severity 1 (worst), 2, 3, 4 */
    uint64_t stats;              /* lines of statistics */
    uint64_t postures;
    uint64_t beats;
};

uint64_t shed_alerts(const struct shed *s);

struct post_status {
    const char *sink;            /* "redis" */
    char where[PLACE_MAX];       /* no user, no password */
    bool up;                     /* the last try succeeded */
    bool has_figures;            /* `figures` are told */
    struct error reason;         /* why it is down; empty when it is up */
    uint64_t recoveries;         /* times it came up again: it may have forgotten what it kept */
    struct text rival;           /* another sensor of our name that delivers there; or empty */
    uint64_t delivered;          /* lines */
    uint64_t delivered_last_ns;  /* when the last one was, since 1970; 0: never */
    size_t queued;               /* alerts, and lines of statistics */
    uint64_t oldest_ns;          /* when the oldest alert of these was raised; 0: there is none */
    struct sink_figures figures; /* what it can tell of the other end */
    size_t postures;             /* that wait: the newest of each camera */
    struct shed shed;
};

struct outlet_settings {
    const char *sensor; /* copied */
    struct outbox *outbox;
    size_t queue_bytes;    /* of postures */
    uint32_t retry_min_ms; /* 1 or more */
    uint32_t retry_max_ms;
};

struct outlet;

/* Opens the sink; its thread connects it, if it is one that connects. NULL: it cannot be opened at
 * all, and why. Freed with outlet_free(). */
struct outlet *outlet_new(const struct outlet_settings *s, const struct sink *sink,
                          const char *where, struct error *e);

/* Starts its thread. */
bool outlet_start(struct outlet *o, struct error *e);

/* There may be something to read in the outbox. From any thread. */
void outlet_wake(struct outlet *o);

/* Add to the queue, or count as shed. What a sink does not take is passed over. */
void outlet_stats(struct outlet *o, struct bytes line);
/* An empty posture: it is no longer kept. */
void outlet_posture(struct outlet *o, const char *camera, struct bytes posture);
void outlet_beat(struct outlet *o, struct bytes json);

/* What is waited for is tried now. */
void outlet_hasten(struct outlet *o);
void outlet_reopen(struct outlet *o);

void outlet_status(struct outlet *o, struct post_status *out);

/* To end it: outlet_end() says that nothing more comes; outlet_ended() waits for the thread to have
 * delivered all, until that moment of steady_ms(); outlet_give_up() makes the thread leave it.
 * outlet_free() tells how many lines were left; if the thread has not ended by then it is left
 * behind, with what it uses. */
void outlet_end(struct outlet *o);
bool outlet_ended(struct outlet *o, uint64_t until_ms);
void outlet_give_up(struct outlet *o);
size_t outlet_free(struct outlet *o);
