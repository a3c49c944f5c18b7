#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"

/* Somebody at a host, under a name. */
struct person {
    const char *user;
    unsigned host;
};

static const struct person boss = { "Canary-Boss", 99 };
static const struct person boss_elsewhere = { "Canary-Boss", 98 };
static const struct person guard = { "Canary-Guard", 97 };

static struct observation from(struct observation o, const struct person *p, uint16_t port)
{
    o.client = at_host(p->host, port);
    return o;
}

static struct observation request(const char *protocol, const char *method, const char *path)
{
    struct observation o = asked(protocol, OBS_EXCHANGE, 80);
    o.exchange.act = ACT_REQUEST;
    o.exchange.method = text_of(bytes_of_text(method));
    o.exchange.path = text_of(bytes_of_text(path));
    return o;
}

static struct observation login(const char *protocol, enum scheme scheme, const char *user)
{
    struct observation o = asked(protocol, OBS_LOGIN, 80);
    o.login.scheme = scheme;
    o.login.user = text_of(bytes_of_text(user));
    return o;
}

static void fetch(struct court *c, const struct person *p, const char *path, uint16_t status)
{
    uint16_t port = (uint16_t)(50000 + c->frame_no);
    court_show(c, from(request("http", "GET", path), p, port));
    court_show(c, from(login("http", SCHEME_DIGEST, p->user), p, port));
    court_show(c, from(answered("http", 80, "GET", status, SCHEME_DIGEST), p, port));
}

/* As browsers do: refused first, and then again with a name. */
static void administer(struct court *c, const struct person *p)
{
    uint16_t port = (uint16_t)(50000 + c->frame_no);
    court_show(c, from(request("http", "GET", "/admin/index.html"), p, port));
    court_show(c, from(answered("http", 80, "GET", 401, SCHEME_NONE), p, port));
    court_show(c, from(request("http", "GET", "/admin/index.html"), p, port));
    court_show(c, from(login("http", SCHEME_DIGEST, p->user), p, port));
    court_show(c, from(answered("http", 80, "GET", 200, SCHEME_DIGEST), p, port));
}

static void play(struct court *c, const struct person *p, const char *method)
{
    court_show(c, from(request("rtsp", method, "/MediaInput/h264"), p, 40000));
    court_show(c, from(login("rtsp", SCHEME_DIGEST, p->user), p, 40000));
    court_show(c, from(answered("rtsp", 554, method, 200, SCHEME_DIGEST), p, 40000));
}

/* An RTSP session, kept alive once a minute. */
static void view(struct court *c, const struct person *p, int minutes)
{
    play(c, p, "DESCRIBE");
    play(c, p, "SETUP");
    play(c, p, "PLAY");
    for (int i = 0; i < minutes; i++) {
        court_wait(c, 60);
        play(c, p, "GET_PARAMETER");
    }
    play(c, p, "TEARDOWN");
}

static enum verdict verdict(struct court *c)
{
    return court_standing(c, "2.4").verdict;
}

/* ---- what is seen ---- */

Test(user_accounts, is_broken_if_the_administrators_name_views_elsewhere)
{
    struct court *c = court_with_camera(NULL);
    administer(c, &boss_elsewhere);
    view(c, &boss, 9);
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN, "not for long");
    view(c, &boss, 11);
    court_expect(c, "2.4", VERDICT_FAIL, "administrator-views", "from 192.0.2.99 and another host");
    cr_assert_eq(court_count(c, "2.4", "administrator-views"), 1);
    court_close(c);
}

Test(user_accounts, is_broken_in_whatever_order)
{
    struct court *c = court_with_camera(NULL);
    view(c, &boss, 11);
    administer(c, &boss);
    cr_assert_eq(verdict(c), VERDICT_SUSPECT);
    administer(c, &boss_elsewhere);
    court_expect(c, "2.4", VERDICT_FAIL, "administrator-views", "192.0.2.98");
    view(c, &boss, 11);
    administer(c, &boss_elsewhere);
    cr_assert_eq(court_count(c, "2.4", "administrator-views"), 1, "said once");
    court_close(c);
}

Test(user_accounts, are_likely_kept_if_separate)
{
    struct court *c = court_with_camera(NULL);
    administer(c, &boss);
    view(c, &guard, 11);
    court_expect(c, "2.4", VERDICT_LIKELY_OK, "names-separate", "another than");
    view(c, &boss_elsewhere, 11);
    cr_assert_eq(verdict(c), VERDICT_FAIL);
    court_close(c);
}

