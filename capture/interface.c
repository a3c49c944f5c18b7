#include "capture/interface.h"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

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

uint64_t monotonic_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}
