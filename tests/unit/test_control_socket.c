#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sensor/control_socket.h"

enum { STRANGER = 64001, OWNER, MEMBERS };

static char top[64];
static char path[96];
static struct error e;

static void begin(void)
{
    (void)snprintf(top, sizeof top, "/tmp/camwarden-control-XXXXXX");
    cr_assert_not_null(mkdtemp(top));
    cr_assert_eq(chmod(top, 0755), 0);
    (void)snprintf(path, sizeof path, "%s/run/control.sock", top);
}

static void end(void)
{
    char folder[96];
    (void)snprintf(folder, sizeof folder, "%s/run", top);
    (void)unlink(path);
    (void)rmdir(folder);
    (void)rmdir(top);
}

TestSuite(control_socket, .init = begin, .fini = end);

static bool open_own(struct control_socket *s)
{
    return control_socket_open(s, path, getuid(), getgid(), &e);
}

/* 0, or why not. */
static int try_connect(void)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    memcpy(a.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int why = connect(fd, (struct sockaddr *)&a, sizeof a) == 0 ? 0 : errno;
    (void)close(fd);
    return why;
}

/* As that user of that group alone. */
static int try_connect_as(uid_t uid, gid_t gid)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0)
        _exit(setgroups(0, NULL) == 0 && setgid(gid) == 0 && setuid(uid) == 0 ? try_connect()
                                                                              : 255);
    cr_assert_eq(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

/* What a sensor that was killed leaves. */
static void leave_dead_socket(void)
{
    struct control_socket s;
    cr_assert(open_own(&s), "%s", e.s);
    (void)close(s.fd);
    cr_assert_eq(try_connect(), ECONNREFUSED);
}

Test(control_socket, creates_its_folder_and_itself_for_the_owner_alone)
{
    struct control_socket s;
    struct stat folder, file;
    char parent[96];
    mode_t before = umask(077);
    cr_assert(open_own(&s), "%s", e.s);
    cr_expect_eq(umask(before), 077, "it gives the umask back");
    (void)snprintf(parent, sizeof parent, "%s/run", top);
    cr_assert_eq(stat(parent, &folder), 0);
    cr_assert_eq(stat(path, &file), 0);
    cr_expect_eq(folder.st_mode, S_IFDIR | 0750);
    cr_expect_eq(file.st_mode, S_IFSOCK | 0660);
    cr_expect_eq(try_connect(), 0);
    control_socket_close(&s);
    cr_expect_eq(stat(path, &file), -1, "the file is gone");
}

Test(control_socket, is_there_for_root_the_owner_and_the_group_and_for_nobody_else)
{
    struct control_socket s;
    struct stat st;
    char folder[96];
    if (getuid() != 0)
        cr_skip_test("only root can be somebody else");
    cr_assert(control_socket_open(&s, path, OWNER, MEMBERS, &e), "%s", e.s);
    cr_assert_eq(stat(path, &st), 0);
    cr_expect_eq(st.st_uid, (uid_t)OWNER);
    cr_expect_eq(st.st_gid, (gid_t)MEMBERS);
    cr_expect_eq(try_connect(), 0);
    cr_expect_eq(try_connect_as(OWNER, STRANGER), 0);
    cr_expect_eq(try_connect_as(STRANGER, MEMBERS), 0);
    cr_expect_eq(try_connect_as(STRANGER, STRANGER), EACCES);
    (void)snprintf(folder, sizeof folder, "%s/run", top);
    cr_assert_eq(chmod(folder, 0755), 0);
    /* Not only for the sake of the folder. */
    cr_expect_eq(try_connect_as(STRANGER, STRANGER), EACCES);
    control_socket_close(&s);
}

Test(control_socket, leaves_a_folder_that_is_there_as_it_is)
{
    struct control_socket s;
    struct stat st;
    (void)snprintf(path, sizeof path, "%s/control.sock", top);
    cr_assert(open_own(&s), "%s", e.s);
    cr_assert_eq(stat(top, &st), 0);
    cr_expect_eq(st.st_mode, S_IFDIR | 0755);
    control_socket_close(&s);
}

Test(control_socket, creates_only_the_last_folder)
{
    struct control_socket s;
    (void)snprintf(path, sizeof path, "%s/run/camwarden/control.sock", top);
    cr_assert_not(open_own(&s));
    cr_expect_not_null(strstr(e.s, "cannot create the folder"), "%s", e.s);
}

Test(control_socket, replaces_that_of_a_dead_sensor)
{
    struct control_socket s;
    leave_dead_socket();
    cr_assert(open_own(&s), "%s", e.s);
    cr_expect_eq(try_connect(), 0);
    control_socket_close(&s);
}

Test(control_socket, leaves_a_living_sensor_alone)
{
    struct control_socket s, second;
    char expected[160];
    cr_assert(open_own(&s), "%s", e.s);
    cr_assert_not(open_own(&second));
    (void)snprintf(expected, sizeof expected, "a sensor is already running: %s", path);
    cr_expect_str_eq(e.s, expected);
    cr_expect_eq(try_connect(), 0);
    control_socket_close(&s);
}

Test(control_socket, sees_a_living_sensor_behind_a_queue_of_clients)
{
    struct control_socket s, second;
    int fds[64];
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    memcpy(a.sun_path, path, strlen(path));
    cr_assert(open_own(&s), "%s", e.s);
    size_t n = 0;
    int why = 0;
    while (n < 64 && why == 0) {
        fds[n] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        why = connect(fds[n++], (struct sockaddr *)&a, sizeof a) == 0 ? 0 : errno;
    }
    cr_assert_eq(why, EAGAIN, "the queue is full");
    cr_expect_not(open_own(&second));
    cr_expect_not_null(strstr(e.s, "already running"), "%s", e.s);
    while (n > 0)
        (void)close(fds[--n]);
    control_socket_close(&s);
}

Test(control_socket, leaves_alone_what_is_not_a_socket)
{
    struct control_socket s;
    struct stat st;
    (void)snprintf(path, sizeof path, "%s/control.sock", top);
    FILE *file = fopen(path, "we");
    cr_assert_not_null(file);
    (void)fclose(file);
    cr_expect_not(open_own(&s));
    cr_expect_not_null(strstr(e.s, "is not a socket"), "%s", e.s);
    cr_expect_eq(stat(path, &st), 0, "it is still there");
    (void)unlink(path);
    cr_assert_eq(symlink("/nowhere", path), 0);
    cr_expect_not(open_own(&s));
    cr_expect_not_null(strstr(e.s, "is not a socket"), "%s", e.s);
}

Test(control_socket, needs_a_path_that_names_a_file_and_fits)
{
    struct control_socket s;
    char long_path[120];
    memset(long_path, 'x', sizeof long_path - 1);
    long_path[sizeof long_path - 1] = '\0';
    const char *const bad[] = { "", "/tmp/", long_path };
    for (size_t i = 0; i < 3; i++)
        cr_expect_not(control_socket_open(&s, bad[i], getuid(), getgid(), &e), "%s", bad[i]);
}

Test(control_socket, removes_only_its_own_file)
{
    struct control_socket s, later;
    cr_assert(open_own(&s), "%s", e.s);
    cr_assert_eq(unlink(path), 0);
    cr_assert(open_own(&later), "%s", e.s);
    control_socket_close(&s);
    cr_expect_eq(try_connect(), 0, "the later one is still there");
    control_socket_close(&later);
}

/* Opens, drops root, closes. */
static void live_and_die(uid_t owner, uid_t dropped_to)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        struct control_socket s;
        if (!control_socket_open(&s, path, owner, MEMBERS, &e) || setuid(dropped_to) != 0)
            _exit(1);
        control_socket_close(&s);
        _exit(0);
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert_eq(status, 0);
}

