#include <criterion/criterion.h>

#include "sensor/sandbox_attempts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/in_child.h"

static const struct sandbox_attempt *attempt(const char *what)
{
    for (size_t i = 0; i < sandbox_attempts_n; i++)
        if (strcmp(sandbox_attempts[i].what, what) == 0)
            return &sandbox_attempts[i];
    cr_assert(false, "there is no attempt '%s'", what);
    return NULL;
}

static int make(void *what)
{
    struct attempt_means m = { .victim = getppid(), .socket = -1 };
    m.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return attempt(what)->make(&m);
}

static int result(const char *what)
{
    char name[64];
    (void)strncpy(name, what, sizeof name - 1);
    name[sizeof name - 1] = '\0';
    return in_child(make, name);
}

Test(sandbox_attempts, without_a_sandbox_what_everybody_may_do_succeeds)
{
    static const char *const open_to_all[] = {
        "make a file in /var/tmp",
        "open a program",
        "execve: run a program",
        "fork: make a process",
        "make a socket of the network",
        "connect a socket that it has",
        "listen for callers",
        "write and run memory",
        "send another process a signal",
        "open another process's memory map",
    };
    for (size_t i = 0; i < sizeof open_to_all / sizeof open_to_all[0]; i++)
        cr_expect_eq(result(open_to_all[i]), 0, "%s", open_to_all[i]);
}

Test(sandbox_attempts, only_who_is_to_may)
{
    cr_expect_eq(attempt("fork: make a process")->allowed, 1U << SANDBOX_NURSERY);
    cr_expect(attempt("make a socket of the network")->connects);
    cr_expect_not(attempt("make a packet socket")->connects);
    for (size_t i = 0; i < sandbox_attempts_n; i++)
        cr_expect_eq(sandbox_attempts[i].allowed & 1U << SANDBOX_WORKER, 0);
}
