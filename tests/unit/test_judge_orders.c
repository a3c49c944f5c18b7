/* What the operator orders not to be told. */
#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"

static const uint64_t second_ns = 1000000000;

static size_t item_place(const char *number)
{
    size_t i = 0;
    while (strcmp(items[i]->about.number, number) != 0)
        i++;
    return i;
}

static bool order(struct court *c, const char *camera, const char *item, double seconds,
                  const char *reason)
{
    struct error e;
    uint64_t until_ns = c->time_ns + (uint64_t)(seconds * (double)second_ns);
    struct suppress_order o = { camera, item, reason, until_ns };
    return judge_suppress(c->judge, &o, &e);
}

static void refuses(struct court *c, struct suppress_order o, const char *words)
{
    struct error e;
    cr_assert_not(judge_suppress(c->judge, &o, &e), "expected: %s", words);
    cr_assert_not_null(strstr(e.s, words), "%s", e.s);
    cr_assert_eq(judge_suppressions(c->judge), 0);
}

Test(judge_orders, obeys_an_order_for_every_camera)
{
    struct court *c = court_open(NULL);
    cr_assert(order(c, "*", "3.5", 60, "the recorder is being replaced"));
    court_show(c, rtsp_camera(20));
    court_show(c, rtsp_camera(21));
    cr_assert_eq(judge_cameras(c->judge), 2);
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < items_n; k++)
            cr_expect_eq(judge_standing(c->judge, i, k).suppressed,
                         strcmp(items[k]->about.number, "3.5") == 0);
    cr_assert_str_eq(judge_suppression(c->judge, 0).camera.s, "*");
    court_close(c);
}

Test(judge_orders, obeys_an_order_until_it_ends)
{
    struct court *c = court_open(NULL);
    court_show(c, rtsp_camera(20));
    cr_assert(order(c, "192.0.2.20", "3.5", 60, "ticket 4711"));
    cr_assert(court_standing(c, "3.5").suppressed);
    cr_assert_not(court_standing(c, "2.5").suppressed);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 0);
    court_show(c, rtsp_camera(20));
    cr_assert(c->heard[c->n - 1].suppressed);
    cr_assert_eq(judge_suppressions(c->judge), 1);
    struct operator_suppression x = judge_suppression(c->judge, 0);
    cr_assert_str_eq(x.camera.s, "192.0.2.20");
    cr_assert_str_eq(x.item->number, "3.5");
    cr_assert_str_eq(x.reason.s, "ticket 4711");
    court_wait(c, 60);
    court_show(c, rtsp_camera(20));
    cr_assert_not(c->heard[c->n - 1].suppressed);
    cr_assert_not(court_standing(c, "3.5").suppressed);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 1);
    cr_assert_eq(judge_suppressions(c->judge), 0);
    court_close(c);
}

Test(judge_orders, keeps_orders_when_the_policy_changes)
{
    struct court *c = court_open(NULL);
    court_show(c, rtsp_camera(20));
    cr_assert(order(c, "192.0.2.20", "3.5", 60, "r"));
    court_go_over(c, "cameras: [{name: Yard, ip: 192.0.2.20}]\n");
    cr_assert(court_standing(c, "3.5").suppressed);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 0);
    court_close(c);
}

Test(judge_orders, knows_the_camera_of_an_order_by_whatever_it_is_called)
{
    static const char *const words[] = { "d4:2d:c5:00:00:01", "D4-2D-C5-00-00-01", "192.0.2.10",
                                         "Yard" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct court *c = court_open(good_policy("cameras: [{name: Yard, ip: 192.0.2.10}]\n"));
        court_show(c, shows_itself());
        cr_assert(order(c, words[i], "3.5", 60, "r"), "%s", words[i]);
        cr_assert_str_eq(judge_suppression(c->judge, 0).camera.s, "d4:2d:c5:00:00:01");
        cr_assert(court_standing(c, "3.5").suppressed);
        court_close(c);
    }
}

Test(judge_orders, waits_for_a_camera_that_is_not_known_yet)
{
    static const char *const words[] = { "D4-2D-C5-00-00-01", "192.0.2.10" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct court *c = court_open(NULL);
        cr_assert(order(c, words[i], "3.5", 60, "r"));
        court_show(c, answered_by_maker("rtsp", 554, "DESCRIBE", 401));
        cr_assert(court_standing(c, "3.5").suppressed, "%s", words[i]);
        cr_assert(c->heard[0].suppressed);
        court_close(c);
    }
}

Test(judge_orders, ends_an_order_by_one_that_is_over)
{
    struct court *c = court_open(NULL);
    court_show(c, rtsp_camera(20));
    cr_assert_not(order(c, "192.0.2.20", "3.5", 0, "r"), "there is none to end");
    cr_assert(order(c, "192.0.2.20", "3.5", 60, "r"));
    cr_assert(order(c, "192.0.2.20", "3.5", 0, "done"));
    cr_assert_not(court_standing(c, "3.5").suppressed);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 1);
    court_close(c);
}

Test(judge_orders, says_why_it_refuses_an_order)
{
    struct court *c = court_open(good_policy("cameras:\n"
                                             "  - {name: Yard, ip: 192.0.2.20}\n"
                                             "  - {name: Both, network: 192.0.2.32/28}\n"));
    char long_reason[193];
    court_show(c, rtsp_camera(20));
    court_show(c, rtsp_camera(33));
    court_show(c, rtsp_camera(34));
    uint64_t until = c->time_ns + second_ns;
    memset(long_reason, 'x', sizeof long_reason - 1);
    long_reason[192] = '\0';
    refuses(c, (struct suppress_order){ "Yard", "3.2.9", "r", until }, "did you mean '3.2.");
    refuses(c, (struct suppress_order){ "Yard", "nonsense", "r", until }, "no item 'nonsense'");
    refuses(c, (struct suppress_order){ "Yard", NULL, "r", until }, "no item");
    refuses(c, (struct suppress_order){ "Yart", "3.5", "r", until }, "did you mean 'Yard'?");
    refuses(c, (struct suppress_order){ "elsewhere", "3.5", "r", until }, "no camera 'elsewhere'");
    refuses(c, (struct suppress_order){ "Both", "3.5", "r", until }, "2 cameras are called 'Both'");
    refuses(c, (struct suppress_order){ "", "3.5", "r", until }, "needs a camera");
    refuses(c, (struct suppress_order){ "Yard", "3.5", NULL, until }, "needs a reason");
    refuses(c, (struct suppress_order){ "Yard", "3.5", "  ", until }, "needs a reason");
    refuses(c, (struct suppress_order){ "Yard", "3.5", "a\nb", until }, "printable");
    refuses(c, (struct suppress_order){ "Yard", "3.5", "caf\xc3\xa9", until }, "printable");
    refuses(c, (struct suppress_order){ "Yard", "3.5", long_reason, until }, "longer than 191");
    long_reason[191] = '\0';
    cr_assert(order(c, "Yard", "3.5", 1, long_reason));
    cr_assert_eq(strlen(judge_suppression(c->judge, 0).reason.s), 191);
    cr_assert_not(judge_standing(c->judge, 0, item_place("2.5")).suppressed);
    court_close(c);
}
