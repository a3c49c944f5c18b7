/* What of a host reaches the sensor (protocols.md 0.1): whoever sees only broadcasts must not take
 * silence for anything.
 *
 * How it works: each fact shows in which directions unicast of its two hosts passes here, and the
 * steps of 802.1X that it passes here, too. What was seen once is believed for ever. */
#pragma once

#include "rules/rule.h"

/* What was seen of a host, as bits. */
enum sight {
    SIGHT_SENT = 1,     /* unicast from it */
    SIGHT_RECEIVED = 2, /* unicast to it */
    SIGHT_PORT = 4,     /* 802.1X, on its port or on the way to the RADIUS server */
};

/* What a fact shows of the host of that part. */
uint8_t sight_of(const struct observation *o, enum part part);

/* In one word. */
enum vantage vantage_of(uint8_t sight);

/* sight: bits of enum sight. */
static inline bool sees_both_ways(uint8_t sight)
{
    return (sight & (SIGHT_SENT | SIGHT_RECEIVED)) == (SIGHT_SENT | SIGHT_RECEIVED);
}

/* Why an item that needs `needs` has seen nothing of a host, and what would help. Constants. */
struct blindness {
    const char *why; /* NULL: the sight is enough */
    const char *lift;
};

/* own: of the host; all: of every host there is. */
struct blindness blindness_of(enum vantage needs, uint8_t own, uint8_t all);
