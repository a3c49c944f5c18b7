#include <criterion/criterion.h>

#include "tests/support/ledger_told.h"

static void hear_camera(struct ledger *l, enum verdict v, unsigned camera)
{
    struct ruling r = ruling_at(&clear_item, v, camera);
    text_format(&r.camera.id, "10.0.0.%u", camera);
    ledger_hear(l, &r);
}

Test(ledger, opens_one_alert_however_often_it_is_broken)
{
    struct ledger *l = ledger_telling(8);
    for (uint64_t s = 0; s < 1000; s++)
        ledger_hears(l, VERDICT_FAIL, s);
    cr_assert_eq(told.n, 1);
    cr_expect_eq(told.a[0].event, ALERT_OPENED);
    cr_expect_eq(told.a[0].count, 1);
    cr_expect_eq(told.a[0].sequence, 1);
    ledger_free(l);
}

Test(ledger, tells_the_exact_count_at_the_end)
{
    struct ledger *l = ledger_telling(8);
    for (uint64_t s = 0; s < 1000; s++)
        ledger_hears(l, VERDICT_FAIL, s);
    ledger_end(l);
    cr_assert_eq(told.n, 2);
    cr_expect_eq(told.a[1].event, ALERT_ONGOING);
    cr_expect_eq(told.a[1].count, 1000);
    cr_expect_eq(told.a[1].sequence, 2);
    cr_expect_eq(told.a[1].last_ns - told.a[1].first_ns, UINT64_C(999000000000));
    cr_expect_str_eq(told.a[1].id, told.a[0].id);
    ledger_end(l);
    cr_expect_eq(told.n, 2, "and not twice");
    ledger_free(l);
}

Test(ledger, says_nothing_more_at_the_end_of_what_was_seen_once)
{
    struct ledger *l = ledger_telling(8);
    ledger_hears(l, VERDICT_FAIL, 0);
    ledger_end(l);
    cr_expect_eq(told.n, 1);
    ledger_free(l);
}

Test(ledger, counts_what_was_held_back)
{
    struct ledger *l = ledger_telling(8);
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, 0);
    r.times = 17;
    ledger_hear(l, &r);
    r.times = 0; /* nobody said: one */
    ledger_hear(l, &r);
    ledger_end(l);
    cr_assert_eq(told.n, 2);
    cr_expect_eq(told.a[0].count, 17);
    cr_expect_eq(told.a[1].count, 18);
    ledger_free(l);
}

Test(ledger, tells_what_goes_on_once_in_24_hours_of_packet_time)
{
    struct ledger *l = ledger_telling(8);
    for (uint64_t s = 0; s <= 3 * DAY; s += 60)
        ledger_hears(l, VERDICT_FAIL, s);
    ledger_end(l);
    cr_assert_eq(told.n, 4);
    cr_expect_eq(told.a[1].event, ALERT_ONGOING);
    cr_expect_eq(told.a[1].count, DAY / 60 + 1);
    cr_expect_eq(told.a[3].count, 3 * DAY / 60 + 1);
    ledger_free(l);
}

Test(ledger, takes_packets_out_of_order)
{
    struct ledger *l = ledger_telling(8);
    ledger_hears(l, VERDICT_FAIL, 100);
    ledger_hears(l, VERDICT_FAIL, 50);
    ledger_end(l);
    cr_assert_eq(told.n, 2);
    cr_expect_eq(told.a[1].last_ns, told.a[0].last_ns);
    ledger_free(l);
}

Test(ledger, resolves_when_the_verdict_leaves_fail)
{
    struct ledger *l = ledger_telling(8);
    ledger_hears(l, VERDICT_FAIL, 0);
    ledger_hears(l, VERDICT_FAIL, 5);
    ledger_hears(l, VERDICT_PASS, 9);
    ledger_hears(l, VERDICT_PASS, 10);
    ledger_end(l);
    cr_assert_eq(told.n, 2);
    cr_expect_eq(told.a[1].event, ALERT_RESOLVED);
    cr_expect_eq(told.a[1].count, 2);
    cr_expect_eq(told.a[1].ruling.verdict, VERDICT_PASS);
    cr_expect_eq(told.a[1].last_ns - told.a[1].first_ns, UINT64_C(5000000000));
    cr_expect_str_eq(told.a[1].id, told.a[0].id);
    ledger_free(l);
}

