/* What the nursery's process keeps, and its workers: how they start, end and are looked after.
 * Private to nursery_process.c and nest.c. */
#pragma once

#include "core/observation_sound.h"
#include "sensor/live_sources.h"
#include "sensor/nursery.h"

enum { NEST_LOOK_MS = 100 }; /* how often it looks after them, at least */

/* One worker, and those that take its place. */
struct child {
    pid_t pid; /* 0: none runs */
    int pidfd; /* -1: poll(2) does not wait for it */
    bool ended;
    bool stuck; /* it was killed for that */
    uint64_t started_ms;
    uint64_t due_ms;   /* when the next is to start */
    unsigned young;    /* how many in a row fell young */
    uint64_t beats;    /* as of the last look */
    uint64_t still_ms; /* without a beat */
};

struct nest {
    const struct nursery_settings *settings;
    struct live_sources sources;
    struct constants constants;
    struct child child[WORKERS_MAX];
    size_t n;
    int words;
    int orders;
    bool started;
    uint64_t looked_ms;
};

/* Says a word to the main thread's process. */
void nest_speak(const struct nest *t, const struct nursery_word *w);

/* The sandbox of a role, as the options want it. */
struct sandbox_settings nest_sandbox(const struct nest *t, enum sandbox_role role);

/* This process ends when that one does, also if that has ended already. */
void nest_end_with(pid_t parent);

/* Forks those that are due. */
void nest_start_due(struct nest *t);

/* Takes note of those that have ended, and says so. */
void nest_look_whether_ended(struct nest *t);

/* Kills those that stand still. To be called all the time. */
void nest_look_after(struct nest *t);

/* What the kernel counted instead of delivering it, for the main thread's process to see. */
void nest_publish_shunted(struct nest *t);

/* Ends all of them and this process. */
_Noreturn void nest_end_all(struct nest *t);
