/* The violations of a replay in the order of time, each from its first sight to its end, as the
 * alerts tell them. What the policy suppresses is not told, and not in here. */
#pragma once

#include "alerts/alert.h"

/* A value; each is one alert, with what was last told of it. */
struct violation {
    char id[ALERT_ID_MAX]; /* the alert's */
    uint64_t first_ns, last_ns;
    uint64_t resolved_ns; /* 0: still broken at the end */
    uint64_t count;
    uint64_t frame_no; /* that opened it */
    const struct guide_item *item;
    struct text camera;  /* its id */
    struct sentence why; /* it was opened */
};

struct timeline;

/* For that many violations, all memory at once; NULL: there is not that much. */
struct timeline *timeline_new(size_t max);
void timeline_free(struct timeline *t);

/* Fits struct alert_listener. */
void timeline_hear(void *timeline, const struct alert *a);

/* Puts them in the order of their first times; how many there are. */
size_t timeline_sort(struct timeline *t);
const struct violation *timeline_at(const struct timeline *t, size_t i);

/* How many more there were than it had room for. */
uint64_t timeline_lost(const struct timeline *t);
