/* Holds each fact against the guide: who in it is a camera, what each item makes of it, and how the
 * camera stands. The packets' time is the only clock, and the same facts in the same order give the
 * same rulings for ever. */
#pragma once

#include "core/counters.h"
#include "core/observer.h"
#include "rules/policy.h"
#include "rules/rule.h"

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
    const struct observation *evidence; /* the first that led to the verdict; NULL: none */
    uint64_t count;                     /* how many observations broke it */
    uint64_t first_ns, last_ns;         /* of those; 0: none */
    bool suppressed;                    /* by the policy, as of the last fact seen */
    struct reason_count by[REASONS_MAX];
};

/* One camera. */
struct judged {
    struct camera_name name;
    const char *proof; /* why it counts as a camera, in words */
    uint64_t first_ns, last_ns;
};

struct judge;

/* Takes all its memory at once, for policy_hosts() hosts; NULL: there is not that much. The policy
 * and the counters must outlive it. */
struct judge *judge_new(const struct policy *policy, struct counters *counters,
                        struct ruling_listener listener);
void judge_free(struct judge *j);

/* Fits struct observer. */
void judge_see(void *judge, const struct observation *o);

/* The capture is over, at that packet time: what only time can show is said. More facts may follow
 * (another capture file). */
void judge_end(struct judge *j, uint64_t time_ns);

/* How many cameras there are. Puts them in the order of their ids; the places of judge_camera() and
 * judge_standing() hold until the next fact is seen. */
size_t judge_cameras(struct judge *j);
struct judged judge_camera(const struct judge *j, size_t i);

/* How camera i stands under items[item]. */
struct standing judge_standing(const struct judge *j, size_t i, size_t item);
