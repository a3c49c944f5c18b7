/* camwarden: says of every camera on the wire which items of the hardening guide it keeps. */

#include "sensor/commands.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* What the C library needs for everybody. */
/* syscalls(sanitizer): ptrace, wait4, waitid, clone, prctl, getppid: looks for leaks at the end. */
/* syscalls(sanitizer): openat, open, readlink, readlinkat, getdents, getdents64: its reports. */
/* syscalls(sanitizer): sched_getaffinity, sched_setaffinity, pipe2: its own threads. */
/* syscalls(all): brk, mmap, munmap, mprotect, mremap, madvise: memory. */
/* syscalls(all): futex, rt_sigprocmask, sched_yield: locks and conditions. */
/* syscalls(all): set_robust_list, rseq, gettid, exit, sigaltstack: threads. */
/* syscalls(nursery, sensor, replay, feed): clone: makes them, or a process. */
/* syscalls(all): clock_gettime, clock_getres, gettimeofday, time: where there is no vDSO. */
/* syscalls(all): clock_nanosleep, nanosleep, restart_syscall: pauses. */
/* syscalls(all): read, write, writev, close, lseek: what is open. */
/* syscalls(sensor, replay, feed): fcntl, dup: what is open. */
/* syscalls(all): fstat, newfstatat: of what is open, and the buffers of stdio. */
/* syscalls(all): getpid, tgkill, exit_group: the end, and abort(). */
/* syscalls(all): getrandom, uname, sysinfo: keys of hashes, host name, qsort(). */
/* syscalls(all): getuid, geteuid, getgid, getegid: secure_getenv(), and who we are. */
/* syscalls(all): sched_getaffinity, prlimit64, getrlimit: how large is a stack. */

static int help(FILE *out)
{
    (void)fputs(
        "Usage: camwarden COMMAND [...]\n"
        "\n"
        "  replay FILE...        read captures, say what they show of each camera\n"
        "  sensor -i IFACE...    listen at mirror ports, deliver what is broken as it happens\n"
        "  posture [FILE...]     how every camera stands: by a sensor, captures, or Redis\n"
        "  feed --redis URL      read alerts out of a Redis stream, write and acknowledge them\n"
        "  explain [ITEM]        what an item of the guide means; without one, list them\n"
        "  policy check FILE     look for mistakes in a policy file\n"
        "  ctl COMMAND           ask the sensor that is running\n"
        "  --version             print the version\n"
        "\n"
        "`camwarden COMMAND --help` tells more.\n",
        out);
    return out == stdout ? 0 : EXIT_USAGE;
}

int main(int argc, char **argv)
{
    static const struct rlimit none = { 0, 0 };
    (void)setrlimit(RLIMIT_CORE, &none); /* what is on the wire has no place in a core file */
    json_object_seed(0);                 /* from /dev/urandom, which the sandbox has not */
    const char *command = argc > 1 ? argv[1] : "";
    if (strcmp(command, "--help") == 0 || strcmp(command, "help") == 0)
        return help(stdout);
    if (strcmp(command, "--version") == 0) {
        (void)puts("camwarden " CAMWARDEN_VERSION);
        return 0;
    }
    for (const struct command *c = commands; c->name != NULL; c++)
        if (strcmp(command, c->name) == 0)
            return c->run(argc - 1, argv + 1);
    if (argc > 1)
        (void)fprintf(stderr, "camwarden: there is no command '%s'\n", command);
    return help(stderr);
}