Test(user_accounts, count_pictures_one_after_another_as_viewing)
{
    struct court *c = court_with_camera(NULL);
    administer(c, &boss_elsewhere);
    for (int i = 0; i < 130; i++) {
        uint16_t port = (uint16_t)(50000 + i);
        struct observation picture = answered("http", 80, "GET", 200, SCHEME_DIGEST);
        picture.exchange.content = CONTENT_JPEG;
        court_show(c, from(login("http", SCHEME_DIGEST, boss.user), &boss, port));
        court_show(c, from(picture, &boss, port));
        court_wait(c, 5);
    }
    cr_assert_eq(verdict(c), VERDICT_FAIL);
    court_close(c);
}

Test(user_accounts, is_suspicious_if_one_name_is_all_there_is)
{
    struct court *c = court_with_camera(NULL);
    struct person p = boss;
    for (p.host = 97; p.host <= 99; p.host++)
        fetch(c, &p, "/live/index.html", 200);
    court_expect(c, "2.4", VERDICT_SUSPECT, "one-name", "from 3 addresses and more");
    fetch(c, &guard, "/live/index.html", 200);
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN, "there is a second");
    court_close(c);
}

/* ---- what is no proof ---- */

Test(user_accounts, knows_no_administrator_by_a_refusal)
{
    struct court *c = court_with_camera(NULL);
    fetch(c, &boss_elsewhere, "/admin/index.html", 401);
    fetch(c, &boss_elsewhere, "/admin/index.html", 403);
    view(c, &boss, 11);
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(user_accounts, knows_no_administrator_by_an_answer_to_another_request)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, from(request("http", "GET", "/live/"), &boss_elsewhere, 7));
    court_show(c, from(login("http", SCHEME_DIGEST, boss.user), &boss_elsewhere, 7));
    court_show(c, from(request("http", "GET", "/admin/"), &boss_elsewhere, 7));
    court_show(c, from(login("http", SCHEME_DIGEST, boss.user), &boss_elsewhere, 7));
    court_show(c, from(answered("http", 80, "GET", 200, SCHEME_DIGEST), &boss_elsewhere, 7));
    court_show(c, from(answered("http", 80, "GET", 403, SCHEME_DIGEST), &boss_elsewhere, 7));
    view(c, &boss, 11);
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(user_accounts, count_no_basic_that_was_only_volunteered)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = served("http", OBS_CHALLENGE, 80);
    o.challenge.scheme = SCHEME_DIGEST;
    court_show(c, o);
    court_show(c, from(request("http", "GET", "/admin/"), &boss_elsewhere, 7));
    court_show(c, from(login("http", SCHEME_BASIC, boss.user), &boss_elsewhere, 7));
    court_show(c, from(answered("http", 80, "GET", 200, SCHEME_BASIC), &boss_elsewhere, 7));
    view(c, &boss, 11);
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(user_accounts, count_no_session_that_fell_silent)
{
    struct court *c = court_with_camera(NULL);
    administer(c, &boss_elsewhere);
    play(c, &boss, "PLAY");
    court_wait(c, 3600);
    play(c, &boss, "OPTIONS");
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(user_accounts, are_only_the_cameras_own)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("http", OBS_LOGIN, 80);
    o.login.user = text_of(bytes_of_text(boss.user));
    court_show(c, o);
    o = used("http", OBS_EXCHANGE, 80);
    o.from_client = false;
    o.exchange.act = ACT_RESPONSE;
    o.exchange.status = 200;
    o.exchange.scheme = SCHEME_DIGEST;
    court_show(c, o);
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(user_accounts, survive_a_flood_of_visitors)
{
    struct court *c = court_with_camera(NULL);
    administer(c, &boss_elsewhere);
    play(c, &boss, "PLAY");
    for (int i = 0; i < 11; i++) {
        for (unsigned host = 100; host < 115; host++)
            fetch(c, &(struct person){ "Canary-Many", host }, "/live/", 401);
        court_wait(c, 60);
        play(c, &boss, "GET_PARAMETER");
    }
    cr_assert_eq(verdict(c), VERDICT_FAIL);
    court_close(c);
}

/* ---- traps ---- */

Test(user_accounts, trap_a_recording_system_often_needs_the_administrator)
{
    struct court *c = court_with_camera(NULL);
    administer(c, &boss);
    view(c, &boss, 60);
    court_expect(c, "2.4", VERDICT_SUSPECT, "one-host-does-both", "as a recording system may");
    court_close(c);
}

Test(user_accounts, trap_two_kinds_of_address_may_be_one_host)
{
    struct court *c = court_with_camera(NULL);
    view(c, &boss, 11);
    struct observation o[3] = { request("http", "GET", "/admin/"),
                                login("http", SCHEME_DIGEST, boss.user),
                                answered("http", 80, "GET", 200, SCHEME_DIGEST) };
    for (size_t i = 0; i < 3; i++) {
        cr_assert(ip_parse("2001:db8::99", &o[i].client.ip));
        court_show(c, o[i]);
    }
    cr_assert_eq(verdict(c), VERDICT_SUSPECT);
    court_close(c);
}

Test(user_accounts, trap_userhash_hides_names)
{
    struct court *c = court_with_camera(NULL);
    struct person nobody_known = { "", 96 };
    administer(c, &nobody_known);
    view(c, &nobody_known, 11);
    struct person p = boss;
    for (p.host = 97; p.host <= 99; p.host++)
        fetch(c, &p, "/live/index.html", 200);
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN, "there may be other names");
    court_close(c);
}

