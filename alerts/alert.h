/* What the sensor tells the world: one camera breaks one item of the guide, still breaks it, or no
 * longer does. A value, made by the ledger; eve.h is its wire form. */
#pragma once

#include "core/guide.h"

enum alert_event { ALERT_OPENED, ALERT_ONGOING, ALERT_RESOLVED };

enum { ALERT_ID_MAX = 17 }; /* 16 hexadecimal digits */

struct alert {
    enum alert_event event;
    char id[ALERT_ID_MAX]; /* of the same camera, item and time for ever the same */
    uint64_t sequence;     /* 1, 2, ... in the order they are told */
    uint64_t first_ns;     /* when it was first seen broken */
    uint64_t last_ns;      /* when it was last seen broken */
    uint64_t count;        /* how often it was seen broken, suppressed or not */
    const char *reason;    /* a constant: in what way, when the alert was opened; or NULL */
    struct ruling ruling;  /* the one that made it tell */
    const char *capture;   /* file with the frames that prove it; NULL: there is none */
};

/* Is told every alert, in order. */
struct alert_listener {
    void (*hear)(void *self, const struct alert *a);
    void *self;
};
