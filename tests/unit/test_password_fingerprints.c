/* Item 2.3, where the policy has passwords known again: `passwords: fingerprints: on`. */
#include <criterion/criterion.h>

#include "core/facts.h"
#include "tests/support/judging.h"
#include "tests/support/policies.h"

static const char on[] = "passwords: {fingerprints: on, max_age: 180d}\n";
static const double day_s = 86400;

static struct observation of_camera(struct observation o, unsigned host)
{
    o.server.ip = ip_host(host);
    o.server_mac = (struct mac){ { 0xd4, 0x2d, 0xc5, 0, 1, (uint8_t)host } };
    return o;
}

static struct observation login(uint32_t fingerprint)
{
    struct observation o = asked("http", OBS_LOGIN, 80);
    o.login.scheme = SCHEME_BASIC;
    o.login.password = (struct password_weight){
        .seen = true, .classes = 4, .length = 8, .fingerprint = fingerprint
    };
    o.login.user = text_of(bytes_of_text("admin"));
    return o;
}

static void log_in(struct court *c, unsigned host, uint32_t fingerprint, uint16_t status)
{
    court_show(c, of_camera(login(fingerprint), host));
    court_show(c, of_camera(answered_by_maker("http", 80, "GET", status), host));
    struct observation answer = of_camera(answered("http", 80, "GET", status, SCHEME_BASIC), host);
    court_show(c, answer);
}

static struct standing standing_of(struct court *c, size_t camera)
{
    size_t item = 0;
    while (strcmp(items[item]->about.number, "2.3") != 0)
        item++;
    cr_assert_gt(judge_cameras(c->judge), camera);
    return judge_standing(c->judge, camera, item);
}

static void go_over(struct court *c, const char *yaml)
{
    struct policy *old = c->policy;
    c->policy = good_policy(yaml);
    policy_follow(c->policy, old);
    judge_use_policy(c->judge, c->policy);
    policy_free(old);
}

/* ---- the same password on two cameras ---- */

Test(password_fingerprints, make_two_cameras_with_one_password_suspect)
{
    struct court *c = court_open(good_policy(on));
    log_in(c, 10, 7, 200);
    log_in(c, 11, 7, 200);
    for (size_t i = 0; i < 2; i++)
        cr_assert_eq(standing_of(c, i).verdict, VERDICT_PASS, "it may be one that has moved");
    log_in(c, 10, 7, 200);
    log_in(c, 11, 7, 200);
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(standing_of(c, i).verdict, VERDICT_SUSPECT);
        cr_assert_str_eq(standing_of(c, i).reason, "password-shared");
    }
    cr_assert_not_null(strstr(standing_of(c, 0).why, "as camera d4:2d:c5:00:01:0b"));
    cr_assert_not_null(strstr(standing_of(c, 1).why, "as camera d4:2d:c5:00:01:0a"));
    court_close(c);
}

Test(password_fingerprints, leave_cameras_with_different_passwords_alone)
{
    struct court *c = court_open(good_policy(on));
    for (size_t i = 0; i < 2; i++) {
        log_in(c, 10, 7, 200);
        log_in(c, 11, 8, 200);
    }
    for (size_t i = 0; i < 2; i++)
        cr_assert_eq(standing_of(c, i).verdict, VERDICT_PASS);
    court_close(c);
}

