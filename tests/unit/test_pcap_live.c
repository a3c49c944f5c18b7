#include <criterion/criterion.h>

#include "tests/support/span.h"

#include <unistd.h>

enum { QUIET_MS = 400 };

static const struct live_source *const source = &pcap_live_source;
static const struct live_settings plain = { .interface = "span" };
static int far = -1;

static void begin(void)
{
    far = span_begin_far();
}

TestSuite(pcap_live, .init = begin);

Test(pcap_live, hands_out_every_frame)
{
    void *self = span_open(source, &plain);
    struct frame f;
    struct error e;
    struct wire *w = wire_new();
    put_hex(w, "020000000005 020000000009 8100 0007");
    put_hex(w, "0800 4500001d 00000000 40110000 c0000209 c0000205 9c401388 00090000 78");
    span_send(far, w);
    cr_assert_eq(source->next(self, &f, 1, QUIET_MS, &e), 1);
    cr_expect_eq(f.bytes.n, w->n);
    cr_expect_arr_eq(f.bytes.p, w->b, w->n);
    cr_expect_eq(f.frame_no, 1);
    cr_expect_eq(f.link, LINK_ETHERNET);
    span_send_text(far, "hello", 2000);
    cr_expect_eq(span_drain(source, self, QUIET_MS), 2000);
    struct live_counts c = span_counts(source, self);
    cr_expect_eq(c.received, 2001);
    cr_expect_eq(c.ring_full, 0);
    wire_free(w);
    source->close(self);
}

Test(pcap_live, counts_what_it_could_not_keep)
{
    enum { FRAMES = 20000 };
    void *self = span_open(
        source, &(struct live_settings){ .interface = "span", .block_bytes = 65536, .blocks = 8 });
    span_send_text(far, "a frame that nobody reads in time", FRAMES);
    uint64_t seen = span_drain(source, self, QUIET_MS);
    struct live_counts c = span_counts(source, self);
    cr_expect_gt(c.ring_full, 0);
    cr_expect_eq(c.received, seen);
    cr_expect_eq(c.received + c.ring_full, FRAMES);
    source->close(self);
}

Test(pcap_live, hands_out_what_came_before_it_was_stopped_and_nothing_else)
{
    void *self = span_open(source, &plain);
    span_expect_stopped(source, self, far);
    source->close(self);
}

Test(pcap_live, can_be_waited_for)
{
    void *self = span_open(source, &plain);
    span_expect_waiting(source, self, far);
    source->close(self);
}

Test(pcap_live, filters)
{
    void *self =
        span_open(source, &(struct live_settings){ .interface = "span", .filter = "udp port 9" });
    span_send_text(far, "hello", 10);
    cr_expect_eq(span_drain(source, self, QUIET_MS), 0);
    source->close(self);
}

Test(pcap_live, can_be_read_by_one_other_process_and_by_no_second)
{
    struct error e = { "" };
    void *self = span_open(source, &plain);
    cr_expect(source->resume(self, &e));
    cr_expect_not(source->resume(self, &e));
    cr_expect_not_null(strstr(e.s, "started again"), "%s", e.s);
    source->close(self);
}
