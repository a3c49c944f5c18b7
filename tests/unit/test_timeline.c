#include "sensor/timeline.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/alerting.h"

/* An alert of that number, opened at that second. */
static struct alert numbered(unsigned number, uint64_t second)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, second);
    struct alert a = alert_of(&r);
    (void)snprintf(a.id, sizeof a.id, "%016x", number);
    return a;
}

Test(timeline, has_one_violation_an_alert_from_its_opening_to_its_end)
{
    struct timeline *t = timeline_new(8);
    struct alert a = numbered(1, 0);
    timeline_hear(t, &a);
    a.event = ALERT_ONGOING;
    a.count = 5;
    a.last_ns += 7;
    timeline_hear(t, &a);
    cr_assert_eq(timeline_sort(t), 1);
    cr_expect_eq(timeline_at(t, 0)->resolved_ns, 0);
    a.event = ALERT_RESOLVED;
    a.ruling.verdict = VERDICT_PASS;
    a.ruling.evidence.time_ns += 9;
    a.ruling.evidence.frame_no = 99;
    sentence_format(&a.ruling.why, "Digest alone");
    timeline_hear(t, &a);
    cr_assert_eq(timeline_sort(t), 1);
    const struct violation *v = timeline_at(t, 0);
    cr_expect_eq(v->last_ns, v->first_ns + 7);
    cr_expect_eq(v->resolved_ns, v->first_ns + 9);
    cr_expect_eq(v->count, 5);
    cr_expect_eq(v->frame_no, 7);
    cr_expect_eq(v->item, &clear_item);
    cr_expect_str_eq(v->camera.s, "bc:c3:42:00:00:05");
    cr_expect_str_eq(v->why.s, "logged in over clear RTSP (Basic)");
    timeline_free(t);
}

Test(timeline, is_in_the_order_of_time_whatever_order_they_were_told_in)
{
    static const unsigned seconds[] = { 5, 3, 9, 0, 3 };
    struct timeline *t = timeline_new(8);
    for (unsigned i = 0; i < 5; i++) {
        struct alert a = numbered(i, seconds[i]);
        timeline_hear(t, &a);
    }
    cr_assert_eq(timeline_sort(t), 5);
    for (size_t i = 1; i < 5; i++)
        cr_expect_leq(timeline_at(t, i - 1)->first_ns, timeline_at(t, i)->first_ns);
    timeline_free(t);
}

Test(timeline, when_full_counts_the_rest_and_still_follows_what_it_has)
{
    enum { ROOM = 100, TOLD = 300 };
    struct timeline *t = timeline_new(ROOM);
    for (unsigned i = 0; i < TOLD; i++) {
        struct alert a = numbered(i, i);
        timeline_hear(t, &a);
    }
    for (unsigned i = 0; i < TOLD; i++) {
        struct alert a = numbered(i, i);
        a.event = ALERT_RESOLVED;
        a.count = 1000 + i;
        timeline_hear(t, &a);
    }
    cr_assert_eq(timeline_sort(t), ROOM);
    cr_expect_eq(timeline_lost(t), TOLD - ROOM);
    for (unsigned i = 0; i < ROOM; i++) {
        cr_expect_eq(timeline_at(t, i)->count, 1000 + i);
        cr_expect_neq(timeline_at(t, i)->resolved_ns, 0);
    }
    timeline_free(t);
}

Test(timeline, keeps_ids_apart_that_fall_on_one_place)
{
    struct timeline *t = timeline_new(2); /* four places: all of these on the first */
    static const unsigned ids[] = { 0x4, 0x8 };
    for (size_t i = 0; i < 2; i++) {
        struct alert a = numbered(ids[i], i);
        timeline_hear(t, &a);
    }
    struct alert a = numbered(0x8, 1);
    a.event = ALERT_ONGOING;
    a.count = 6;
    timeline_hear(t, &a);
    cr_assert_eq(timeline_sort(t), 2);
    cr_expect_eq(timeline_at(t, 0)->count, 1);
    cr_expect_eq(timeline_at(t, 1)->count, 6);
    timeline_free(t);
}
