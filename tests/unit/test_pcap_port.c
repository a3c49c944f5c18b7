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
    if (!span_begin())
        cr_skip_test("needs root and network namespaces");
    far = span_socket("far");
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
    struct frame f;
    struct error e = { "" };
    int n = 0;
    span_run_later(span_unplug, 100);
    span_run_later(span_plug, 500);
    span_drop_capabilities();
    for (int i = 0; i < 20 && n >= 0; i++)
        n = source->next(self, &f, 1, 100, &e);
    cr_expect_eq(n, SOURCE_BROKEN);
    cr_expect_not_null(strstr(e.s, "ermission"), "%s", e.s);
    source->close(self);
}

Test(pcap_port, says_why_it_cannot_listen)
{
    struct error e = { "" };
    cr_expect_null(source->open(&(struct live_settings){ .interface = "nothing" }, &e));
    cr_expect_not_null(strstr(e.s, "cannot be listened to"), "%s", e.s);
    cr_expect_null(
        source->open(&(struct live_settings){ .interface = "span", .filter = "udp prot 5" }, &e));
    cr_expect_not_null(strstr(e.s, "udp prot"), "%s", e.s);
    cr_expect_null(
        source->open(&(struct live_settings){ .interface = "span", .fanout_id = 1 }, &e));
    cr_expect_not_null(strstr(e.s, "shared"), "%s", e.s);
}
