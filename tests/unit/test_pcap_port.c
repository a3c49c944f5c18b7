/* By the live source that it is for. */
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

TestSuite(pcap_port, .init = begin);

Test(pcap_port, goes_on_when_the_interface_was_down_or_deleted)
{
    void *self = span_open(source, &plain);
    span_run("ip link set span down");
    (void)span_drain(source, self, QUIET_MS);
    span_run("ip link set span up");
    span_expect_to_hear(source, self);
    span_run(span_unplug);
    for (int i = 0; i < 5; i++)
        (void)span_drain(source, self, 100);
    span_run(span_plug);
    span_expect_to_hear(source, self);
    struct live_counts c = span_counts(source, self);
    cr_expect_geq(c.outages, 1);
    cr_expect_gt(c.away_ns, 0);
    source->close(self);
}

Test(pcap_port, accounts_for_what_came_before_a_deletion)
{
    void *self = span_open(source, &plain);
    span_send_text(far, "before", 10);
    span_run(span_unplug);
    uint64_t seen = 0;
    for (int i = 0; i < 6; i++)
        seen += span_drain(source, self, 100);
    struct live_counts c = span_counts(source, self);
    cr_expect_eq(c.outages, 1);
    cr_expect_eq(c.received, seen);
    cr_expect_eq(c.received + c.kernel_drops, 10);
    cr_expect_eq(seen, 10, "libpcap held more");
    source->close(self);
}

Test(pcap_port, says_when_it_may_not_listen_again)
{
    void *self = span_open(source, &plain);
    span_expect_denial(source, self, "ermission");
    source->close(self);
}

Test(pcap_port, says_why_it_cannot_listen)
{
    span_expect_refusal(source, &(struct live_settings){ .interface = "nothing" },
                        "cannot be listened to");
    span_expect_refusal(
        source, &(struct live_settings){ .interface = "span", .filter = "udp prot 5" }, "udp prot");
    span_expect_refusal(source, &(struct live_settings){ .interface = "span", .fanout_id = 1 },
                        "shared");
}
