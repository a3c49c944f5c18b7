#include <criterion/criterion.h>

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
