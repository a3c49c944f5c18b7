/* The sensor's figures: what it read, passed over and lost. The same names wherever they are told:
 * in the EVE stats event, in the heartbeat and by `camwarden ctl status`. All are totals since the
 * start. */
#pragma once

#include <jansson.h>

#include "core/counters.h"

enum loss {
#define LOSS(name, what) LOSS_##name,
#define LOSS_COUNTED     LOSS
#include "alerts/losses.def"
#undef LOSS_COUNTED
#undef LOSS
    LOSSES
};

/* "ring_full"; "packets dropped: the capture's ring was full". */
const char *loss_name(enum loss which);
const char *loss_help(enum loss which);

/* Fills in those that a counter counts. */
void losses_counted(const struct counters *c, uint64_t lost[static LOSSES]);

struct sensor_figures {
    uint64_t time_ns; /* since 1970 */
    uint64_t uptime_s;
    uint64_t every_s; /* how often they are told; 0: not regularly */
    struct {
        uint64_t received; /* by us, from the kernel */
        uint64_t read;     /* taken apart */
        uint64_t shunted;  /* counted in the kernel and not delivered: settled media */
    } packets;
    uint64_t lost[LOSSES];
    double loss_percent_minute; /* of packets, in the last whole minute */
    uint64_t alerts;            /* told: opened, ongoing, resolved */
    uint64_t cameras;           /* known now */
    uint64_t violations;        /* open now */
    struct counters counters;   /* of all workers and the judge */
};

/* "received", "read", "shunted". */
json_t *figures_packets(const struct sensor_figures *f);

/* Every loss by its name. */
json_t *figures_losses(const struct sensor_figures *f);

/* Every counter by its name. */
json_t *figures_counters(const struct sensor_figures *f);
