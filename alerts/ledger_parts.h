/* What a ledger holds; for ledger*.c only. */
#pragma once

#include "alerts/ledger.h"
#include "core/hash.h"
#include "core/words.h"

enum { LEDGER_KEY_MAX = sizeof(struct text) + 16, LEDGER_VALUE_MAX = 4096 };

/* An alert's place, in two chains: those of the same hash, and those of the same state. */
struct entry {
    char key[LEDGER_KEY_MAX]; /* camera and item */
    uint32_t bucket;
    uint32_t next_in_bucket;
    uint32_t older;
    uint32_t newer;
    bool open;
    bool told;         /* false: suppressed ever since it was opened */
    bool restored;     /* open since an earlier run, and not seen broken in this one */
    bool kept;         /* the keeper has it */
    uint32_t reopened; /* how often at this very nanosecond: keeps the ids apart */
    uint64_t told_ns;
    uint64_t back_ns; /* when it was first broken by a clock that was set back; 0: that was not */
    uint64_t told_count;
    uint64_t kept_count; /* the count that the keeper has */
    uint64_t known_ns;   /* what was seen up to then an earlier run has entered; 0: nothing was */
    struct alert alert;
};

/* Entries in the order they were opened, or resolved. */
struct chain {
    uint32_t oldest;
    uint32_t newest;
};

struct ledger {
    struct alert_listener listener;
    struct ledger_keeper keeper;
    struct hash_key hash;
    struct words *words; /* reasons that were restored */
    uint64_t sequence;
    uint64_t told;
    uint64_t lost;
    struct chain open;     /* and told */
    struct chain resolved; /* kept as long as there is room, the oldest makes room */
    struct chain hushed;   /* open, and suppressed ever since; likewise when none is resolved */
    size_t used;
    size_t max;
    size_t hand;    /* where ledger_keep_some() goes on */
    size_t buckets; /* a power of two */
    uint32_t *bucket;
    struct entry *entry;
};

/* ---- ledger.c ---- */

/* Its place by its key, padded with zeros; UINT32_MAX: there is none, or no room. */
uint32_t ledger_find(const struct ledger *l, const char key[static LEDGER_KEY_MAX]);
uint32_t ledger_enter(struct ledger *l, const char key[static LEDGER_KEY_MAX]);

/* It is open, hushed or resolved: puts it last among those. */
void ledger_line_up(struct ledger *l, uint32_t at);

/* ---- ledger_value.c ---- */

/* As text; how long. 0: longer than room. */
size_t ledger_value_write(const struct entry *e, char *out, size_t room);

/* Fills the entry, but for its key and places. false: the value is damaged, or of another version.
 */
bool ledger_value_read(struct bytes value, struct words *words,
                       const struct guide_item *(*item)(const char *number), struct entry *e);

/* ---- ledger_keep.c ---- */

/* The entry as it stands is kept; with_next: together with the line that is told next. */
void ledger_keep(struct ledger *l, struct entry *e, bool with_next);

/* The keeper forgets it. */
void ledger_unkeep(struct ledger *l, struct entry *e);
