/* By the live source that it is for. */
#include <criterion/criterion.h>

#include "tests/support/span.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { BATCH = 64, QUIET_MS = 300 };

static const struct live_source *const source = &af_packet_source;
static const struct live_settings plain = { .interface = "span" };
static int far = -1;

static void begin(void)
{
    far = span_begin_far();
}

TestSuite(packet_port, .init = begin);

/* How many frames came until then, and until the ring was empty. */
static uint64_t wait_for_outage(void *self, uint64_t outages)
{
    uint64_t seen = span_wait_for_outage(source, self, outages);
    for (int i = 0; i < 4; i++)
        seen += span_drain(source, self, 100);
    return seen;
}

Test(packet_port, goes_on_when_the_interface_was_down)
{
    void *self = span_open(source, &plain);
    span_send_text(far, "before", 10);
    span_run("ip link set span down");
    cr_expect_eq(wait_for_outage(self, 1), 10, "what the ring held is lost");
    span_run("ip link set span up");
    span_expect_to_hear(source, self);
    struct live_counts c = span_counts(source, self);
    cr_expect_eq(c.outages, 1);
    cr_expect_gt(c.away_ns, 100000000);
    cr_expect_lt(c.away_ns, 5000000000);
    source->close(self);
}

Test(packet_port, goes_on_when_the_interface_was_deleted)
{
    void *self = span_open(source, &plain);
    for (uint64_t turn = 1; turn <= 3; turn++) {
        span_send_text(far, "before", 10);
        close(far);
        span_run(span_unplug);
        cr_expect_eq(wait_for_outage(self, turn), 10, "what the ring held is lost");
        span_run(span_plug);
        span_expect_to_hear(source, self);
        far = span_socket("far");
    }
    cr_expect_geq(span_counts(source, self).received, 30);
    source->close(self);
}

Test(packet_port, goes_on_when_it_was_deleted_and_created_at_once)
{
    void *self = span_open(source, &plain);
    span_run(span_unplug);
    span_run(span_plug);
    (void)wait_for_outage(self, 1);
    span_expect_to_hear(source, self);
    source->close(self);
}

Test(packet_port, goes_on_without_any_capability)
{
    void *self = span_open(source, &plain);
    span_run_later(span_unplug, 200);
    span_run_later(span_plug, 1000);
    span_drop_capabilities();
    cr_assert_lt(syscall(SYS_socket, 17, 3, 0), 0);
    (void)wait_for_outage(self, 1);
    uint64_t away = 0, before = 0;
    for (int i = 0; i < 30 && (away == 0 || away != before); i++) {
        before = away;
        (void)span_drain(source, self, 100);
        away = span_counts(source, self).away_ns;
    }
    cr_expect_eq(away, before, "it is still away");
    cr_expect_lt(away, 3000000000);
    source->close(self);
}

enum { OFTEN = 20 };

/* In another process, which may: after each deletion the interface is there for a while, and a
 * frame comes in every few milliseconds. */
static void delete_often(void)
{
    if (fork() != 0)
        return;
    for (int i = 0; i < OFTEN; i++) {
        span_run(span_unplug);
        (void)usleep(100000);
        span_run(span_plug);
        int fd = span_socket("far");
        for (int k = 0; k < 50; k++) {
            span_send_text(fd, "still there?", 1);
            (void)usleep(10000);
        }
        close(fd);
    }
    _exit(0);
}

