/* The sensors of a fleet, for a person. */
#pragma once

#include <stdio.h>

#include "sensor/fleet.h"

/* One line a sensor: name, state, how old its last heartbeat is, what it lost, its cameras and what
 * they break. sensors: of struct fleet. */
void fleet_print(const json_t *sensors, FILE *out);

/* One line for each that is silent; none if there is none. */
void fleet_print_silent(const json_t *sensors, FILE *out);

enum { AGE_TEXT_MAX = 24 };

/* "12 s", "5 min", "3 h", "8 d". */
const char *age_text(uint64_t seconds, char out[static AGE_TEXT_MAX]);
