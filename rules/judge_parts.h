/* What a judge holds; for judge*.c only. */
#pragma once

#include "core/words.h"
#include "rules/boot.h"
#include "rules/camera.h"
#include "rules/judge.h"
#include "rules/key_uses.h"
#include "rules/slate.h"
#include "rules/vantage.h"

/* How a host stands, in short. The bits are places in items[]. */
struct tally {
    uint64_t failing;
    uint64_t suppressed; /* of a camera */
    uint64_t renamed;    /* as camera.renamed was when `suppressed` was found out */
    uint64_t changes;    /* never the same number twice at one place */
};

struct judge {
    const struct policy *policy;
    struct ruling_listener listener;
    struct camera_book *book;
    struct slate *slate;
    struct suppressions *suppressions;
    struct key_uses *keys;
    struct key_uses *passwords; /* by fingerprint; empty unless the policy wants them */
    struct tally *tally;        /* by place */
    uint8_t *sight;             /* by place; enum sight */
    struct boot *boots;         /* by place */
    struct words *words;        /* reasons and proofs that were recalled */
    uint8_t seen;               /* all of those, ever */
    struct period settled;      /* within it no suppression begins or ends */
    uint32_t listens[PARTS];    /* what any item, or learn(), listens to */
    uint32_t *order;            /* places of the cameras, by id */
    size_t cameras;
    uint64_t now_ns;
    uint64_t ended_ns; /* a capture was over then, and no fact has come since; 0: it goes on */
    bool live;         /* judge_reflect() is called every minute */
};

/* ---- judge_time.c ---- */

/* It is that time now. */
void judge_note_time(struct judge *j, uint64_t time_ns);

/* ---- judge_expiry.c ---- */

/* What was not shown again for too long holds no longer. */
void judge_expire(struct judge *j, uint32_t place);

/* What the fact shows of when its host started; of an address the host is known by its MAC alone:
 * it may have another address now. */
void judge_see_start(struct judge *j, uint32_t place, const struct weighing *w);
void judge_see_address(struct judge *j, const struct observation *o);

/* If it has become certain that the host started again, what a start may change holds no longer. */
void judge_settle_start(struct judge *j, uint32_t place);

/* ---- judge_cameras.c ---- */

/* How a host stands under an item that has seen nothing. own, all: enum sight. */
struct standing judge_unseen(const struct item *item, uint8_t own, uint8_t all);

/* ---- judge_policy.c ---- */

/* Whether the host is a camera by the policy in force; what follows from it is told. */
void judge_reconsider(struct judge *j, uint32_t place);

/* ---- judge_tally.c ---- */

/* Whether the policy or an operator's order suppresses that item for the camera at that time. */
bool judge_suppresses(const struct judge *j, const struct camera_name *camera, size_t item,
                      uint64_t time_ns);

/* A mark may have changed: what it was before. */
void judge_note_mark(struct judge *j, uint32_t place, size_t item, enum verdict verdict,
                     const char *reason);

/* More, perhaps, is seen of a host than before. */
void judge_note_sight(struct judge *j, uint32_t place, uint8_t sight);

/* The place is clean, for another host or for the same one over again. */
void judge_clean(struct judge *j, uint32_t place);

/* Brings the camera's name up to date, and its tally if the name is another. */
void judge_name(struct judge *j, uint32_t place);

/* Brings the tallies of all cameras up to date: another policy, another suppression; or only if
 * suppressions have begun or ended by themselves. */
void judge_settle(struct judge *j);
void judge_settle_if_due(struct judge *j);

/* ---- judge_tell.c ---- */

/* Tells the listener what was ruled of the host at `place` under items[item]; names and remedy are
 * put in here. */
void judge_tell(struct judge *j, uint32_t place, size_t item, const struct ruling *spoken);

/* What was held back of a host that has just proved to be a camera. o: the fact that proved it;
 * NULL: none did. */
void judge_tell_held(struct judge *j, uint32_t place, const struct observation *o);

/* Takes back what was said of a host that is no camera after all, and forgets it. o: the fact that
 * proved it; NULL: none did. */
void judge_take_back(struct judge *j, uint32_t place, const struct observation *o);

/* The camera that may go first is forgotten for a newcomer, and what was said of it taken back. If
 * all others are firm, none is. */
void judge_let_one_go(struct judge *j, uint32_t newcomer);

/* The host at `from` is the one at `place`: what was found out of it is the other's, as far as that
 * is not known better. */
void judge_merge(struct judge *j, uint32_t place, uint32_t from, const struct observation *o);

/* A fact to stand for an evidence that was not kept. */
struct observation judge_no_evidence(const struct judge *j);
