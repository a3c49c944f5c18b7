/* The process that the workers come from. It is forked from the sensor before that has read any
 * login of Redis, opened the outbox or started a thread, so nothing of these is in it or in a
 * worker: a dissector that is taken over by what it reads has the wire, the policy's list of
 * passwords and keys, and no more.
 *
 * How it works: the nursery opens all sources, gives up all rights, and forks a process for each
 * worker, which keeps its own sources only. It reads no frame itself. When a worker falls (a
 * signal, or an end that nobody ordered) it says so and forks the next at once, or a little later
 * if it falls again and again. One that has not come round for five seconds is killed first; time
 * in which the nursery itself did not run does not count, so a machine that sleeps, or a sensor
 * that is stopped as a whole, makes nobody late. The nursery ends with the sensor, and its workers
 * with it, however that ends. */
#pragma once

#include <sys/types.h>

#include "sensor/live_worker.h"
#include "sensor/privileges.h"
#include "sensor/sandbox.h"

/* What the nursery itself tells all the time; not in a worker's reach. */
struct nursery_share {
    _Atomic uint64_t shunted; /* packets that the kernel counted and did not deliver */
};

/* What a worker and the main thread's process share; each is let go of by the other workers. */
struct charge {
    struct worker_share *share;
    struct fact_ring *ring;
    struct frame_ring *frames; /* NULL: no evidence is wanted */
};

struct nursery_settings {
    const struct sensor_options *options;
    const struct flow_settings *flows;
    const struct identity *identity; /* whom to become; NULL: nobody else, for tests */
    struct sandbox_tally *tally;     /* NULL: nobody asks */
    const struct worker_orders *orders;
    struct nursery_share *share;
    const struct charge *charges; /* as many as there are to be workers */
};

enum nursery_kind {
    NURSERY_READY,   /* everything is open */
    NURSERY_REFUSED, /* or not: why */
    NURSERY_FELL,
    NURSERY_ENDED, /* as it was ordered to, or because its sources are broken */
};

/* What it says, one after the other. */
struct nursery_word {
    enum nursery_kind kind;
    bool shunts; /* READY: media that have said everything can be left to the kernel */
    size_t worker;
    pid_t pid;
    int status;        /* FELL: as of waitpid(2) */
    bool stuck;        /* FELL: it was killed because it did not come round */
    uint64_t frame;    /* FELL: the frame that it was about, counted from the start */
    struct text where; /* FELL: who had that frame: "decode", "rtsp", "nDPI" */
    struct error why;
};

struct nursery {
    pid_t pid;
    int words;  /* to be read; nonblocking */
    int orders; /* closed: it shall end */
    bool gone;  /* it has ended */
};

/* Forks it, and waits until it has opened everything. False: e says why, and there is nothing to
 * close. */
bool nursery_open(struct nursery *n, const struct nursery_settings *settings,
                  struct nursery_word *ready, struct error *e);

/* It shall start the workers. */
bool nursery_start(struct nursery *n, struct error *e);

/* The next of its words; false: there is none now. Sets n->gone. */
bool nursery_hear(struct nursery *n, struct nursery_word *w);

/* Ends it, and all workers, and waits. How it ended, as of waitpid(2). */
int nursery_close(struct nursery *n);

/* What ended a worker: "SIGSEGV", "exit status 71 (no memory)". */
void nursery_ending(const struct nursery_word *fell, struct text *how);
