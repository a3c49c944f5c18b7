/* Values that wait to be kept by the outbox, first in, first out: each with a kind and a key, and
 * the number of the line that it goes with. Not locked: whoever shares it locks it. */
#pragma once

#include "core/bytes.h"

enum { NOTE_KIND_MAX = 16 };

struct notes;

struct note_kept {
    uint64_t with; /* the line that it becomes durable with; 0: none */
    struct bytes kind, key, value;
};

/* Holds at most that many bytes. NULL: no memory. */
struct notes *notes_new(size_t bytes);
void notes_free(struct notes *n);

/* Copies a note to the end. waits: for notes_join(). Where there is no room, what a later note of
 * the same kind and key makes old goes first. false: there is none even so. */
bool notes_add(struct notes *n, const struct note_kept *note, bool waits);

/* What waits goes with the line of that number; 0: with none. */
void notes_join(struct notes *n, uint64_t number);

/* The first ones that go with no line or one up to `number`, packed one after the other into `out`;
 * how many bytes. They stay until notes_drop(). */
size_t notes_through(struct notes *n, uint64_t number, uint8_t *out, size_t room);
void notes_drop(struct notes *n, size_t bytes);

/* Reads the first of what notes_through() packed, and moves on behind it. false: it is over. */
bool notes_next(struct bytes *packed, struct note_kept *note);

/* Whether there is one that does not wait. */
bool notes_ready(const struct notes *n);

/* Bytes in all. */
size_t notes_used(const struct notes *n);
