/* Where `camwarden posture` has the postures from: a sensor that is running, what one keeps in its
 * folder, Redis, captures, or results that were kept. */
#pragma once

#include "sensor/fleet.h"
#include "sensor/posture_options.h"

/* Cameras as alerts/posture.h writes them; of a Redis the sensors, too, else none (NULL). The
 * caller's to release with fleet_release(). false: *status (EXIT_...) and e say why. *status may be
 * EXIT_INPUT beside a result: a capture was not read to its end. */
bool posture_gather(const struct posture_options *o, struct fleet *f, int *status, struct error *e);
