#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"

static const struct mac pc = { { 0x00, 0x1b, 0x21, 0, 0, 0x0a } };
static const uint64_t second_ns = 1000000000;

/* A web server of no known maker that offers Basic: a FAIL of 2.5, if it is a camera. */
static struct observation web_server(unsigned host)
{
    struct observation o = served("http", OBS_CHALLENGE, 80);
    o.server = at_host(host, 80);
    o.server_mac = pc;
    o.challenge.scheme = SCHEME_BASIC;
    return o;
}

static struct observation rtsp_server(unsigned host)
{
    struct observation o = answered_by_maker("rtsp", 554, "DESCRIBE", 401);
    o.server = at_host(host, 554);
    o.server_mac = pc;
    return o;
}

static size_t item_place(const char *number)
{
    size_t i = 0;
    while (strcmp(items[i]->about.number, number) != 0)
        i++;
    return i;
}

/* ---- another policy ---- */

static const char *const lists[] = {
    "cameras: [{name: Yard, ip: 192.0.2.20}]\n",
    "cameras: [{name: Yard, mac: '00:1b:21:00:00:0a'}]\n",
    "{cameras: [{name: Yard, network: 192.0.2.0/24}], servers: {dns: [192.0.2.99]}}\n",
};

Test(judge_policy, makes_cameras_of_known_hosts_that_are_listed_now)
{
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct court *c = court_open(NULL);
        court_show(c, web_server(20));
        court_show(c, web_server(20));
        cr_assert_eq(judge_cameras(c->judge), 0);
        court_go_over(c, lists[i]);
        cr_assert_eq(judge_cameras(c->judge), 1);
        cr_assert_str_eq(judge_camera(c->judge, 0).name.name.s, "Yard");
        cr_assert_str_eq(judge_camera(c->judge, 0).proof, "is listed by the policy");
        cr_assert_eq(c->n, 1, "what was held back is told");
        cr_assert_str_eq(c->heard[0].item->number, "2.5");
        cr_assert_eq(c->heard[0].times, 2);
        cr_assert_eq(c->heard[0].evidence.frame_no, 1);
        cr_assert_str_eq(c->heard[0].camera.name.s, "Yard");
        court_close(c);
    }
}

Test(judge_policy, takes_back_cameras_that_were_only_listed)
{
    struct court *c = court_open(good_policy("cameras: [{name: Yard, ip: 192.0.2.20}]\n"));
    court_show(c, web_server(20));
    cr_assert_eq(c->n, 1);
    court_wait(c, 5);
    court_go_over(c, NULL);
    cr_assert_eq(judge_cameras(c->judge), 0);
    cr_assert_eq(judge_cameras_n(c->judge), 0);
    cr_assert_eq(c->n, 2);
    cr_assert_str_eq(c->heard[1].item->number, "2.5");
    cr_assert_eq(c->heard[1].verdict, VERDICT_UNKNOWN);
    cr_assert_eq(c->heard[1].before, VERDICT_FAIL);
    cr_assert_str_eq(c->heard[1].reason, "no-camera");
    court_show(c, web_server(20));
    cr_assert_eq(c->n, 2, "it is a stranger");
    court_close(c);
}

Test(judge_policy, keeps_a_listed_camera_that_has_proved_itself)
{
    struct court *c = court_open(good_policy("cameras: [{name: Yard, ip: 192.0.2.20}]\n"));
    court_show(c, web_server(20));
    court_show(c, rtsp_server(20));
    size_t told = c->n;
    court_go_over(c, NULL);
    cr_assert_eq(judge_cameras(c->judge), 1);
    cr_assert_eq(c->n, told);
    cr_assert_str_eq(judge_camera(c->judge, 0).proof, "names itself as a camera maker's");
    cr_assert_str_eq(judge_camera(c->judge, 0).name.name.s, "");
    cr_assert_eq(court_standing(c, "2.5").count, 1);
    court_close(c);
}

Test(judge_policy, takes_back_cameras_that_are_named_as_servers)
{
    struct court *c = court_open(NULL);
    court_show(c, rtsp_server(20));
    size_t told = c->n;
    court_go_over(c, "servers: {ftp: [192.0.2.20]}\n");
    cr_assert_eq(judge_cameras(c->judge), 0);
    cr_assert_eq(c->n, told + 1);
    cr_assert_eq(c->heard[told].verdict, VERDICT_UNKNOWN);
    court_show(c, rtsp_server(20));
    cr_assert_eq(judge_cameras(c->judge), 0);
    cr_assert_eq(c->n, told + 1);
    court_go_over(c, NULL);
    cr_assert_eq(judge_cameras(c->judge), 1, "at once: it had proved itself");
    cr_assert_eq(c->n, told + 2);
    cr_assert_eq(c->heard[told + 1].verdict, VERDICT_FAIL);
    court_close(c);
}

