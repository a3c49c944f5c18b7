/* What alerts are known by: names that every sensor and every run makes alike. */
#pragma once

#include "alerts/alert.h"

/* The beginning of SHA-256 over the text: 16 hexadecimal digits. */
void alert_digest(const char *text, char out[static ALERT_ID_MAX]);

/* What all alerts of one camera and item have in common, whichever sensor tells them: the digest
 * of the camera's id, a space, the item's number. */
void alert_group(const struct ruling *r, char out[static ALERT_ID_MAX]);
