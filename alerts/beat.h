/* The heartbeat: that a sensor lives, and how, as one JSON object. Whoever reads it late (time,
 * every_s) knows that the sensor, or the way to Redis, is down. */
#pragma once

#include "alerts/figures.h"
#include "alerts/outlet.h"

enum { BEAT_MAX = 16384, INSTANCE_MAX = 17 };

struct beat {
    const char *sensor;
    const char *state; /* "running"; "stopped" is the last one; "replayed": there is only one */
    const struct sensor_figures *figures;
    const char *instance;   /* another for each process, as beat_instance() makes it; or NULL */
    const char *interfaces; /* "eth1,eth2"; or NULL */
    const char *level;      /* of protection, that it holds cameras to; or NULL */
    const struct post_status *sink;
    size_t sinks;
};

/* A new name for a process: 16 random hexadecimal digits. */
void beat_instance(char out[static INSTANCE_MAX]);

/* Writes one line of ASCII without a line feed or a final zero; how long it is. 0: it would have
 * been longer than room; BEAT_MAX is room for all. */
size_t beat_write(const struct beat *b, char *out, size_t room);
