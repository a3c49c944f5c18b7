#include <criterion/criterion.h>

#include "capture/interface.h"
#include "core/clock.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int any_socket(void)
{
    return socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

Test(interface, knows_the_loopback)
{
    int fd = any_socket();
    cr_expect_eq(interface_index(fd, "lo"), (int)if_nametoindex("lo"));
    cr_expect_eq(interface_hardware(fd, "lo"), ARPHRD_LOOPBACK);
    cr_expect_eq(interface_queues(fd, "lo"), 1);
    close(fd);
}

Test(interface, knows_what_is_not_there)
{
    int fd = any_socket();
    cr_expect_eq(interface_index(fd, "nothing"), 0);
    cr_expect_not(interface_is_up(fd, "nothing"));
    cr_expect_eq(interface_hardware(fd, "nothing"), -1);
    cr_expect_eq(interface_queues(fd, "nothing"), 1);
    close(fd);
}

Test(interface, knows_what_is_up)
{
    if (geteuid() != 0 || unshare(CLONE_NEWNET) != 0)
        cr_skip_test("needs root and network namespaces");
    int fd = any_socket();
    cr_expect_not(interface_is_up(fd, "lo"));
    cr_assert_eq(system("ip link set lo up"), 0);
    cr_expect(interface_is_up(fd, "lo"));
    close(fd);
}

Test(interface, is_looked_for_every_so_often)
{
    uint64_t now = steady_ns();
    cr_expect(interface_look(now - 30 * UINT64_C(1000000), 20, false, 10000), "it is time");
    cr_expect_not(interface_look(now, 100000, false, 5), "the caller waits no longer");
    now = steady_ns();
    cr_expect_not(interface_look(now, 1000, false, 10000));
    cr_expect_geq(steady_ns(), now + 1000 * UINT64_C(1000000), "it has waited for it");
    now = steady_ns();
    cr_expect_not(interface_look(now, 10, true, 1), "nobody wants to know");
}

Test(interface, has_clocks_that_go_on)
{
    uint64_t monotonic = steady_ns(), real = real_ns();
    (void)usleep(2000);
    cr_expect_geq(steady_ns(), monotonic + 2000000);
    cr_expect_neq(real_ns(), real);
    cr_expect_gt(real, 1600000000000000000);
}

/* The kernel is asked for the loopback, which loses nothing, and for what is not there. */
Test(interface, asks_the_kernel_what_a_card_lost)
{
    struct card_losses c;
    card_losses_open(&c);
    cr_assert_geq(c.fd, 0);
    c.lost = 3;
    c.last = 9;
    c.index = (int)if_nametoindex("lo");
    cr_expect_eq(card_losses_count(&c), 3);
    cr_expect_eq(c.last, 0, "it did not answer");
    card_losses_watch(&c, 0x7ffffff0);
    cr_expect_eq(card_losses_count(&c), 3);
    card_losses_close(&c);
    cr_expect_eq(card_losses_count(&c), 3);
}

/* What the kernel would say of a card that loses frames. */
static void answer(int fd, uint32_t index, uint64_t missed, uint64_t fifo)
{
    struct {
        struct nlmsghdr head;
        struct if_stats_msg about;
        struct rtattr attribute;
        struct rtnl_link_stats64 stats;
    } a = {
        .head = { .nlmsg_len = sizeof a, .nlmsg_type = RTM_NEWSTATS },
        .about = { .ifindex = index },
        .attribute = { .rta_len = sizeof a.attribute + sizeof a.stats,
                       .rta_type = IFLA_STATS_LINK_64 },
        .stats = { .rx_packets = 1000,
                   .rx_dropped = 77,
                   .rx_missed_errors = missed,
                   .rx_fifo_errors = fifo },
    };
    cr_assert_eq(send(fd, &a, sizeof a, 0), (ssize_t)sizeof a);
}

Test(interface, adds_up_what_cards_lost)
{
    int ends[2];
    cr_assert_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), 0);
    struct card_losses c = { .fd = ends[0] };
    answer(ends[1], 5, 100, 20);
    card_losses_watch(&c, 5);
    cr_expect_eq(c.lost, 0, "what it lost before is not counted");
    answer(ends[1], 5, 103, 21);
    cr_expect_eq(card_losses_count(&c), 4);
    cr_expect_eq(card_losses_count(&c), 4, "no answer");
    answer(ends[1], 6, 200, 20);
    cr_expect_eq(card_losses_count(&c), 4, "another interface's");
    answer(ends[1], 5, 2, 0);
    cr_expect_eq(card_losses_count(&c), 6, "it began from 0 again");
    answer(ends[1], 9, 50, 0);
    card_losses_watch(&c, 9);
    cr_expect_eq(c.lost, 6);
    answer(ends[1], 9, 50, 1);
    cr_expect_eq(card_losses_count(&c), 7, "of the one that came after it");
    card_losses_close(&c);
    close(ends[1]);
}
