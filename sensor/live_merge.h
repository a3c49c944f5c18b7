/* What the workers of the live sensor say, in the order of their frames' times: two conversations
 * of one camera may be two workers'.
 *
 * How it works: as merge.h, with the time in the place of the frame's number; a worker's watermark
 * is the time up to which it has read everything, and one that hears nothing moves it, too. But
 * nobody is waited for for long: a fact of more than a second ago is told, whatever others may
 * still say, and so is one behind which a ring fills up. What they say is checked: a worker that
 * was taken over may say anything. */
#pragma once

#include "core/observation_sound.h"
#include "sensor/fact_ring.h"
#include "sensor/merge.h"

struct live_merge_lane {
    struct fact_ring *ring;
    uint64_t passed; /* no fact of up to this time is still to be taken from the ring */
    bool ended;
    bool has_first;
    struct told first; /* taken out of the ring, not told yet */
    size_t told;       /* in this turn */
};

struct live_merge {
    size_t n;
    size_t share; /* of a turn, that one worker may say */
    bool over;    /* nobody is waited for any more */
    uint64_t unsound;
    struct constants constants;
    struct live_merge_lane lane[WORKERS_MAX];
};

/* Of nobody yet. */
void live_merge_begin(struct live_merge *m);
/* The next worker's ring, which outlives the merge. WORKERS_MAX at most. */
void live_merge_add(struct live_merge *m, struct fact_ring *ring);

/* Another turn, of `max` facts. One that has said its share of it waits for the next, so that none
 * can keep the others from being heard. */
void live_merge_turn(struct live_merge *m, size_t max);

/* The next fact and who says it; lives until this is asked again. NULL: nothing more in this turn.
 */
const struct observation *live_merge_next(struct live_merge *m, size_t *who);

/* The worker has ended: what is in its ring is the last that it says. */
void live_merge_end(struct live_merge *m, size_t who);

/* Counts what that worker said and no worker of ours says, and says so the first time. */
void live_merge_refuse(struct live_merge *m, size_t who);
