#include <criterion/criterion.h>

#include "sensor/privileges.h"

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/securebits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "capture/shunt.h"
#include "core/media_flow.h"

enum { STRANGER = 65001, STATUS_BYTES = 4096 };

static const struct identity somebody = { .uid = 61999, .gid = 61998, .name.s = "uid 61999" };

static void need_root(void)
{
    if (geteuid() != 0)
        cr_skip_test("needs root");
}

/* ---- another process drops its privileges, and this one reads what became of it ---- */

struct aftermath {
    struct identity id;
    struct error e;
    bool ready;
    bool could_listen;
    bool dropped;
    bool can_listen;
    bool told_shunt;
    int dumpable;
    int securebits;
    int uid_errno; /* of what is tried afterwards; 0: it was possible */
    int groups_errno;
    int shadow_errno;
    int socket_errno;
    char status[STATUS_BYTES]; /* /proc/self/status */
};

static int errno_of(bool possible)
{
    return possible ? 0 : errno;
}

static void look_around(struct aftermath *a)
{
    a->can_listen = privileges_may_listen();
    a->dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
    a->securebits = prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);
    a->uid_errno = errno_of(setresuid((uid_t)-1, 0, (uid_t)-1) == 0);
    a->groups_errno = errno_of(setgroups(0, NULL) == 0);
    a->shadow_errno = errno_of(open("/etc/shadow", O_RDONLY | O_CLOEXEC) >= 0);
    a->socket_errno = errno_of(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0) >= 0);
    FILE *f = fopen("/proc/self/status", "re");
    size_t n = f != NULL ? fread(a->status, 1, sizeof a->status - 1, f) : 0;
    a->status[n] = '\0';
}

/* Runs `act` in a child, which writes into what it is given. */
static const struct aftermath *in_a_child(void (*act)(struct aftermath *))
{
    struct aftermath *a =
        mmap(NULL, sizeof *a, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    cr_assert_neq(a, MAP_FAILED);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        act(a);
        _exit(0);
    }
    int status = -1;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert_eq(status, 0);
    return a;
}

static void expect_line(const struct aftermath *a, const char *line)
{
    cr_expect_not_null(strstr(a->status, line), "no '%s' in\n%s", line, a->status);
}

static void expect_nothing_left(const struct aftermath *a)
{
    cr_assert(a->dropped, "%s", a->e.s);
    expect_line(a, "\nCapInh:\t0000000000000000\n");
    expect_line(a, "\nCapPrm:\t0000000000000000\n");
    expect_line(a, "\nCapEff:\t0000000000000000\n");
    expect_line(a, "\nCapAmb:\t0000000000000000\n");
    expect_line(a, "\nNoNewPrivs:\t1\n");
    cr_expect_eq(a->dumpable, 0);
    cr_expect_not(a->can_listen);
    cr_expect_eq(a->uid_errno, EPERM);
    cr_expect_eq(a->groups_errno, EPERM);
    cr_expect_eq(a->shadow_errno, EACCES);
    cr_expect_eq(a->socket_errno, EPERM);
}

static void drop_from_root(struct aftermath *a)
{
    (void)setgroups(2, (const gid_t[]){ 4, 27 });
    a->could_listen = privileges_may_listen();
    a->dropped = privileges_drop(&somebody, &a->e);
    look_around(a);
}

Test(privileges, leave_root_nothing, .init = need_root)
{
    const struct aftermath *a = in_a_child(drop_from_root);
    cr_expect(a->could_listen);
    expect_nothing_left(a);
    expect_line(a, "\nUid:\t61999\t61999\t61999\t61999\n");
    expect_line(a, "\nGid:\t61998\t61998\t61998\t61998\n");
    expect_line(a, "\nGroups:\t \n");
    expect_line(a, "\nCapBnd:\t0000000000000000\n");
    int locked = SECURE_ALL_LOCKS | SECBIT_NOROOT | SECBIT_NO_CAP_AMBIENT_RAISE;
    cr_expect_eq(a->securebits & locked, locked);
}

/* As the unit starts it: User=, AmbientCapabilities=, CapabilityBoundingSet=. */
static void be_lent_capabilities(void)
{
    capng_clear(CAPNG_SELECT_ALL);
    capng_type_t all = CAPNG_EFFECTIVE | CAPNG_PERMITTED | CAPNG_INHERITABLE | CAPNG_BOUNDING_SET;
    (void)capng_updatev(CAPNG_ADD, all, CAP_NET_RAW, CAP_NET_ADMIN, -1);
    int changed = capng_change_id(STRANGER, STRANGER, CAPNG_DROP_SUPP_GRP | CAPNG_CLEAR_BOUNDING);
    (void)capng_updatev(CAPNG_ADD, CAPNG_AMBIENT, CAP_NET_RAW, CAP_NET_ADMIN, -1);
    if (changed != 0 || capng_apply(CAPNG_SELECT_AMBIENT) != 0)
        _exit(1);
}

static void drop_what_was_lent(struct aftermath *a)
{
    be_lent_capabilities();
    a->could_listen = privileges_may_listen();
    a->ready = identity_find(NULL, &a->id, &a->e);
    a->dropped = privileges_drop(&a->id, &a->e);
    look_around(a);
}

Test(privileges, leave_an_ordinary_user_no_capability, .init = need_root)
{
    const struct aftermath *a = in_a_child(drop_what_was_lent);
    cr_assert(a->ready, "%s", a->e.s);
    cr_expect_eq(a->id.uid, STRANGER);
    cr_expect_str_eq(a->id.name.s, "uid 65001");
    cr_expect(a->could_listen);
    expect_nothing_left(a);
    expect_line(a, "\nUid:\t65001\t65001\t65001\t65001\n");
}

