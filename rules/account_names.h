/* What was done on a camera under which user name: who administers it, who views it for long. Names
 * are kept as hashes (pseudonym.h). Guide item 2.4. */
#pragma once

#include "rules/pseudonym.h"

enum { ACCOUNT_NAMES_MAX = 6 };

struct account_name {
    uint32_t hash;        /* 0: free */
    uint32_t administers; /* hash of the first client that did, under that name; 0: none */
    uint32_t views;       /* of the first that viewed for long */
    bool several;         /* either was done by a second client, too */
    bool told;            /* as a FAIL */
};

/* All zero at first. */
struct account_names {
    struct account_name name[ACCOUNT_NAMES_MAX];
    bool several; /* two at least were seen */
};

/* The name's own place, or a free one, or that of a name of which nothing is known; NULL: none. */
struct account_name *account_names_open(struct account_names *names, uint32_t hash);

/* Notes who did it under that name; `first` is its `administers` or `views`. */
void account_name_note(struct account_name *n, uint32_t *first, uint32_t host);

/* Under that name somebody administers, and somebody views for long. */
static inline bool account_name_does_both(const struct account_name *n)
{
    return n->administers != 0 && n->views != 0;
}

/* Somebody administers, and somebody else views for long. */
bool account_names_are_separate(const struct account_names *names);

/* What was done under names that did not do both. */
void account_names_forget(struct account_names *names);

/* Whether a FAIL was told of any. */
bool account_names_were_told(const struct account_names *names);
