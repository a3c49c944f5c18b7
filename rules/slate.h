/* How every host stands under every item that judges. The first evidence of each standing is kept,
 * from a pool: when that is empty a standing goes on counting without. */
#pragma once

#include "rules/judge.h"

struct evidence {
    struct evidence *next_free;
    struct observation o;
    struct sentence why;
    bool recalled; /* of an earlier run: the words only, no fact */
};

/* One host under one item. */
struct mark {
    enum verdict verdict;
    const char *reason;
    struct evidence *evidence; /* NULL: none, or no room */
    uint64_t count, held;      /* FAILs; of those, not told yet */
    uint64_t first_ns, last_ns;
    uint64_t opportunities;  /* facts that it made something of */
    uint64_t opportunity_ns; /* when the last of them came; 0: none */
    enum verdict before;     /* the verdict before this one */
    uint64_t since_ns;       /* when it became this one; 0: it never was another */
    uint64_t proved_ns;      /* when the verdict was last shown */
    uint64_t begun_ns;       /* since when the item's memory holds what it does; 0: nothing yet */
    struct reason_count by[REASONS_MAX];
    uint8_t standing; /* bits, places in by[]: those that broke it since it is FAIL */
};

struct slate;

/* For that many hosts, all memory at once; NULL: there is not that much. */
struct slate *slate_new(uint32_t hosts);
void slate_free(struct slate *s);

/* item: its place in items[]; NULL: it does not judge. */
struct mark *slate_mark(struct slate *s, uint32_t host, size_t item);
void *slate_memory(struct slate *s, uint32_t host, size_t item);

/* How `from` stands under that item is how `to` stands, who stood nowhere; `from` stands nowhere.
 */
void slate_adopt(struct slate *s, uint32_t to, uint32_t from, size_t item);

/* It stands as in an earlier run; only the words are left of what led to it. */
void slate_recall(struct slate *s, struct mark *m, const struct mark *as,
                  const struct sentence *why);

/* A host was forgotten: its place is clean for the next. */
void slate_wipe(struct slate *s, uint32_t host);

/* Enters an opinion on the fact; true if there is something to tell: a FAIL, or another verdict.
 * There is no PASS without an opportunity: if no fact led to any opinion before, time alone cannot
 * bring it. */
bool slate_enter(struct slate *s, struct mark *m, const struct opinion *x,
                 const struct observation *o);

/* The verdict holds no longer, for what x says. The evidence stays, with these words; if there is
 * none, o takes its place. */
void slate_unsettle(struct slate *s, struct mark *m, const struct opinion *x,
                    const struct observation *o);
