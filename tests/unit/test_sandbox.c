#include <criterion/criterion.h>

#include "sensor/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "sensor/sandbox_landlock.h"
#include "tests/support/in_child.h"

/* /proc/self/status as of before: it cannot be opened afterwards. */
static int entered(void *role)
{
    char status[4096];
    struct sandbox_state state;
    struct error e;
    FILE *f = fopen("/proc/self/status", "re");
    int version = landlock_version();
    struct sandbox_settings s = { .role = *(enum sandbox_role *)role };
    if (f == NULL || !sandbox_enter(&s, &state, &e) || !state.seccomp)
        return 255;
    size_t n = fread(status, 1, sizeof status - 1, f);
    status[n] = '\0';
    bool held = strstr(status, "NoNewPrivs:\t1") != NULL && strstr(status, "Seccomp:\t2") != NULL;
    bool shut = open("/etc/passwd", O_RDONLY | O_CLOEXEC) < 0;
    return held && shut && state.landlock == version ? 0 : 1;
}

Test(sandbox, every_role_can_be_entered_and_opens_nothing_that_was_not_allowed)
{
    if (landlock_version() == 0)
        cr_skip_test("no Landlock in this kernel");
    for (enum sandbox_role role = 0; role < SANDBOX_ROLES; role++)
        cr_expect_eq(in_child(entered, &role), 0, "%s", sandbox_role_name(role));
}

static int nested(void *unused)
{
    struct sandbox_state state;
    struct error e;
    (void)unused;
    if (!sandbox_enter(&(struct sandbox_settings){ .role = SANDBOX_NURSERY }, &state, &e))
        return 254;
    return sandbox_enter(&(struct sandbox_settings){ .role = SANDBOX_WORKER }, &state, &e) ? 0
                                                                                           : 253;
}

Test(sandbox, a_worker_enters_it_in_a_child_of_the_nursery)
{
    cr_expect_eq(in_child(nested, NULL), 0);
}

static int stay_outside(void *unused)
{
    struct sandbox_state state;
    struct error e;
    (void)unused;
    if (!sandbox_enter(&(struct sandbox_settings){ .role = SANDBOX_WORKER, .off = true }, &state,
                       &e))
        return 255;
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0 && state.off ? 0 : 1;
}

Test(sandbox, the_operator_can_do_without)
{
    cr_expect_eq(in_child(stay_outside, NULL), 0);
}

Test(sandbox, says_what_is_in_force)
{
    struct sentence s;
    sandbox_say(&(struct sandbox_state){ .off = true }, &s);
    cr_expect_str_eq(s.s, "off (--no-sandbox)");
    sandbox_say(&(struct sandbox_state){ .seccomp = true, .landlock = 3 }, &s);
    cr_expect_str_eq(s.s, "seccomp, Landlock 3");
    sandbox_say(&(struct sandbox_state){ .seccomp = true }, &s);
    cr_expect_str_eq(s.s, "seccomp, no Landlock in this kernel");
}
