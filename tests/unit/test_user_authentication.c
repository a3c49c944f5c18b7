#include <criterion/criterion.h>

#include "tests/support/judging.h"

static struct observation challenge(const char *protocol, enum scheme scheme)
{
    struct observation o = served(protocol, OBS_CHALLENGE, 554);
    o.challenge.scheme = scheme;
    return o;
}

static struct observation login(const char *protocol, enum scheme scheme)
{
    struct observation o = asked(protocol, OBS_LOGIN, 554);
    o.login.scheme = scheme;
    o.login.user = text_of(bytes_of_text("admin"));
    return o;
}

Test(user_authentication, is_broken_by_an_offer_of_basic)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, challenge("http", SCHEME_BASIC));
    court_expect(c, "2.5", VERDICT_FAIL, "basic-offered", "Basic offered over http");
    court_close(c);
}

Test(user_authentication, is_broken_by_basic_that_is_accepted)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, login("rtsp", SCHEME_BASIC));
    court_show(c, answered("rtsp", 554, "DESCRIBE", 200, SCHEME_BASIC));
    court_expect(c, "2.5", VERDICT_FAIL, "basic-accepted", "Basic accepted over rtsp; user admin");
    court_close(c);
}

Test(user_authentication, says_that_basic_was_offered_and_accepted)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, challenge("rtsp", SCHEME_BASIC));
    court_show(c, login("rtsp", SCHEME_BASIC));
    court_show(c, answered("rtsp", 554, "DESCRIBE", 200, SCHEME_BASIC));
    cr_assert_str_eq(c->heard[1].why.s, "Basic offered and accepted over rtsp; user admin");
    cr_assert_str_eq(c->heard[1].reason, "basic-accepted");
    court_close(c);
}

Test(user_authentication, is_broken_by_a_password_in_a_url_that_is_accepted)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, login("http", SCHEME_URL));
    court_show(c, answered("http", 80, "GET", 200, SCHEME_URL));
    court_expect(c, "2.5", VERDICT_FAIL, "url-accepted", "a password in the URL accepted");
    court_close(c);
}

Test(user_authentication, is_broken_by_a_form_in_clear_that_is_accepted)
{
    static const struct {
        enum scheme scheme;
        const char *why;
    } forms[] = { { SCHEME_FORM, "a password in a form accepted over http; user admin" },
                  { SCHEME_JSON, "a password in JSON accepted over http; user admin" } };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct court *c = court_with_camera(NULL);
        struct observation o = login("http", forms[i].scheme);
        court_show(c, o);
        court_show(c, answered("http", 80, "POST", 200, SCHEME_NONE));
        cr_assert_eq(court_standing(c, "2.5").verdict, VERDICT_UNKNOWN);
        o.login.outcome = OUTCOME_ACCEPTED;
        court_show(c, o);
        court_expect(c, "2.5", VERDICT_FAIL, "form-accepted", forms[i].why);
        court_close(c);
    }
}

Test(user_authentication, suspects_a_form_in_clear_that_is_refused_and_none_that_was_hashed)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = login("http", SCHEME_HASHED);
    o.login.outcome = OUTCOME_ACCEPTED;
    court_show(c, o);
    court_show(c, answered("http", 80, "POST", 401, SCHEME_HASHED));
    cr_assert_eq(court_standing(c, "2.5").verdict, VERDICT_UNKNOWN);
    court_show(c, login("http", SCHEME_FORM));
    court_show(c, answered("http", 80, "POST", 401, SCHEME_FORM));
    court_expect(c, "2.5", VERDICT_SUSPECT, "form-refused",
                 "a client sent a password in a form over http; refused");
    court_close(c);
}

Test(user_authentication, is_broken_by_a_stream_described_without_a_login)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, answered("rtsp", 554, "DESCRIBE", 200, SCHEME_NONE));
    court_expect(c, "2.5", VERDICT_FAIL, "no-login-asked", "without a login");
    court_close(c);
}

Test(user_authentication, is_kept_when_digest_alone_is_offered_and_accepted)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, challenge("rtsp", SCHEME_DIGEST));
    court_show(c, login("rtsp", SCHEME_DIGEST));
    court_show(c, answered("rtsp", 554, "DESCRIBE", 200, SCHEME_DIGEST));
    court_expect(c, "2.5", VERDICT_PASS, "digest-only", "Digest alone");
    court_close(c);
}

Test(user_authentication, is_not_kept_by_a_digest_offer_that_nobody_took)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, challenge("rtsp", SCHEME_DIGEST));
    cr_assert_eq(court_standing(c, "2.5").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(user_authentication, is_broken_by_basic_beside_digest_in_either_order)
{
    for (int basic_first = 0; basic_first < 2; basic_first++) {
        struct court *c = court_with_camera(NULL);
        struct observation second = challenge("http", basic_first ? SCHEME_DIGEST : SCHEME_BASIC);
        court_show(c, challenge("http", basic_first ? SCHEME_BASIC : SCHEME_DIGEST));
        second.frame_no = c->frame_no;
        court_show(c, second);
        court_show(c, login("http", SCHEME_DIGEST));
        court_show(c, answered("http", 80, "GET", 200, SCHEME_DIGEST));
        court_expect(c, "2.5", VERDICT_FAIL, "basic-offered", "Basic offered");
        court_close(c);
    }
}

Test(user_authentication, only_suspects_a_client_that_volunteers_basic_and_is_refused)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, login("http", SCHEME_BASIC));
    court_show(c, answered("http", 80, "GET", 401, SCHEME_BASIC));
    struct observation o = challenge("http", SCHEME_DIGEST);
    o.frame_no = c->frame_no;
    court_show(c, o);
    court_expect(c, "2.5", VERDICT_SUSPECT, "basic-volunteered", "without being asked");
    court_close(c);
}