Test(judge_policy, keeps_a_recorder_only_while_it_is_listed)
{
    struct court *c = court_open(good_policy("cameras: [{ip: 192.0.2.10}]\n"));
    court_show(c, answered_by_maker("rtsp", 554, "DESCRIBE", 401));
    struct observation o = shows_itself();
    o.device.camera = false;
    o.device.recorder = true;
    court_show(c, o);
    cr_assert_eq(judge_cameras(c->judge), 1);
    court_go_over(c, NULL);
    cr_assert_eq(judge_cameras(c->judge), 0);
    court_close(c);
}

Test(judge_policy, gives_cameras_the_names_of_the_policy_and_their_own_back)
{
    struct court *c = court_open(good_policy("cameras: [{name: Yard, ip: 192.0.2.10}]\n"));
    struct observation o = shows_itself();
    o.device.title = text_of(bytes_of_text("Own title"));
    court_show(c, o);
    cr_assert_eq(judge_cameras(c->judge), 1);
    cr_assert_str_eq(judge_camera(c->judge, 0).name.name.s, "Yard");
    court_go_over(c, "cameras: [{name: Gate, ip: 192.0.2.10}]\n");
    cr_assert_eq(judge_cameras(c->judge), 1);
    cr_assert_str_eq(judge_camera(c->judge, 0).name.name.s, "Gate");
    court_go_over(c, NULL);
    cr_assert_eq(judge_cameras(c->judge), 1);
    cr_assert_str_eq(judge_camera(c->judge, 0).name.name.s, "Own title");
    cr_assert_str_eq(judge_camera(c->judge, 0).name.id.s, "d4:2d:c5:00:00:01", "and the id stays");
    court_close(c);
}

Test(judge_policy, suppresses_by_the_policy_of_now)
{
    struct court *c = court_open(NULL);
    court_show(c, rtsp_server(20));
    cr_assert_not(court_standing(c, "3.5").suppressed);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 1);
    court_go_over(c, "cameras: [{ip: 192.0.2.20, exceptions: [3.5]}]\n");
    cr_assert(court_standing(c, "3.5").suppressed);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 0);
    court_show(c, rtsp_server(20));
    cr_assert(c->heard[c->n - 1].suppressed);
    court_go_over(
        c, "suppressions: [{camera: 192.0.2.20, item: '*', reason: r, until: 2030-01-01}]\n");
    cr_assert(court_standing(c, "3.5").suppressed);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 0);
    court_go_over(c, NULL);
    cr_assert_not(court_standing(c, "3.5").suppressed);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 1);
    court_close(c);
}

Test(judge_policy, judges_servers_by_the_policy_of_now)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, used("ftp", OBS_LOGIN, 21));
    cr_assert_eq(court_standing(c, "3.2.2").verdict, VERDICT_FAIL);
    court_go_over(c, "servers: {ftp: [192.0.2.50]}\n");
    cr_assert_eq(court_standing(c, "3.2.2").verdict, VERDICT_FAIL, "until it is seen again");
    court_show(c, used("ftp", OBS_LOGIN, 21));
    court_expect(c, "3.2.2", VERDICT_LIKELY_OK, "server-allowed", "policy allows");
    court_go_over(c, NULL);
    court_show(c, used("ftp", OBS_LOGIN, 21));
    cr_assert_eq(court_standing(c, "3.2.2").verdict, VERDICT_FAIL);
    court_close(c);
}

Test(judge_policy, does_not_forgive_what_went_to_other_servers)
{
    struct court *c = court_open(NULL);
    struct observation elsewhere = used("ftp", OBS_LOGIN, 21);
    elsewhere.server = at_host(51, 21);
    court_show(c, shows_itself());
    court_show(c, elsewhere);
    court_show(c, used("ftp", OBS_LOGIN, 21));
    court_go_over(c, "servers: {ftp: [192.0.2.50]}\n");
    court_show(c, used("ftp", OBS_LOGIN, 21));
    cr_assert_eq(court_standing(c, "3.2.2").verdict, VERDICT_FAIL);
    court_close(c);
}

