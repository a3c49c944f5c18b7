/* Where `camwarden posture` has the postures from: a sensor that is running, Redis, captures, or
 * results that were kept. */
#pragma once

#include <jansson.h>

#include "core/error.h"
#include "sensor/posture_options.h"

/* A list of objects as alerts/posture.h writes them, the caller's to release. NULL: *status
 * (EXIT_...) and e say why. *status may be EXIT_INPUT beside a list: a capture was not read to its
 * end. */
json_t *posture_gather(const struct posture_options *o, int *status, struct error *e);
