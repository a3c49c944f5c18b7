/* `camwarden sensor --check-sandbox`: goes into the sandbox of every role and tries what must not
 * be possible there, with the rights and the places that the other options lead to. */
#pragma once

#include <stdio.h>

#include "sensor/sensor_options.h"

/* Prints a table. The exit status: EXIT_OK, all was refused; EXIT_VIOLATIONS, something was
 * possible; EXIT_USAGE, the sandbox could not be entered. */
int sandbox_check(const struct sensor_options *o, FILE *out);
