#include <criterion/criterion.h>

#include "sensor/sandbox_places.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sensor/sandbox_landlock.h"
#include "tests/support/in_child.h"

struct attempt {
    struct common_options options;
    const char *path;
    int flags;
    bool feed;
};

static int try(void *self)
{
    const struct attempt *a = self;
    static const struct landlock_limits none = { 0 };
    struct sandbox_places *p = sandbox_places_new();
    struct error e;
    int version = 0;
    if (a->feed) {
        sandbox_allow_feed(p, a->options.redis, a->options.eve);
    } else {
        sandbox_allow_outputs(p, &a->options);
        sandbox_allow_policy(p, &a->options);
    }
    if (!landlock_enter(p, &none, &version, &e))
        return 255;
    return open(a->path, a->flags | O_CLOEXEC, 0600) >= 0 ? 0 : errno;
}

static int after(struct common_options o, const char *path, int flags)
{
    struct attempt a = { o, path, flags, false };
    return in_child(try, &a);
}

static char state[] = "/tmp/places.XXXXXX";
static char inside[64];

static void set_up(void)
{
    if (landlock_version() == 0)
        cr_skip_test("no Landlock in this kernel");
    cr_assert_not_null(mkdtemp(state));
    (void)snprintf(inside, sizeof inside, "%s/file", state);
}

static void tear_down(void)
{
    (void)unlink(inside);
    (void)rmdir(state);
}

TestSuite(sandbox_places, .init = set_up, .fini = tear_down);

Test(sandbox_places, without_options_there_are_none)
{
    struct common_options none = common_options_default();
    cr_expect_eq(after(none, "/etc/passwd", O_RDONLY), EACCES);
    cr_expect_eq(after(none, state, O_RDONLY), EACCES);
    cr_expect_not(sandbox_connects(&none));
}

Test(sandbox_places, the_state_folder_and_that_of_the_file_can_be_written_to)
{
    struct common_options o = common_options_default();
    o.state = state;
    cr_expect_eq(after(o, inside, O_RDWR | O_CREAT), 0);
    o = common_options_default();
    o.eve = inside;
    cr_expect_eq(after(o, inside, O_WRONLY | O_CREAT), 0);
    cr_expect_eq(after(o, "/etc/passwd", O_RDONLY), EACCES);
}

Test(sandbox_places, the_folder_of_the_policy_can_be_read)
{
    struct common_options o = common_options_default();
    o.policy = inside;
    cr_expect_eq(after(o, state, O_RDONLY), 0);
    cr_expect_eq(after(o, inside, O_WRONLY | O_CREAT), EACCES);
}

Test(sandbox_places, names_are_looked_up_only_where_there_is_one)
{
    static char address[] = "redis://127.0.0.1:6379", name[] = "redis://redis.example:6379";
    struct common_options o = common_options_default();
    o.redis = address;
    cr_expect(sandbox_connects(&o));
    cr_expect_eq(after(o, "/etc/nsswitch.conf", O_RDONLY), EACCES);
    o.redis = name;
    cr_expect_eq(after(o, "/etc/nsswitch.conf", O_RDONLY), 0);
    cr_expect_eq(after(o, "/etc/nsswitch.conf", O_WRONLY), EACCES);
    cr_expect_eq(after(o, "/root", O_RDONLY | O_DIRECTORY), EACCES);
}

Test(sandbox_places, a_receiver_by_tls_is_checked_against_whom_the_system_trusts)
{
    struct common_options o = common_options_default();
    o.syslog[o.syslogs++] = "syslog+tls://127.0.0.1:6514";
    cr_expect_eq(after(o, "/etc/ssl", O_RDONLY | O_DIRECTORY), 0);
    cr_expect_eq(after(o, "/etc/passwd", O_RDONLY), EACCES);
}

Test(sandbox_places, a_password_is_read_again_from_its_folder)
{
    char url[128];
    struct common_options o = common_options_default();
    FILE *f = fopen(inside, "we");
    cr_assert_not_null(f);
    (void)fputs("geheim\n", f);
    (void)fclose(f);
    (void)snprintf(url, sizeof url, "redis://127.0.0.1?password-file=%s", inside);
    o.redis = url;
    cr_expect_eq(after(o, inside, O_RDONLY), 0);
    cr_expect_eq(after(o, inside, O_WRONLY), EACCES);
}

Test(sandbox_places, a_feed_writes_beside_its_file_and_nowhere_else)
{
    static char redis[] = "redis://127.0.0.1:6379";
    struct attempt a = { common_options_default(), inside, O_RDWR | O_CREAT, true };
    a.options.redis = redis;
    a.options.eve = inside;
    cr_expect_eq(in_child(try, &a), 0);
    a.path = "/etc/passwd";
    cr_expect_eq(in_child(try, &a), EACCES);
    a.path = inside;
    a.options.eve = "-";
    cr_expect_eq(in_child(try, &a), EACCES);
    a.options.eve = "syslog+tcp://127.0.0.1";
    cr_expect_eq(in_child(try, &a), EACCES);
}
