/* What of the judge outlives the program: who is a camera and how it stands, faults that were told,
 * and orders. Values; how they are written is not known here.
 *
 * A camera that is recalled is one from the start, with its rows as they were. What led to a
 * verdict is gone, and so is what the items had put together: each has to prove it anew. A verdict
 * stays until then, or until it is too old (policy: facts, age). */
#pragma once

#include "rules/camera.h"
#include "rules/judge.h"

enum { REMEMBERED_ITEMS = 64 };

struct remembered_reason {
    struct text reason; /* empty: no more */
    uint64_t n;
    bool stands; /* it broke the item since that is FAIL */
};

/* As struct standing and struct mark. */
struct remembered_item {
    size_t item; /* its place in items[] */
    enum verdict verdict, before;
    struct text reason; /* never empty */
    struct sentence why;
    struct sentence words; /* of the item for itself: remember() in rule.h */
    uint64_t count, first_ns, last_ns;
    uint64_t since_ns, proved_ns;
    uint64_t opportunities, opportunity_ns;
    struct remembered_reason by[REASONS_MAX];
};

struct remembered {
    struct camera_name name;
    struct text title;     /* as it calls itself */
    struct text proof;     /* why it counts as a camera; never empty */
    struct text own_proof; /* why it would without the policy; empty: nothing shows it */
    bool mac_proved;
    struct mac frame_mac;
    size_t addresses;
    struct address address[ADDRESSES_MAX]; /* the one it got last is last */
    uint8_t sight;                         /* enum sight: what of it reached the sensor */
    uint8_t seen;                          /* of all hosts together, likewise */
    uint64_t first_ns, alive_ns, up_since_ns;
    uint64_t judged_ns;  /* when the last fact about it was judged */
    uint64_t suppressed; /* bits, places in items[] */
    size_t items;
    struct remembered_item item[REMEMBERED_ITEMS];
};

/* Camera i of judge_cameras(). */
void judge_remember(const struct judge *j, size_t i, struct remembered *out);

/* How it stands under items[item], as judge_standing() would say it of the camera when it is
 * recalled. Pointers are into r. */
struct standing remembered_standing(const struct remembered *r, size_t item);

/* The camera is there again, before any fact is judged. again: the same facts may come once more,
 * as from a capture that is replayed: those not after judged_ns are passed over. If the policy says
 * now that it is none, what was said of it is taken back. false: it is none, or there is no room,
 * or it is there already. */
bool judge_recall(struct judge *j, const struct remembered *r, bool again);

/* A fault that was told: the camera stands so, and is one. Where both are recalled this comes after
 * judge_recall(), and weighs more: a verdict may have been lost that was told. */
struct remembered_fault {
    const struct camera_name *camera;
    const char *item; /* its number */
    const char *reason;
    const char *why;
    uint64_t count, first_ns, last_ns;
};
/* False: the guide has no such item, or there is no room for the camera. */
bool judge_recall_fault(struct judge *j, const struct remembered_fault *f);

/* An order as judge_suppression() gave it. false: there is no room, or it has ended by now_ns. */
bool judge_recall_order(struct judge *j, const struct operator_suppression *x, uint64_t now_ns);

/* All is recalled, and it is that time now; 0: the first fact will say. To be called at the end, if
 * anything was. */
void judge_recall_end(struct judge *j, uint64_t now_ns);
