/* What the single values of a policy must look like. For policy_*.c only. */
#pragma once

#include "core/error.h"
#include "core/packet.h"

/* Whether `value` is right for `key` ("mac", "until", "hosts"...) at that place of a policy at
 * `path`; if not, e holds the sentence, without the place. Keys without a rule take anything. */
bool policy_format_ok(const char *key, const char *value, const char *path, struct error *e);

/* The nanosecond after the last of a day "2027-01-31" (UTC). False: no such day. */
bool policy_day_end(const char *s, uint64_t *ns);

/* "30d", "12h" in nanoseconds, from 1h to 3650d. False: it is no such age. */
bool policy_age_read(const char *s, uint64_t *ns);

/* A file named in a policy: beside it, unless the name is absolute. Owned by the caller; NULL: no
 * memory. */
char *policy_beside(const char *path, const char *name);
