#include <criterion/criterion.h>

#include "tests/support/span.h"

#include <arpa/inet.h>
#include <linux/capability.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BATCH = 64, READ_MS = 300 };

const char span_plug[] = "ip link add far type veth peer name span && "
                         "ip link set far arp off up && ip link set span arp off up";
const char span_unplug[] = "ip link del far";

void span_run(const char *command)
{
    cr_assert_eq(system(command), 0, "%s", command);
}

void span_run_later(const char *command, int after_ms)
{
    if (fork() != 0)
        return;
    (void)usleep((useconds_t)after_ms * 1000);
    _exit(system(command) == 0 ? 0 : 1);
}

bool span_begin(void)
{
    if (geteuid() != 0 || unshare(CLONE_NEWNET) != 0)
        return false;
    if (system("echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 && "
               "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6") != 0)
        return false;
    return system(span_plug) == 0;
}

int span_begin_far(void)
{
    if (!span_begin())
        cr_skip_test("needs root and network namespaces");
    return span_socket("far");
}

int span_socket(const char *interface)
{
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    struct sockaddr_ll at = { .sll_family = AF_PACKET,
                              .sll_protocol = htons(ETH_P_ALL),
                              .sll_ifindex = (int)if_nametoindex(interface) };
    cr_assert_eq(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

void span_send(int fd, const struct wire *w)
{
    cr_assert_eq(send(fd, w->b, w->n, 0), (ssize_t)w->n);
}

void span_send_text(int fd, const char *text, int n)
{
    struct wire *w = wire_new();
    put_datagram(w, text);
    for (int i = 0; i < n; i++)
        span_send(fd, w);
    wire_free(w);
}

int span_heard(int fd)
{
    int heard = 0;
    uint8_t b[2048];
    struct sockaddr_ll from;
    socklen_t n = sizeof from;
    while (recvfrom(fd, b, sizeof b, MSG_DONTWAIT, (struct sockaddr *)&from, &n) >= 0) {
        heard += from.sll_pkttype != PACKET_OUTGOING;
        n = sizeof from;
    }
    return heard;
}

void *span_open(const struct live_source *source, const struct live_settings *settings)
{
    struct error e = { "" };
    void *self = source->open(settings, &e);
    cr_assert_not_null(self, "%s %s", settings->interface, e.s);
    return self;
}

uint64_t span_drain(const struct live_source *source, void *self, int quiet_ms)
{
    struct frame batch[BATCH];
    struct error e = { "" };
    uint64_t all = 0;
    for (int n = 1; n > 0;) {
        n = source->next(self, batch, BATCH, quiet_ms, &e);
        cr_assert_geq(n, 0, "%s", e.s);
        all += (uint64_t)n;
    }
    return all;
}

struct live_counts span_counts(const struct live_source *source, void *self)
{
    struct live_counts counts = { 0 };
    source->counts(self, &counts);
    return counts;
}

void span_expect_to_hear(const struct live_source *source, void *self)
{
    int fd = span_socket("far");
    uint64_t heard = 0;
    for (int i = 0; i < 20 && heard == 0; i++) {
        span_send_text(fd, "back", 1);
        heard = span_drain(source, self, 100);
    }
    cr_expect_gt(heard, 0);
    close(fd);
}

void span_drop_capabilities(void)
{
    struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct none[2] = { 0 };
    cr_assert_eq(syscall(SYS_capset, &header, none), 0);
}

/* Reads one batch in a process of its own, which dies there. */
static void read_and_die(const struct live_source *source, void *self)
{
    struct frame batch[BATCH];
    struct error e = { "" };
    pid_t child = fork();
    if (child == 0) {
        if (source->resume(self, &e) && source->next(self, batch, BATCH, READ_MS, &e) > 0)
            (void)kill(getpid(), SIGKILL);
        _exit(1);
    }
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFSIGNALED(status));
}

void span_survives_readers(const struct live_source *source, const struct live_settings *settings,
                           int far)
{
    enum { FRAMES = 500, DEATHS = 3 };
    struct error e = { "" };
    void *self = span_open(source, settings);
    for (int i = 0; i < DEATHS; i++) {
        span_send_text(far, "a frame", FRAMES);
        read_and_die(source, self);
    }
    uint64_t taken = source->taken(self);
    cr_expect_geq(taken, DEATHS);
    cr_assert(source->resume(self, &e), "%s", e.s);
    uint64_t seen = span_drain(source, self, READ_MS);
    cr_expect_eq(taken + seen, FRAMES * DEATHS, "%lu of the dead, %lu read", taken, seen);
    cr_expect_eq(source->taken(self), FRAMES * DEATHS);
    span_send_text(far, "and on", FRAMES);
    cr_expect_eq(span_drain(source, self, READ_MS), FRAMES);
    source->close(self);
}

static void expect_deaf(const struct live_source *source, void *self, int far)
{
    for (int i = 0; i < 6; i++) {
        span_send_text(far, "after", 10);
        cr_expect_eq(span_drain(source, self, 100), 0);
    }
}

void span_expect_stopped(const struct live_source *source, void *self, int far)
{
    span_send_text(far, "before", 10);
    source->stop(self);
    span_send_text(far, "after", 10);
    cr_expect_eq(span_drain(source, self, READ_MS), 10);
    span_run("ip link set span down && ip link set span up");
    expect_deaf(source, self, far);
    span_run(span_unplug);
    cr_expect_eq(span_drain(source, self, READ_MS), 0);
    span_run(span_plug);
    expect_deaf(source, self, span_socket("far"));
    cr_expect_eq(span_counts(source, self).received, 10);
}

void span_expect_waiting(const struct live_source *source, void *self, int far)
{
    struct frame f;
    struct error e = { "" };
    int fd = -1;
    cr_assert_eq(source->descriptors(self, &fd, 1), 1);
    struct pollfd p = { .fd = fd, .events = POLLIN };
    cr_expect_eq(poll(&p, 1, 0), 0);
    span_send_text(far, "hello", 1);
    cr_expect_eq(poll(&p, 1, 5000), 1);
    cr_expect_eq(source->next(self, &f, 1, 0, &e), 1);
    cr_expect_eq(source->next(self, &f, 1, 0, &e), 0);
    cr_expect_eq(poll(&p, 1, 0), 0, "its block was not given back");
}

void span_expect_refusal(const struct live_source *source, const struct live_settings *settings,
                         const char *why)
{
    struct error e = { "" };
    cr_expect_null(source->open(settings, &e));
    cr_expect_not_null(strstr(e.s, why), "%s", e.s);
}

void span_expect_denial(const struct live_source *source, void *self, const char *why)
{
    struct frame f;
    struct error e = { "" };
    int n = 0;
    span_run_later(span_unplug, 100);
    span_run_later(span_plug, 600);
    span_drop_capabilities();
    for (int i = 0; i < 30 && n >= 0; i++)
        n = source->next(self, &f, 1, 100, &e);
    cr_expect_eq(n, SOURCE_BROKEN);
    cr_expect_not_null(strstr(e.s, why), "%s", e.s);
}

uint64_t span_wait_for_outage(const struct live_source *source, void *self, uint64_t outages)
{
    uint64_t seen = 0;
    for (int i = 0; i < 20 && span_counts(source, self).outages < outages; i++)
        seen += span_drain(source, self, 100);
    cr_assert_eq(span_counts(source, self).outages, outages);
    return seen;
}
