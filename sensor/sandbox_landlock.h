/* landlock(7), by its system calls: glibc has no names for them. */
#pragma once

#include "core/error.h"
#include "sensor/sandbox.h"

/* What else is taken away, where the kernel can. */
struct landlock_limits {
    bool connect; /* no connection by TCP */
    bool signal;  /* no signal to a process outside, no connection to an abstract Unix socket */
};

/* Which version of it the kernel has, from 1; 0: none. */
int landlock_version(void);

/* Holds this thread, and those that it will start, to the places; NULL: none. Sets *version, as
 * above: with 0 nothing was done, and that is no error. false: e says why. */
bool landlock_enter(const struct sandbox_places *p, const struct landlock_limits *limits,
                    int *version, struct error *e);
