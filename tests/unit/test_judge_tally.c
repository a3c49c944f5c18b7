#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"

static struct observation rtsp_server(unsigned host)
{
    struct observation o = answered_by_maker("rtsp", 554, "DESCRIBE", 401);
    o.server = at_host(host, 554);
    o.server_mac = (struct mac){ { 0 } };
    return o;
}

static struct observation basic_offer(unsigned host)
{
    struct observation o = served("http", OBS_CHALLENGE, 80);
    o.server = at_host(host, 80);
    o.server_mac = (struct mac){ { 0 } };
    o.challenge.scheme = SCHEME_BASIC;
    return o;
}

static uint64_t changes(struct court *c)
{
    cr_assert_eq(judge_cameras(c->judge), 1);
    return judge_camera(c->judge, 0).changes;
}

Test(judge_tally, counts_cameras_and_what_is_broken)
{
    struct court *c = court_open(NULL);
    court_show(c, basic_offer(40));
    cr_assert_eq(judge_cameras_n(c->judge), 0);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 0, "a stranger breaks nothing");
    court_show(c, rtsp_server(20));
    court_show(c, rtsp_server(30));
    court_show(c, basic_offer(30));
    cr_assert_eq(judge_cameras_n(c->judge), 2);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 3);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ENTRY), 1, "3.5 is above this level");
    court_show(c, rtsp_server(30));
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 3);
    court_show(c, rtsp_server(40));
    cr_assert_eq(judge_cameras_n(c->judge), 3);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 5);
    court_close(c);
}

Test(judge_tally, counts_no_longer_what_is_mended)
{
    struct court *c = court_open(NULL);
    struct observation ftp = served("tcp", OBS_SERVICE, 21);
    ftp.service.state = SERVICE_OPEN;
    court_show(c, ftp);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 2, "3.1 and 3.2.1");
    ftp.service.state = SERVICE_CLOSED;
    court_show(c, ftp);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 0);
    court_close(c);
}

Test(judge_tally, counts_no_longer_what_was_taken_back)
{
    struct court *c = court_open(NULL);
    court_show(c, answered_by_maker("rtsp", 554, "DESCRIBE", 401));
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 1);
    struct observation o = shows_itself();
    o.device.camera = false;
    o.device.recorder = true;
    court_show(c, o);
    cr_assert_eq(judge_cameras_n(c->judge), 0);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 0);
    court_close(c);
}

Test(judge_tally, counts_what_was_suppressed_when_that_ends)
{
    struct court *c = court_open(good_policy("suppressions: [{camera: 192.0.2.20, item: 3.5, "
                                             "reason: r, until: 2023-11-14}]\n"));
    court_show(c, rtsp_server(20)); /* 2023-11-14 22:13:20 UTC */
    uint64_t before = changes(c);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 0);
    judge_reflect(c->judge, c->time_ns + 7000ull * 1000000000);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 1, "nothing but time has passed");
    cr_assert_gt(changes(c), before);
    judge_reflect(c->judge, c->time_ns);
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 0, "and if the clock is set back");
    court_close(c);
}

Test(judge_tally, counts_by_the_time_of_the_last_fact)
{
    struct court *c = court_open(NULL);
    struct error e;
    court_show(c, rtsp_server(20));
    struct suppress_order o = { "192.0.2.20", "3.5", "r", c->time_ns + 1000000000 };
    cr_assert(judge_suppress(c->judge, &o, &e));
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 0);
    court_wait(c, 2);
    court_show(c, rtsp_server(20));
    cr_assert_eq(judge_broken(c->judge, LEVEL_ADVANCED), 1);
    court_close(c);
}

Test(judge_tally, says_when_a_posture_has_changed)
{
    struct court *c = court_open(NULL);
    court_show(c, rtsp_server(20));
    uint64_t at = changes(c);
    cr_assert_gt(at, 0);
    cr_assert_eq(changes(c), at, "asking changes nothing");
    court_show(c, rtsp_server(20));
    cr_assert_eq(changes(c), at, "nor does one more of the same");
    court_show(c, basic_offer(20));
    cr_assert_gt(changes(c), at, "another verdict");
    at = changes(c);
    struct error e;
    struct suppress_order o = { "192.0.2.20", "2.5", "r", c->time_ns + 1000000000 };
    cr_assert(judge_suppress(c->judge, &o, &e));
    cr_assert_gt(changes(c), at, "a suppression");
    at = changes(c);
    court_wait(c, 2);
    court_show(c, rtsp_server(20));
    cr_assert_gt(changes(c), at, "its end");
    court_close(c);
}

Test(judge_tally, says_when_a_name_has_changed)
{
    struct court *c = court_with_camera(NULL);
    uint64_t at = changes(c);
    court_show(c, shows_itself());
    cr_assert_eq(changes(c), at);
    struct observation o = shows_itself();
    o.device.firmware = text_of(bytes_of_text("3.67"));
    court_show(c, o);
    cr_assert_gt(changes(c), at);
    at = changes(c);
    struct policy *named = good_policy("cameras: [{name: Yard, ip: 192.0.2.10}]\n");
    judge_use_policy(c->judge, named);
    cr_assert_gt(changes(c), at);
    at = changes(c);
    o.device.title = text_of(bytes_of_text("Own title"));
    court_show(c, o);
    court_show(c, o);
    cr_assert_eq(changes(c), at, "what it calls itself is not what it is called");
    judge_use_policy(c->judge, c->policy);
    policy_free(named);
    cr_assert_gt(changes(c), at);
    court_close(c);
}

Test(judge_tally, never_gives_a_place_the_same_number_again)
{
    struct court *c = court_open(good_policy("limits: {hosts: 16}\n"));
    uint64_t last[16] = { 0 };
    struct policy *none = good_policy("servers: {dns: [192.0.2.0/24]}\nlimits: {hosts: 16}\n");
    for (unsigned round = 0; round < 20; round++) {
        for (unsigned i = 0; i < 16; i++)
            court_show(c, rtsp_server(round * 8 % 200 + i));
        size_t n = judge_cameras(c->judge);
        for (size_t i = 0; i < n; i++) {
            struct judged one = judge_camera(c->judge, i);
            cr_assert_lt(one.place, 16);
            cr_assert_gt(one.changes, last[one.place]);
            last[one.place] = one.changes;
        }
        judge_use_policy(c->judge,
                         none); /* they all are servers: strangers that can be forgotten */
        cr_assert_eq(judge_cameras_n(c->judge), 0);
        for (unsigned i = 0; i < 16; i++)
            court_show(c, basic_offer(210 + i));
        judge_use_policy(c->judge, c->policy);
        cr_assert_lt(c->n, (size_t)HEARD_MAX - 64);
        c->n = 0;
    }
    cr_assert_gt(c->counters.n[COUNT_strangers_forgotten], 0);
    policy_free(none);
    court_close(c);
}

Test(judge_tally, keeps_the_place_of_a_camera)
{
    struct court *c = court_open(NULL);
    court_show(c, rtsp_server(30));
    uint32_t place = 0;
    cr_assert_eq(judge_cameras(c->judge), 1);
    place = judge_camera(c->judge, 0).place;
    court_show(c, rtsp_server(20)); /* stands before it in the order of ids */
    cr_assert_eq(judge_cameras(c->judge), 2);
    cr_assert_str_eq(judge_camera(c->judge, 1).name.id.s, "192.0.2.30");
    cr_assert_eq(judge_camera(c->judge, 1).place, place);
    cr_assert_neq(judge_camera(c->judge, 0).place, place);
    court_close(c);
}
