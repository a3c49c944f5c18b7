/* The system calls of a role, as a seccomp(2) filter. */
#pragma once

#include <stddef.h>

#include "core/error.h"
#include "sensor/sandbox.h"

/* Whether an annotation gives that call to that role, or to who connects. */
bool seccomp_names(enum sandbox_role role, bool connects, const char *call);

/* The call of that number, "poll"; "?" if it has no name. The buffer is the caller's. */
void seccomp_call_name(int number, struct text *out);

/* Holds all threads of this process, and those that come of them, to the calls of the role, and if
 * it connects, to those that this takes. Places and tally are none of its business. false: e says
 * why. */
bool seccomp_enter(const struct sandbox_settings *s, struct error *e);
