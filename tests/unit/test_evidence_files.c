#include "evidence/evidence.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/alerting.h"
#include "tests/support/evidence.h"
#include "tests/support/place.h"

static struct evidence *evidence_here(bool may_wait)
{
    struct error e;
    struct evidence_settings settings = { .folder = place, .most = 1 << 20, .may_wait = may_wait };
    struct evidence *v = evidence_open(&settings, &e);
    cr_assert(v != NULL, "%s", e.s);
    return v;
}

/* An alert whose frame was seen, and is the evidence's `no`th. */
static struct alert alert_at(struct evidence *v, uint64_t no)
{
    struct kept_frame k = frame_kept(no, 1000, "frame");
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct frame_taker to = evidence_taker(v);
    r.evidence = fact_kept(&k);
    to.take(to.self, &k);
    struct alert a = alert_of(&r);
    (void)snprintf(a.id, sizeof a.id, "%016llx", (unsigned long long)no);
    return a;
}

TestSuite(evidence_files, .init = place_make, .fini = place_remove);

Test(evidence_files, are_written_for_each_alert_that_opens)
{
    struct error e;
    struct evidence *v = evidence_here(true);
    cr_assert(evidence_start(v, &e));
    for (uint64_t no = 1; no <= 100; no++) {
        struct alert a = alert_at(v, no);
        cr_expect(evidence_take(v, &a) != NULL);
        a.event = ALERT_ONGOING;
        cr_expect(evidence_take(v, &a) == NULL);
    }
    struct alert gone = alert_at(v, 101);
    gone.ruling.evidence.frame_no = 77777;
    gone.ruling.evidence.time_ns++;
    cr_expect(evidence_take(v, &gone) == NULL);
    cr_expect_eq(evidence_figures(v).missing, 1);
    cr_expect(evidence_close(v, &e));
    char path[160];
    (void)snprintf(path, sizeof path, "%s/19700101T000001Z-0000000000000001.pcapng", place);
    cr_expect(access(path, R_OK) == 0);
    (void)snprintf(path, sizeof path, "%s/19700101T000140Z-0000000000000064.pcapng", place);
    cr_expect(access(path, R_OK) == 0);
}

Test(evidence_files, are_left_out_and_counted_rather_than_waited_for)
{
    struct error e;
    struct evidence *v = evidence_here(false); /* its thread has not started: nothing is written */
    size_t taken = 0;
    for (uint64_t no = 1; no <= 100; no++) {
        struct alert a = alert_at(v, no);
        taken += evidence_take(v, &a) != NULL;
    }
    cr_expect(taken > 0 && taken < 100);
    cr_expect_eq(evidence_figures(v).lost, 100 - taken);
    cr_expect(!evidence_close(v, &e));
}
