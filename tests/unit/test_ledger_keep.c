#include <criterion/criterion.h>
#include <stdio.h>

#include "alerts/ledger.h"
#include "tests/support/alerting.h"
#include "tests/support/fake_store.h"

enum { TOLD_MAX = 512, DAY = 24 * 3600 };

static const char key[] = "bc:c3:42:00:00:05 3.5";

/* A ledger that is ended and begun again upon the same store. */
struct desk {
    struct ledger *ledger;
    struct fake_store *store;
    bool repeats;
    bool expects; /* a value was kept that goes with the line told next */
    size_t bad;   /* values that were not taken back */
    size_t n;
    struct alert told[TOLD_MAX];
};

static void hear_alert(void *self, const struct alert *a)
{
    struct desk *d = self;
    cr_expect(d->expects, "the entry is kept before its line is told");
    d->expects = false;
    cr_assert_lt(d->n, TOLD_MAX);
    d->told[d->n++] = *a;
}

static void keep(void *self, struct bytes at, struct bytes value, bool with_next)
{
    struct desk *d = self;
    d->expects = with_next;
    fake_store_keep(d->store, "ledger", at, value);
}

static const struct guide_item *find_item(const char *number)
{
    if (strcmp(number, clear_item.number) == 0)
        return &clear_item;
    return strcmp(number, setup_item.number) == 0 ? &setup_item : NULL;
}

static void restore(void *self, struct bytes at, struct bytes value)
{
    struct desk *d = self;
    d->bad += !ledger_restore(d->ledger, at, value, find_item);
}

static void begin(struct desk *d)
{
    d->ledger = ledger_new(64, (struct alert_listener){ hear_alert, d });
    ledger_use_keeper(d->ledger, (struct ledger_keeper){ keep, d, d->repeats });
    fake_store_recall(d->store, "ledger", restore, d);
    ledger_go_on(d->ledger, d->n > 0 ? d->told[d->n - 1].sequence : 0);
}

/* As if it was killed. */
static void begin_again(struct desk *d)
{
    ledger_free(d->ledger);
    begin(d);
}

static struct desk *desk(bool repeats)
{
    struct desk *d = calloc(1, sizeof *d);
    d->store = fake_store_new();
    d->repeats = repeats;
    begin(d);
    return d;
}

static void close_desk(struct desk *d)
{
    ledger_free(d->ledger);
    fake_store_free(d->store);
    free(d);
}

static void hear(struct desk *d, enum verdict v, enum verdict before, uint64_t seconds)
{
    struct ruling r = ruling_at(&clear_item, v, seconds);
    r.before = before;
    ledger_hear(d->ledger, &r);
}

static void hear_suppressed(struct desk *d, uint64_t seconds)
{
    struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, seconds);
    r.suppressed = true;
    ledger_hear(d->ledger, &r);
}

Test(ledger_keep, does_not_open_again_what_was_open_before)
{
    struct desk *d = desk(false);
    hear(d, VERDICT_FAIL, VERDICT_UNKNOWN, 0);
    for (uint64_t run = 1; run <= 10; run++) {
        begin_again(d);
        hear(d, VERDICT_FAIL, VERDICT_FAIL, run);
    }
    cr_expect_eq(d->n, 1);
    cr_expect_eq(d->bad, 0);
    close_desk(d);
}

Test(ledger_keep, resolves_what_was_open_before_under_its_id_and_number)
{
    struct desk *d = desk(false);
    hear(d, VERDICT_FAIL, VERDICT_UNKNOWN, 0);
    begin_again(d);
    hear(d, VERDICT_PASS, VERDICT_FAIL, 5);
    cr_assert_eq(d->n, 2);
    cr_expect_eq(d->told[1].event, ALERT_RESOLVED);
    cr_expect_str_eq(d->told[1].id, d->told[0].id);
    cr_expect_str_eq(d->told[1].reason, "rtsp-clear");
    cr_expect_eq(d->told[1].sequence, 2);
    cr_expect_eq(d->told[1].first_ns, d->told[0].first_ns);
    cr_expect_eq(d->store->n, 0, "a resolved alert is forgotten");
    close_desk(d);
}

