/* What goes to the disk in one transaction, and what has to go from it. */
#pragma once

#include "alerts/outbox_inside.h"

enum {
    LOAD_BYTES = 8 << 20,
    LOAD_LEAST = 256 << 10,
    NOTES_ROOM = 8 << 20,
    ROWS_MAX = 128,
    DROPS_MAX = 256, /* rows removed in one transaction */
};

/* A row that goes although somebody may not have taken it. */
struct dropped {
    struct outbox_row row; /* without its lines; n 0: nobody knows which they were */
    bool whole;
    uint8_t severity[OUTBOX_ROW_LINES]; /* of each, if it is whole */
};

struct load {
    size_t rows;
    struct outbox_row row[ROWS_MAX];
    size_t used;
    size_t notes;
    uint64_t used_then, limit_then; /* bytes of the file afterwards */
    uint64_t through;               /* number */
    uint64_t last;                  /* the same, and what was shed right behind it */
    size_t readers;
    struct reader reader[OUTBOX_READERS_MAX]; /* as they stand */
    uint64_t husks;                           /* the place of the last one that was made */
    size_t drops;
    struct dropped dropped[DROPS_MAX];
    uint8_t note[NOTES_ROOM];
    uint8_t text[LOAD_BYTES];
};

/* Gathers what waits, with the lock. Lines that everybody has by now need not be kept. */
void outbox_gather(struct outbox *o, struct load *l);

/* Brings it to the disk; rows that all have, are too old or have no room any more go from there.
 * With neither lock. false: nothing was changed, and why. */
bool outbox_write(struct outbox *o, struct load *l, struct error *why);
