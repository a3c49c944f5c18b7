/* syscalls(worker): poll, ppoll: until an interface is back. */
/* syscalls(worker): ioctl, sendto, recvfrom: what the card says it lost. */
#include "capture/interface.h"

#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "core/clock.h"

static struct ifreq request_for(const char *name)
{
    struct ifreq r = { 0 };
    memcpy(r.ifr_name, name, strnlen(name, sizeof r.ifr_name - 1));
    return r;
}

int interface_index(int fd, const char *name)
{
    struct ifreq r = request_for(name);
    return ioctl(fd, SIOCGIFINDEX, &r) == 0 ? r.ifr_ifindex : 0;
}

bool interface_is_up(int fd, const char *name)
{
    struct ifreq r = request_for(name);
    return ioctl(fd, SIOCGIFFLAGS, &r) == 0 && (r.ifr_flags & IFF_UP) != 0;
}

int interface_hardware(int fd, const char *name)
{
    struct ifreq r = request_for(name);
    return ioctl(fd, SIOCGIFHWADDR, &r) == 0 ? r.ifr_hwaddr.sa_family : -1;
}

uint32_t interface_queues(int fd, const char *name)
{
    struct ifreq r = request_for(name);
    struct ethtool_channels channels = { .cmd = ETHTOOL_GCHANNELS };
    void *answer = &channels;
    r.ifr_data = answer;
    if (ioctl(fd, SIOCETHTOOL, &r) != 0)
        return 1;
    uint32_t n = channels.rx_count + channels.combined_count;
    return n > 0 ? n : 1;
}

bool interface_look(uint64_t looked_ns, uint64_t every_ms, bool stopped, int timeout_ms)
{
    uint64_t since_ms = (steady_ns() - looked_ns) / 1000000;
    if (since_ms >= every_ms && !stopped)
        return true;
    int rest_ms = since_ms < every_ms ? (int)(every_ms - since_ms) : INTERFACE_LOOK_MS;
    (void)poll(NULL, 0, rest_ms < timeout_ms ? rest_ms : timeout_ms);
    return false;
}

/* ---- what the card lost ---- */

struct stats_question {
    struct nlmsghdr head;
    struct if_stats_msg about;
};

struct stats_answer {
    struct nlmsghdr head;
    struct if_stats_msg about;
    struct rtattr attribute;
    struct rtnl_link_stats64 stats;
};

static bool ask_for_stats(int fd, int index)
{
    struct stats_question q = {
        .head = { .nlmsg_len = sizeof q, .nlmsg_type = RTM_GETSTATS, .nlmsg_flags = NLM_F_REQUEST },
        .about = { .ifindex = (uint32_t)index,
                   .filter_mask = IFLA_STATS_FILTER_BIT(IFLA_STATS_LINK_64) },
    };
    return send(fd, &q, sizeof q, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)sizeof q;
}

/* Older kernels know fewer counts: those that we want come early. */
static bool read_stats(int fd, int index, uint64_t *lost)
{
    struct stats_answer a = { 0 };
    enum { NEEDED = offsetof(struct stats_answer, stats.rx_missed_errors) + sizeof(uint64_t) };
    ssize_t n = recv(fd, &a, sizeof a, MSG_DONTWAIT);
    if (n < NEEDED || a.head.nlmsg_type != RTM_NEWSTATS || a.about.ifindex != (uint32_t)index ||
        a.attribute.rta_type != IFLA_STATS_LINK_64)
        return false;
    *lost = a.stats.rx_missed_errors + a.stats.rx_fifo_errors;
    return true;
}

static bool look_up(const struct card_losses *c, uint64_t *lost)
{
    return c->fd >= 0 && c->index > 0 && ask_for_stats(c->fd, c->index) &&
           read_stats(c->fd, c->index, lost);
}

void card_losses_open(struct card_losses *c)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    *c = (struct card_losses){ .fd = fd };
}

void card_losses_close(struct card_losses *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
}

void card_losses_watch(struct card_losses *c, int index)
{
    c->index = index;
    c->last = 0;
    (void)look_up(c, &c->last);
}

/* A card that was reset counts from 0 again. */
uint64_t card_losses_count(struct card_losses *c)
{
    uint64_t now = 0;
    if (!look_up(c, &now))
        return c->lost;
    c->lost += now >= c->last ? now - c->last : now;
    c->last = now;
    return c->lost;
}