static void drop_to_root(struct aftermath *a)
{
    a->dropped = privileges_drop(&(struct identity){ 0 }, &a->e);
}

Test(privileges, are_not_dropped_by_staying_root)
{
    const struct aftermath *a = in_a_child(drop_to_root);
    cr_expect_not(a->dropped);
    cr_expect_str_eq(a->e.s, "privileges cannot be given up by staying root");
}

/* The rights to change to another user are not there: that must not pass for a drop. */
static void drop_without_the_means(struct aftermath *a)
{
    capng_fill(CAPNG_SELECT_CAPS);
    capng_type_t held = CAPNG_EFFECTIVE | CAPNG_PERMITTED;
    (void)capng_updatev(CAPNG_DROP, held, CAP_SETUID, CAP_SYS_RESOURCE, -1);
    if (capng_apply(CAPNG_SELECT_CAPS) != 0)
        _exit(1);
    a->dropped = privileges_drop(&somebody, &a->e);
}

Test(privileges, say_what_could_not_be_given_up, .init = need_root)
{
    const struct aftermath *a = in_a_child(drop_without_the_means);
    cr_expect_not(a->dropped);
    cr_expect_str_eq(a->e.s, "cannot give up privileges: user: Operation not permitted");
}

/* ---- what goes on working ---- */

static void tell_the_shunt(struct aftermath *a)
{
    struct shunt *s = shunt_open(&(struct shunt_settings){ 0 }, &a->e);
    a->ready = s != NULL;
    if (s == NULL)
        return;
    static const struct media_flow flow = { .src.port = 40000, .dst.port = 5000, .ssrc = 7 };
    struct shunt_count count;
    a->dropped = privileges_drop(&somebody, &a->e);
    a->told_shunt = shunt_add(s, &flow) && shunt_count(s, &flow, &count) && shunt_remove(s, &flow);
}

/* Kernels from 5.19 on; before, kernel.unprivileged_bpf_disabled forbids this too. */
Test(privileges, are_not_needed_to_tell_the_shunt, .init = need_root)
{
    const struct aftermath *a = in_a_child(tell_the_shunt);
    if (!a->ready)
        cr_skip_test("%s", a->e.s);
    cr_assert(a->dropped, "%s", a->e.s);
    cr_expect(a->told_shunt);
}

/* ---- whom to be ---- */

Test(identity, is_the_user_named, .init = need_root)
{
    struct identity id;
    struct error e = { "" };
    cr_assert(identity_find("nobody", &id, &e), "%s", e.s);
    cr_expect_eq(id.uid, 65534);
    cr_expect_eq(id.gid, 65534);
    cr_expect_str_eq(id.name.s, "nobody");
}

Test(identity, is_never_root, .init = need_root)
{
    struct identity id;
    struct error e = { "" };
    cr_assert_not(identity_find("root", &id, &e));
    cr_expect_str_eq(e.s, "'root' is root; it has to be another user");
}

Test(identity, needs_a_user_that_exists)
{
    struct identity id;
    struct error e = { "" };
    cr_assert_not(identity_find("no-such-user", &id, &e));
    cr_expect_str_eq(e.s, "there is no user 'no-such-user' to run as");
}

/* For this process only, /etc/passwd or /etc/group says that. */
static void system_says(const char *path, const char *text)
{
    char name[] = "/tmp/privileges-XXXXXX";
    int fd = mkstemp(name);
    cr_assert_geq(fd, 0);
    cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    cr_assert_eq(fchmod(fd, 0644), 0);
    close(fd);
    int status = mount(name, path, NULL, MS_BIND, NULL);
    unlink(name);
    cr_assert_eq(status, 0);
}

static void need_own_system(void)
{
    need_root();
    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        cr_skip_test("needs a mount namespace");
}

Test(identity, is_camwarden_where_that_user_exists, .init = need_own_system)
{
    struct identity id;
    struct error e = { "" };
    system_says("/etc/passwd", "root:x:0:0::/root:/bin/sh\n"
                               "camwarden:x:4242:4243::/nonexistent:/usr/sbin/nologin\n");
    cr_assert(identity_find(NULL, &id, &e), "%s", e.s);
    cr_expect_eq(id.uid, 4242);
    cr_expect_eq(id.gid, 4243);
    cr_expect_str_eq(id.name.s, "camwarden");
}

Test(identity, is_else_one_that_nobody_has, .init = need_own_system)
{
    struct identity id;
    struct error e = { "" };
    system_says("/etc/passwd", "root:x:0:0::/root:/bin/sh\nother:x:61184:100::/:/bin/sh\n");
    system_says("/etc/group", "root:x:0:\nothers:x:61185:\n");
    cr_assert(identity_find(NULL, &id, &e), "%s", e.s);
    cr_expect_eq(id.uid, 61186);
    cr_expect_eq(id.gid, 61186);
    cr_expect_str_eq(id.name.s, "uid 61186");
}

static void want_another(struct aftermath *a)
{
    if (geteuid() == 0 &&
        (setgroups(0, NULL) != 0 || setresgid(STRANGER, STRANGER, STRANGER) != 0 ||
         setresuid(STRANGER, STRANGER, STRANGER) != 0))
        _exit(1);
    a->ready = identity_find("root", &a->id, &a->e);
}

Test(identity, cannot_be_chosen_but_by_root)
{
    const struct aftermath *a = in_a_child(want_another);
    cr_expect_not(a->ready);
    cr_expect_eq(strncmp(a->e.s, "only root can become 'root'; this was started by ", 49), 0, "%s",
                 a->e.s);
}
