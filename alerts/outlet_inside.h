/* What outlet.c and its thread share; nobody else needs it. */
#pragma once

#include <pthread.h>

#include "alerts/backoff.h"
#include "alerts/latest.h"
#include "alerts/line_ring.h"
#include "alerts/outlet.h"
#include "alerts/rival.h"

enum { SENSOR_MAX = 128 };

struct outlet {
    const struct sink *sink;
    void *opened;
    char sensor[SENSOR_MAX];

    /* The thread's own. */
    struct backoff backoff;
    bool broken;       /* deliver() failed, or it was never connected: mend() before all else */
    bool told_posture; /* that it was refused; until one is taken again */
    bool told_beat;
    struct rival rival;
    struct outbox *outbox;
    int reader;                 /* in the outbox */
    bool begun_stats;           /* they failed: the sink may have got a part of them */
    struct outbox_batch *batch; /* n 0: the next is to be read; else it is to be sent again */

    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t wake;  /* the thread has something to do */
    pthread_cond_t gone;  /* the thread has ended */
    pthread_t thread;
    struct line_ring *stats;
    struct latest *postures;
    struct latest *beat;
    struct post_status status;
    uint64_t retry_at_ms; /* 0: nothing failed */
    bool fresh;           /* it has yet to try to connect */
    bool started;
    bool ended;
    bool reopen;
    bool ending;
    bool given_up;
};

/* The thread: self is the outlet. */
void *outlet_run(void *self);

/* Waits with the lock held, until a moment of steady_ms(); 0: without end. */
void outlet_wait(struct outlet *o, pthread_cond_t *cond, uint64_t until_ms);

/* It is down from now on, and why; tried again a while later. With the lock held. Says so if it was
 * up, or never tried before. */
void outlet_down(struct outlet *o, const struct error *why);
