/* Guide item 2.4: the traps, and what is no proof. */
#include <criterion/criterion.h>

#include "tests/support/user_facts.h"

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
                                named("http", SCHEME_DIGEST, boss.user),
                                answered("http", 80, "GET", 200, SCHEME_DIGEST) };
    for (size_t i = 0; i < 3; i++) {
        cr_assert(ip_parse("2001:db8::99", &o[i].client.ip));
        court_show(c, o[i]);
    }
    cr_assert_eq(accounts_verdict(c), VERDICT_SUSPECT);
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
    cr_assert_eq(accounts_verdict(c), VERDICT_UNKNOWN, "there may be other names");
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
    cr_assert_eq(accounts_verdict(c), VERDICT_FAIL);
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
    cr_assert_eq(accounts_verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

/* ---- what is no proof ---- */

Test(user_accounts, knows_no_administrator_by_a_refusal)
{
    struct court *c = court_with_camera(NULL);
    fetch(c, &boss_elsewhere, "/admin/index.html", 401);
    fetch(c, &boss_elsewhere, "/admin/index.html", 403);
    view(c, &boss, 11);
    cr_assert_eq(accounts_verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(user_accounts, knows_no_administrator_by_an_answer_to_another_request)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, by(request("http", "GET", "/live/"), &boss_elsewhere, 7));
    court_show(c, by(named("http", SCHEME_DIGEST, boss.user), &boss_elsewhere, 7));
    court_show(c, by(request("http", "GET", "/admin/"), &boss_elsewhere, 7));
    court_show(c, by(named("http", SCHEME_DIGEST, boss.user), &boss_elsewhere, 7));
    court_show(c, by(answered("http", 80, "GET", 200, SCHEME_DIGEST), &boss_elsewhere, 7));
    court_show(c, by(answered("http", 80, "GET", 403, SCHEME_DIGEST), &boss_elsewhere, 7));
    view(c, &boss, 11);
    cr_assert_eq(accounts_verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(user_accounts, count_no_basic_that_was_only_volunteered)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = served("http", OBS_CHALLENGE, 80);
    o.challenge.scheme = SCHEME_DIGEST;
    court_show(c, o);
    court_show(c, by(request("http", "GET", "/admin/"), &boss_elsewhere, 7));
    court_show(c, by(named("http", SCHEME_BASIC, boss.user), &boss_elsewhere, 7));
    court_show(c, by(answered("http", 80, "GET", 200, SCHEME_BASIC), &boss_elsewhere, 7));
    view(c, &boss, 11);
    cr_assert_eq(accounts_verdict(c), VERDICT_UNKNOWN);
    court_close(c);
}

Test(user_accounts, count_no_session_that_fell_silent)
{
    struct court *c = court_with_camera(NULL);
    administer(c, &boss_elsewhere);
    play(c, &boss, "PLAY");
    court_wait(c, 3600);
    play(c, &boss, "OPTIONS");
    cr_assert_eq(accounts_verdict(c), VERDICT_UNKNOWN);
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
    cr_assert_eq(accounts_verdict(c), VERDICT_UNKNOWN);
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
    cr_assert_eq(accounts_verdict(c), VERDICT_FAIL);
    court_close(c);
}
