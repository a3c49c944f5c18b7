/* syscalls(worker): getsockopt, setsockopt: an interface comes back, losses. */
/* syscalls(worker): getsockname: an interface comes back, losses. */
/* syscalls(worker): bind, ioctl: an interface comes back, losses. */
#include "capture/packet_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capture/interface.h"
#include "capture/live.h"

int packet_socket_new(struct error *e)
{
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        fail(e, "cannot be listened to: %s%s", strerrordesc_np(errno),
             errno == EPERM ? " (needs CAP_NET_RAW)" : "");
    return fd;
}

bool packet_socket_prepare(struct packet_socket *s, int fd, const struct packet_plan *plan,
                           struct error *e)
{
    *s = (struct packet_socket){ .fd = fd };
    if (ring_open(&s->ring, fd, &plan->ring, plan->marks, e))
        return true;
    packet_socket_close(s);
    return false;
}

bool packet_socket_join(struct packet_socket *s, int fd, const struct packet_plan *plan,
                        struct error *e)
{
    *s = (struct packet_socket){ .fd = fd };
    return ring_join(&s->ring, fd, &plan->ring, plan->marks, e) ||
           packet_socket_prepare(s, fd, plan, e);
}

void packet_socket_close(struct packet_socket *s)
{
    ring_close(&s->ring);
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
    s->index = 0;
}

/* ---- the interface ---- */

/* What a raw socket gives of hardware of that kind (linux/if_arp.h). */
static bool link_of(int hardware, uint32_t *link)
{
    switch (hardware) {
    case ARPHRD_ETHER:
    case ARPHRD_LOOPBACK:
        *link = LINK_ETHERNET;
        return true;
    case ARPHRD_NONE:
    case ARPHRD_RAWIP:
    case ARPHRD_TUNNEL:
    case ARPHRD_TUNNEL6:
    case ARPHRD_SIT:
        *link = LINK_RAW;
        return true;
    default:
        return false;
    }
}

struct found {
    int index;
    uint32_t link;
    bool loopback;
};

static bool find_interface(int fd, const char *interface, struct found *f, struct error *e)
{
    f->index = interface_index(fd, interface);
    if (f->index == 0)
        return fail(e, "is not there");
    if (!interface_is_up(fd, interface))
        return fail(e, "is down");
    int hardware = interface_hardware(fd, interface);
    f->loopback = hardware == ARPHRD_LOOPBACK;
    if (!link_of(hardware, &f->link))
        return fail(e, "is of a kind (ARPHRD %d) that only libpcap can read", hardware);
    return true;
}

enum presence packet_socket_presence(const struct packet_socket *s)
{
    struct sockaddr_ll at = { 0 };
    socklen_t n = sizeof at;
    if (getsockname(s->fd, (struct sockaddr *)&at, &n) != 0 || at.sll_ifindex != s->index)
        return GONE; /* deleted, or moved to another namespace */
    struct ifreq r = { .ifr_ifindex = s->index };
    if (ioctl(s->fd, SIOCGIFNAME, &r) != 0)
        return GONE;
    return interface_is_up(s->fd, r.ifr_name) ? HERE : DOWN;
}

/* ---- listening ---- */

bool packet_socket_deafen(int fd)
{
    struct sock_filter drop = BPF_STMT(BPF_RET | BPF_K, 0);
    struct sock_fprog program = { 1, &drop };
    return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

static bool hear(int fd, const struct packet_plan *plan, uint32_t link)
{
    const struct sock_fprog *filter = &plan->filter;
    int none = 0;
    if (filter->len > 0)
        return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, filter, sizeof *filter) == 0;
    if (plan->shunt >= 0 && link == LINK_ETHERNET)
        return setsockopt(fd, SOL_SOCKET, SO_ATTACH_BPF, &plan->shunt, sizeof plan->shunt) == 0;
    return setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &none, sizeof none) == 0;
}

static bool bind_to(int fd, int index)
{
    struct sockaddr_ll to = { .sll_family = AF_PACKET,
                              .sll_protocol = htons(ETH_P_ALL),
                              .sll_ifindex = index };
    struct packet_mreq promiscuous = { .mr_ifindex = index, .mr_type = PACKET_MR_PROMISC };
    return bind(fd, (struct sockaddr *)&to, sizeof to) == 0 &&
           setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &promiscuous, sizeof promiscuous) == 0;
}

static bool share(int fd, const struct packet_plan *plan)
{
    if (plan->fanout_id == 0)
        return true;
    unsigned how = plan->fanout_code >= 0 ? PACKET_FANOUT_EBPF : PACKET_FANOUT_HASH;
    unsigned fanout = plan->fanout_id | how << 16;
    if (setsockopt(fd, SOL_PACKET, PACKET_FANOUT, &fanout, sizeof fanout) != 0)
        return false;
    return plan->fanout_code < 0 || setsockopt(fd, SOL_PACKET, PACKET_FANOUT_DATA,
                                               &plan->fanout_code, sizeof plan->fanout_code) == 0;
}

/* Bound before it can share, it would hear what others hear too: so it hears nothing until then. */
bool packet_socket_listen(struct packet_socket *s, const struct packet_plan *plan, struct error *e)
{
    struct found f = { 0 };
    if (!find_interface(s->fd, plan->interface, &f, e))
        return false;
    int yes = 1;
    if (f.loopback) /* or everything would be seen twice; kernels before 4.20 cannot */
        (void)setsockopt(s->fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof yes);
    if (!packet_socket_deafen(s->fd) || !bind_to(s->fd, f.index))
        return fail(e, "cannot be listened to: %s", strerrordesc_np(errno));
    if (!share(s->fd, plan))
        return fail(e, "cannot be shared between workers: %s", strerrordesc_np(errno));
    if (!hear(s->fd, plan, f.link))
        return fail(e, "cannot be filtered by the kernel: %s", strerrordesc_np(errno));
    s->index = f.index;
    s->link = f.link;
    return true;
}

bool packet_socket_count(int fd, struct live_counts *counts)
{
    struct tpacket_stats_v3 stats = { 0 };
    socklen_t n = sizeof stats;
    if (getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &n) != 0)
        return false;
    counts->received += stats.tp_packets - stats.tp_drops; /* the kernel's tp_packets has both */
    counts->ring_full += stats.tp_drops;
    return true;
}
