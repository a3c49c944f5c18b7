/* Questions to the sensor that is running, and what it means that there is no answer. */
#pragma once

#include "sensor/ctl_link.h"

/* The answer without its "ok", the caller's to release. NULL: the sensor refuses or does not
 * answer; *status (CTL_DONE and so on, ctl.h) and e say why. Consumes the request. */
json_t *ctl_ask(const struct ctl_link *l, json_t *request, int *status, struct error *e);

/* The same for an answer that comes in pages: its "cameras" in one list. Consumes the request. */
json_t *ctl_ask_pages(const struct ctl_link *l, json_t *request, int *status, struct error *e);
