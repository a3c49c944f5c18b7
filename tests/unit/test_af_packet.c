#include <criterion/criterion.h>

#include "tests/support/span.h"

#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, QUIET_MS = 300 };

static const struct live_source *const source = &af_packet_source;
static const struct live_settings plain = { .interface = "span" };
static int far = -1;

static void begin(void)
{
    far = span_begin_far();
}

TestSuite(af_packet, .init = begin);

/* Ethernet, the tags, and a datagram that carries `text`. */
static struct wire *tagged(const char *tags, const char *text)
{
    struct wire *w = wire_new();
    put_hex(w, "020000000005 020000000009");
    put_hex(w, tags);
    put_hex(w, "0800");
    put_ipv4(w, 17, 8 + strlen(text));
    put_udp(w, 40000, 5000, strlen(text));
    put_text(w, text);
    return w;
}

static void expect_frame(void *self, const struct wire *w)
{
    struct frame f;
    struct error e = { "" };
    cr_assert_eq(source->next(self, &f, 1, QUIET_MS, &e), 1);
    cr_expect_eq(f.bytes.n, w->n);
    cr_expect_eq(f.wire_n, w->n);
    cr_expect_arr_eq(f.bytes.p, w->b, w->n);
}

Test(af_packet, hands_out_every_frame_in_order)
{
    enum { FRAMES = 5000 };
    void *self = span_open(source, &plain);
    char text[16];
    for (int i = 0; i < FRAMES; i++) {
        (void)snprintf(text, sizeof text, "frame %05d", i);
        span_send_text(far, text, 1);
    }
    struct frame batch[BATCH];
    struct error e = { "" };
    uint64_t seen = 0, before = 0, now = (uint64_t)time(NULL) * 1000000000;
    for (int n = 1; n > 0; seen += (uint64_t)n) {
        n = source->next(self, batch, BATCH, QUIET_MS, &e);
        for (int i = 0; i < n; i++) {
            const struct frame *f = &batch[i];
            (void)snprintf(text, sizeof text, "frame %05d", (int)seen + i);
            cr_assert_eq(f->bytes.n, 42 + strlen(text));
            cr_assert_arr_eq(f->bytes.p + 42, text, strlen(text), "%d", (int)seen + i);
            cr_assert_eq(f->frame_no, seen + (uint64_t)i + 1);
            cr_assert_eq(f->link, LINK_ETHERNET);
            cr_assert_geq(f->time_ns, before);
            before = f->time_ns;
        }
    }
    cr_expect_eq(seen, FRAMES);
    cr_expect_lt(before - now + 10000000000, 20000000000);
    struct live_counts c = span_counts(source, self);
    cr_expect_eq(c.received, FRAMES);
    cr_expect_eq(c.ring_full, 0);
    cr_expect_eq(c.outages, 0);
    source->close(self);
}

Test(af_packet, puts_the_vlan_tag_back_where_it_was)
{
    void *self = span_open(source, &plain);
    static const char *const tags[] = { "8100 2007", "88a8 0011", "88a8 0011 8100 0012",
                                        "8100 0000" };
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        struct wire *w = tagged(tags[i], "hello");
        span_send(far, w);
        expect_frame(self, w);
        wire_free(w);
    }
    source->close(self);
}

Test(af_packet, counts_what_it_could_not_keep)
{
    enum { FRAMES = 5000 };
    void *self = span_open(
        source, &(struct live_settings){ .interface = "span", .block_bytes = 65536, .blocks = 4 });
    span_send_text(far, "a frame that nobody reads in time", FRAMES);
    (void)usleep(200000);
    uint64_t seen = span_drain(source, self, QUIET_MS);
    struct live_counts c = span_counts(source, self);
    cr_expect_eq(c.received, seen);
    cr_expect_gt(c.ring_full, 0);
    cr_expect_eq(c.received + c.ring_full, FRAMES);
    span_send_text(far, "and on", 100);
    cr_expect_eq(span_drain(source, self, QUIET_MS), 100, "it does not recover");
    source->close(self);
}

Test(af_packet, hands_out_what_came_before_it_was_stopped_and_nothing_else)
{
    void *self = span_open(source, &plain);
    span_expect_stopped(source, self, far);
    source->close(self);
}

Test(af_packet, can_be_waited_for)
{
    void *self = span_open(source, &plain);
    span_expect_waiting(source, self, far);
    cr_expect_eq(source->late_ms(self), 120);
    span_run("ip link set span down");
    int fd = -1;
    cr_assert_eq(source->descriptors(self, &fd, 1), 1);
    struct pollfd p = { .fd = fd, .events = POLLIN };
    cr_expect_eq(poll(&p, 1, 5000), 1);
    struct frame f;
    struct error e = { "" };
    cr_expect_eq(source->next(self, &f, 1, 0, &e), 0);
    cr_expect_eq(source->descriptors(self, &fd, 1), 0, "it would be ready for ever");
    source->close(self);
}

Test(af_packet, listens_at_several_interfaces)
{
    span_run("ip link add far2 type veth peer name span2 && ip link set far2 up && "
             "ip link set span2 up");
    void *one = span_open(source, &plain);
    void *two = span_open(source, &(struct live_settings){ .interface = "span2" });
    span_send_text(far, "one", 3);
    span_send_text(span_socket("far2"), "two", 5);
    cr_expect_eq(span_drain(source, one, QUIET_MS), 3);
    cr_expect_eq(span_drain(source, two, QUIET_MS), 5);
    source->close(one);
    source->close(two);
}

Test(af_packet, lets_the_kernel_filter)
{
    void *self = span_open(
        source, &(struct live_settings){ .interface = "span", .filter = "udp and dst port 5000" });
    void *vlan = span_open(
        source, &(struct live_settings){ .interface = "span", .filter = "vlan 7 and udp" });
    struct wire *seven = tagged("8100 0007", "seven"), *eight = tagged("8100 0008", "eight");
    struct wire *other = wire_new();
    put_ethernet(other, 0x0800);
    put_ipv4(other, 17, 8);
    put_udp(other, 10001, 10002, 0);
    span_send_text(far, "plain", 4);
    span_send(far, seven);
    span_send(far, eight);
    span_send(far, other);
    expect_frame(vlan, seven);
    cr_expect_eq(span_drain(source, vlan, QUIET_MS), 0);
    cr_expect_eq(span_drain(source, self, QUIET_MS), 6);
    cr_expect_eq(span_counts(source, self).received, 6);
    wire_free(seven);
    wire_free(eight);
    wire_free(other);
    source->close(self);
    source->close(vlan);
}

Test(af_packet, never_sends)
{
    (void)span_heard(far);
    void *self = span_open(source, &plain);
    span_send_text(far, "hello", 100);
    cr_expect_eq(span_drain(source, self, QUIET_MS), 100);
    source->close(self);
    cr_expect_eq(span_heard(far), 0);
}

Test(af_packet, is_read_on_by_another_process_and_what_the_dead_one_held_is_passed_over)
{
    span_survives_readers(source, &plain, far);
}
