#include "sensor/sandbox_attempts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/if_packet.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/text.h"

static int why(long result)
{
    return result >= 0 ? 0 : errno;
}

/* ---- files ---- */

static int read_shadow(const struct attempt_means *m)
{
    (void)m;
    return why(open("/etc/shadow", O_RDONLY | O_CLOEXEC));
}

static int write_passwd(const struct attempt_means *m)
{
    (void)m;
    return why(open("/etc/passwd", O_WRONLY | O_APPEND | O_CLOEXEC));
}

/* Where everybody may write. */
static int write_elsewhere(const struct attempt_means *m)
{
    char path[64];
    (void)m;
    (void)snprintf(path, sizeof path, "/var/tmp/camwarden-check.%ld", (long)getpid());
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    int status = why(fd);
    if (fd >= 0)
        (void)unlink(path);
    return status;
}

static int read_program(const struct attempt_means *m)
{
    (void)m;
    return why(open("/bin/sh", O_RDONLY | O_CLOEXEC));
}

/* ---- other processes ---- */

static int run_program(const struct attempt_means *m)
{
    static char name[] = "true";
    char *const argv[] = { name, NULL };
    char *const none[] = { NULL };
    (void)m;
    return why(execve("/bin/true", argv, none));
}

static int make_process(const struct attempt_means *m)
{
    (void)m;
    long child = syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, 0L);
    if (child == 0)
        _exit(0);
    return why(child);
}

static int trace_parent(const struct attempt_means *m)
{
    (void)m;
    return why(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int read_memory(const struct attempt_means *m)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%ld/maps", (long)m->victim);
    return why(open(path, O_RDONLY | O_CLOEXEC));
}

static int kill_other(const struct attempt_means *m)
{
    return why(kill(m->victim, SIGCONT));
}

static int kill_thread_of_other(const struct attempt_means *m)
{
    return why(syscall(SYS_tgkill, m->victim, m->victim, SIGCONT));
}

static int limit_other(const struct attempt_means *m)
{
    struct rlimit limit;
    return why(prlimit(m->victim, RLIMIT_NOFILE, NULL, &limit));
}

/* ---- the network ---- */

static int make_socket(const struct attempt_means *m)
{
    (void)m;
    return why(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

static int make_packet_socket(const struct attempt_means *m)
{
    (void)m;
    return why(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
}

/* The answer is that of the socket, which is none of packets, if the sandbox has none. */
static int send_by_ring(const struct attempt_means *m)
{
    const struct tpacket_req3 ring = { .tp_block_size = 4096, .tp_block_nr = 1 };
    return why(setsockopt(m->socket, SOL_PACKET, PACKET_TX_RING, &ring, sizeof ring));
}

/* Nobody answers at the port of discard: whether it was asked is enough. */
static int connect_out(const struct attempt_means *m)
{
    const struct sockaddr_in to = { .sin_family = AF_INET,
                                    .sin_port = htons(9),
                                    .sin_addr = { htonl(INADDR_LOOPBACK) } };
    int status = why(connect(m->socket, (const struct sockaddr *)&to, sizeof to));
    return status == ECONNREFUSED ? 0 : status;
}

static int wait_for_callers(const struct attempt_means *m)
{
    return why(listen(m->socket, 1));
}

/* ---- rights ---- */

static int become_root(const struct attempt_means *m)
{
    (void)m;
    return why(syscall(SYS_setuid, 0));
}

static int mount_something(const struct attempt_means *m)
{
    (void)m;
    return why(mount("none", "/mnt", "tmpfs", 0, NULL));
}

static int leave_namespace(const struct attempt_means *m)
{
    (void)m;
    return why(unshare(CLONE_NEWUSER));
}

static int load_module(const struct attempt_means *m)
{
    (void)m;
    return why(syscall(SYS_init_module, "", 0UL, ""));
}

static int load_program(const struct attempt_means *m)
{
    (void)m;
    static const struct bpf_insn end[] = { { .code = 0xb7 }, { .code = 0x95 } }; /* return 0 */
    union bpf_attr a = { .prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
                         .insn_cnt = 2,
                         .insns = (uintptr_t)end,
                         .license = (uintptr_t) "GPL" };
    return why(syscall(SYS_bpf, BPF_PROG_LOAD, &a, sizeof a));
}

static int make_code(const struct attempt_means *m)
{
    (void)m;
    const void *p =
        mmap(NULL, 1, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? errno : 0;
}

enum { FORKS = 1 << SANDBOX_NURSERY };

const struct sandbox_attempt sandbox_attempts[] = {
    { "open /etc/shadow", 0, false, read_shadow },
    { "open /etc/passwd for writing", 0, false, write_passwd },
    { "make a file in /var/tmp", 0, false, write_elsewhere },
    { "open a program", 0, false, read_program },
    { "execve: run a program", 0, false, run_program },
    { "fork: make a process", FORKS, false, make_process },
    { "ptrace its parent", 0, false, trace_parent },
    { "open another process's memory map", 0, false, read_memory },
    { "send another process a signal", FORKS, false, kill_other },
    { "send another process's thread one", FORKS, false, kill_thread_of_other },
    { "ask for another process's limits", 0, false, limit_other },
    { "make a socket of the network", 0, true, make_socket },
    { "make a packet socket", 0, false, make_packet_socket },
    { "make a ring to send frames with", 0, false, send_by_ring },
    { "connect a socket that it has", 0, true, connect_out },
    { "listen for callers", 0, false, wait_for_callers },
    { "setuid: become root", 0, false, become_root },
    { "mount", 0, false, mount_something },
    { "unshare: a user namespace", 0, false, leave_namespace },
    { "load a module of the kernel", 0, false, load_module },
    { "load a bpf program", 0, false, load_program },
    { "write and run memory", 0, false, make_code },
};
const size_t sandbox_attempts_n = sizeof sandbox_attempts / sizeof sandbox_attempts[0];
