/* Where an alert is *raised*: what is in the outbox arrives, whatever dies. Every sink reads it
 * with a cursor of its own.
 *
 * Lines are numbered in the order they are raised: 1, 2, ..., over all runs of a sensor; what was
 * shed leaves a gap. Each start of a sensor is another epoch, a greater number than any before, so
 * that a number which was told, and lost with the disk before it was kept, is never taken for
 * another. (sender, epoch, number) names a line for ever. */
#pragma once

#include "core/bytes.h"
#include "core/error.h"

enum { OUTBOX_SENDER_MAX = 33, OUTBOX_NOTE_KIND_MAX = 16, OUTBOX_SEVERITIES = 4 };

struct outbox;

struct outbox_settings {
    const char *folder;         /* must be there, and ours; NULL: in memory, for this run */
    size_t memory_bytes;        /* of lines in memory; 0: 16 MiB */
    uint64_t disk_bytes;        /* of the file; 0: 1 GiB */
    uint64_t age_s;             /* how long a line waits for a sink; 0: 30 days */
    void (*raised)(void *self); /* there is more to read, or it has another state; from the
                                 * outbox's thread; may be NULL */
    void *self;
};

/* NULL: e says why. A file that is damaged or not ours is put aside under another name, said on
 * stderr, what is whole in it is taken over, and a new one begun. */
struct outbox *outbox_open(const struct outbox_settings *s, struct error *e);

/* Keeps what was put until then, ends its thread and releases it. */
void outbox_close(struct outbox *o);

/* Who we are to those who are sent to: as long as the folder is kept the same; 32 hexadecimal
 * digits. */
const char *outbox_sender(const struct outbox *o);

/* The last number ever raised; 0: none. */
uint64_t outbox_last(const struct outbox *o);

/* Puts a line, severity 1 to 4, under a number greater than all before. Copied; never waits for a
 * disk. false: there was no room: shed, and counted for every sink. */
bool outbox_put(struct outbox *o, unsigned severity, uint64_t number, struct bytes line);

/* Keeps a value under a kind ("ledger", "standing") and a key, in the place of an older one; an
 * empty value is forgotten. It becomes durable together with the lines put before it, and not
 * before them. Copied; never waits for a disk. Does nothing in memory. */
void outbox_keep(struct outbox *o, const char *kind, struct bytes key, struct bytes value);

/* Tells every value of a kind, in the order of the keys, that was kept before outbox_open(). */
struct outbox_hearer {
    void (*hear)(void *self, struct bytes key, struct bytes value);
    void *self;
};
void outbox_recall(struct outbox *o, const char *kind, struct outbox_hearer to);