Test(user_accounts, trap_names_are_personal_and_never_said)
{
    struct court *c = court_with_camera(NULL);
    struct person p = boss;
    for (p.host = 97; p.host <= 99; p.host++)
        fetch(c, &p, "/live/index.html", 200);
    administer(c, &boss);
    view(c, &boss, 11);
    administer(c, &boss_elsewhere);
    administer(c, &guard);
    cr_assert_eq(verdict(c), VERDICT_FAIL);
    for (size_t i = 0; i < c->n; i++) {
        bool ours = strcmp(c->heard[i].item->number, "2.4") == 0;
        cr_assert_null(ours ? strstr(c->heard[i].why.s, "Canary") : NULL);
        cr_assert_not(ours && c->heard[i].evidence.kind == OBS_LOGIN, "a login names somebody");
    }
    court_close(c);
}

Test(user_accounts, trap_inside_tls_they_are_unknown)
{
    struct court *c = court_with_camera(NULL);
    for (int i = 0; i < 20; i++)
        court_show(c, served("tls", OBS_TLS, 443));
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(user_accounts, move_with_the_clock)
{
    struct court *c = court_with_camera(NULL);
    judge_reflect(c->judge, c->time_ns);
    administer(c, &boss_elsewhere);
    play(c, &boss, "PLAY");
    for (int i = 0; i < 8; i++) {
        court_wait(c, 120); /* the clock is set, each time */
        play(c, &boss, "GET_PARAMETER");
    }
    cr_assert_eq(verdict(c), VERDICT_UNKNOWN, "nobody saw that time pass");
    court_close(c);
}

Test(user_accounts, are_judged_once_another_policy_makes_a_camera_of_the_host)
{
    struct court *c = court_open(good_policy("servers: {dns: [192.0.2.10]}\n"));
    administer(c, &boss_elsewhere);
    view(c, &boss, 11);
    cr_assert_eq(judge_cameras(c->judge), 0);
    struct policy *old = c->policy;
    c->policy = policy_default();
    judge_use_policy(c->judge, c->policy);
    policy_free(old);
    cr_assert_eq(verdict(c), VERDICT_FAIL);
    court_close(c);
}

/* ---- what the camera says of its users ---- */

static struct observation users(bool others, const char *value)
{
    struct observation o = served("onvif", OBS_SETTING, 80);
    o.setting.name = "users";
    o.setting.enabled = others;
    o.setting.value = text_of(bytes_of_text(value));
    return o;
}

Test(user_accounts, are_broken_by_a_camera_that_has_only_administrators)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, users(false, "2 administrators, 0 operators, 0 users"));
    court_expect(c, "2.4", VERDICT_FAIL, "only-administrators", "2 administrators, 0 operators");
    court_show(c, users(false, "2 administrators, 0 operators, 0 users"));
    cr_assert_eq(court_count(c, "2.4", "only-administrators"), 1, "asked again and again");
    court_close(c);
}

Test(user_accounts, are_kept_by_a_camera_that_has_users_of_lower_levels)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, users(true, "1 administrators, 1 operators, 2 users"));
    court_expect(c, "2.4", VERDICT_PASS, "users-by-level", "1 operators, 2 users");
    court_close(c);
}

Test(user_accounts, are_mended_by_such_users_if_the_lack_of_them_was_all)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, users(false, "1 administrators, 0 operators, 0 users"));
    court_show(c, users(true, "1 administrators, 0 operators, 1 users"));
    cr_assert_eq(verdict(c), VERDICT_PASS);
    administer(c, &boss_elsewhere);
    view(c, &boss, 11);
    cr_assert_eq(verdict(c), VERDICT_FAIL);
    court_show(c, users(false, "1 administrators, 0 operators, 0 users"));
    court_show(c, users(true, "1 administrators, 0 operators, 1 users"));
    cr_assert_eq(verdict(c), VERDICT_FAIL, "that the administrator views stays");
    court_close(c);
}

Test(user_accounts, stay_broken_by_administrators_alone_when_a_second_name_is_used)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, users(false, "2 administrators, 0 operators, 0 users"));
    administer(c, &boss);
    view(c, &guard, 11);
    cr_assert_eq(verdict(c), VERDICT_FAIL);
    court_close(c);
}