Test(password_fingerprints, trap_a_password_that_the_other_camera_refused_is_not_its)
{
    struct court *c = court_open(good_policy(on));
    for (size_t i = 0; i < 2; i++) {
        log_in(c, 10, 7, 200);
        log_in(c, 11, 7, 401);
    }
    cr_assert_eq(standing_of(c, 0).verdict, VERDICT_PASS);
    cr_assert_eq(standing_of(c, 1).verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(password_fingerprints, trap_a_server_where_two_cameras_log_in_is_none_of_them)
{
    struct court *c = court_open(good_policy(on));
    log_in(c, 10, 7, 200);
    log_in(c, 11, 8, 200);
    for (unsigned host = 10; host <= 11; host++) {
        struct observation o = used("ftp", OBS_LOGIN, 21);
        o.client.ip = ip_host(host);
        o.client_mac = (struct mac){ { 0xd4, 0x2d, 0xc5, 0, 1, (uint8_t)host } };
        o.login = login(9).login;
        court_show(c, o);
        o = used("ftp", OBS_EXCHANGE, 21);
        o.client.ip = ip_host(host);
        o.client_mac = (struct mac){ { 0xd4, 0x2d, 0xc5, 0, 1, (uint8_t)host } };
        o.exchange = answered("ftp", 21, "PASS", 230, SCHEME_BASIC).exchange;
        court_show(c, o);
    }
    for (size_t i = 0; i < 2; i++)
        cr_assert_eq(standing_of(c, i).verdict, VERDICT_PASS);
    court_close(c);
}

Test(password_fingerprints, say_nothing_where_the_policy_does_not_want_them)
{
    struct court *c = court_open(NULL);
    for (size_t i = 0; i < 2; i++) {
        log_in(c, 10, 7, 200);
        log_in(c, 11, 7, 200);
        court_wait(c, 400 * day_s);
    }
    cr_assert_eq(standing_of(c, 0).verdict, VERDICT_PASS);
    court_close(c);
}

Test(password_fingerprints, are_forgotten_once_the_policy_wants_them_no_more)
{
    struct court *c = court_open(good_policy(on));
    log_in(c, 10, 7, 200);
    log_in(c, 11, 8, 200);
    go_over(c, "passwords: {fingerprints: off}\n");
    log_in(c, 10, 0, 200);
    go_over(c, on);
    log_in(c, 11, 7, 200);
    cr_assert_eq(standing_of(c, 1).verdict, VERDICT_PASS);
    court_close(c);
}

/* ---- not changed ---- */

Test(password_fingerprints, break_2_3_by_a_password_not_changed_for_too_long)
{
    struct court *c = court_open(good_policy(on));
    log_in(c, 10, 7, 200);
    court_wait(c, 180 * day_s - 1);
    log_in(c, 10, 7, 200);
    court_expect(c, "2.3", VERDICT_PASS, "password-strong", "accepted");
    court_wait(c, day_s);
    log_in(c, 10, 7, 200);
    court_expect(c, "2.3", VERDICT_FAIL, "password-old", "the same for 180 days; user admin");
    court_close(c);
}

Test(password_fingerprints, see_that_a_password_was_changed)
{
    struct court *c = court_open(good_policy(on));
    for (uint32_t password = 1; password < 8; password++) {
        log_in(c, 10, password, 200);
        court_wait(c, 100 * day_s);
    }
    court_expect(c, "2.3", VERDICT_PASS, "password-strong", "accepted");
    court_close(c);
}

Test(password_fingerprints, know_each_of_two_users_passwords)
{
    struct court *c = court_open(good_policy(on));
    for (size_t i = 0; i < 3; i++) {
        log_in(c, 10, 7, 200);
        log_in(c, 10, 8, 200);
        court_wait(c, 100 * day_s);
    }
    court_expect(c, "2.3", VERDICT_FAIL, "password-old", "the same for 200 days");
    court_close(c);
}

Test(password_fingerprints, trap_a_camera_that_refuses_the_old_password_has_another)
{
    struct court *c = court_open(good_policy(on));
    log_in(c, 10, 7, 200);
    court_wait(c, 200 * day_s);
    log_in(c, 10, 7, 401);
    cr_assert_neq(court_standing(c, "2.3").verdict, VERDICT_FAIL);
    court_close(c);
}

Test(password_fingerprints, outlive_another_policy_that_wants_them_too)
{
    struct court *c = court_open(good_policy(on));
    log_in(c, 10, 7, 200);
    court_wait(c, 20 * day_s);
    go_over(c, "passwords: {fingerprints: on, max_age: 24h}\n");
    log_in(c, 10, 7, 200);
    court_expect(c, "2.3", VERDICT_FAIL, "password-old", "the same for 20 days");
    court_close(c);
}

/* ---- the key ---- */

static uint32_t weigh(const struct policy *p)
{
    return password_weigh(bytes_of_text("Tree-47-Lamp"), bytes_of_text("admin"),
                          policy_passwords(p))
        .fingerprint;
}

Test(password_fingerprints, have_a_key_that_goes_from_policy_to_policy)
{
    struct policy *first = good_policy(on), *second = good_policy(on), *off = policy_default();
    uint32_t before = weigh(first);
    cr_assert_neq(before, 0);
    cr_assert_neq(before, weigh(second), "each draws its own");
    policy_follow(second, first);
    cr_assert_eq(before, weigh(second));
    policy_follow(off, first);
    cr_assert_eq(weigh(off), 0);
    cr_assert_not(policy_fingerprints(off));
    policy_free(first);
    policy_free(second);
    policy_free(off);
}

/* ---- nothing is told ---- */

Test(password_fingerprints, stand_in_no_fact_and_no_sentence)
{
    struct court *c = court_open(good_policy(on));
    for (size_t i = 0; i < 2; i++) {
        log_in(c, 10, 0xdeadbeef, 200);
        log_in(c, 11, 0xdeadbeef, 200);
    }
    cr_assert_gt(c->n, 0);
    for (size_t i = 0; i < c->n; i++) {
        cr_assert_null(strcasestr(c->heard[i].why.s, "deadbeef"));
        cr_assert_null(strstr(c->heard[i].why.s, "3735928559"));
    }
    struct observation o = login(0xdeadbeef);
    for (const struct fact_field *f = fact_kinds[o.kind].fields; f->name != NULL; f++) {
        char text[FACT_TEXT_MAX];
        cr_assert(!fact_text(&o, f, text) ||
                  (strcasestr(text, "deadbeef") == NULL && strstr(text, "3735928559") == NULL));
    }
    court_close(c);
}
