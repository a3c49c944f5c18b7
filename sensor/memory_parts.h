/* What a memory holds; for memory*.c only. */
#pragma once

#include "sensor/memory.h"

/* The kinds of values. */
extern const char memory_alerts[], memory_orders[];

/* What the store has of the camera at a place. */
struct kept {
    struct text id;
    uint64_t changes; /* of struct judged, and one; 0: nothing */
    uint64_t last_ns;
    uint64_t second; /* when it was given */
    uint64_t round;  /* in which it was last a camera */
};

struct memory {
    struct store store;
    struct verdicts *verdicts;
    bool live;
    uint32_t places;
    struct kept *kept; /* by place */
    uint64_t round;
    size_t hand, next;
    struct memory_figures figures; /* of what is being recalled */
    uint64_t now_ns;
    uint64_t oldest_ns; /* cameras that were last alive before are too many */
    size_t found;
    uint64_t *alive; /* of those found */
};

/* An empty value is forgotten. */
void memory_give(struct memory *m, const char *kind, const char *key, struct bytes value);

/* The store has the camera as it stands. */
void memory_note(struct kept *k, const struct judged *camera, uint64_t second);