Test(ledger_keep, goes_on_counting)
{
    struct desk *d = desk(false);
    for (uint64_t s = 0; s < 10; s++)
        hear(d, VERDICT_FAIL, VERDICT_FAIL, s);
    ledger_keep_all(d->ledger);
    begin_again(d);
    hear(d, VERDICT_FAIL, VERDICT_FAIL, 11);
    hear(d, VERDICT_PASS, VERDICT_FAIL, 12);
    cr_assert_eq(d->n, 2);
    cr_expect_eq(d->told[1].count, 11);
    close_desk(d);
}

Test(ledger_keep, keeps_counts_that_grow_within_a_minute)
{
    struct desk *d = desk(false);
    hear(d, VERDICT_FAIL, VERDICT_FAIL, 0);
    hear(d, VERDICT_FAIL, VERDICT_FAIL, 1);
    size_t before = d->store->kept;
    for (int second = 0; second < 60; second++)
        ledger_keep_some(d->ledger);
    cr_expect_eq(d->store->kept, before + 1, "and not again and again");
    cr_expect_not_null(strstr(fake_store_at(d->store, "ledger", key), "\"count\":2,"));
    close_desk(d);
}

Test(ledger_keep, tells_what_goes_on_after_a_day_that_began_before)
{
    struct desk *d = desk(false);
    hear(d, VERDICT_FAIL, VERDICT_UNKNOWN, 0);
    begin_again(d);
    hear(d, VERDICT_FAIL, VERDICT_FAIL, DAY - 1);
    cr_expect_eq(d->n, 1);
    hear(d, VERDICT_FAIL, VERDICT_FAIL, DAY);
    cr_assert_eq(d->n, 2);
    cr_expect_eq(d->told[1].event, ALERT_ONGOING);
    cr_expect_eq(d->told[1].count, 3);
    close_desk(d);
}

Test(ledger_keep, tells_what_was_suppressed_when_that_has_ended_since)
{
    struct desk *d = desk(false);
    hear_suppressed(d, 0);
    hear_suppressed(d, 1);
    ledger_keep_all(d->ledger);
    cr_expect_eq(d->n, 0);
    begin_again(d);
    d->expects = false;
    hear(d, VERDICT_FAIL, VERDICT_FAIL, 2);
    cr_assert_eq(d->n, 1);
    cr_expect_eq(d->told[0].event, ALERT_OPENED);
    cr_expect_eq(d->told[0].count, 3);
    close_desk(d);
}

Test(ledger_keep, is_not_resolved_by_whoever_does_not_know_that_it_was_broken)
{
    struct desk *d = desk(false);
    hear(d, VERDICT_FAIL, VERDICT_UNKNOWN, 0);
    begin_again(d);
    hear(d, VERDICT_LIKELY_OK, VERDICT_UNKNOWN, 5);
    cr_expect_eq(d->n, 1);
    hear(d, VERDICT_FAIL, VERDICT_LIKELY_OK, 6);
    hear(d, VERDICT_PASS, VERDICT_FAIL, 7);
    cr_assert_eq(d->n, 2);
    cr_expect_eq(d->told[1].event, ALERT_RESOLVED);
    close_desk(d);
}

Test(ledger_keep, says_nothing_at_the_end_of_what_this_run_has_not_heard)
{
    struct desk *d = desk(false);
    hear(d, VERDICT_FAIL, VERDICT_UNKNOWN, 0);
    hear(d, VERDICT_FAIL, VERDICT_FAIL, 1);
    ledger_keep_all(d->ledger);
    begin_again(d);
    ledger_end(d->ledger);
    cr_expect_eq(d->n, 1);
    close_desk(d);
}

