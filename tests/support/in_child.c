#include "tests/support/in_child.h"

#include <criterion/criterion.h>
#include <sys/wait.h>
#include <unistd.h>

int in_child(int (*act)(void *self), void *self)
{
    int status = 0;
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0)
        _exit(act(self));
    cr_assert_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}
