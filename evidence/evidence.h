/* A small capture file for each alert: the frames that prove it, what may not be told masked, with
 * a comment that names the item. Files are written by a thread of their own. */
#pragma once

#include <sys/types.h>

#include "alerts/alert.h"
#include "evidence/catcher.h"

struct evidence;

struct evidence_settings {
    const char *folder;
    uint64_t most; /* bytes of all files together */
    bool may_wait; /* for a slow disk: a replay's. Else what is too much is counted and left out */
};

/* NULL: e says why. */
struct evidence *evidence_open(const struct evidence_settings *settings, struct error *e);

/* Whoever the program becomes shall be able to write there. False: errno says why not. */
bool evidence_give(const struct evidence *v, uid_t uid, gid_t gid);

/* Starts the thread; after the rights were given away. */
bool evidence_start(struct evidence *v, struct error *e);

/* Where a catcher is to hand frames on; from the thread that asks evidence_take(). */
struct frame_taker evidence_taker(struct evidence *v);

/* The file that an alert's frames are being written to, a name in the folder; NULL: it is not the
 * first telling of the alert, or its frames are there no longer. Holds until the next call. */
const char *evidence_take(struct evidence *v, const struct alert *a);

struct evidence_figures {
    uint64_t written; /* files */
    uint64_t missing; /* alerts whose frames were gone */
    uint64_t lost;    /* files that could not be written, or only too late */
};
struct evidence_figures evidence_figures(struct evidence *v);

/* Writes what is still to be written; a live sensor's for two seconds at most. False: some file
 * could not be written, e says why the last one was not. v may be NULL. */
bool evidence_close(struct evidence *v, struct error *e);
