#include "sensor/sandbox_narrow.h"

#include <linux/filter.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    WORKER = 1 << SANDBOX_WORKER,
    NURSERY = 1 << SANDBOX_NURSERY,
    ANYBODY = (1 << SANDBOX_ROLES) - 1,
    OTHERS = ANYBODY & ~WORKER & ~NURSERY,
    /* What makes more of a new process than a thread, or than a plain fork. */
    NAMESPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                 CLONE_NEWPID | CLONE_NEWNET,
    KINDS = NAMESPACES | CLONE_VM | CLONE_PARENT | CLONE_UNTRACED | CLONE_THREAD,
    BPF_LOOKUP = 1, /* linux/bpf.h, enum bpf_cmd */
    BPF_UPDATE,
    BPF_DELETE,
    BPF_NEXT_KEY,
    STATS_QUESTION = 28, /* bytes: the one message that capture/interface.c sends */
};

const struct narrow narrow_lines[] = {
    { .name = "socket", .roles = ANYBODY, .n = 1, .value = { AF_UNIX } },
    { .name = "socket", /* getaddrinfo() asks netlink for our addresses */
      .roles = NARROW_CONNECTS,
      .n = 3,
      .value = { AF_INET, AF_INET6, AF_NETLINK } },
    { .name = "clone",
      .roles = ANYBODY,
      .mask = NAMESPACES | CLONE_THREAD,
      .n = 1,
      .value = { CLONE_THREAD } },
    { .name = "clone", .roles = NURSERY, .mask = KINDS, .n = 1, .value = { 0 } },
    /* To a packet socket a worker would send. */
    { .name = "write", .roles = WORKER, .n = 1, .value = { STDERR_FILENO } },
    { .name = "write", .roles = OTHERS | NURSERY },
    { .name = "writev", .roles = WORKER, .n = 1, .value = { STDERR_FILENO } },
    { .name = "writev", .roles = OTHERS | NURSERY },
    { .name = "sendto", .roles = WORKER | NURSERY, .arg = 2, .n = 1, .value = { STATS_QUESTION } },
    { .name = "sendto", .roles = OTHERS },
    /* A worker listens at an interface that has come back. It has no ring to send with
     * (PACKET_TX_RING). */
    { .name = "setsockopt",
      .roles = WORKER | NURSERY,
      .also = { .arg = 1, .value = SOL_SOCKET },
      .arg = 2,
      .n = 3,
      .value = { SO_ATTACH_FILTER, SO_DETACH_FILTER, SO_ATTACH_BPF } },
    { .name = "setsockopt",
      .roles = WORKER | NURSERY,
      .also = { .arg = 1, .value = SOL_PACKET },
      .arg = 2,
      .n = 7,
      .value = { PACKET_VERSION, PACKET_RESERVE, PACKET_RX_RING, PACKET_ADD_MEMBERSHIP,
                 PACKET_FANOUT, PACKET_FANOUT_DATA, PACKET_IGNORE_OUTGOING } },
    { .name = "setsockopt",
      .roles = OTHERS,
      .arg = 1,
      .n = 4,
      .value = { SOL_SOCKET, IPPROTO_IP, IPPROTO_TCP, IPPROTO_IPV6 } },
    { .name = "bpf",
      .roles = ANYBODY,
      .n = 4,
      .value = { BPF_LOOKUP, BPF_UPDATE, BPF_DELETE, BPF_NEXT_KEY } },
    { .name = "mmap", .roles = ANYBODY, .arg = 2, .mask = PROT_EXEC, .n = 1, .value = { 0 } },
    { .name = "mmap", /* a shared library */
      .roles = OTHERS | NURSERY,
      .arg = 2,
      .mask = PROT_EXEC | PROT_WRITE,
      .n = 1,
      .value = { PROT_EXEC } },
    { .name = "mprotect", .roles = ANYBODY, .arg = 2, .mask = PROT_EXEC, .n = 1, .value = { 0 } },
    { .name = "ioctl",
      .roles = ANYBODY,
      .arg = 1,
      .n = 5,
      .value = { SIOCGIFINDEX, SIOCGIFFLAGS, SIOCGIFHWADDR, SIOCGIFNAME, SIOCETHTOOL } },
    { .name = "ioctl", /* TCGETS: isatty() */
      .roles = OTHERS,
      .arg = 1,
      .n = 5,
      .value = { SIOCOUTQ, FIONREAD, FIONBIO, TCGETS, TIOCGWINSZ } },
    /* Its own limits, not those of its user's other processes. */
    { .name = "prlimit64", .roles = ANYBODY, .n = 1, .value = { 0 } },
    { .name = "prctl", .roles = ANYBODY, .n = 2, .value = { PR_SET_NAME, PR_SET_PDEATHSIG } },
    { .name = "prctl",
      .roles = NURSERY,
      .n = 3,
      .value = { PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, PR_GET_SECCOMP } },
};
const size_t narrow_lines_n = sizeof narrow_lines / sizeof narrow_lines[0];
