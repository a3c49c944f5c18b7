#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"

/* What somebody says of themselves, from a port of its own each time. */
struct
try {
    const char *protocol;
    const char *user;
    enum scheme scheme;
    unsigned host;
    uint8_t length; /* of the password in clear; 0: none was */
};

static const struct try digest = { "http", "operator", SCHEME_DIGEST, 99, 0 };
static const struct try basic = { "http", "operator", SCHEME_BASIC, 99, 8 };

static void let_try(struct court *c, const struct try *t, uint16_t status)
{
    struct observation login = asked(t->protocol, OBS_LOGIN, 80);
    login.client = at_host(t->host, (uint16_t)(50000 + c->frame_no));
    login.login.scheme = t->scheme;
    login.login.user = text_of(bytes_of_text(t->user));
    login.login.password.seen = t->length > 0;
    login.login.password.length = t->length;
    struct observation answer = answered(t->protocol, 80, "GET", status, t->scheme);
    answer.client = login.client;
    court_show(c, login);
    court_show(c, answer);
}

static void let_try_often(struct court *c, struct try t, int n, double every_s)
{
    for (int i = 0; i < n; i++) {
        let_try(c, &t, 401);
        court_wait(c, every_s);
    }
}

static enum verdict verdict(struct court *c)
{
    return court_standing(c, "5.3").verdict;
}

/* ---- what is seen ---- */

Test(log_review, is_unknown_as_long_as_nothing_was_seen)
{
    struct court *c = court_with_camera(NULL);
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(log_review, is_likely_kept_by_a_log_that_is_sent)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("syslog", OBS_LOG_EXPORT, 514);
    o.transport = TRANSPORT_UDP;
    court_show(c, o);
    court_expect(c, "5.3", VERDICT_LIKELY_OK, "log-sent", "by syslog to 192.0.2.50");
    court_close(c);
}

Test(log_review, is_broken_by_eight_rejected_logins_in_thirty_seconds)
{
    struct court *c = court_with_camera(NULL);
    let_try_often(c, digest, 7, 1);
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN);
    let_try(c, &digest, 401);
    court_expect(c, "5.3", VERDICT_FAIL, "rejected", "8 logins of 192.0.2.99 rejected over http");
    court_close(c);
}

Test(log_review, is_broken_by_a_guess_of_names)
{
    static const char *const users[] = { "admin", "root", "user" };
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 8; i++) {
        struct try t = digest;
        t.user = users[i % 3];
        let_try(c, &t, 401);
    }
    court_expect(c, "5.3", VERDICT_FAIL, "guessing", "with 3 different names or passwords");
    court_close(c);
}

Test(log_review, is_broken_by_a_guess_of_passwords_in_clear)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 8; i++) {
        struct try t = basic;
        t.length = (uint8_t)(4 + i % 3 * 4);
        let_try(c, &t, 401);
    }
    court_expect(c, "5.3", VERDICT_FAIL, "guessing", "somebody guesses");
    court_close(c);
}

Test(log_review, counts_each_protocol_by_its_own_refusal)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 8; i++) {
        struct observation o = answered("ftp", 21, "PASS", 530, SCHEME_PASSWORD);
        court_show(c, o);
    }
    court_expect(c, "5.3", VERDICT_FAIL, "rejected", "over ftp");
    court_close(c);
    c = court_with_camera(NULL);
    for (int i = 0; i < 8; i++) {
        struct observation o = served("telnet", OBS_LOGIN, 23);
        o.login.outcome = OUTCOME_REFUSED;
        court_show(c, o);
    }
    court_expect(c, "5.3", VERDICT_FAIL, "rejected", "over telnet");
    court_close(c);
}

Test(log_review, needs_one_client_and_thirty_seconds)
{
    struct court *c = court_with_camera(NULL);
    let_try_often(c, digest, 20, 4.5);
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN, "too slow");
    for (unsigned host = 100; host < 140; host++) {
        struct try t = digest;
        t.host = host;
        let_try(c, &t, 401);
    }
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN, "forty clients");
    court_close(c);
}

Test(log_review, finds_the_one_among_others)
{
    struct court *c = court_with_camera(NULL);
    struct try other = digest;
    for (int i = 0; i < 8; i++) {
        let_try(c, &digest, 401);
        other.host = 100 + (unsigned)(i % 2);
        let_try(c, &other, 401);
    }
    court_expect(c, "5.3", VERDICT_FAIL, "rejected", "192.0.2.99");
    court_close(c);
}

