/* Where an alert is *raised*: what is in the outbox arrives, once, whatever dies. Every sink reads
 * it with a cursor of its own.
 *
 * Lines are numbered in the order they are raised, 1, 2, ..., over all runs of a sensor; what was
 * shed leaves a gap. Each start is another epoch, greater than all before: a number that was sent
 * and then lost with the disk is never taken for another. (sender, epoch, number) names a line for
 * ever.
 *
 * With a folder, lines are raised when they are committed to its file (outbox_file.h), many in one
 * transaction, by a thread of the outbox; the last ones are kept in memory too, and whoever keeps
 * up never reads the file. When the disk fails or is full lines are raised in memory, until it is
 * well again: then only a sudden end of the sensor can lose them. One thread puts and keeps; any
 * may read. */
#pragma once

#include "alerts/sink.h"

enum {
    OUTBOX_READERS_MAX = 8,
    OUTBOX_BATCH_LINES = 1024,
    OUTBOX_BATCH_BYTES = 2 << 20,
    OUTBOX_LINE_MAX = 65536,
    SEVERITIES = 4,
};

struct outbox;

struct outbox_settings {
    const char *folder;  /* must be there, and ours alone; NULL: memory only, for this run */
    size_t memory_bytes; /* for lines in memory; 0: 16 MiB */
    uint64_t disk_bytes; /* the file's limit; 0: 1 GiB */
    uint64_t age_s;      /* how long a line waits for a sink; 0: 30 days */
    bool without_disk;   /* opens, and raises lines in memory, although the disk is full or fails */
};

/* NULL: e says why: no such folder, no right, another sensor uses it, a file of a newer version, a
 * disk that is full or fails. without_disk: the last is said on stderr, and it is as if the disk
 * failed later; the sender is a new one. A file that then comes is used if it is new; one of an
 * earlier run is let alone until the next start. A file that is damaged or not ours is put aside
 * under another name; that is said on stderr, what is whole in it is taken over and the rest
 * counted. */
struct outbox *outbox_open(const struct outbox_settings *s, struct error *e);

/* Has its thread run; raised(self) is called by that thread, or by whoever puts, without a lock,
 * when there is more to read. After every outbox_add_reader(). */
struct outbox_listener {
    void (*raised)(void *self);
    void *self;
};
bool outbox_start(struct outbox *o, struct outbox_listener listener, struct error *e);

/* Keeps what was put and how far readers are, and ends the thread: the listener is told nothing
 * from then on. What no reader has taken waits in the folder for the next run. */
void outbox_end(struct outbox *o);

/* Ends it, if that was not done, and releases it; may be called without a start. Readers must have
 * stopped. o may be NULL. */
void outbox_close(struct outbox *o);

/* Who we are to those who are sent to: 32 hexadecimal digits; the same as long as the folder is
 * kept, a random one without a folder. */
const char *outbox_sender(const struct outbox *o);
uint64_t outbox_epoch(const struct outbox *o);

/* The last number of the runs before; 0: none. */
uint64_t outbox_last(const struct outbox *o);

/* ---- the side of the judge ---- */

/* Raises a line, of severity 1 to 4, under a number greater than all before. Copied; waits for no
 * disk. false: no room: shed, and counted for every reader. */
bool outbox_put(struct outbox *o, unsigned severity, uint64_t number, struct bytes line);

/* A line that could not be written: counted as shed for every reader, its number is left out. */
void outbox_pass(struct outbox *o, unsigned severity);

/* Waits until all that was put is on the disk, or cannot be; at most until that moment of
 * steady_ms(). */
void outbox_settle(struct outbox *o, uint64_t until_ms);

/* Once a second: lines wait no longer for a disk that has not answered for five seconds, they are
 * raised in memory. */
void outbox_attend(struct outbox *o);

/* Keeps a value under a kind ("ledger", "standing", at most 15 letters) and a key, in the place of
 * an older one; an empty value is forgotten. with_next: it becomes durable together with the line
 * that is put (or passed) next, not before it and not after it; so keep first, then put. Copied;
 * waits for no disk. Does nothing without a folder. */
void outbox_keep(struct outbox *o, const char *kind, struct bytes key, struct bytes value,
                 bool with_next);

/* Tells every value of a kind that was kept before outbox_open(), in the order of the keys (as
 * bytes). What is told is gone when it returns. */
struct outbox_hearer {
    void (*hear)(void *self, struct bytes key, struct bytes value);
    void *self;
};
void outbox_recall(struct outbox *o, const char *kind, struct outbox_hearer to);

/* The same for the folder of a sensor that may be running, read only. false: e says why. */
bool outbox_peek(const char *folder, const char *kind, struct outbox_hearer to, struct error *e);

/* ---- the side of a sink ---- */

/* A cursor of that name; where it stood in the last run, else before the oldest line that still
 * waits for any: so also if where it stood cannot be read (that is said on stderr, and it is not
 * kept anew before something was taken). Its place among them; negative: there are too many. Before
 * outbox_start(). */
int outbox_add_reader(struct outbox *o, const char *name);

/* What follows the cursor, in the order it was raised. The lines stay until the next read into b.
 * Each batch has lines of one epoch with numbers without a gap. */
struct outbox_batch {
    struct batch batch; /* n 0: there is nothing now */
    uint64_t oldest_ns; /* when its first line was put, since 1970 */
    size_t used;
    uint8_t *text; /* OUTBOX_BATCH_BYTES of room, the caller's */
    struct bytes line[OUTBOX_BATCH_LINES];
};
void outbox_read(struct outbox *o, int reader, struct outbox_batch *b);

/* It arrived: the cursor moves behind it. */
void outbox_took(struct outbox *o, int reader, const struct outbox_batch *b);

/* For a sink that can tell what arrived last: the cursor moves behind that number, if it is one of
 * the last run's that the cursor is before. Before outbox_start(). */
void outbox_resume(struct outbox *o, int reader, uint64_t number);

/* Whether there is something to read. */
bool outbox_has(struct outbox *o, int reader);

/* ---- figures ---- */

struct outbox_reader_figures {
    uint64_t waiting;          /* lines that it has not taken */
    uint64_t oldest_ns;        /* when the oldest of them was put, since 1970; 0: there is none */
    uint64_t shed[SEVERITIES]; /* since the start; of severity 1, 2, 3, 4 */
};
void outbox_reader_figures(struct outbox *o, int reader, struct outbox_reader_figures *out);

struct outbox_figures {
    bool durable;              /* has a folder, and the disk is well */
    struct error reason;       /* why the disk is not well; empty: it is, or there is no folder */
    uint64_t raised;           /* in this run */
    uint64_t unsaved;          /* of these, not on the disk yet */
    uint64_t shed[SEVERITIES]; /* that at least one sink has not got and never will */
    uint64_t notes_shed;       /* values that were not kept */
    uint64_t damaged;          /* lines of the last runs that could not be read any more */
    uint64_t bytes;            /* used of the file */
    uint64_t bytes_max;        /* as long as the disk has that much */
    size_t memory;             /* used of the lines in memory */
    size_t memory_max;
};
void outbox_figures(struct outbox *o, struct outbox_figures *out);
