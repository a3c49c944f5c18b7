#include "sensor/worker_share.h"

#include <criterion/criterion.h>
#include <stdatomic.h>

static const uint64_t most = UINT64_C(1) << 53;

static struct worker_share share;
static struct worker_report report;

static const struct worker_report *read_of(size_t lanes)
{
    report.frames = report.fell = 99;
    worker_report_read(&share, lanes, &report);
    return &report;
}

Test(worker_share, tells_what_a_worker_has_done)
{
    atomic_store(&share.now.frames, 7);
    atomic_store(&share.now.last_ns, 8);
    atomic_store(&share.fell, 9);
    share.counters.n[COUNT_flows] = 10;
    share.lane[1] = (struct live_counts){ .received = 11, .ring_full = 12, .away_ns = 13 };
    share.broken[1] = 1;
    const struct worker_report *r = read_of(2);
    cr_expect_eq(r->frames, 7);
    cr_expect_eq(r->last_ns, 8);
    cr_expect_eq(r->fell, 9);
    cr_expect_eq(r->counters.n[COUNT_flows], 10);
    cr_expect_eq(r->lane[1].received, 11);
    cr_expect_eq(r->lane[1].ring_full, 12);
    cr_expect_eq(r->lane[1].away_ns, 13);
    cr_expect_not(r->broken[0]);
    cr_expect(r->broken[1]);
    cr_expect(worker_is_broken_at(&share, 1));
}

Test(worker_share, tells_nothing_of_interfaces_that_were_not_asked_for)
{
    share.lane[1].received = 11;
    share.broken[1] = 1;
    cr_expect_eq(read_of(1)->lane[1].received, 0);
    cr_expect_not(report.broken[1]);
}

/* A worker that was taken over writes what it likes. */
Test(worker_share, bounds_whatever_stands_there)
{
    memset(&share, 0xff, sizeof share);
    const struct worker_report *r = read_of(INTERFACES_MAX);
    cr_expect_eq(r->frames, most);
    cr_expect_eq(r->fell, most);
    cr_expect_eq(r->last_ns, INT64_MAX);
    for (size_t i = 0; i < COUNTERS; i++)
        cr_expect_eq(r->counters.n[i], most);
    for (size_t i = 0; i < INTERFACES_MAX; i++) {
        cr_expect_eq(r->lane[i].kernel_drops, most);
        cr_expect_eq(r->lane[i].outages, most);
        cr_expect(r->broken[i]);
    }
}