/* A verdict that grew old, or that another host of the same name had. */
Test(ledger, resolves_nothing_by_a_verdict_that_was_not_fail_before)
{
    static const enum verdict others[] = { VERDICT_PASS, VERDICT_LIKELY_OK, VERDICT_SUSPECT };
    struct ledger *l = ledger_telling(8);
    ledger_hears(l, VERDICT_FAIL, 0);
    for (size_t i = 0; i < 3; i++) {
        struct ruling r = ruling_at(&clear_item, VERDICT_UNKNOWN, 1);
        r.before = others[i];
        ledger_hear(l, &r);
    }
    cr_assert_eq(told.n, 1);
    struct ruling r = ruling_at(&clear_item, VERDICT_UNKNOWN, 2);
    r.before = VERDICT_FAIL;
    ledger_hear(l, &r);
    cr_assert_eq(told.n, 2);
    cr_expect_eq(told.a[1].event, ALERT_RESOLVED);
    ledger_free(l);
}

Test(ledger, keeps_the_reason_it_was_opened_for)
{
    struct ledger *l = ledger_telling(8);
    ledger_hears(l, VERDICT_FAIL, 0);
    struct ruling r = ruling_at(&clear_item, VERDICT_PASS, 1);
    r.reason = "srtp";
    ledger_hear(l, &r);
    cr_assert_eq(told.n, 2);
    cr_expect_str_eq(told.a[1].reason, "rtsp-clear");
    cr_expect_str_eq(told.a[1].ruling.reason, "srtp");
    ledger_free(l);
}

Test(ledger, opens_a_new_alert_after_a_resolved_one)
{
    struct ledger *l = ledger_telling(8);
    ledger_hears(l, VERDICT_FAIL, 0);
    ledger_hears(l, VERDICT_PASS, 1);
    ledger_hears(l, VERDICT_FAIL, 2);
    cr_assert_eq(told.n, 3);
    cr_expect_eq(told.a[2].event, ALERT_OPENED);
    cr_expect_eq(told.a[2].count, 1);
    cr_expect_str_neq(told.a[2].id, told.a[0].id);
    ledger_free(l);
}

Test(ledger, tells_alerts_of_one_instant_apart)
{
    struct ledger *l = ledger_telling(8);
    for (int i = 0; i < 3; i++) {
        ledger_hears(l, VERDICT_FAIL, 0);
        ledger_hears(l, VERDICT_PASS, 0);
    }
    cr_assert_eq(told.n, 6);
    cr_expect_str_neq(told.a[0].id, told.a[2].id);
    cr_expect_str_neq(told.a[2].id, told.a[4].id);
    cr_expect_str_neq(told.a[0].id, told.a[4].id);
    ledger_free(l);
}

Test(ledger, gives_the_same_ids_in_every_run)
{
    struct ledger *l = ledger_telling(8);
    ledger_hears(l, VERDICT_FAIL, 0);
    ledger_free(l);
    /* printf 'bc:c3:42:00:00:05 3.5 1783479247123456789 0' | sha256sum | head -c 16 */
    cr_expect_str_eq(told.a[0].id, "ffd97aa76a7a8cff");
}

Test(ledger, says_nothing_of_what_never_was_broken)
{
    struct ledger *l = ledger_telling(8);
    ledger_hears(l, VERDICT_PASS, 0);
    ledger_hears(l, VERDICT_SUSPECT, 1);
    ledger_hears(l, VERDICT_UNKNOWN, 2);
    ledger_end(l);
    cr_expect_eq(told.n, 0);
    ledger_free(l);
}

