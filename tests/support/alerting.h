/* Rulings and alerts to test with: a camera at 10.0.0.5, a client at 10.0.0.9, RTSP in clear. */
#pragma once

#include <jansson.h>

#include "alerts/alert.h"

extern const struct guide_item clear_item; /* 3.5, CWE-319, severity 2 */
extern const struct guide_item setup_item; /* 3.2.4, no CWE, severity 1 */

/* Seen in frame 7, at that second of 2026-07-08T02:54:07.123456789. */
struct ruling ruling_at(const struct guide_item *item, enum verdict verdict, uint64_t seconds);

/* An alert of such a ruling, opened by it. */
struct alert alert_of(const struct ruling *r);

/* The text at a path of keys ("alert", "source", "ip", NULL ends it), or NULL; of a list its first.
 */
const char *text_at(const json_t *o, const char *const path[]);
#define TEXT_AT(o, ...) text_at(o, (const char *const[]){ __VA_ARGS__, NULL })
