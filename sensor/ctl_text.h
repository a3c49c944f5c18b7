/* What `camwarden ctl --text status` prints. */
#pragma once

#include <jansson.h>
#include <stdio.h>

/* A sensor's status in a few lines for a person. What the answer does not say is 0 or "-"; nothing
 * in it can move a terminal. */
void ctl_text_status(const json_t *status, FILE *out);
