/* Holds each fact against the guide: who in it is a camera, what each item makes of it, and how the
 * camera stands. The packets' time is the only clock, and the same facts in the same order give the
 * same rulings for ever. */
#pragma once

#include "core/counters.h"
#include "core/observer.h"
#include "rules/policy.h"
#include "rules/rule.h"
#include "rules/suppressions.h"

enum { REASONS_MAX = 6 };

struct reason_count {
    const char *reason; /* a constant; NULL: no more */
    uint64_t n;
};

/* How one camera stands under one item. Pointers live until the judge sees or ends. */
struct standing {
    const struct item *item;
    enum verdict verdict;
    const char *reason;                 /* NULL: nothing was seen */
    const char *why;                    /* never NULL */
    const char *lift;                   /* what would decide it; NULL unless UNKNOWN */
    const struct observation *evidence; /* the first that led to the verdict; NULL: none */
    uint64_t count;                     /* how many observations broke it */
    uint64_t first_ns, last_ns;         /* of those; 0: none */
    bool suppressed;                    /* by policy or order, as of the last time known */
    enum verdict before;                /* the verdict before this one */
    uint64_t since_ns;                  /* when it became this one; 0: it never was another */
    uint64_t opportunities;             /* how many facts could decide it, for or against */
    uint64_t opportunity_ns;            /* when the last of them came; 0: none did */
    struct reason_count by[REASONS_MAX];
};

/* Why it stands so if it was seen and nothing of it was kept. */
extern const char standing_without_evidence[];

/* One camera. */
struct judged {
    struct camera_name name;
    const char *proof; /* why it counts as a camera, in words */
    uint64_t first_ns, last_ns;
    enum vantage vantage; /* the most that was seen of it */
    uint64_t up_since_ns; /* when it started; 0: not known */
    uint32_t place; /* below the first policy's policy_hosts(); its own as long as it is a camera */
    uint64_t changes; /* grows when a verdict, its reason, a suppression, the name, the proof, the
                       * vantage or the start is another, not with each further FAIL; never 0, and
                       * no number comes twice at a place, whoever has it */
};

/* What the operator orders not to be told for a while. */
struct suppress_order {
    const char *camera; /* id, MAC, address, the name of one camera, or "*": every one */
    const char *item;   /* number, "3.2.4" */
    const char *reason; /* printable ASCII, 1 to 191 letters */
    uint64_t until_ns;  /* packet time: the first moment it no longer holds */
};

struct judge;

/* Takes all its memory at once, for policy_hosts() hosts; NULL: there is not that much. The
 * counters must outlive it, and the policy too unless judge_use_policy() puts another in its place.
 */
struct judge *judge_new(const struct policy *policy, struct counters *counters,
                        struct ruling_listener listener);
void judge_free(struct judge *j); /* j may be NULL */

/* Fits struct observer. */
void judge_see(void *judge, const struct observation *o);

/* Goes over to another policy, between two facts, and keeps no pointer into the old one: it may be
 * freed. (Its password list is not the judge's: whoever weighs passwords by it must have let go of
 * it, too.) Room was taken for the first policy's policy_hosts(); another number is passed over.
 *
 * At once: names; hosts in the book that are listed now become cameras, and what was held back of
 * them is told; cameras that were only ever listed, or are named as servers now, cease to be, and
 * what was said is taken back (one that has proved itself stays); hosts no longer named as servers
 * that proved themselves become cameras; suppressions and exceptions hold or end in
 * judge_standing(), judge_broken() and `changes`. With the next fact: a host never met;
 * suppressions in what is told; verdicts that depend on who is allowed as a server. */
void judge_use_policy(struct judge *j, const struct policy *policy);

/* Judged and counted, but marked as suppressed until then. Replaces an earlier order for the same
 * camera and item; one that is over already (until_ns not after the time of the last fact) ends it.
 * Holds through judge_use_policy(); to outlive the program: remembered.h. An unknown MAC or address
 * holds when it appears. False: e says why; nothing has changed. */
bool judge_suppress(struct judge *j, const struct suppress_order *order, struct error *e);

/* Whether policy or order suppress what that ruling is about, at that time. */
bool judge_holds_back(const struct judge *j, const struct ruling *r, uint64_t time_ns);

/* The orders that hold, up to SUPPRESSIONS_MAX. The places hold until the next fact or order. */
size_t judge_suppressions(const struct judge *j);
struct operator_suppression judge_suppression(const struct judge *j, size_t i);

/* Time passes, facts or none: what only time can show is said. For a judge of live traffic, which
 * calls it every minute, with the time a packet would have now. From the first call on, times more
 * than 110 seconds apart mean that the clock was set, and everything kept is moved along: also
 * first_ns and last_ns of the cameras, not those of the standings. */
void judge_reflect(struct judge *j, uint64_t time_ns);

/* The capture is over, at that packet time: what only time can show is said. More facts may follow
 * (another capture file). */
void judge_end(struct judge *j, uint64_t time_ns);

/* How many cameras there are. Puts them in the order of their ids; the places of judge_camera() and
 * judge_standing() hold until the next fact is seen. */
size_t judge_cameras(struct judge *j);
struct judged judge_camera(const struct judge *j, size_t i);

/* How camera i stands under items[item]. */
struct standing judge_standing(const struct judge *j, size_t i, size_t item);

/* The most that was seen of any host. */
enum vantage judge_vantage(const struct judge *j);

/* In short, without sorting: how many cameras there are; at how many (camera, item) a FAIL stands
 * that is not suppressed, among the items that the level asks for. */
size_t judge_cameras_n(const struct judge *j);
size_t judge_broken(struct judge *j, enum level level);