static int descriptors_open(void)
{
    int n = 0;
    for (int fd = 0; fd < 256; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

Test(packet_port, goes_on_however_often_it_is_deleted)
{
    void *self = span_open(source, &plain);
    struct frame batch[BATCH];
    struct error e = { "" };
    int open = descriptors_open();
    uint64_t heard[OFTEN + 1] = { 0 }, seen = 0, outages = 0;
    delete_often();
    span_drop_capabilities();
    for (int quiet = 0; outages < OFTEN || quiet < 8;) {
        int n = source->next(self, batch, BATCH, 100, &e);
        cr_assert_geq(n, 0, "%s", e.s);
        outages = span_counts(source, self).outages;
        heard[outages] += (uint64_t)n;
        seen += (uint64_t)n;
        quiet = n == 0 ? quiet + 1 : 0;
        cr_assert_lt(quiet, 100, "it is away since outage %d", (int)outages);
    }
    for (int i = 1; i <= OFTEN; i++)
        cr_expect_gt(heard[i], 0, "not heard after outage %d", i);
    struct live_counts c = span_counts(source, self);
    cr_expect_eq(c.outages, OFTEN);
    cr_expect_eq(c.received, seen);
    cr_expect_eq(c.ring_full, 0);
    cr_expect_eq(descriptors_open(), open);
    source->close(self);
}

Test(packet_port, says_when_it_was_deleted_too_often_to_be_shared)
{
    void *self = span_open(
        source, &(struct live_settings){ .interface = "span", .fanout_id = 77, .blocks = 4 });
    struct frame batch[BATCH];
    struct error e = { "" };
    int n = 0, deleted = 0;
    for (; deleted < 40 && n >= 0; deleted++) {
        span_run(span_unplug);
        span_run(span_plug);
        for (int turn = 0; turn < 7 && n >= 0; turn++)
            n = source->next(self, batch, BATCH, 60, &e);
    }
    cr_expect_eq(n, SOURCE_BROKEN);
    cr_expect_eq(deleted, 33);
    cr_expect_not_null(strstr(e.s, "deleted more often"), "%s", e.s);
    source->close(self);
}

/* A datagram between two ends, each known by a number; either direction. */
static void send_between(unsigned a, unsigned b)
{
    struct wire *w = wire_new();
    put_ethernet(w, 0x0800);
    put_hex(w, "4500001d 00000000 40110000");
    put_32(w, 0x0a000000U + a);
    put_32(w, 0x0a000000U + b);
    put_udp(w, 10000 + a, 10000 + b, 1);
    put_8(w, 0);
    span_send(far, w);
    wire_free(w);
}

enum { FLOWS = 40, TURNS = 5 };

/* Which flows a source got, and how many frames of each. */
static uint64_t gather(void *self, int of[FLOWS])
{
    struct frame batch[BATCH];
    struct error e = { "" };
    uint64_t all = 0;
    for (int n = 1; n > 0; all += (uint64_t)n) {
        n = source->next(self, batch, BATCH, QUIET_MS, &e);
        for (int i = 0; i < n; i++) {
            const uint8_t *ip = batch[i].bytes.p + 14;
            of[ip[15] < 100 ? ip[15] : ip[19]]++; /* the lower end's number */
        }
    }
    return all;
}

Test(packet_port, shares_flows_with_another_both_directions_at_one)
{
    struct live_settings shared = { .interface = "span", .fanout_id = 77, .blocks = 4 };
    void *a = span_open(source, &shared);
    void *b = span_open(source, &shared);
    for (unsigned turn = 0; turn < TURNS; turn++)
        for (unsigned i = 0; i < FLOWS; i++) {
            send_between(i, 100 + i);
            send_between(100 + i, i);
        }
    int of_a[FLOWS] = { 0 }, of_b[FLOWS] = { 0 };
    uint64_t at_a = gather(a, of_a), at_b = gather(b, of_b);
    cr_expect_eq(at_a + at_b, FLOWS * TURNS * 2);
    cr_expect_gt(at_a, 0);
    cr_expect_gt(at_b, 0);
    for (int i = 0; i < FLOWS; i++) {
        cr_expect_eq(of_a[i] + of_b[i], TURNS * 2);
        cr_expect(of_a[i] == 0 || of_b[i] == 0, "flow %d is torn apart", i);
    }
    source->close(a);
    source->close(b);
}

Test(packet_port, shares_again_after_the_interface_was_deleted)
{
    struct live_settings shared = { .interface = "span", .fanout_id = 77, .blocks = 4 };
    void *a = span_open(source, &shared);
    void *b = span_open(source, &shared);
    span_run(span_unplug);
    for (int i = 0; i < 3; i++) {
        (void)span_drain(source, a, 150);
        (void)span_drain(source, b, 150);
    }
    span_run(span_plug);
    for (int i = 0; i < 8; i++) {
        (void)span_drain(source, a, 100);
        (void)span_drain(source, b, 100);
    }
    far = span_socket("far");
    for (unsigned i = 0; i < FLOWS; i++)
        send_between(i, 100 + i);
    int of[FLOWS] = { 0 };
    uint64_t at_a = gather(a, of), at_b = gather(b, of);
    cr_expect_eq(at_a + at_b, FLOWS);
    cr_expect_gt(at_a, 0);
    cr_expect_gt(at_b, 0);
    source->close(a);
    source->close(b);
}

Test(packet_port, says_why_it_cannot_listen)
{
    span_expect_refusal(source, &(struct live_settings){ .interface = "nothing" }, "is not there");
    span_expect_refusal(source,
                        &(struct live_settings){ .interface = "a name that is far too long" },
                        "is no name of an interface");
    span_expect_refusal(
        source, &(struct live_settings){ .interface = "span", .filter = "udp prot 5" }, "udp prot");
    span_expect_refusal(source, &(struct live_settings){ .interface = "span", .block_bytes = 1000 },
                        "ring of 64 blocks of 1000");
    span_run("ip link set span down");
    span_expect_refusal(source, &plain, "is down");
    span_drop_capabilities();
    span_expect_refusal(source, &plain, "CAP_NET_RAW");
}
