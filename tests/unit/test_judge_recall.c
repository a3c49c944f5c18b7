/* Cameras, how they stood and orders, recalled from an earlier run. */
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

Test(judge_recall, stands_as_it_stood)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, basic());
    court_show(c, basic());
    struct standing before = court_standing(c, "2.5");
    struct judged was = judge_camera(c->judge, 0);
    cr_assert_eq(before.verdict, VERDICT_FAIL);
    struct sentence why;
    sentence_format(&why, "%s", before.why);
    c = court_next(c, NULL, false);
    struct standing s = court_standing(c, "2.5");
    cr_expect_eq(s.verdict, VERDICT_FAIL);
    cr_expect_str_eq(s.why, why.s);
    cr_expect_null(s.evidence);
    cr_expect_eq(s.count, before.count);
    cr_expect_eq(s.first_ns, before.first_ns);
    cr_expect_eq(s.last_ns, before.last_ns);
    cr_expect_eq(s.since_ns, before.since_ns);
    cr_expect_eq(s.opportunities, before.opportunities);
    cr_expect_str_eq(s.by[0].reason, "basic-accepted");
    struct judged is = judge_camera(c->judge, 0);
    cr_expect_str_eq(is.name.id.s, was.name.id.s);
    cr_expect_str_eq(is.proof, "says that it is one");
    cr_expect_eq(is.vantage, was.vantage);
    cr_expect_eq(is.first_ns, was.first_ns);
    cr_expect_eq(is.last_ns, was.last_ns);
    cr_expect_eq(c->n, 0, "nothing is told");
    court_close(c);
}

Test(judge_recall, is_the_same_camera_when_it_is_met_again)
{
    struct court *c = court_with_camera(NULL);
    c = court_next(c, NULL, false);
    court_show(c, basic());
    cr_expect_eq(judge_cameras(c->judge), 1);
    court_expect(c, "2.5", VERDICT_FAIL, "basic-accepted", "");
    struct ruling r;
    cr_assert_eq(court_rulings(c, "2.5", &r), 1);
    cr_expect_eq(r.before, VERDICT_UNKNOWN);
    court_close(c);
}

Test(judge_recall, tells_a_fault_that_is_seen_again_as_one_that_goes_on)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, basic());
    c = court_next(c, NULL, false);
    court_show(c, basic());
    struct ruling r;
    cr_assert_eq(court_rulings(c, "2.5", &r), 1);
    cr_expect_eq(r.verdict, VERDICT_FAIL);
    cr_expect_eq(r.before, VERDICT_FAIL);
    cr_expect_eq(r.times, 1);
    struct standing s = court_standing(c, "2.5");
    cr_expect_eq(s.count, 2);
    cr_expect_not_null(s.evidence, "there is a fact again");
    court_close(c);
}

Test(judge_recall, mends_what_was_broken_before)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 400; i++) {
        court_show(c, easy(WINDOW_OPEN));
        court_wait(c, 5);
    }
    cr_assert_eq(court_standing(c, "3.2.4").verdict, VERDICT_FAIL);
    c = court_next(c, NULL, false);
    court_show(c, easy(WINDOW_EXPIRED));
    struct ruling r;
    cr_assert_eq(court_rulings(c, "3.2.4", &r), 1);
    cr_expect_eq(r.before, VERDICT_FAIL);
    cr_expect_eq(r.verdict, VERDICT_PASS);
    court_close(c);
}

Test(judge_recall, lets_what_is_too_old_expire)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, easy(WINDOW_EXPIRED));
    cr_assert_eq(court_standing(c, "3.2.4").verdict, VERDICT_PASS);
    c = court_next(c, good_policy("facts: { age: 2h }\n"), false);
    judge_reflect(c->judge, c->time_ns + UINT64_C(60000000000));
    cr_expect_eq(court_standing(c, "3.2.4").verdict, VERDICT_PASS);
    court_wait(c, 3600 + 60);
    judge_end(c->judge, c->time_ns);
    court_expect(c, "3.2.4", VERDICT_UNKNOWN, "expired", "was PASS");
    court_close(c);
}

Test(judge_recall, takes_no_silence_while_nobody_watched_for_a_sign)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, basic());
    struct observation asks = used("http", OBS_EXCHANGE, 80);
    court_show(c, asks);
    const struct remembered *r = court_remember(c);
    struct court *n = court_open(NULL);
    n->time_ns = c->time_ns;
    court_wait(n, 30 * 3600);
    cr_assert(judge_recall(n->judge, r, false));
    court_show(n, basic());
    judge_end(n->judge, n->time_ns);
    cr_expect_eq(court_standing(n, "3.2.2").verdict, VERDICT_UNKNOWN);
    court_close(c);
    court_close(n);
}