Test(log_review, stays_broken)
{
    struct court *c = court_with_camera(NULL);
    let_try_often(c, digest, 8, 1);
    struct observation o = used("syslog", OBS_LOG_EXPORT, 514);
    court_show(c, o);
    let_try(c, &digest, 200);
    court_wait(c, 86400);
    let_try(c, &digest, 401);
    cr_assert_eq(verdict(c), VERDICT_FAIL);
    cr_assert_eq(court_count(c, "5.3", "rejected"), 1);
    court_close(c);
}

/* ---- traps ---- */

Test(log_review, trap_digests_first_request_is_always_401)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 100; i++)
        court_show(c, answered("http", 80, "GET", 401, SCHEME_NONE));
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(log_review, trap_a_recording_system_with_a_wrong_password_is_not_called_a_guess)
{
    struct court *c = court_with_camera(NULL);
    let_try_often(c, basic, 40, 1);
    court_expect(c, "5.3", VERDICT_FAIL, "rejected", "or a program has a wrong password");
    cr_assert_eq(court_count(c, "5.3", "guessing"), 0);
    court_close(c);
}

Test(log_review, trap_a_recording_system_whose_password_was_changed)
{
    struct court *c = court_with_camera(NULL);
    let_try(c, &digest, 200);
    court_wait(c, 3600);
    let_try_often(c, digest, 40, 1);
    court_expect(c, "5.3", VERDICT_SUSPECT, "rejected-again", "let in before");
    court_close(c);
}

Test(log_review, trap_an_old_nonce_is_no_rejected_login)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 40; i++) {
        let_try(c, &digest, 401);
        let_try(c, &digest, 200);
    }
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(log_review, trap_forbidden_is_not_rejected)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 40; i++)
        let_try(c, &digest, 403);
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(log_review, trap_what_the_camera_itself_is_refused_is_not_its_log)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 20; i++) {
        struct observation o = used("ftp", OBS_EXCHANGE, 21);
        o.from_client = false;
        o.exchange.act = ACT_RESPONSE;
        o.exchange.status = 530;
        o.exchange.scheme = SCHEME_PASSWORD;
        court_show(c, o);
    }
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(log_review, trap_a_log_sent_to_the_camera_is_not_its_own)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = asked("syslog", OBS_LOG_EXPORT, 514);
    court_show(c, o);
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(log_review, a_guess_from_where_one_was_let_in_is_still_a_guess)
{
    struct court *c = court_with_camera(NULL);
    let_try(c, &basic, 200);
    court_wait(c, 60);
    for (int i = 0; i < 8; i++) {
        struct try t = basic;
        t.length = (uint8_t)(i % 4 * 4 + 4);
        let_try(c, &t, 401);
    }
    cr_assert_eq(verdict(c), VERDICT_FAIL);
    court_close(c);
}

/* ---- the policy, names ---- */

Test(log_review, is_suspicious_if_an_unknown_host_logs_in_as_soon_as_the_policy_says_who_may)
{
    struct court *c = court_with_camera(NULL);
    let_try(c, &digest, 200);
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN);
    struct policy *old = c->policy;
    c->policy = good_policy("clients: [192.0.2.98]\n");
    judge_use_policy(c->judge, c->policy);
    policy_free(old);
    let_try(c, &digest, 200);
    court_expect(c, "5.3", VERDICT_SUSPECT, "unknown-host", "192.0.2.99");
    court_close(c);
}

Test(log_review, lets_those_in_whom_the_policy_names)
{
    struct court *c = court_with_camera("clients: [192.0.2.99]\n");
    let_try(c, &digest, 200);
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(log_review, names_nobody)
{
    struct court *c = court_with_camera(NULL);
    let_try_often(c, basic, 10, 1);
    let_try_often(c, digest, 10, 1);
    for (size_t i = 0; i < c->n; i++)
        cr_assert_null(strstr(c->heard[i].why.s, "operator"), "%s", c->heard[i].why.s);
    court_close(c);
}

Test(log_review, moves_with_the_clock)
{
    struct court *c = court_with_camera(NULL);
    judge_reflect(c->judge, c->time_ns);
    let_try_often(c, digest, 7, 1);
    court_wait(c, 86400);
    let_try(c, &digest, 401);
    cr_assert_eq(verdict(c), VERDICT_FAIL, "a day only by the clock");
    court_close(c);
}
