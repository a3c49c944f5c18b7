/* The outbox's file: SQLite, in write-ahead mode. What it holds is lines that wait, in rows of many
 * (outbox_row.h), how far each reader has come, and what is kept under a key. Not locked: one
 * thread at a time. */
#pragma once

#include "core/bytes.h"
#include "core/error.h"

enum { OUTBOX_SENDER_MAX = 33 };

struct outbox_file;

/* A row: lines of one epoch with numbers without a gap. A husk has of each line the severity and no
 * text: that is in the memory of who has written it, and lost with that. */
struct outbox_row {
    uint64_t place; /* rows in their order, from 1; 0: there is none */
    uint64_t epoch;
    uint64_t first; /* number of its first line */
    uint64_t n;
    uint64_t put_ns;    /* when its first line was put, since 1970; 0: a husk */
    struct bytes lines; /* as outbox_row.h packs them */
};

/* Who writes it, and how far it is. */
struct outbox_self {
    char sender[OUTBOX_SENDER_MAX];
    uint64_t epoch;
    uint64_t last; /* number */
};

enum outbox_file_state {
    OUTBOX_FILE_WELL,
    OUTBOX_FILE_FULL,    /* the disk, or its limit */
    OUTBOX_FILE_DAMAGED, /* what was read is not what was written */
    OUTBOX_FILE_TROUBLE, /* the disk fails, or the like */
    OUTBOX_FILE_REFUSED, /* another's, of a newer version, or there is no right */
};

/* FOLDER/outbox.db; made if it is not there, and locked against a second one. One that is damaged
 * or not ours is put aside as outbox.db.damaged-TIME, as it is; that is said on stderr, and what is
 * whole in one of ours is taken over (outbox_anew.c). NULL: e says why. */
struct outbox_file *outbox_file_open(const char *folder, struct error *e);
/* The same, but that a disk which is full, fails, or can only be read since is no error: then the
 * file is not there, and all of the functions below fail until outbox_file_come() has found it. */
struct outbox_file *outbox_file_await(const char *folder, struct error *e);
bool outbox_file_is_there(const struct outbox_file *f); /* f may be NULL: it is not */
/* Opens it if it is not there; one that holds what an earlier run has kept is let alone: who waited
 * for it knows nothing of that. false: outbox_file_state() says why not. */
bool outbox_file_come(struct outbox_file *f);
const char *outbox_file_folder(const struct outbox_file *f);
void outbox_file_close(struct outbox_file *f); /* f may be NULL */

/* For reading only, while another may have it open. */
struct outbox_file *outbox_file_peek(const char *folder, struct error *e);

/* What went wrong last, if the last call was one that did. */
enum outbox_file_state outbox_file_state(const struct outbox_file *f, struct error *why);

/* Lines that were in a damaged file and could not be taken over, as far as is known. */
uint64_t outbox_file_lost(const struct outbox_file *f);

/* All that follows fails with false; outbox_file_state() says why. */

bool outbox_file_begin(struct outbox_file *f);
bool outbox_file_commit(struct outbox_file *f);
void outbox_file_undo(struct outbox_file *f);

/* Empty and 0: none was ever kept. */
bool outbox_file_self(struct outbox_file *f, struct outbox_self *self);
bool outbox_file_set_self(struct outbox_file *f, const struct outbox_self *self);
/* Adds a row behind all others; its place is set. */
bool outbox_file_add(struct outbox_file *f, struct outbox_row *row);
bool outbox_file_drop(struct outbox_file *f, uint64_t place);
/* Puts it in the place of the one that is there. */
bool outbox_file_replace(struct outbox_file *f, const struct outbox_row *row);
/* The first row at that place or behind it, valid until the next call of any of these; its place is
 * 0: there is none. A row that is not as it was written is OUTBOX_FILE_DAMAGED and has its place,
 * and the rest of its head if that is well (else n is 0). */
bool outbox_file_row(struct outbox_file *f, uint64_t place, struct outbox_row *row);
/* The same, without its lines: fast; whether these are well it does not know. */
bool outbox_file_head(struct outbox_file *f, uint64_t place, struct outbox_row *row);

bool outbox_file_set_cursor(struct outbox_file *f, const char *reader, uint64_t epoch,
                            uint64_t number);
/* epoch 0: there is none of that name. */
bool outbox_file_cursor(struct outbox_file *f, const char *reader, uint64_t *epoch,
                        uint64_t *number);
/* Forgets the cursors that outbox_file_set_cursor() and outbox_file_cursor() were not asked for
 * since the file was opened. */
bool outbox_file_forget_cursors(struct outbox_file *f);

/* An empty value is forgotten. */
bool outbox_file_keep(struct outbox_file *f, struct bytes kind, struct bytes key,
                      struct bytes value);
bool outbox_file_recall(struct outbox_file *f, const char *kind,
                        void (*hear)(void *self, struct bytes key, struct bytes value), void *self);

/* Bytes in use, and how many may be: as long as the disk has room, at most `most`. */
uint64_t outbox_file_used(struct outbox_file *f);
uint64_t outbox_file_limit(struct outbox_file *f, uint64_t most);

/* Bytes within the file that nothing uses any more. */
uint64_t outbox_file_spare(struct outbox_file *f);

/* Gives back to the disk what it can: after OUTBOX_FILE_FULL. */
void outbox_file_tidy(struct outbox_file *f);
