/* Faults that the ledger has kept, beside what else is remembered. */
#include <criterion/criterion.h>

#include "tests/support/policies.h"
#include "tests/support/recalling.h"

static struct observation basic(void)
{
    return answered("http", 80, "GET", 200, SCHEME_BASIC);
}

static struct observation easy(enum window window)
{
    return easy_ip(ACT_ANNOUNCE, window, ADMINISTRATOR_REGISTERED);
}

static struct remembered_fault fault(const struct camera_name *name)
{
    return (struct remembered_fault){ .camera = name,
                                      .item = "2.5",
                                      .reason = "basic",
                                      .why = "took a password in clear",
                                      .count = 7,
                                      .first_ns = 1000,
                                      .last_ns = 2000 };
}

Test(judge_recall_faults, knows_a_fault_whose_standing_was_lost)
{
    struct court *c = court_with_camera(NULL);
    c = court_next(c, NULL, false);
    struct remembered_fault f = fault(&court_remembered.name);
    cr_expect(judge_recall_fault(c->judge, &f));
    court_expect(c, "2.5", VERDICT_FAIL, "basic", "took a password");
    struct standing s = court_standing(c, "2.5");
    cr_expect_eq(s.count, 7);
    cr_expect_eq(s.last_ns, 2000);
    cr_expect_eq(judge_broken(c->judge, LEVEL_ADVANCED), 1);
    court_close(c);
}

Test(judge_recall_faults, leaves_a_fault_that_stands_as_it_is)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, basic());
    c = court_next(c, NULL, false);
    struct remembered_fault f = fault(&court_remembered.name);
    cr_expect(judge_recall_fault(c->judge, &f));
    cr_expect_eq(court_standing(c, "2.5").count, 1);
    court_close(c);
}

Test(judge_recall_faults, knows_a_camera_of_which_nothing_but_a_fault_was_kept)
{
    struct court *c = court_with_camera(NULL);
    court_remember(c);
    struct court *n = court_open(NULL);
    struct remembered_fault f = fault(&court_remembered.name);
    cr_assert(judge_recall_fault(n->judge, &f));
    cr_assert_eq(judge_cameras(n->judge), 1);
    struct judged is = judge_camera(n->judge, 0);
    cr_expect_str_eq(is.name.id.s, court_remembered.name.id.s);
    cr_expect(mac_equal(&is.name.mac, &camera_mac));
    n->time_ns = c->time_ns;
    court_show(n, basic());
    cr_expect_eq(judge_cameras(n->judge), 1, "it is the same");
    cr_expect_eq(court_standing(n, "2.5").count, 8);
    f.item = "capture";
    cr_expect_not(judge_recall_fault(n->judge, &f), "no item of the guide");
    court_close(c);
    court_close(n);
}

Test(judge_recall_faults, takes_a_fault_back_of_what_the_policy_calls_a_server_now)
{
    struct court *c = court_with_camera(NULL);
    court_remember(c);
    struct court *n = court_open(good_policy("servers: { ftp: [ 192.0.2.10 ] }\n"));
    struct remembered_fault f = fault(&court_remembered.name);
    struct ruling told;
    cr_expect_not(judge_recall_fault(n->judge, &f));
    cr_expect_eq(judge_cameras(n->judge), 0);
    cr_assert_eq(court_rulings(n, "2.5", &told), 1);
    cr_expect_eq(told.before, VERDICT_FAIL);
    cr_expect_eq(told.verdict, VERDICT_UNKNOWN);
    court_close(c);
    court_close(n);
}

/* What is shown of it without a judge is what a judge shows that has recalled it. */
Test(judge_recall_faults, says_the_same_of_what_is_remembered)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, basic());
    court_show(c, easy(WINDOW_EXPIRED));
    c = court_next(c, NULL, false);
    cr_assert_eq(judge_cameras(c->judge), 1);
    for (size_t i = 0; i < items_n; i++) {
        struct standing s = judge_standing(c->judge, 0, i);
        struct standing r = remembered_standing(&court_remembered, i);
        cr_expect_eq(r.verdict, s.verdict);
        cr_expect_str_eq(r.why, s.why, "%s: %s", items[i]->about.number, s.why);
        cr_expect_eq(r.count, s.count);
        cr_expect_eq(r.since_ns, s.since_ns);
        cr_expect_eq(r.before, s.before);
        cr_expect_eq(r.lift, s.lift);
        cr_expect_eq(r.opportunities, s.opportunities);
        cr_expect_eq(r.suppressed, s.suppressed);
    }
    court_close(c);
}
