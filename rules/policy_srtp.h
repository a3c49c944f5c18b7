/* The file of SRTP keys that a policy names. For policy_*.c only. */
#pragma once

#include "core/error.h"
#include "rules/policy.h"

/* Reads it into memory for secrets. False: e says what is wrong, with the line, and nothing of what
 * stands there. */
bool policy_srtp_read(struct policy *p, const char *path, struct error *e);
