/* How the live sensor's alerts leave it: into the outbox, and from there each sink takes them with
 * a cursor and a thread of its own, so that a slow one holds up no other and whoever calls never
 * waits. What finds no room is shed and counted. All of it is called from one thread, the one that
 * judges. */
#pragma once

#include "alerts/alert.h"
#include "alerts/eve.h"
#include "alerts/outlet.h"
#include "alerts/posture.h"

enum { POST_SINKS_MAX = 6 };

struct post_settings {
    struct eve_style style; /* its texts are not copied */
    const char *sensor;     /* the name of the heartbeat; NULL: the style's host */
    struct outbox_settings outbox;
    size_t queue_bytes;    /* of postures, a sink; 0: 16 MiB */
    uint32_t retry_min_ms; /* 0: 100 */
    uint32_t retry_max_ms; /* 0: 1000: whoever is repaired is served within two seconds */
};

struct post;

/* Opens the outbox. NULL: e says why. Ended with post_close(). */
struct post *post_new(const struct post_settings *s, struct error *e);

/* Its outbox, for what else is kept there and for its figures. */
struct outbox *post_outbox(struct post *p);

/* Opens a sink, in the caller's thread and with its rights; may take some seconds. A file that
 * cannot be opened, a URL that is none and a password file that cannot be read are errors. A Redis
 * that is not there or refuses is none: it is said on stderr, and the thread goes on trying. */
bool post_add(struct post *p, const struct sink *sink, const char *where, struct error *e);

/* Starts the threads; after privileges were dropped. What came before waits in the queues. */
bool post_start(struct post *p, struct error *e);

/* Takes an alert; self is the post, so that this fits a struct alert_listener. */
void post_hear(void *self, const struct alert *a);

/* A line of stats.h, for sinks that take them: files. */
void post_stats(struct post *p, struct bytes line);

/* For sinks that keep postures, as of our sensor; the newest of a camera replaces one that still
 * waits. */
void post_posture(struct post *p, const struct posture *posture);

/* That camera is none any more: its posture is not kept any longer. camera: the id it had. */
void post_forget(struct post *p, const char *camera);

/* The sensor's heartbeat as JSON (beat.h), for sinks that keep it; the newest replaces one that
 * still waits. */
void post_beat(struct post *p, struct bytes json);

/* What is down is tried again now. */
void post_hasten(struct post *p);

/* Files are opened again; where that fails it is said, and the old one goes on. */
void post_reopen(struct post *p);

/* How each sink does, at most max; how many there are. */
size_t post_status(struct post *p, struct post_status *out, size_t max);

/* Delivers what it can within deadline_ms, ends the threads and releases p. How many lines were
 * left, over all sinks. For the disk it waits half of that at first; sinks are given up when it is
 * over, and a second later it returns. A thread that the system does not let go even then (a
 * resolver, a full pipe) is left behind: the process is to end soon. But the outbox's thread is
 * waited for until the disk has what was raised, or refuses it. */
size_t post_close(struct post *p, int deadline_ms);
