/* The sensors that share a Redis: who they are, how they do, and how cameras stand to all of them
 * together. */
#pragma once

#include <jansson.h>

#include "core/bytes.h"
#include "core/error.h"

struct fleet {
    json_t *sensors; /* heartbeats (beat.h) in the order of their names, each with `name`; of those
                      * that have a time, `age_s`; `silent` if three heartbeats did not come */
    json_t *cameras; /* as fleet_merge() puts them together; in no order */
};

/* Reads it all; without cameras if they are not wanted. url: as redis_url.h reads it; now_ns: since
 * 1970, what age is counted from. false: e says why. Released with fleet_release() if it was true.
 */
bool fleet_read(struct fleet *f, const char *url, bool cameras, uint64_t now_ns, struct error *e);
void fleet_release(struct fleet *f);

/* The heartbeat of a sensor as it stands in struct fleet. NULL: it is none. */
json_t *fleet_sensor(struct bytes name, struct bytes beat, uint64_t now_ns);
