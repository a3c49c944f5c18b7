/* The part of `camwarden ctl status` that says how alerts leave the sensor. */
#pragma once

#include <jansson.h>

#include "alerts/post.h"

/* A sink, at that time; a new object. */
json_t *status_sink(const struct post_status *sink, uint64_t now_ns);

/* The outbox of that folder (NULL: memory alone); a new object. */
json_t *status_outbox(const struct outbox_figures *f, const char *folder);
