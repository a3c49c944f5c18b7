#include "core/signals.h"

#include <stddef.h>

void signals_of_main(sigset_t *out)
{
    static const int own[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS };
    (void)sigfillset(out);
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        (void)sigdelset(out, own[i]);
}
