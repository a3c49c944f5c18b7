#include <criterion/criterion.h>

#include "capture/shunt.h"
#include "tests/support/span.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, QUIET_MS = 300, SSRC = 0x12345678, TYPE = 96, LOOK = 2 };

static const struct live_source *const source = &af_xdp_source;
static const struct live_settings plain = { .interface = "span" };
static int far = -1;

static void begin(void)
{
    far = span_begin_far();
}

TestSuite(af_xdp, .init = begin);

static void expect_frame(void *self, const struct wire *w)
{
    struct frame f;
    struct error e = { "" };
    uint64_t now = (uint64_t)time(NULL) * 1000000000;
    cr_assert_eq(source->next(self, &f, 1, QUIET_MS, &e), 1);
    cr_expect_eq(f.bytes.n, w->n);
    cr_expect_eq(f.wire_n, w->n);
    cr_expect_arr_eq(f.bytes.p, w->b, w->n);
    cr_expect_eq(f.link, LINK_ETHERNET);
    cr_expect_geq(f.time_ns, now);
    cr_expect_lt(f.time_ns, now + 5000000000);
}

Test(af_xdp, hands_out_every_frame)
{
    void *self = span_open(source, &plain);
    struct wire *w = wire_new();
    put_datagram(w, "hello");
    span_send(far, w);
    expect_frame(self, w);
    for (int i = 0; i < 30; i++) {
        span_send_text(far, "more frames than there is room for, in all", 1000);
        cr_assert_eq(span_drain(source, self, 50), 1000);
    }
    struct live_counts c = span_counts(source, self);
    cr_expect_eq(c.received, 30001);
    cr_expect_eq(c.ring_full, 0);
    cr_expect_eq(c.outages, 0);
    wire_free(w);
    source->close(self);
}

Test(af_xdp, leaves_vlan_tags_where_they_are)
{
    static const char *const tags[] = { "8100 2007", "88a8 0011 8100 0012" };
    void *self = span_open(source, &plain);
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        struct wire *w = wire_new();
        put_hex(w, "020000000005 020000000009");
        put_hex(w, tags[i]);
        put_hex(w, "0800 4500001d 00000000 40110000 c0000209 c0000205 9c401388 00090000 78");
        span_send(far, w);
        expect_frame(self, w);
        wire_free(w);
    }
    source->close(self);
}

/* The cable itself is short: what it loses while nobody reads is the interface's loss, not ours. */
Test(af_xdp, counts_what_it_could_not_keep)
{
    enum { FRAMES = 10000 };
    void *self = span_open(
        source, &(struct live_settings){ .interface = "span", .block_bytes = 65536, .blocks = 4 });
    for (int i = 0; i < FRAMES / 100; i++) {
        span_send_text(far, "a frame that nobody reads in time", 100);
        (void)usleep(1000);
    }
    uint64_t seen = span_drain(source, self, QUIET_MS);
    struct live_counts c = span_counts(source, self);
    cr_expect_eq(c.received, seen);
    cr_expect_gt(c.ring_full, 0);
    cr_expect_eq(c.kernel_drops, 0);
    cr_expect_eq(c.received + c.ring_full, FRAMES);
    span_send_text(far, "and on", 100);
    cr_expect_eq(span_drain(source, self, QUIET_MS), 100, "it does not recover");
    source->close(self);
}

Test(af_xdp, listens_at_all_queues)
{
    span_run(span_unplug);
    span_run("ip link add far numtxqueues 4 numrxqueues 4 type veth peer name span numtxqueues 4 "
             "numrxqueues 4 && ip link set far arp off up && ip link set span arp off up");
    void *self = span_open(source, &plain);
    far = span_socket("far");
    for (unsigned port = 0; port < 400; port++) {
        struct wire *w = wire_new();
        put_hex(w, "020000000005 020000000009 0800");
        put_hex(w, "4500001c 00000000 40110000 c0000209 c0000205");
        put_udp(w, port, 5000, 0);
        span_send(far, w);
        wire_free(w);
    }
    cr_expect_eq(span_drain(source, self, QUIET_MS), 400);
    source->close(self);
}

Test(af_xdp, goes_on_when_the_interface_was_down_or_deleted)
{
    void *self = span_open(source, &plain);
    span_send_text(far, "before", 10);
    cr_expect_eq(span_drain(source, self, QUIET_MS), 10);
    span_run("ip link set span down");
    (void)span_wait_for_outage(source, self, 1);
    span_run("ip link set span up");
    span_expect_to_hear(source, self);
    for (uint64_t turn = 2; turn <= 4; turn++) {
        span_run(span_unplug);
        (void)span_wait_for_outage(source, self, turn);
        span_run(span_plug);
        span_expect_to_hear(source, self);
    }
    struct live_counts c = span_counts(source, self);
    cr_expect_geq(c.received, 14);
    cr_expect_gt(c.away_ns, 0);
    cr_expect_lt(c.away_ns, 10000000000);
    source->close(self);
}

Test(af_xdp, says_when_it_may_not_listen_again)
{
    void *self = span_open(source, &plain);
    span_expect_denial(source, self, "needs CAP_BPF");
    source->close(self);
}

Test(af_xdp, says_why_it_cannot_listen)
{
    struct error e = { "" };
    cr_expect_null(source->open(&(struct live_settings){ .interface = "nothing" }, &e));
    cr_expect_str_eq(e.s, "is not there");
    span_expect_refusal(
        source, &(struct live_settings){ .interface = "span", .filter = "udp prot 5" }, "udp prot");
    span_expect_refusal(source, &(struct live_settings){ .interface = "span", .fanout_id = 1 },
                        "shared");
    void *self = span_open(source, &plain);
    cr_expect_null(source->open(&plain, &e), "two programs at one interface");
    cr_expect_not_null(strstr(e.s, "cannot be listened to by AF_XDP"), "%s", e.s);
    source->close(self);
    span_drop_capabilities();
    cr_expect_null(source->open(&plain, &e));
    cr_expect_not_null(strstr(e.s, "needs CAP_BPF"), "%s", e.s);
}

