#include "alerts/post.h"

#include <criterion/criterion.h>
#include <semaphore.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/support/alerting.h"
#include "tests/support/posting.h"

static struct error e;

TestSuite(post, .init = posting_begin, .fini = posting_end, .timeout = 120);

Test(post, counts_exactly_what_a_full_queue_sheds)
{
    struct post *p = posting_new(65536);
    posting_add(p, &file_sink, posting_file());
    struct ruling major = ruling_at(&clear_item, VERDICT_FAIL, 0);
    struct ruling critical = ruling_at(&setup_item, VERDICT_FAIL, 0);
    for (size_t i = 0; i < 1000; i++) {
        struct alert a = alert_of(i % 4 == 0 ? &critical : &major);
        a.event = i % 2 == 0 ? ALERT_OPENED : ALERT_RESOLVED;
        a.sequence = i + 1;
        post_hear(p, &a);
    }
    for (size_t i = 0; i < 2000; i++)
        post_stats(p, bytes_of_text("{\"event_type\":\"stats\",\"host\":\"sensor-a\"}"));
    struct post_status s = posting_status(p, 0);
    cr_expect_gt(s.queued, 10);
    cr_expect_eq(s.queued + shed_alerts(&s.shed) + s.shed.stats, 3000);
    cr_expect_gt(s.shed.stats, 0);
    cr_expect_eq(s.shed.alerts[2], 0);
    cr_expect_leq(s.shed.alerts[0], 250, "opened, severity 1");
    cr_expect_leq(s.shed.alerts[1], 250, "opened, severity 2");
    cr_expect_leq(s.shed.alerts[3], 500, "resolved");
    cr_expect_gt(s.shed.alerts[0] + s.shed.alerts[1], s.shed.alerts[3] - 10);
    posting_start(p);
    cr_expect_eq(post_close(p, 10000), 0);
    cr_expect_eq(posting_lines_of(posting_file()), s.queued, "and the rest arrives");
}

Test(post, goes_on_in_a_new_file_when_the_old_one_was_moved)
{
    char moved[80];
    (void)snprintf(moved, sizeof moved, "%s.1", posting_file());
    struct post *p = posting_new(0);
    posting_add(p, &file_sink, posting_file());
    posting_start(p);
    posting_hear(p, 10);
    cr_expect(posting_delivers(p, 0, 10));
    cr_assert_eq(rename(posting_file(), moved), 0);
    posting_hear(p, 5);
    cr_expect(posting_delivers(p, 0, 15));
    post_reopen(p);
    for (int k = 0; k < PATIENCE && access(posting_file(), F_OK) != 0; k++)
        usleep(TICK_US);
    posting_hear(p, 7);
    cr_expect_eq(post_close(p, 10000), 0);
    cr_expect_eq(posting_lines_of(moved), 15);
    cr_expect_eq(posting_lines_of(posting_file()), 7);
}

/* A sink that does nothing until it is let. */
static sem_t may;

static void *slow_open(const char *where, struct error *why)
{
    (void)where;
    if (sem_init(&may, 0, 0) == 0)
        return &may;
    fail(why, "no semaphore");
    return NULL;
}

static bool slow_deliver(void *self, const struct batch *b, struct error *why)
{
    (void)b, (void)why;
    return sem_wait(self) == 0;
}

static bool slow_close(void *self, struct error *why)
{
    (void)why;
    return sem_destroy(self) == 0;
}

static const struct sink slow_sink = {
    .name = "slow",
    .open = slow_open,
    .deliver = slow_deliver,
    .close = slow_close,
};

Test(post, lets_no_slow_sink_hold_up_another)
{
    struct post *p = posting_new(0);
    posting_add(p, &slow_sink, "");
    posting_add(p, &file_sink, posting_file());
    posting_start(p);
    posting_hear(p, 500);
    cr_expect(posting_delivers(p, 1, 500));
    cr_expect_eq(posting_status(p, 0).delivered, 0);
    cr_expect_eq(posting_status(p, 0).queued, 500);
    for (int i = 0; i < 1000; i++)
        (void)sem_post(&may);
    cr_expect_eq(post_close(p, 10000), 0);
}

Test(post, leaves_a_thread_behind_that_cannot_be_ended)
{
    struct post *p = posting_new(0);
    posting_add(p, &slow_sink, "");
    posting_start(p);
    posting_hear(p, 3);
    double begun = posting_seconds();
    cr_expect_eq(post_close(p, 200), 3);
    cr_expect_lt(posting_seconds() - begun, 4, "and not for ever");
}

Test(post, does_not_start_with_what_can_never_work)
{
    struct post *p = posting_new(0);
    cr_expect_not(post_add(p, &file_sink, "/nowhere/eve.json", &e));
    cr_expect_not_null(strstr(e.s, "No such file"));
    cr_expect_not(post_add(p, &redis_sink, "nonsense", &e));
    cr_expect_not_null(strstr(e.s, "no Redis URL"));
    cr_expect_eq(post_status(p, NULL, 0), 0);
    for (size_t i = 0; i < POST_SINKS_MAX; i++)
        posting_add(p, &file_sink, posting_file());
    cr_expect_not(post_add(p, &file_sink, posting_file(), &e));
    cr_expect_eq(post_close(p, 0), 0);
}

Test(post, counts_an_alert_that_is_too_long_as_shed)
{
    static char remedy[EVE_LINE_MAX];
    memset(remedy, 'x', sizeof remedy - 1);
    struct guide_item item = clear_item;
    item.remedy = remedy;
    struct ruling r = ruling_at(&item, VERDICT_FAIL, 0);
    struct alert a = alert_of(&r);
    struct post *p = posting_new(0);
    posting_add(p, &file_sink, posting_file());
    post_hear(p, &a);
    cr_expect_eq(posting_status(p, 0).shed.alerts[1], 1);
    cr_expect_eq(post_close(p, 0), 0);
}
