/* All that listen: the workers, each a process (nursery.h), and what they say in one order. What
 * they say and count is checked: one that was taken over may say anything. */
#pragma once

#include "core/observer.h"
#include "evidence/catcher.h"
#include "sensor/nursery.h"

struct live_crew;

/* What all of them have done together. */
struct crew_report {
    struct counters counters;
    uint64_t frames;  /* read */
    uint64_t fell;    /* lost with workers that fell */
    uint64_t falls;   /* how often one did */
    uint64_t shunted; /* packets that the kernel counted and did not deliver */
    uint64_t last_ns; /* the latest time of a frame; 0: none came yet */
    size_t interfaces;
    struct live_counts interface[INTERFACES_MAX]; /* in the order of the options */
};

struct crew_settings {
    const struct sensor_options *options;
    const struct flow_settings *flows;
    const struct identity *identity; /* whom to become; NULL: nobody else, for tests */
    struct sandbox_tally *tally;     /* counts what is refused; NULL: nobody asks */
};

/* Forks the nursery, which opens every source, becomes somebody else and enters its sandbox; no
 * worker runs yet. To be called while there is one thread, and before anything is read or opened
 * that no worker shall have. What cannot be had but is not needed (the shunt) is said on standard
 * error. Options and flows are used as long as the crew is. NULL: e says why. */
struct live_crew *live_crew_open(const struct crew_settings *settings, struct error *e);

/* The process that the workers come from; 0: it has ended. */
pid_t live_crew_nursery(const struct live_crew *c);

/* Starts the workers. False: e says why; live_crew_close() is next. */
bool live_crew_start(struct live_crew *c, struct error *e);

/* "af_packet, 2 workers, shunt"; lives as long as the crew. */
const char *live_crew_manner(const struct live_crew *c);
bool live_crew_shunts(const struct live_crew *c);

/* With `evidence` among the options: who is handed the masked frames that prove a fact, before it
 * is told. */
void live_crew_frames_to(struct live_crew *c, struct frame_taker to);

/* Tells up to `max` facts in the order of their times (live_merge.h). How many were told; 0: none
 * yet. Waits for nothing. */
size_t live_crew_tell(struct live_crew *c, struct observer to, size_t max);

/* From now on whatever lies there is told, though a worker may still say something earlier. */
void live_crew_wait_for_none(struct live_crew *c);

void live_crew_report(struct live_crew *c, struct crew_report *report);

/* A source that came to its end for good since this was asked last: what is wrong with it, starting
 * with the interface's name. False: none. */
bool live_crew_complaint(struct live_crew *c, struct error *e);

/* A worker that fell since this was asked last. False: none. Those that end as they shall are
 * noted here, too: to be asked until it says false, in each turn of the loop. */
bool live_crew_fall(struct live_crew *c, struct nursery_word *fell);

/* From now on passwords and media are held against `secrets`, by each worker as soon as it has come
 * round. They are copied, and may be freed at once, like those given before. */
void live_crew_use_secrets(struct live_crew *c, const struct known_secrets *secrets);

/* They shall come to their end; live_crew_ended() says when all have, or the nursery has. */
void live_crew_stop(struct live_crew *c);
bool live_crew_ended(const struct live_crew *c);

/* Ends those that run, and waits for them. c may be NULL. */
void live_crew_close(struct live_crew *c);
