#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"

static struct observation at_stranger(struct observation o, unsigned host)
{
    o.server.ip = ip_host(host);
    o.server_mac = (struct mac){ { 0 } };
    return o;
}

/* More strangers with more standings than evidence is kept of: the rest is told all the same, at a
 * time that is one. */
Test(judge_tell, tells_also_what_it_kept_no_evidence_of)
{
    struct court *c = court_open(good_policy("limits: {hosts: 16}\n"));
    uint64_t began = c->time_ns;
    for (unsigned host = 20; host < 36; host++) {
        struct observation o = served("http", OBS_CHALLENGE, 80);
        o.challenge.scheme = SCHEME_BASIC;
        court_show(c, at_stranger(o, host));
        court_show(c, at_stranger(answered("http", 80, "GET", 200, SCHEME_NONE), host));
        court_show(c, at_stranger(served("ftp", OBS_LOGIN, 21), host));
    }
    cr_assert_eq(c->n, 0);
    court_show(c, at_stranger(answered_by_maker("rtsp", 554, "DESCRIBE", 401), 35));
    cr_assert_eq(c->n, 4);
    for (size_t i = 0; i < c->n; i++) {
        cr_assert_eq(c->heard[i].verdict, VERDICT_FAIL);
        cr_assert_gt(c->heard[i].evidence.time_ns, began);
        cr_assert_lt(c->heard[i].evidence.kind, OBS_KINDS);
        cr_assert_not_null(c->heard[i].evidence.protocol);
        cr_assert_neq(c->heard[i].why.s[0], '\0');
    }
    court_close(c);
}

Test(judge_tell, takes_back_with_the_evidence_it_gave)
{
    struct court *c = court_open(good_policy("cameras: [{ip: 192.0.2.20}]\n"));
    struct observation ftp = at_stranger(served("ftp", OBS_LOGIN, 21), 20);
    court_show(c, ftp);
    cr_assert_eq(c->n, 1);
    struct policy *none = policy_default();
    judge_use_policy(c->judge, none);
    cr_assert_eq(c->n, 2);
    cr_assert_eq(c->heard[1].verdict, VERDICT_UNKNOWN);
    cr_assert_eq(c->heard[1].evidence.frame_no, c->heard[0].evidence.frame_no);
    cr_assert_eq(c->heard[1].evidence.time_ns, c->time_ns);
    cr_assert_str_eq(c->heard[1].camera.id.s, c->heard[0].camera.id.s);
    judge_use_policy(c->judge, c->policy);
    policy_free(none);
    court_close(c);
}

static struct observation hello(unsigned host)
{
    struct observation o = served("wsd", OBS_DISCOVERY, 3702);
    o.server = at_host(host, 3702);
    o.server_mac = (struct mac){ { 0x00, 0x1b, 0x21, 0, 0, 0x99 } };
    o.discovery.act = ACT_NOTIFY;
    o.discovery.type = text_of(bytes_of_text("dn:NetworkVideoTransmitter"));
    o.discovery.uuid = text_of(bytes_of_text("7b5c4a10-1dd2-11b2-a105-0000000000aa"));
    return o;
}

static struct observation behind_router(struct observation o, unsigned host)
{
    o.server = at_host(host, o.server.port);
    o.server_mac = (struct mac){ { 0x00, 0x1b, 0x21, 0, 0, 0x99 } };
    return o;
}

Test(judge_tell, tells_what_it_held_back_of_an_address_once_it_knows_whose_it_is)
{
    struct court *c = court_open(NULL);
    court_show(c, behind_router(answered("http", 80, "GET", 404, SCHEME_NONE), 9));
    court_show(c, hello(10));
    court_wait(c, 60);
    court_show(c, behind_router(answered("http", 80, "GET", 200, SCHEME_BASIC), 11));
    size_t told = c->n;
    court_show(c, hello(11));
    cr_assert_gt(c->n, told, "a camera took a Basic login");
    cr_assert_eq(judge_cameras(c->judge), 1);
    struct camera_name n = judge_camera(c->judge, 0).name;
    struct ip now = ip_host(11);
    cr_assert(ip_equal(&n.ip, &now));
    for (size_t i = told; i < c->n; i++)
        cr_assert_str_eq(c->heard[i].camera.id.s, n.id.s);
    court_close(c);
}

Test(judge_tell, takes_back_what_it_said_of_a_camera_under_a_second_name)
{
    struct court *c = court_open(NULL);
    court_show(c, behind_router(answered("http", 80, "GET", 404, SCHEME_NONE), 9));
    court_show(c, hello(10));
    court_show(c, behind_router(answered("http", 80, "GET", 200, SCHEME_BASIC), 10));
    court_wait(c, 60);
    court_show(c, behind_router(answered_by_maker("rtsp", 554, "DESCRIBE", 200), 11));
    cr_assert_eq(judge_cameras(c->judge), 2);
    char first[64], second[64];
    (void)snprintf(first, sizeof first, "%s", judge_camera(c->judge, 0).name.id.s);
    (void)snprintf(second, sizeof second, "%s", judge_camera(c->judge, 1).name.id.s);
    size_t told = c->n;
    court_show(c, hello(11));
    cr_assert_eq(judge_cameras(c->judge), 1);
    cr_assert_str_eq(judge_camera(c->judge, 0).name.id.s, first);
    size_t taken = 0;
    for (size_t i = told; i < c->n; i++)
        taken += strcmp(c->heard[i].camera.id.s, second) == 0 &&
                 strcmp(c->heard[i].reason, "same-camera") == 0;
    cr_assert_gt(taken, 0);
    court_close(c);
}

Test(judge_tell, loses_no_fault_of_the_second_name_to_what_the_first_one_showed)
{
    struct court *c = court_open(NULL);
    court_show(c, behind_router(answered("http", 80, "GET", 404, SCHEME_NONE), 9));
    court_show(c, hello(10));
    struct observation digest = behind_router(served("rtsp", OBS_CHALLENGE, 554), 10);
    digest.challenge.scheme = SCHEME_DIGEST;
    court_show(c, digest);
    court_show(c, behind_router(answered("rtsp", 554, "DESCRIBE", 200, SCHEME_DIGEST), 10));
    court_expect(c, "2.5", VERDICT_PASS, "digest-only", "");
    court_wait(c, 60);
    court_show(c, behind_router(answered_by_maker("rtsp", 554, "DESCRIBE", 200), 11));
    court_show(c, behind_router(answered_by_maker("rtsp", 554, "DESCRIBE", 200), 11));
    size_t told = c->n;
    court_show(c, hello(11));
    court_expect(c, "2.5", VERDICT_FAIL, "no-login-asked", "DESCRIBE");
    struct standing s = court_standing(c, "2.5");
    uint64_t times = 0;
    for (size_t i = told; i < c->n; i++)
        if (strcmp(c->heard[i].item->number, "2.5") == 0 && c->heard[i].verdict == VERDICT_FAIL)
            times += c->heard[i].times;
    cr_assert_eq(s.count, 2);
    cr_assert_eq(times, 2);
    court_close(c);
}