/* A year back; what goes on is told a day later by that clock, and each day from then on. */
Test(ledger, tells_what_goes_on_after_the_clock_was_set_back)
{
    struct ledger *l = ledger_telling(8);
    uint64_t year = UINT64_C(365) * DAY;
    ledger_hears(l, VERDICT_FAIL, year);
    for (uint64_t s = 0; s < 3 * DAY; s++)
        ledger_hears(l, VERDICT_FAIL, s);
    cr_assert_eq(told.n, 3);
    cr_expect_eq(told.a[1].event, ALERT_ONGOING);
    cr_expect_eq(told.a[1].count, DAY + 2);
    cr_expect_eq(told.a[2].count, 2 * DAY + 2);
    cr_expect_eq(told.a[2].first_ns, told.a[0].first_ns);
    ledger_hears(l, VERDICT_PASS, 3 * DAY);
    cr_assert_eq(told.n, 4);
    cr_expect_eq(told.a[3].count, 3 * DAY + 1);
    ledger_free(l);
}

Test(ledger, is_not_made_talkative_by_two_clocks_that_take_turns)
{
    struct ledger *l = ledger_telling(8);
    for (uint64_t s = 0; s < 3 * DAY; s += 10) {
        ledger_hears(l, VERDICT_FAIL, 2 * DAY + s);
        ledger_hears(l, VERDICT_FAIL, s);
    }
    cr_assert_eq(told.n, 3);
    cr_expect_eq(told.a[2].event, ALERT_ONGOING);
    ledger_free(l);
}

Test(ledger, takes_what_is_a_little_late_for_late)
{
    struct ledger *l = ledger_telling(8);
    for (uint64_t s = 3600; s < 3600 + 2 * DAY; s += 60) {
        ledger_hears(l, VERDICT_FAIL, s);
        ledger_hears(l, VERDICT_FAIL, s - 1800);
    }
    cr_expect_eq(told.n, 2, "opened, and one reminder");
    ledger_free(l);
}

Test(ledger, keeps_cameras_and_items_apart)
{
    struct ledger *l = ledger_telling(8);
    ledger_hears(l, VERDICT_FAIL, 0);
    hear_camera(l, VERDICT_FAIL, 6);
    struct ruling r = ruling_at(&setup_item, VERDICT_FAIL, 0);
    ledger_hear(l, &r);
    cr_assert_eq(told.n, 3);
    cr_expect_str_neq(told.a[0].id, told.a[1].id);
    cr_expect_str_neq(told.a[0].id, told.a[2].id);
    ledger_free(l);
}

Test(ledger, ends_in_the_order_the_alerts_were_opened)
{
    struct ledger *l = ledger_telling(32);
    for (unsigned camera = 20; camera > 0; camera--)
        hear_camera(l, VERDICT_FAIL, camera);
    for (unsigned camera = 1; camera <= 20; camera++)
        hear_camera(l, VERDICT_FAIL, camera);
    hear_camera(l, VERDICT_PASS, 7);
    ledger_end(l);
    cr_assert_eq(told.n, 20 + 1 + 19);
    cr_expect_str_eq(told.a[21].ruling.camera.id.s, "10.0.0.20");
    cr_expect_str_eq(told.a[39].ruling.camera.id.s, "10.0.0.1");
    ledger_free(l);
}

Test(ledger, counts_what_finds_no_room)
{
    struct ledger *l = ledger_telling(2);
    for (unsigned camera = 1; camera <= 5; camera++)
        hear_camera(l, VERDICT_FAIL, camera);
    cr_expect_eq(told.n, 2);
    cr_expect_eq(ledger_lost(l), 3);
    ledger_free(l);
}

Test(ledger, forgets_what_was_resolved_longest_ago_when_it_needs_the_room)
{
    struct ledger *l = ledger_telling(2);
    for (unsigned camera = 1; camera <= 20; camera++) {
        hear_camera(l, VERDICT_FAIL, camera);
        hear_camera(l, VERDICT_PASS, camera);
    }
    hear_camera(l, VERDICT_FAIL, 19);
    hear_camera(l, VERDICT_FAIL, 1);
    cr_assert_eq(told.n, 42);
    cr_expect_eq(told.a[41].event, ALERT_OPENED);
    cr_expect_eq(ledger_lost(l), 0);
    ledger_free(l);
}
