/* Which thread takes which signal: those that are sent to the process are the main thread's. */
#pragma once

#include <signal.h>

/* What every other thread blocks: all signals but those that tell a thread of what it did itself
 * (SIGSEGV, SIGSYS and the like). The kernel ends a process where one of these is blocked. */
void signals_of_main(sigset_t *out);
