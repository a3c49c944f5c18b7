#include <criterion/criterion.h>

#include "tests/support/policies.h"
#include "tests/support/user_facts.h"

/* ---- what is seen ---- */

Test(user_accounts, is_broken_if_the_administrators_name_views_elsewhere)
{
    struct court *c = court_with_camera(NULL);
    administer(c, &boss_elsewhere);
    view(c, &boss, 9);
    cr_assert_eq(accounts_verdict(c), VERDICT_UNKNOWN, "not for long");
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
    cr_assert_eq(accounts_verdict(c), VERDICT_SUSPECT);
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
    cr_assert_eq(accounts_verdict(c), VERDICT_FAIL);
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
        court_show(c, by(named("http", SCHEME_DIGEST, boss.user), &boss, port));
        court_show(c, by(picture, &boss, port));
        court_wait(c, 5);
    }
    cr_assert_eq(accounts_verdict(c), VERDICT_FAIL);
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
    cr_assert_eq(accounts_verdict(c), VERDICT_UNKNOWN, "there is a second");
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
    cr_assert_eq(accounts_verdict(c), VERDICT_UNKNOWN, "nobody saw that time pass");
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
    cr_assert_eq(accounts_verdict(c), VERDICT_FAIL);
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
    cr_assert_eq(accounts_verdict(c), VERDICT_PASS);
    administer(c, &boss_elsewhere);
    view(c, &boss, 11);
    cr_assert_eq(accounts_verdict(c), VERDICT_FAIL);
    court_show(c, users(false, "1 administrators, 0 operators, 0 users"));
    court_show(c, users(true, "1 administrators, 0 operators, 1 users"));
    cr_assert_eq(accounts_verdict(c), VERDICT_FAIL, "that the administrator views stays");
    court_close(c);
}

Test(user_accounts, stay_broken_by_administrators_alone_when_a_second_name_is_used)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, users(false, "2 administrators, 0 operators, 0 users"));
    administer(c, &boss);
    view(c, &guard, 11);
    cr_assert_eq(accounts_verdict(c), VERDICT_FAIL);
    court_close(c);
}
