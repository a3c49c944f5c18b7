/* A few of the visits that clients pay a camera: what ties an answer to what was asked, and under
 * which name, and how long somebody views. Clients and names are pseudonyms. A visit that finds no
 * room is lost: what is counted is the least there was. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VISITS_MAX = 6 };

struct visit {
    uint64_t seen_ns;
    uint32_t client; /* its connection, or its host; 0: free */
    uint32_t name;   /* 0: not known */
    uint32_t viewed_ms;
    bool let_in;
    bool views;      /* media is playing */
    bool privileged; /* an administrator's page is asked for */
    bool waits;      /* a request has no answer yet */
};

/* Part of an item's memory; all zero at first. */
struct visits {
    struct visit visit[VISITS_MAX];
};

/* NULL: none. */
struct visit *visit_find(struct visits *all, uint32_t client);

/* Its visit, maybe a new one in the place of another: one that views gives way last. */
struct visit *visit_open(struct visits *all, uint32_t client, uint64_t now_ns);

/* Under another name it is another visit. */
void visit_name(struct visit *v, uint32_t name);

/* Something of it was seen: if it views, it has done so since it was last seen, unless that is
 * longer ago than a camera keeps a session without a word. */
void visit_go_on(struct visit *v, uint64_t now_ns);

/* Whether it has viewed for ten minutes. */
bool visit_is_long(const struct visit *v);

/* The clock was set. */
void visits_move(struct visits *all, int64_t by_ns);
