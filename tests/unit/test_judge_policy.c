#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"

static const struct mac pc = { { 0x00, 0x1b, 0x21, 0, 0, 0x0a } };

/* A web server of no known maker that offers Basic: a FAIL of 2.5, if it is a camera. */
static struct observation web_server(unsigned host)
{
    struct observation o = served("http", OBS_CHALLENGE, 80);
    o.server = at_host(host, 80);
    o.server_mac = pc;
    o.challenge.scheme = SCHEME_BASIC;
    return o;
}

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
    court_show(c, rtsp_camera(20));
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
    court_show(c, rtsp_camera(20));
    size_t told = c->n;
    court_go_over(c, "servers: {ftp: [192.0.2.20]}\n");
    cr_assert_eq(judge_cameras(c->judge), 0);
    cr_assert_eq(c->n, told + 1);
    cr_assert_eq(c->heard[told].verdict, VERDICT_UNKNOWN);
    court_show(c, rtsp_camera(20));
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
    court_show(c, rtsp_camera(20));
    cr_assert_not(court_standing(c, "3.5").suppressed);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 1);
    court_go_over(c, "cameras: [{ip: 192.0.2.20, exceptions: [3.5]}]\n");
    cr_assert(court_standing(c, "3.5").suppressed);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 0);
    court_show(c, rtsp_camera(20));
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
        court_show(c, rtsp_camera(10 + i));
    cr_assert_eq(judge_cameras(c->judge), 16);
    cr_assert_gt(c->counters.n[COUNT_cameras_full], 0);
    court_go_over(c, "limits: {hosts: 16}\n");
    cr_assert_eq(judge_cameras(c->judge), 16);
    court_close(c);
}

Test(judge_policy, can_be_changed_a_thousand_times)
{
    struct court *c = court_open(NULL);
    court_show(c, rtsp_camera(20));
    struct policy *first = c->policy;
    struct policy *other = good_policy("cameras: [{name: Yard, mac: '00:1b:21:00:00:0a'}]\n");
    for (int i = 0; i < 1000; i++)
        judge_use_policy(c->judge, i % 2 == 0 ? other : first);
    court_show(c, rtsp_camera(20));
    cr_assert_eq(judge_cameras(c->judge), 1);
    cr_assert_eq(court_standing(c, "3.5").count, 2);
    policy_free(other);
    court_close(c);
}
