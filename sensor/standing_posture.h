/* The posture of a camera out of what is kept of it, for whoever reads the store while the sensor
 * runs, or after it has ended. */
#pragma once

#include <jansson.h>

#include "core/bytes.h"

/* As alerts/posture.h writes it, to be released; what the camera's postures say to the sinks when
 * it is kept. NULL: the value cannot be read. */
json_t *standing_posture(struct bytes value);
