/* When a loss is too much, and when no more. */
#include <criterion/criterion.h>

#include <string.h>

#include "sensor/losses.h"

/* The same traffic every second: packets that came in all, and those of them lost in the ring. */
static struct loss_totals now_is(uint64_t packets, uint64_t ring_full)
{
    struct loss_totals t = { .packets = packets };
    t.n[LOSS_ring_full] = ring_full;
    return t;
}

static bool tell(struct losses *l, struct ruling *r)
{
    return losses_ruling(l, "here", 1000, r);
}

Test(losses, a_thousandth_is_not_too_much)
{
    struct losses l = { 0 };
    struct ruling r;
    struct loss_totals t = now_is(1000000, 1000);
    losses_note(&l, &t);
    cr_assert_not(tell(&l, &r));
    cr_assert_float_eq(losses_percent(&l), 0.1, 1e-9);
}

Test(losses, more_than_a_thousandth_is_told_at_once_and_then_once_a_minute)
{
    struct losses l = { 0 };
    struct ruling r;
    uint64_t told = 0;
    for (uint64_t s = 1; s <= 181; s++) {
        struct loss_totals t = now_is(1000 * s, 2 * s);
        losses_note(&l, &t);
        if (!tell(&l, &r))
            continue;
        told++;
        cr_expect_eq((s - 1) % 60, 0, "second %d", (int)s);
        cr_expect_eq(r.verdict, VERDICT_FAIL);
        cr_expect_str_eq(r.reason, "ring_full");
        cr_expect_str_eq(r.camera.id.s, "sensor:here");
    }
    cr_assert_eq(told, 4);
}

Test(losses, are_over_a_minute_after_the_last)
{
    struct losses l = { 0 };
    struct ruling r;
    struct loss_totals t = now_is(1000, 0);
    losses_note(&l, &t);
    cr_assert_not(tell(&l, &r));
    t = now_is(2000, 500);
    losses_note(&l, &t);
    cr_assert(tell(&l, &r));
    uint64_t s = 0;
    for (bool told = false; !told && s < 100; s++) {
        t.packets += 1000;
        losses_note(&l, &t);
        told = tell(&l, &r) && r.verdict == VERDICT_PASS;
    }
    cr_assert_eq(s, 60);
    cr_assert_eq(losses_percent(&l), 0);
}

Test(losses, count_what_is_lost_of_nothing_as_everything)
{
    struct losses l = { 0 };
    struct loss_totals t = now_is(0, 0);
    t.n[LOSS_judge_ring_full] = 1;
    losses_note(&l, &t);
    cr_assert_eq(losses_percent(&l), 100);
}

Test(losses, come_from_sources_workers_and_judge)
{
    struct crew_report r = { .frames = 100, .shunted = 50, .interfaces = 2 };
    struct counters counted = { 0 };
    r.interface[0].ring_full = 7;
    r.interface[1].kernel_drops = 5;
    counted.n[COUNT_tcp_gap] = 3;
    counted.n[COUNT_alerts_full] = 2;
    struct loss_totals t = losses_total(&r, &counted);
    cr_expect_eq(t.packets, 112, "what is shunted hides no loss");
    cr_expect_eq(t.n[LOSS_ring_full], 7);
    cr_expect_eq(t.n[LOSS_kernel_drops], 5);
    cr_expect_eq(t.n[LOSS_tcp_gap], 3);
    cr_expect_eq(t.n[LOSS_alerts_full], 2);
    for (enum loss i = 0; i < LOSSES; i++)
        cr_expect(strlen(loss_name(i)) > 0 && strlen(loss_help(i)) > 0);
}

Test(losses, of_an_earlier_run_are_over_when_a_minute_was_seen)
{
    struct losses l = { 0 };
    struct ruling r;
    losses_recall(&l);
    uint64_t s = 0;
    bool told = false;
    while (!told && s < 100) {
        struct loss_totals t = now_is(1000 * ++s, 0);
        losses_note(&l, &t);
        told = tell(&l, &r);
    }
    cr_assert_eq(s, 61);
    cr_expect_eq(r.verdict, VERDICT_PASS);
    cr_expect_eq(r.before, VERDICT_FAIL);
}

Test(losses, of_a_worker_that_counts_backwards_are_none)
{
    struct losses l = { 0 };
    struct ruling r;
    struct loss_totals t = now_is(1000000, 900);
    for (uint64_t s = 0; s < LOSS_SNAPSHOTS; s++)
        losses_note(&l, &t);
    for (uint64_t s = 0; s < LOSS_SNAPSHOTS; s++) {
        t = now_is(10, 3);
        losses_note(&l, &t);
        cr_expect_not(tell(&l, &r));
    }
}
