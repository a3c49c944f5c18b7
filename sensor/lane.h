/* One of the interfaces that a worker listens to (sensor/lanes.h): its source, and frames of it
 * that wait for their turn. */
#pragma once

#include "capture/live.h"

enum { LANE_HELD = 256, NS_PER_MS = 1000000 };

struct lane {
    const struct live_source *source;
    void *self;
    char *name;
    const struct shunt *shunt; /* NULL: none */
    uint64_t late_ns;          /* how long after its time a frame may come */
    struct frame held[LANE_HELD];
    int at, n;          /* held[at] is next, of n */
    uint64_t taken_ns;  /* when these were taken, by the clock that is never set */
    uint64_t silent_ns; /* when it was asked last and had none, by the same */
    uint64_t silent_at; /* and by the wall clock */
    bool broken;
    struct error why; /* beginning with its name */
};

/* False: e says why, beginning with the interface's name; there is nothing to close. */
bool lane_open(struct lane *lane, const struct live_source *source,
               const struct live_settings *settings, struct error *e);
void lane_close(struct lane *lane);

/* As live_source.resume(); one that cannot is broken. */
void lane_resume(struct lane *lane);

/* It is broken for good. `why` begins with its name. */
void lane_break(struct lane *lane, const char *why);

/* As live_source.next(); notes when it had none, and why it broke. A broken one has none. */
int lane_ask(struct lane *lane, struct frame *batch, int max, int timeout_ms);

/* Holds what it has. Those it held before were handed out. */
void lane_refill(struct lane *lane);

static inline bool lane_is_empty(const struct lane *lane)
{
    return lane->at == lane->n;
}

static inline const struct frame *lane_first(const struct lane *lane)
{
    return &lane->held[lane->at];
}
