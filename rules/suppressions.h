/* What the operator does not want to be told for a while, said while the sensor runs; what stands
 * in the policy file is rules/policy.h. */
#pragma once

#include "core/error.h"
#include "core/guide.h"
#include "rules/policy.h"

enum { SUPPRESSIONS_MAX = 1024 };

/* By what a camera is known. */
enum sign { SIGN_ID, SIGN_MAC, SIGN_IP, SIGN_ALL };

struct operator_suppression {
    struct text camera; /* as it is shown: the id, the MAC, the address, or "*" */
    enum sign sign;
    struct mac mac; /* SIGN_MAC */
    struct ip ip;   /* SIGN_IP */
    const struct guide_item *item;
    struct sentence reason;
    uint64_t until_ns; /* packet time: the first moment it no longer holds */
};

struct suppressions;

/* All memory at once; NULL: there is not that much. */
struct suppressions *suppressions_new(void);
void suppressions_free(struct suppressions *s); /* s may be NULL */

/* Keeps it, in the place of an earlier one for the same camera and item. One that has ended at
 * now_ns lifts the earlier one. False: there is none to lift, or SUPPRESSIONS_MAX hold; e says so.
 */
bool suppressions_add(struct suppressions *s, const struct operator_suppression *x, uint64_t now_ns,
                      struct error *e);

/* Whether one of them holds at that time for the camera and the item. */
bool suppressions_hold(const struct suppressions *s, const struct camera_name *camera,
                       const struct guide_item *item, uint64_t time_ns);

/* Those that hold at that time, in the order of their places; i is below suppressions_n(). */
size_t suppressions_n(const struct suppressions *s, uint64_t time_ns);
struct operator_suppression suppressions_at(const struct suppressions *s, size_t i,
                                            uint64_t time_ns);

/* Narrows the period around that time to the part in which none of them ends. */
void suppressions_narrow(const struct suppressions *s, uint64_t time_ns, struct period *period);
