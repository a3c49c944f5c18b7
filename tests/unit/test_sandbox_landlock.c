#include <criterion/criterion.h>

#include "sensor/sandbox_landlock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/in_child.h"

struct attempt {
    const char *allowed[2];
    enum sandbox_access access[2];
    const char *path;
    const char *to; /* of a rename */
    int flags;
};

static char folder[64];

static const char *in(const char *name)
{
    static char path[4][128];
    static int next;
    char *p = path[next++ % 4];
    (void)snprintf(p, sizeof path[0], "%s/%s", folder, name);
    return p;
}

static void make_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    cr_assert_geq(fd, 0);
    (void)close(fd);
}

static void set_up(void)
{
    if (landlock_version() == 0)
        cr_skip_test("no Landlock in this kernel");
    (void)snprintf(folder, sizeof folder, "/tmp/landlock.XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(mkdir(in("ours"), 0700), 0);
    make_file(in("ours/file"));
    make_file(in("other"));
}

static void tear_down(void)
{
    static const char *const files[] = { "ours/file", "ours/new", "ours/renamed", "other", "link" };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        (void)unlink(in(files[i]));
    (void)rmdir(in("ours"));
    (void)rmdir(folder);
}

TestSuite(sandbox_landlock, .init = set_up, .fini = tear_down);

static bool enter(const struct attempt *a)
{
    static const struct landlock_limits limits = { .connect = true, .signal = true };
    struct sandbox_places *p = sandbox_places_new();
    struct error e;
    int version = 0;
    for (int i = 0; i < 2 && a->allowed[i] != NULL; i++)
        sandbox_allow(p, a->allowed[i], a->access[i]);
    bool entered = landlock_enter(p, &limits, &version, &e) && version > 0;
    sandbox_places_free(p);
    return entered;
}

static int try(void *self)
{
    const struct attempt *a = self;
    if (!enter(a))
        return 255;
    int status = a->to != NULL    ? rename(a->path, a->to)
                 : a->flags == -1 ? unlink(a->path)
                                  : open(a->path, a->flags | O_CLOEXEC, 0600);
    return status >= 0 ? 0 : errno;
}

static int after(struct attempt a)
{
    return in_child(try, &a);
}

Test(sandbox_landlock, what_was_not_allowed_cannot_be_opened)
{
    cr_expect_eq(after((struct attempt){ .path = in("other") }), EACCES);
    cr_expect_eq(after((struct attempt){ .path = "/etc/passwd" }), EACCES);
    cr_expect_eq(after((struct attempt){ .allowed = { in("ours") }, .path = in("other") }), EACCES);
}

Test(sandbox_landlock, what_may_be_read_may_not_be_written)
{
    cr_expect_eq(after((struct attempt){ .allowed = { in("ours") }, .path = in("ours/file") }), 0);
    cr_expect_eq(after((struct attempt){
                     .allowed = { in("ours") }, .path = in("ours/file"), .flags = O_WRONLY }),
                 EACCES);
    cr_expect_eq(after((struct attempt){ .allowed = { in("ours/file") }, .path = in("ours/file") }),
                 0);
}

Test(sandbox_landlock, in_a_folder_to_write_to_files_come_and_go)
{
    struct attempt a = { .allowed = { in("ours") }, .access = { SANDBOX_WRITE } };
    a.path = in("ours/new");
    a.flags = O_RDWR | O_CREAT | O_TRUNC;
    cr_expect_eq(after(a), 0);
    a.to = in("ours/renamed");
    cr_expect_eq(after(a), 0);
    a = (struct attempt){ .allowed = { in("ours") },
                          .access = { SANDBOX_WRITE },
                          .path = in("ours/renamed"),
                          .flags = -1 };
    cr_expect_eq(after(a), 0);
    a.path = in("other");
    cr_expect_eq(after(a), EACCES);
}

Test(sandbox_landlock, where_only_removal_is_allowed_nothing_is_read)
{
    struct attempt a = { .allowed = { in("ours") },
                         .access = { SANDBOX_REMOVE },
                         .path = in("ours/file") };
    cr_expect_eq(after(a), EACCES);
    a.flags = -1;
    cr_expect_eq(after(a), 0);
}

static int allow_folder_and_open(void *self)
{
    const struct attempt *a = self;
    struct sandbox_places *p = sandbox_places_new();
    struct error e;
    int version = 0;
    sandbox_allow_folder_of(p, a->allowed[0], a->access[0]);
    if (!landlock_enter(p, &(struct landlock_limits){ 0 }, &version, &e))
        return 255;
    return open(a->path, a->flags | O_CLOEXEC, 0600) >= 0 ? 0 : errno;
}

Test(sandbox_landlock, the_folder_of_a_link_is_that_of_the_file_too)
{
    cr_assert_eq(symlink(in("ours/file"), in("link")), 0);
    struct attempt a = {
        .allowed = { in("link") }, .access = { SANDBOX_WRITE }, .path = in("link"), .flags = O_RDWR
    };
    cr_expect_eq(in_child(allow_folder_and_open, &a), 0);
}

Test(sandbox_landlock, a_device_is_allowed_without_what_is_beside_it)
{
    struct attempt a = { .allowed = { "/dev/null" },
                         .access = { SANDBOX_WRITE },
                         .path = "/dev/null",
                         .flags = O_WRONLY };
    cr_expect_eq(in_child(allow_folder_and_open, &a), 0);
    a.path = "/dev/zero";
    cr_expect_eq(in_child(allow_folder_and_open, &a), EACCES);
}

Test(sandbox_landlock, what_is_not_there_is_left_out)
{
    cr_expect_eq(after((struct attempt){ .allowed = { "/nonexistent", in("ours") },
                                         .path = in("ours/file") }),
                 0);
}

static int connect_somewhere(void *unused)
{
    (void)unused;
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons(9),
                              .sin_addr = { htonl(INADDR_LOOPBACK) } };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (!enter(&(struct attempt){ 0 }))
        return 255;
    return connect(fd, (struct sockaddr *)&to, sizeof to) == 0 ? 0 : errno;
}

static int signal_parent(void *unused)
{
    (void)unused;
    if (!enter(&(struct attempt){ 0 }))
        return 255;
    return kill(getppid(), 0) == 0 ? 0 : errno;
}

Test(sandbox_landlock, newer_kernels_refuse_connections_and_signals_too)
{
    enum { NET = 4, SCOPE = 6 };
    if (landlock_version() >= NET)
        cr_expect_eq(in_child(connect_somewhere, NULL), EACCES);
    if (landlock_version() >= SCOPE)
        cr_expect_eq(in_child(signal_parent, NULL), EPERM);
}