Test(judge_policy, passes_over_another_number_of_hosts)
{
    struct court *c = court_open(good_policy("limits: {hosts: 16}\n"));
    court_go_over(c, "limits: {hosts: 64}\n");
    for (unsigned i = 0; i < 40; i++)
        court_show(c, rtsp_server(10 + i));
    cr_assert_eq(judge_cameras(c->judge), 16);
    cr_assert_gt(c->counters.n[COUNT_cameras_full], 0);
    court_go_over(c, "limits: {hosts: 16}\n");
    cr_assert_eq(judge_cameras(c->judge), 16);
    court_close(c);
}

Test(judge_policy, can_be_changed_a_thousand_times)
{
    struct court *c = court_open(NULL);
    court_show(c, rtsp_server(20));
    struct policy *first = c->policy;
    struct policy *other = good_policy("cameras: [{name: Yard, mac: '00:1b:21:00:00:0a'}]\n");
    for (int i = 0; i < 1000; i++)
        judge_use_policy(c->judge, i % 2 == 0 ? other : first);
    court_show(c, rtsp_server(20));
    cr_assert_eq(judge_cameras(c->judge), 1);
    cr_assert_eq(court_standing(c, "3.5").count, 2);
    policy_free(other);
    court_close(c);
}

/* ---- an order ---- */

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

Test(judge_policy, obeys_an_order_for_every_camera)
{
    struct court *c = court_open(NULL);
    cr_assert(order(c, "*", "3.5", 60, "the recorder is being replaced"));
    court_show(c, rtsp_server(20));
    court_show(c, rtsp_server(21));
    cr_assert_eq(judge_cameras(c->judge), 2);
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < items_n; k++)
            cr_expect_eq(judge_standing(c->judge, i, k).suppressed,
                         strcmp(items[k]->about.number, "3.5") == 0);
    cr_assert_str_eq(judge_suppression(c->judge, 0).camera.s, "*");
    court_close(c);
}

Test(judge_policy, obeys_an_order_until_it_ends)
{
    struct court *c = court_open(NULL);
    court_show(c, rtsp_server(20));
    cr_assert(order(c, "192.0.2.20", "3.5", 60, "ticket 4711"));
    cr_assert(court_standing(c, "3.5").suppressed);
    cr_assert_not(court_standing(c, "2.5").suppressed);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 0);
    court_show(c, rtsp_server(20));
    cr_assert(c->heard[c->n - 1].suppressed);
    cr_assert_eq(judge_suppressions(c->judge), 1);
    struct operator_suppression x = judge_suppression(c->judge, 0);
    cr_assert_str_eq(x.camera.s, "192.0.2.20");
    cr_assert_str_eq(x.item->number, "3.5");
    cr_assert_str_eq(x.reason.s, "ticket 4711");
    court_wait(c, 60);
    court_show(c, rtsp_server(20));
    cr_assert_not(c->heard[c->n - 1].suppressed);
    cr_assert_not(court_standing(c, "3.5").suppressed);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 1);
    cr_assert_eq(judge_suppressions(c->judge), 0);
    court_close(c);
}

Test(judge_policy, keeps_orders_when_the_policy_changes)
{
    struct court *c = court_open(NULL);
    court_show(c, rtsp_server(20));
    cr_assert(order(c, "192.0.2.20", "3.5", 60, "r"));
    court_go_over(c, "cameras: [{name: Yard, ip: 192.0.2.20}]\n");
    cr_assert(court_standing(c, "3.5").suppressed);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 0);
    court_close(c);
}

Test(judge_policy, knows_the_camera_of_an_order_by_whatever_it_is_called)
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

Test(judge_policy, waits_for_a_camera_that_is_not_known_yet)
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

Test(judge_policy, ends_an_order_by_one_that_is_over)
{
    struct court *c = court_open(NULL);
    court_show(c, rtsp_server(20));
    cr_assert_not(order(c, "192.0.2.20", "3.5", 0, "r"), "there is none to end");
    cr_assert(order(c, "192.0.2.20", "3.5", 60, "r"));
    cr_assert(order(c, "192.0.2.20", "3.5", 0, "done"));
    cr_assert_not(court_standing(c, "3.5").suppressed);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 1);
    court_close(c);
}

Test(judge_policy, says_why_it_refuses_an_order)
{
    struct court *c = court_open(good_policy("cameras:\n"
                                             "  - {name: Yard, ip: 192.0.2.20}\n"
                                             "  - {name: Both, network: 192.0.2.32/28}\n"));
    char long_reason[193];
    court_show(c, rtsp_server(20));
    court_show(c, rtsp_server(33));
    court_show(c, rtsp_server(34));
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