Test(control_socket, goes_away_without_root_where_the_folder_is_the_users)
{
    struct control_socket s;
    if (getuid() != 0)
        cr_skip_test("only root can drop root");
    live_and_die(OWNER, OWNER);
    cr_expect_eq(try_connect(), ENOENT);
    live_and_die(OWNER, STRANGER);
    cr_expect_eq(try_connect(), ECONNREFUSED, "the file stays");
    cr_expect(open_own(&s), "and is replaced: %s", e.s);
    control_socket_close(&s);
}

Test(control_socket, is_not_touched_while_another_sensor_is_starting)
{
    struct control_socket s;
    (void)snprintf(path, sizeof path, "%s/control.sock", top);
    int other = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cr_assert_eq(flock(other, LOCK_EX), 0);
    cr_expect_not(open_own(&s));
    cr_expect_not_null(strstr(e.s, "cannot lock the folder"), "%s", e.s);
    (void)close(other);
    cr_assert(open_own(&s), "%s", e.s);
    control_socket_close(&s);
}

/* Waits for the others, opens, says whether it has it, and keeps it until the end. */
static void race(int go, int told, int stop)
{
    struct control_socket s;
    struct pollfd started = { .fd = go, .events = POLLIN };
    struct pollfd over = { .fd = stop, .events = POLLIN };
    (void)poll(&started, 1, -1);
    (void)!write(told, open_own(&s) ? "+" : "-", 1);
    (void)poll(&over, 1, -1);
    _exit(0);
}

Test(control_socket, is_had_by_one_of_many_that_start_at_once)
{
    enum { RUNNERS = 6, ROUNDS = 10 };
    leave_dead_socket();
    for (int round = 0; round < ROUNDS; round++) {
        int go[2], told[2], stop[2], winners = 0;
        char c = 0;
        cr_assert(pipe(go) == 0 && pipe(told) == 0 && pipe(stop) == 0);
        for (int i = 0; i < RUNNERS; i++)
            if (fork() == 0)
                race(go[0], told[1], stop[0]);
        cr_assert_eq(write(go[1], "g", 1), 1);
        for (int i = 0; i < RUNNERS && read(told[0], &c, 1) == 1; i++)
            winners += c == '+';
        cr_assert_eq(write(stop[1], "s", 1), 1);
        for (int i = 0; i < RUNNERS; i++)
            (void)wait(NULL);
        cr_expect_eq(winners, 1, "%d in round %d", winners, round);
        cr_expect_eq(try_connect(), ECONNREFUSED);
        const int all[] = { go[0], go[1], told[0], told[1], stop[0], stop[1] };
        for (size_t i = 0; i < 6; i++)
            (void)close(all[i]);
    }
}
