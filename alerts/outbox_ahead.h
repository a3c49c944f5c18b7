/* How far an outbox has gone without its file: FOLDER/outbox.ahead, a few hundred bytes that have
 * their room on the disk from the beginning, so that they can be written when it is full. By them
 * no number is ever given twice, and the next run knows what was lost with the memory of this one.
 */
#pragma once

#include "alerts/outbox.h"
#include "alerts/outbox_file.h"

enum { AHEAD_SENDER_MAX = 40 };

/* Lines in memory alone that a reader had not taken, by severity. */
struct ahead_sink {
    uint64_t name; /* outbox_ahead_name() */
    uint64_t alone[SEVERITIES];
};

struct ahead_mark {
    char sender[AHEAD_SENDER_MAX];
    uint64_t epoch;
    uint64_t number;  /* up to that one lines were raised, if that is more than the file says */
    uint64_t ceiling; /* no greater one was ever raised */
    uint64_t sinks;
    struct ahead_sink sink[OUTBOX_READERS_MAX];
};

struct outbox_ahead;

/* NULL: there is no room for it, or no right. Whoever opens it has the folder for himself. */
struct outbox_ahead *outbox_ahead_open(const char *folder);
void outbox_ahead_close(struct outbox_ahead *a); /* a may be NULL */

/* The last that was written whole. false: there is none. a may be NULL. */
bool outbox_ahead_read(const struct outbox_ahead *a, struct ahead_mark *m);

/* It is on the disk when this returns true. a may be NULL. */
bool outbox_ahead_write(struct outbox_ahead *a, const struct ahead_mark *m);

/* Stands for a reader's name. */
uint64_t outbox_ahead_name(const char *reader);
