/* The postures that a sensor or a replay keeps in its folder. */
#pragma once

#include <jansson.h>

#include "core/error.h"

/* A list of objects as alerts/posture.h writes them, the caller's to release. NULL: *status
 * (EXIT_...) and e say why. What cannot be read is counted on stderr. */
json_t *posture_state_read(const char *folder, int *status, struct error *e);
