#include <criterion/criterion.h>

#include "sensor/sandbox_seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sensor/sandbox_refused.h"
#include "tests/support/in_child.h"

/* They look for leaks with a debugger, and write reports. */
#ifdef CAMWARDEN_SANITIZED
static const bool sanitized = true;
#else
static const bool sanitized = false;
#endif

struct attempt {
    enum sandbox_role role;
    bool connects;
    int (*make)(void);
};

static int make(void *self)
{
    const struct attempt *a = self;
    const struct sandbox_settings settings = { .role = a->role, .connects = a->connects };
    struct error e;
    if (!sandbox_refuse_softly(NULL, &e) || !seccomp_enter(&settings, &e))
        return 255;
    errno = 0;
    return a->make();
}

/* errno of it, 0 if it could be done, or minus the signal it died of. */
static int by(enum sandbox_role role, bool connects, int (*what)(void))
{
    struct attempt a = { role, connects, what };
    return in_child(make, &a);
}

static int errno_of(long result)
{
    return result >= 0 ? 0 : errno;
}

static int run_shell(void)
{
    return errno_of(execl("/bin/true", "true", (char *)NULL));
}

static int make_v4(void)
{
    return errno_of(socket(AF_INET, SOCK_DGRAM, 0));
}

static int make_unix(void)
{
    return errno_of(socket(AF_UNIX, SOCK_DGRAM, 0));
}

static int make_packet(void)
{
    return errno_of(socket(AF_PACKET, SOCK_RAW, 0));
}

static int open_null(void)
{
    return errno_of(syscall(SYS_openat, AT_FDCWD, "/dev/null", 0));
}

static int split(void)
{
    pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, 0);
    if (child == 0)
        _exit(0);
    return errno_of(child);
}

static int leave_namespace(void)
{
    return errno_of(syscall(SYS_clone, SIGCHLD | CLONE_NEWUSER, NULL, NULL, NULL, 0));
}

static int make_code(void)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? 200 : errno_of(mprotect(p, 4096, PROT_READ | PROT_EXEC));
}

static int make_writable_code(void)
{
    void *p =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? errno : 0;
}

static int ask_map(void)
{
    union bpf_attr a = { .map_fd = (unsigned)-1 };
    return errno_of(syscall(SYS_bpf, BPF_MAP_LOOKUP_ELEM, &a, sizeof a));
}

static int load_program(void)
{
    union bpf_attr a = { .prog_type = BPF_PROG_TYPE_SOCKET_FILTER };
    return errno_of(syscall(SYS_bpf, BPF_PROG_LOAD, &a, sizeof a));
}

static int be_traced(void)
{
    return errno_of(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int ordinary(void)
{
    void *volatile p = malloc(1 << 22);
    free(p);
    return errno_of(write(STDERR_FILENO, "", 0));
}

Test(sandbox_seccomp, what_every_program_does_goes_on_in_every_role)
{
    for (enum sandbox_role role = 0; role < SANDBOX_ROLES; role++)
        cr_expect_eq(by(role, false, ordinary), 0, "%s", sandbox_role_name(role));
}

Test(sandbox_seccomp, no_role_runs_a_program)
{
    for (enum sandbox_role role = 0; role < SANDBOX_ROLES; role++)
        cr_expect_eq(by(role, true, run_shell), -SIGSYS, "%s", sandbox_role_name(role));
}

Test(sandbox_seccomp, no_role_loads_a_program_into_the_kernel)
{
    for (enum sandbox_role role = 0; role < SANDBOX_ROLES; role++)
        cr_expect_eq(by(role, true, load_program), EPERM, "%s", sandbox_role_name(role));
}

Test(sandbox_seccomp, a_debugger_is_an_attack_but_to_a_sanitizer)
{
    cr_expect_eq(by(SANDBOX_WORKER, false, be_traced), sanitized ? 0 : -SIGSYS);
}

Test(sandbox_seccomp, only_who_connects_can_make_a_socket_of_the_network)
{
    cr_expect_eq(by(SANDBOX_SENSOR, true, make_v4), 0);
    cr_expect_eq(by(SANDBOX_SENSOR, false, make_v4), EPERM);
    cr_expect_eq(by(SANDBOX_SENSOR, false, make_unix), 0);
    cr_expect_eq(by(SANDBOX_SENSOR, true, make_packet), EPERM);
    cr_expect_eq(by(SANDBOX_REPLAY, false, make_unix), EPERM);
}

Test(sandbox_seccomp, a_worker_makes_no_socket_file_or_process)
{
    cr_expect_eq(by(SANDBOX_WORKER, false, make_unix), EPERM);
    cr_expect_eq(by(SANDBOX_WORKER, false, make_v4), EPERM);
    cr_expect_eq(by(SANDBOX_WORKER, false, open_null), sanitized ? 0 : EPERM);
    cr_expect_eq(by(SANDBOX_WORKER, false, split), sanitized ? 0 : EPERM);
    cr_expect_eq(by(SANDBOX_SENSOR, true, open_null), 0);
}

Test(sandbox_seccomp, a_nursery_forks_and_does_no_more_than_that)
{
    cr_expect_eq(by(SANDBOX_NURSERY, false, split), 0);
    cr_expect_neq(by(SANDBOX_NURSERY, false, leave_namespace), sanitized ? 255 : 0);
    cr_expect_eq(by(SANDBOX_NURSERY, false, make_unix), EPERM);
}

Test(sandbox_seccomp, nobody_makes_code)
{
    for (enum sandbox_role role = 0; role < SANDBOX_ROLES; role++) {
        cr_expect_eq(by(role, true, make_code), EPERM, "%s", sandbox_role_name(role));
        cr_expect_eq(by(role, true, make_writable_code), EPERM, "%s", sandbox_role_name(role));
    }
}

Test(sandbox_seccomp, a_worker_uses_the_tables_of_the_shunt)
{
    cr_expect_eq(by(SANDBOX_WORKER, false, ask_map), EBADF);
    cr_expect_eq(by(SANDBOX_REPLAY, true, ask_map), EPERM);
}

static int worker_in_nursery(void *unused)
{
    struct error e;
    (void)unused;
    return sandbox_refuse_softly(NULL, &e) &&
                   seccomp_enter(&(struct sandbox_settings){ .role = SANDBOX_NURSERY }, &e) &&
                   seccomp_enter(&(struct sandbox_settings){ .role = SANDBOX_WORKER }, &e)
               ? split()
               : 255;
}

Test(sandbox_seccomp, a_worker_enters_its_own_inside_the_nurserys)
{
    cr_expect_eq(in_child(worker_in_nursery, NULL), sanitized ? 0 : EPERM);
}

Test(sandbox_seccomp, who_may_call_what_is_gathered_from_the_sources)
{
    cr_expect(seccomp_names(SANDBOX_WORKER, false, "poll"));
    cr_expect_eq(seccomp_names(SANDBOX_WORKER, false, "openat"), sanitized);
    cr_expect_not(seccomp_names(SANDBOX_SENSOR, false, "connect_nothing"));
    cr_expect(seccomp_names(SANDBOX_FEED, true, "sendmmsg"));
    cr_expect_not(seccomp_names(SANDBOX_FEED, false, "sendmmsg"));
}

Test(sandbox_seccomp, a_call_has_a_name)
{
    struct text name;
    seccomp_call_name(SYS_openat, &name);
    cr_expect_str_eq(name.s, "openat");
    seccomp_call_name(99999, &name);
    cr_expect_str_eq(name.s, "?");
}
