/* How a camera stands to a whole fleet, out of how it stands to each sensor that sees it. */
#pragma once

#include <jansson.h>

enum { FLEET_SENSORS_MAX = 64 }; /* that are counted of one camera, the newest */

/* postures: a list of the postures of one camera (posture.h), each with its `sensor`; 1 or more.
 * Returns a new one: under each item the row that counts (fleet_choose.h), with its `sensor`, and
 * with `differs` (sensor to verdict) if another one's verdict is decided otherwise; who the camera
 * is by the newest, as far as it says so; the best vantage, the latest start; `sensors`, who sees
 * it: `name`, `vantage`, `time`, and the `id` by which it knows it, newest first. Rows are shared
 * with the postures that came in, which are changed. */
json_t *fleet_merge(json_t *postures);

/* The guide's own words, for fleet_complete(); a new reference. */
json_t *fleet_words(void);

/* Puts into each row what a brief posture leaves out: the guide's own words, zeros, the sensor. */
void fleet_complete(json_t *posture, const json_t *words);