static void replay(struct desk *d)
{
    hear(d, VERDICT_FAIL, VERDICT_UNKNOWN, 0);
    hear(d, VERDICT_PASS, VERDICT_FAIL, 1);
    hear(d, VERDICT_FAIL, VERDICT_PASS, 2);
    hear(d, VERDICT_FAIL, VERDICT_FAIL, 3);
    struct ruling r = ruling_at(&setup_item, VERDICT_FAIL, 4);
    ledger_hear(d->ledger, &r);
    r = ruling_at(&setup_item, VERDICT_PASS, 5);
    r.before = VERDICT_FAIL;
    ledger_hear(d->ledger, &r);
    ledger_end(d->ledger);
    ledger_keep_all(d->ledger);
}

Test(ledger_keep, tells_nothing_of_a_capture_that_is_replayed_again)
{
    struct desk *d = desk(true);
    replay(d);
    size_t before = d->n;
    cr_expect_eq(before, 6);
    begin_again(d);
    replay(d);
    cr_expect_eq(d->n, before);
    hear(d, VERDICT_FAIL, VERDICT_FAIL, 9);
    ledger_end(d->ledger);
    cr_assert_eq(d->n, before + 1);
    cr_expect_eq(d->told[before].event, ALERT_ONGOING);
    cr_expect_eq(d->told[before].count, 3);
    close_desk(d);
}

Test(ledger_keep, passes_over_what_it_cannot_read)
{
    static const char *const values[] = {
        "", "x", "[]", "{\"version\":2}", "{\"version\":1}", "{\"version\":1,\"item\":\"9.9\"}",
    };
    struct desk *d = desk(false);
    hear(d, VERDICT_FAIL, VERDICT_UNKNOWN, 0);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        cr_expect_not(
            ledger_restore(d->ledger, bytes_of_text("a 3.5"), bytes_of_text(values[i]), find_item));
    struct bytes good = bytes_of_text(fake_store_at(d->store, "ledger", key));
    cr_expect_not(ledger_restore(d->ledger, bytes_of_text("another 3.5"), good, find_item));
    cr_expect_not(ledger_restore(d->ledger, bytes_of_text(key), good, find_item), "it is there");
    struct ledger *fresh = ledger_new(4, (struct alert_listener){ hear_alert, d });
    for (size_t n = 0; n < good.n; n++)
        cr_expect_not(ledger_restore(fresh, bytes_of_text(key), bytes_first(good, n), find_item));
    cr_expect(ledger_restore(fresh, bytes_of_text(key), good, find_item));
    ledger_free(fresh);
    close_desk(d);
}

static void count_open(void *self, const struct alert *a)
{
    size_t *n = self;
    cr_expect_str_eq(a->ruling.camera.id.s, "bc:c3:42:00:00:05");
    cr_expect_str_eq(a->ruling.camera.model.s, "WV-X1551");
    cr_expect_str_eq(a->ruling.why.s, "logged in over clear RTSP (Basic)");
    ++*n;
}

Test(ledger_keep, tells_what_is_open)
{
    struct desk *d = desk(false);
    size_t n = 0;
    hear(d, VERDICT_FAIL, VERDICT_UNKNOWN, 0);
    begin_again(d);
    ledger_tell_open(d->ledger, (struct alert_listener){ count_open, &n });
    cr_expect_eq(n, 1);
    cr_expect(ledger_is_open(d->ledger, "bc:c3:42:00:00:05", "3.5"));
    cr_expect_not(ledger_is_open(d->ledger, "bc:c3:42:00:00:05", "3.6"));
    cr_expect_eq(ledger_told(d->ledger), 0, "in this run");
    close_desk(d);
}

Test(ledger_keep, forgets_what_makes_room)
{
    struct desk *d = desk(true);
    for (unsigned camera = 1; camera <= 100; camera++) {
        struct ruling r = ruling_at(&clear_item, VERDICT_FAIL, camera);
        text_format(&r.camera.id, "10.0.0.%u", camera);
        ledger_hear(d->ledger, &r);
        r.verdict = VERDICT_PASS;
        r.before = VERDICT_FAIL;
        ledger_hear(d->ledger, &r);
    }
    cr_expect_eq(d->store->n, 64, "as many as the ledger has room for");
    close_desk(d);
}
