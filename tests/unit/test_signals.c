#include <criterion/criterion.h>

#include "core/signals.h"

Test(signals, what_is_sent_to_the_process_is_the_main_threads)
{
    static const int sent[] = { SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGCHLD, SIGPIPE, SIGALRM };
    sigset_t s;
    signals_of_main(&s);
    for (size_t i = 0; i < sizeof sent / sizeof sent[0]; i++)
        cr_expect(sigismember(&s, sent[i]), "%d", sent[i]);
}

Test(signals, what_a_thread_did_itself_is_its_own)
{
    static const int own[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS };
    sigset_t s;
    signals_of_main(&s);
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        cr_expect_not(sigismember(&s, own[i]), "%d", own[i]);
}