Test(af_xdp, lets_go_of_the_interface_when_it_is_closed)
{
    for (int i = 0; i < 3; i++) {
        void *self = span_open(source, &plain);
        span_send_text(far, "hello", 10);
        cr_expect_eq(span_drain(source, self, QUIET_MS), 10);
        source->close(self);
    }
    span_run("! ip link show span | grep -q xdp");
}

Test(af_xdp, filters)
{
    void *self =
        span_open(source, &(struct live_settings){ .interface = "span", .filter = "port 9" });
    span_send_text(far, "hello", 10);
    cr_expect_eq(span_drain(source, self, QUIET_MS), 0);
    cr_expect_eq(span_counts(source, self).received, 10);
    source->close(self);
}

/* A packet of a stream from 192.0.2.9 to 192.0.2.5. */
static struct wire *media(uint32_t ssrc, unsigned type, const char *link)
{
    struct wire *w = wire_new();
    put_hex(w, link);
    put_ipv4(w, 17, 8 + 16);
    put_udp(w, 40000, 5000, 16);
    put_8(w, 0x80);
    put_8(w, type);
    put_hex(w, "0001 00000002");
    put_32(w, ssrc);
    put_text(w, "body");
    return w;
}

static uint64_t delivered(void *self, struct wire *w, int n)
{
    for (int i = 0; i < n; i++)
        span_send(far, w);
    wire_free(w);
    return span_drain(source, self, QUIET_MS);
}

Test(af_xdp, shunts_in_the_driver)
{
    static const char plain_link[] = "020000000005 020000000009 0800";
    static const char tagged_link[] = "020000000005 020000000009 8100 0007 0800";
    enum { N = 14 + 20 + 8 + 16 };
    struct error e = { "" };
    struct shunt *shunt = shunt_open(&(struct shunt_settings){ .every_packets = 1000,
                                                               .every_ms = 3600 * 1000,
                                                               .look_packets = LOOK },
                                     &e);
    cr_assert_not_null(shunt, "%s", e.s);
    void *self = span_open(
        source, &(struct live_settings){ .interface = "span", .shunt = shunt, .filter = "udp" });
    struct media_flow flow = {
        .src = { ip_from_v4((const uint8_t[]){ 192, 0, 2, 9 }), 40000 },
        .dst = { ip_from_v4((const uint8_t[]){ 192, 0, 2, 5 }), 5000 },
        .ssrc = SSRC,
        .payload_type = TYPE,
    };
    cr_expect_eq(delivered(self, media(SSRC, TYPE, plain_link), 10), 10);
    cr_assert(source->shunt(self, &flow));
    cr_expect_eq(delivered(self, media(SSRC, TYPE, plain_link), 100), LOOK);
    cr_expect_eq(delivered(self, media(SSRC, TYPE, tagged_link), 10), 0);
    cr_expect_eq(delivered(self, media(SSRC + 1, TYPE, plain_link), 10), 10);
    cr_expect_eq(delivered(self, media(SSRC, TYPE + 1, plain_link), 10), 10);
    cr_expect_eq(delivered(self, media(SSRC, 200, plain_link), 10), 10);
    struct shunt_count total = shunt_total(shunt);
    cr_expect_eq(total.packets, 110 - LOOK);
    cr_expect_eq(total.bytes, (110 - LOOK) * N + 10 * 4);
    cr_expect_eq(span_counts(source, self).received, 40 + LOOK);
    source->close(self);
    shunt_close(shunt);
}

Test(af_xdp, hands_out_what_came_before_it_was_stopped_and_nothing_else)
{
    void *self = span_open(source, &plain);
    span_expect_stopped(source, self, far);
    source->close(self);
}

Test(af_xdp, can_be_waited_for)
{
    void *self = span_open(source, &plain);
    span_expect_waiting(source, self, far);
    cr_expect_eq(source->late_ms(self), 0);
    source->close(self);
}

/* Memory comes in pieces of a page; the loopback takes what is longer than that. */
Test(af_xdp, counts_frames_that_are_too_long_apart)
{
    span_run("ip link set lo mtu 65536 up");
    void *self = span_open(source, &(struct live_settings){ .interface = "lo" });
    int fd = span_socket("lo");
    uint8_t longer[9000] = { 0x02, 0, 0, 0, 0, 5, 0x02, 0, 0, 0, 0, 9, 0x08, 0 };
    for (int i = 0; i < 5; i++)
        cr_assert_eq(send(fd, longer, sizeof longer, 0), (ssize_t)sizeof longer);
    for (int i = 0; i < 7; i++)
        cr_assert_eq(send(fd, longer, 1000, 0), 1000);
    cr_expect_eq(span_drain(source, self, QUIET_MS), 7);
    struct live_counts c = span_counts(source, self);
    cr_expect_eq(c.received, 7);
    cr_expect_eq(c.kernel_drops, 5);
    cr_expect_eq(c.ring_full, 0);
    source->close(self);
}

Test(af_xdp, never_sends)
{
    (void)span_heard(far);
    void *self = span_open(source, &plain);
    span_send_text(far, "hello", 100);
    cr_expect_eq(span_drain(source, self, QUIET_MS), 100);
    source->close(self);
    cr_expect_eq(span_heard(far), 0);
}

Test(af_xdp, is_read_on_by_another_process_and_what_the_dead_one_held_is_passed_over)
{
    span_survives_readers(source, &plain, far);
}
