/* What an outbox is within: for outbox.c (its life), outbox_raise.c and outbox_recall.c (the
 * judge's side), outbox_reader.c (the sinks' side) and outbox_thread.c (the disk) with
 * outbox_load.c and outbox_write.c; nobody else needs it. Locks are taken in this order: file_lock,
 * lock. */
#pragma once

#include <pthread.h>

#include "alerts/backoff.h"
#include "alerts/notes.h"
#include "alerts/outbox.h"
#include "alerts/outbox_ahead.h"
#include "alerts/outbox_file.h"
#include "alerts/outbox_row.h"
#include "alerts/tail.h"

enum { DAMAGES_MAX = 64, OUTBOX_SLOW_MS = 1000 };

/* How far a reader is: behind that line. */
struct cursor_at {
    uint64_t epoch;
    uint64_t number;
};

struct reader {
    char name[320];
    struct cursor_at at;
    struct cursor_at out; /* what it was given last, and may be delivering */
    bool behind;          /* what follows may be in the file and not in memory */
    bool held_up;         /* the file could not be read: after a while it is tried again */
    bool changed;         /* since it was kept */
    uint64_t place;       /* of the row in the file that it read last */
    uint64_t oldest_ns;
    uint64_t waiting;
    uint64_t shed[SEVERITIES];
    uint64_t before[SEVERITIES]; /* of these, what the runs before had in memory alone */
};

struct outbox {
    struct outbox_settings settings;
    struct outbox_listener listener;
    char sender[OUTBOX_SENDER_MAX];
    uint64_t epoch;
    uint64_t before;         /* the last number of the runs before */
    struct cursor_at beyond; /* and where they have gone on without the file; epoch 0: nowhere */
    uint64_t told;           /* the last number that the file's self says, as long as that is so */

    pthread_mutex_t file_lock; /* of the file */
    struct outbox_file *file;  /* NULL: memory only */
    uint64_t used, limit;      /* bytes of the file, as of the last commit */
    uint64_t husks;            /* the place of the last one of this run; they come first */

    struct outbox_ahead *ahead; /* the thread's; NULL: there is no room for it */
    struct ahead_mark mark;     /* what is in it */
    uint64_t noted;             /* number that it is of; those behind are reserved */

    pthread_mutex_t lock; /* of all that follows */
    uint64_t shown_used, shown_limit;
    pthread_cond_t wake; /* the thread has something to do */
    pthread_cond_t kept; /* the thread has been at the disk */
    pthread_t thread;
    struct load *load; /* the thread's, taken before it starts; NULL: it was not started */
    bool started;
    bool ending;
    struct tail *tail;
    struct notes *notes;
    uint64_t last;     /* number put */
    uint64_t saved;    /* number that is in the file, or need not be */
    uint64_t alone;    /* number up to which they were raised without it */
    uint64_t reserved; /* number up to which they are so at once; 0: the thread does it */
    uint64_t given;    /* number of a line, put or shed */
    uint64_t gone;     /* number up to which it had to go from the file again, taken or not */
    bool broken;       /* the disk: lines are raised in memory */
    bool slow;         /* it takes long to say so */
    struct error reason;
    struct backoff backoff;
    uint64_t retry_at_ms;
    uint64_t busy_since_ms; /* the thread is at the disk; 0: it is not */
    uint64_t raised;
    uint64_t shed[SEVERITIES];
    uint64_t notes_shed;
    uint64_t damaged;
    size_t damages; /* places of rows that were found damaged and counted */
    uint64_t damage[DAMAGES_MAX];
    size_t readers;
    struct reader reader[OUTBOX_READERS_MAX];
};

/* What the thread works with; released with free(). NULL: no memory. */
struct load *outbox_load_new(void);

/* The thread: self is the outbox. */
void *outbox_run(void *self);

/* The disk takes nothing, and why; it is tried again after a while. With the lock. */
void outbox_complain(struct outbox *o, const struct error *why, const char *so);

/* Since o->busy_since_ms. With the lock. */
void outbox_answered(struct outbox *o);

/* Keeps what is waiting, once. With neither lock. false: there was nothing, or it failed. */
bool outbox_save(struct outbox *o);

/* ---- outbox_marks.c ---- */

/* Goes on where the last run was, if it got further than its file says. */
void outbox_take_mark(struct outbox *o, struct outbox_self *self);
/* The new run's. */
void outbox_begin_mark(struct outbox *o);
/* What a reader never got of what the runs before had in memory alone: counted as shed. */
void outbox_count_before(struct outbox *o, struct reader *r);
/* What the runs before had in memory alone although it was committed: husks, counted as shed.
 * Before anything is read. */
void outbox_count_husks(struct outbox *o);
/* A line of this run is in the file, and so that all was counted. With the lock. */
void outbox_settle_before(struct outbox *o);
/* The file's self says that number: what a mark that goes no further has to say is over. */
void outbox_settle_mark(struct outbox *o, uint64_t told);
/* What self is to say; as long as no line of this run is there, that of before is to be found. */
uint64_t outbox_last_to_tell(const struct outbox *o, uint64_t last);
/* Before lines up to that number go to the file. */
void outbox_lift_ceiling(struct outbox *o, uint64_t number);
/* Notes that lines up to o->last are raised without the file, and what would be lost with the
 * memory now. With neither lock. That it cannot be written is no reason to hold them back. */
void outbox_go_ahead(struct outbox *o);

static inline bool is_before(struct cursor_at a, uint64_t epoch, uint64_t number)
{
    return a.epoch < epoch || (a.epoch == epoch && a.number < number);
}

/* The number up to which every reader has taken the lines of this run. With the lock. */
uint64_t outbox_taken(const struct outbox *o);

/* A line that a reader will never get. With the lock. */
void outbox_count_shed(struct reader *r, unsigned severity);
/* The same for every reader that was not even given that line, which is nowhere any more; each goes
 * on behind it. Rows of the file that were read are known by `place`; 0: not of the file. */
void outbox_shed_line(struct outbox *o, struct cursor_at line, unsigned severity, uint64_t place);
/* A line that nobody can be given any more: who was not given it goes on behind it. Whether there
 * was one. With the lock. */
bool outbox_pass_line(struct outbox *o, struct cursor_at line, uint64_t place);
/* Whether that row's damage was not counted yet; it is known from now on. With the lock. */
bool outbox_is_damage_news(struct outbox *o, uint64_t place);
size_t outbox_severity(unsigned severity);