Test(user_authentication, only_suspects_basic_volunteered_to_a_digest_server_that_answers)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, challenge("http", SCHEME_DIGEST));
    court_show(c, login("http", SCHEME_BASIC));
    court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    court_expect(c, "2.5", VERDICT_SUSPECT, "basic-volunteered", "answered as a public page");
    court_close(c);
}

Test(user_authentication, is_broken_by_basic_taken_once_basic_was_offered_beside_digest)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, challenge("http", SCHEME_DIGEST));
    court_show(c, challenge("http", SCHEME_BASIC));
    court_show(c, login("http", SCHEME_BASIC));
    court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    cr_assert_eq(court_count(c, "2.5", "basic-accepted"), 1);
    court_close(c);
}

Test(user_authentication, is_broken_by_basic_where_only_the_other_protocol_asks_for_digest)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, challenge("rtsp", SCHEME_DIGEST));
    court_show(c, login("http", SCHEME_BASIC));
    court_show(c, answered("http", 80, "GET", 200, SCHEME_BASIC));
    court_expect(c, "2.5", VERDICT_FAIL, "basic-accepted", "Basic accepted over http");
    court_close(c);
}

Test(user_authentication, is_broken_by_a_stream_described_for_basic_though_digest_is_offered)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, challenge("rtsp", SCHEME_DIGEST));
    court_show(c, login("rtsp", SCHEME_BASIC));
    court_show(c, answered("rtsp", 554, "OPTIONS", 200, SCHEME_BASIC));
    court_expect(c, "2.5", VERDICT_SUSPECT, "basic-volunteered", "over rtsp");
    court_show(c, answered("rtsp", 554, "DESCRIBE", 200, SCHEME_BASIC));
    court_expect(c, "2.5", VERDICT_FAIL, "basic-accepted", "Basic accepted over rtsp");
    court_close(c);
}

Test(user_authentication, takes_a_redirection_or_an_error_for_no_answer)
{
    static const uint16_t statuses[] = { 301, 302, 304, 404, 405 };
    struct court *c = court_with_camera(NULL);
    court_show(c, login("http", SCHEME_BASIC));
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        court_show(c, answered("http", 80, "GET", statuses[i], SCHEME_BASIC));
    cr_assert_eq(court_standing(c, "2.5").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(user_authentication, takes_a_server_error_for_no_answer)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, login("http", SCHEME_BASIC));
    court_show(c, answered("http", 80, "GET", 503, SCHEME_BASIC));
    cr_assert_eq(court_standing(c, "2.5").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(user_authentication, lets_public_pages_be_served_without_a_login)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, answered("http", 80, "GET", 200, SCHEME_NONE));
    court_show(c, answered("rtsp", 554, "OPTIONS", 200, SCHEME_NONE));
    cr_assert_eq(court_standing(c, "2.5").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(user_authentication, does_not_ask_for_a_login_twice_on_one_connection)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = answered("rtsp", 554, "DESCRIBE", 200, SCHEME_NONE);
    o.exchange.vouched = true;
    court_show(c, login("rtsp", SCHEME_DIGEST));
    court_show(c, o);
    cr_assert_eq(court_standing(c, "2.5").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(user_authentication, does_not_judge_what_the_camera_says_as_a_client)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("http", OBS_LOGIN, 80);
    o.login.scheme = SCHEME_BASIC;
    o.login.outcome = OUTCOME_ACCEPTED;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "2.5").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(user_authentication, stays_broken)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, challenge("http", SCHEME_BASIC));
    court_show(c, challenge("http", SCHEME_DIGEST));
    court_show(c, login("http", SCHEME_DIGEST));
    court_show(c, answered("http", 80, "GET", 200, SCHEME_DIGEST));
    cr_assert_eq(court_standing(c, "2.5").verdict, VERDICT_FAIL);
    court_close(c);
}

/* ---- nonces ---- */

static struct observation asks_with(uint64_t nonce)
{
    struct observation o = challenge("http", SCHEME_DIGEST);
    o.challenge.nonce = nonce;
    return o;
}

Test(user_authentication, is_suspicious_if_a_nonce_lasts_for_days)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, asks_with(7));
    court_wait(c, 23 * 3600);
    court_show(c, asks_with(7));
    cr_assert_eq(court_standing(c, "2.5").verdict, VERDICT_UNKNOWN);
    court_wait(c, 2 * 3600);
    court_show(c, asks_with(7));
    court_expect(c, "2.5", VERDICT_SUSPECT, "nonce-constant", "same nonce for more than a day");
    court_close(c);
}

Test(user_authentication, new_nonces_are_right_and_none_is_no_nonce)
{
    struct court *c = court_with_camera(NULL);
    for (uint64_t i = 0; i < 40; i++) {
        court_show(c, asks_with(i / 4 * 2 + 1));
        court_show(c, asks_with(0));
        court_wait(c, 3600);
    }
    cr_assert_eq(court_standing(c, "2.5").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(user_authentication, is_broken_by_a_password_in_clear_in_a_soap_call)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, login("http", SCHEME_WSSE_TEXT));
    court_show(c, answered("http", 80, "POST", 200, SCHEME_WSSE_TEXT));
    court_expect(c, "2.5", VERDICT_FAIL, "wsse-text-accepted", "SOAP call accepted over http");
    court_close(c);
}