Test(judge_recall, takes_back_what_the_policy_calls_a_server_now)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, basic());
    const struct remembered *r = court_remember(c);
    struct court *n = court_open(good_policy("servers: { ftp: [ 192.0.2.10 ] }\n"));
    cr_expect_not(judge_recall(n->judge, r, false));
    cr_expect_eq(judge_cameras(n->judge), 0);
    struct ruling told;
    cr_assert_eq(court_rulings(n, "2.5", &told), 1);
    cr_expect_eq(told.verdict, VERDICT_UNKNOWN);
    cr_expect_eq(told.before, VERDICT_FAIL);
    cr_expect_str_eq(told.reason, "no-camera");
    cr_expect_eq(told.evidence.time_ns, r->judged_ns, "a time there was");
    court_close(c);
    court_close(n);
}

Test(judge_recall, keeps_no_camera_that_was_only_listed)
{
    static const char listed[] = "cameras:\n  - { mac: '00:11:22:33:44:55', name: Gate }\n";
    struct court *c = court_open(good_policy(listed));
    struct observation o = basic();
    o.server_mac = (struct mac){ { 0, 0x11, 0x22, 0x33, 0x44, 0x55 } };
    court_show(c, o);
    const struct remembered *r = court_remember(c);
    cr_expect_str_eq(r->name.name.s, "Gate");
    struct court *same = court_open(good_policy(listed));
    cr_expect(judge_recall(same->judge, r, false));
    cr_expect_eq(judge_cameras(same->judge), 1);
    cr_expect_str_eq(judge_camera(same->judge, 0).proof, "is listed by the policy");
    struct court *other = court_open(NULL);
    cr_expect_not(judge_recall(other->judge, r, false));
    court_close(c);
    court_close(same);
    court_close(other);
}

Test(judge_recall, does_not_judge_a_fact_again_that_was_judged)
{
    struct court *c = court_with_camera(NULL);
    uint64_t then_ns = c->time_ns;
    court_show(c, basic());
    court_show(c, basic());
    c = court_next(c, NULL, true);
    uint64_t now_ns = c->time_ns;
    c->time_ns = then_ns;
    court_show(c, basic());
    court_show(c, basic());
    cr_expect_eq(c->n, 0);
    cr_expect_eq(court_standing(c, "2.5").count, 2);
    c->time_ns = now_ns;
    court_show(c, basic());
    struct ruling r;
    cr_expect_eq(court_rulings(c, "2.5", &r), 1);
    cr_expect_eq(court_standing(c, "2.5").count, 3);
    court_close(c);
}

Test(judge_recall, is_recalled_once)
{
    struct court *c = court_with_camera(NULL);
    c = court_next(c, NULL, false);
    cr_expect_not(judge_recall(c->judge, &court_remembered, false));
    cr_expect_eq(judge_cameras(c->judge), 1);
    court_close(c);
}

Test(judge_recall, has_no_more_cameras_than_there_is_room_for)
{
    struct court *c = court_with_camera(NULL);
    court_remember(c);
    struct court *n = court_open(good_policy("limits: { hosts: 16 }\n"));
    for (unsigned i = 0; i < 20; i++) {
        court_remembered.name.mac.b[5] = (uint8_t)(100 + i);
        text_format(&court_remembered.name.id, "camera-%u", i);
        court_remembered.address[0].ip = ip_host(100 + i);
        cr_expect_eq(judge_recall(n->judge, &court_remembered, false), i < 16);
    }
    cr_expect_eq(judge_cameras(n->judge), 16);
    court_close(c);
    court_close(n);
}

/* ---- orders ---- */

Test(judge_recall, holds_an_order_until_it_ends)
{
    struct court *c = court_with_camera(NULL);
    struct error e;
    court_show(c, basic());
    cr_assert_eq(judge_cameras(c->judge), 1);
    struct suppress_order order = { .camera = judge_camera(c->judge, 0).name.id.s,
                                    .item = "2.5",
                                    .reason = "being replaced",
                                    .until_ns = c->time_ns + UINT64_C(7200000000000) };
    cr_assert(judge_suppress(c->judge, &order, &e), "%s", e.s);
    struct operator_suppression x = judge_suppression(c->judge, 0);
    c = court_next(c, NULL, false);
    struct ruling r;
    cr_assert(judge_recall_order(c->judge, &x, c->time_ns));
    judge_recall_end(c->judge, c->time_ns);
    cr_expect(court_standing(c, "2.5").suppressed);
    court_show(c, basic());
    cr_assert_eq(court_rulings(c, "2.5", &r), 1);
    cr_expect(r.suppressed);
    court_wait(c, 7200);
    court_show(c, basic());
    cr_assert_eq(court_rulings(c, "2.5", &r), 2);
    cr_expect_not(r.suppressed);
    cr_expect_not(judge_recall_order(c->judge, &x, c->time_ns), "it has ended");
    court_close(c);
}
