/* How long a camera has been running for certain: by its SNMP uptime (sysUpTime of RFC 3418 section
 * 2, msgAuthoritativeEngineTime of RFC 3414 section 2.2), or by a TCP connection of its that lasts,
 * for none outlives a restart. */
#pragma once

#include "core/observation.h"

enum { CONNECTIONS_MAX = 3 };

/* A TCP connection of the camera. */
struct connection {
    struct endpoint peer;
    uint16_t own_port;
    uint64_t from_ns, to_ns; /* when it was seen first and last; 0: free */
};

/* All zero at first. */
struct uptime {
    uint64_t from_ns, to_ns; /* it ran all this time; 0: not known */
    struct connection connection[CONNECTIONS_MAX];
};

/* A fact of kind OBS_MANAGEMENT that the camera sent. False: it says nothing of the uptime;
 * otherwise *started_ns is when it started. */
bool uptime_by_snmp(struct uptime *u, const struct observation *o, uint64_t *started_ns);

/* Any other fact that the camera sent. True: something is known that was not before. */
bool uptime_by_connection(struct uptime *u, const struct observation *o);

/* Whether it is known that the camera did not restart from u->from_ns to then. Nothing restarts in
 * 45 seconds. */
bool uptime_covers(const struct uptime *u, uint64_t at_ns);

/* The clock was set. */
void uptime_move(struct uptime *u, int64_t by_ns);
