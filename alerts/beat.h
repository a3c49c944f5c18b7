/* The heartbeat: that a sensor lives, and how, as one JSON object. Whoever reads it late (time,
 * every_s) knows that the sensor, or the way to Redis, is down. */
#pragma once

#include "alerts/figures.h"

enum { BEAT_MAX = 8192 };

struct beat {
    const char *sensor;
    const char *state; /* "running"; "stopped" is the last one; "replayed": there is only one */
    const struct sensor_figures *figures;
};

/* Writes one line of ASCII without a line feed or a final zero; how long it is. 0: it would have
 * been longer than room; BEAT_MAX is room for all. */
size_t beat_write(const struct beat *b, char *out, size_t room);
