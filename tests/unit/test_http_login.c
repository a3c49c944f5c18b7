/* What HTTP says of logins: challenges, credentials, and what may stand for them. */
#include <criterion/criterion.h>

#include <stdio.h>

#include "tests/support/dissect.h"

extern const struct dissector http_dissector;

static struct seen *talked(const struct turn *turns, size_t n)
{
    return talk(&http_dissector, turns, n, SIZE_MAX);
}

Test(http_login, reads_challenges_in_any_form)
{
    static const struct turn turns[] = {
        SERVER("HTTP/1.1 401 No\r\nWWW-Authenticate: Negotiate, NTLM, Digest realm=\"a, b\",\r\n"
               "\tnonce=\"x\", algorithm=SHA-256, Basic realm=\"c\"\r\n"
               "Content-Length: 0\r\n\r\n"),
        SERVER("HTTP/1.1 407 No\nProxy-Authenticate: Basic realm=\"d\"\nContent-Length: 0\n\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_count(s, OBS_CHALLENGE), 5);
    cr_assert_eq(seen_nth(s, OBS_CHALLENGE, 1)->challenge.scheme, SCHEME_NTLM);
    cr_assert_str_eq(seen_nth(s, OBS_CHALLENGE, 2)->challenge.realm.s, "a, b");
    cr_assert_str_eq(seen_nth(s, OBS_CHALLENGE, 2)->challenge.algorithm.s, "SHA-256");
    cr_assert_str_eq(seen_nth(s, OBS_CHALLENGE, 3)->challenge.realm.s, "c");
    cr_assert_str_eq(seen_nth(s, OBS_CHALLENGE, 4)->challenge.realm.s, "d");
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
}

Test(http_login, finds_a_login_in_the_target)
{
    static const struct turn turns[] = {
        CLIENT("GET /snap.cgi?user=admin&pwd=Canary HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 204 No Content\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_nth(s, OBS_LOGIN, 0)->login.scheme, SCHEME_URL);
    cr_assert_eq(seen_nth(s, OBS_EXCHANGE, 1)->exchange.scheme, SCHEME_URL);
    seen_free(s);
}

Test(http_login, tells_no_secret)
{
    static const struct turn turns[] = {
        CLIENT("GET http://admin:Canary1@192.0.2.5/user=a_password=Canary2/x;Canary3?Canary4 "
               "HTTP/1.1\r\nCookie: Canary5\r\nAuthorization: Basic YWRtaW46Q2FuYXJ5Ng==\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_gt(s->n, 0);
    cr_assert_not(seen_tells(s, "Canary"));
    cr_assert_not(seen_tells(s, "Q2FuYXJ5"));
    seen_free(s);
}

#define DIGEST(path, response)                                                   \
    CLIENT("GET " path " HTTP/1.1\r\nAuthorization: Digest username=\"admin\", " \
           "realm=\"a\", nonce=\"b\", uri=\"" path "\", response=\"" response "\"\r\n\r\n")

Test(http_login, knows_a_factory_password_behind_a_response_that_was_made_up)
{
    static const struct turn turns[] = {
        DIGEST("/public", "00000000000000000000000000000000"),
        DIGEST("/x", "9bb2a59c6b3b71c9b42cd8c233130d05"),
        SERVER("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    cr_assert_eq(seen_count(s, OBS_LOGIN), 2);
    cr_assert(seen_nth(s, OBS_LOGIN, 0)->login.password.tried);
    cr_assert_not(seen_nth(s, OBS_LOGIN, 0)->login.password.is_default);
    cr_assert(seen_nth(s, OBS_LOGIN, 1)->login.password.is_default);
    cr_assert_not(seen_nth(s, OBS_LOGIN, 1)->login.repeated);
    seen_free(s);
}

Test(http_login, tries_a_digest_that_goes_on_for_ever_no_more_and_says_nothing_of_it)
{
    static struct turn turns[70];
    for (size_t i = 0; i < 70; i++)
        turns[i] = (struct turn)DIGEST("/x", "00000000000000000000000000000000");
    struct seen *s = talked(turns, 70);
    cr_assert_eq(seen_count(s, OBS_LOGIN), 70);
    for (size_t i = 0; i < 70; i++)
        cr_assert_eq(seen_nth(s, OBS_LOGIN, i)->login.password.tried, i < 64);
    seen_free(s);
}

static bool vouched(const char *field, const char *target)
{
    char asked[256];
    int n = snprintf(asked, sizeof asked, "GET %s HTTP/1.1\r\n%s\r\n", target, field);
    struct turn turns[] = { { true, { (const uint8_t *)asked, (size_t)n } },
                            SERVER("HTTP/1.1 204 No Content\r\n\r\n") };
    struct seen *s = talked(turns, 2);
    bool is = seen_nth(s, OBS_EXCHANGE, 1)->exchange.vouched;
    cr_assert_not(seen_nth(s, OBS_EXCHANGE, 0)->exchange.vouched);
    seen_free(s);
    return is;
}

Test(http_login, says_what_may_stand_for_a_login)
{
    cr_assert_not(vouched("", "/a?b=1"));
    cr_assert(vouched("Cookie: a=b\r\n", "/a"));
    cr_assert(vouched("X-Auth-Token: a\r\n", "/a"));
    cr_assert(vouched("SessionTag: a\r\n", "/a"));
    cr_assert(vouched("", "/a?token=1"));
    cr_assert_not(vouched("Authorization: Basic YTpi\r\n", "/a"), "it is a login");
}

Test(http_login, a_login_before_on_the_connection_may_stand_for_one)
{
    static const struct turn turns[] = {
        CLIENT("GET /a HTTP/1.1\r\nAuthorization: Basic YTpi\r\n\r\n"),
        SERVER("HTTP/1.1 204 No Content\r\n\r\n"),
        CLIENT("GET /b HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 204 No Content\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    cr_assert_not(seen_nth(s, OBS_EXCHANGE, 1)->exchange.vouched);
    cr_assert(seen_nth(s, OBS_EXCHANGE, 3)->exchange.vouched);
    seen_free(s);
}

/* ---- forms ---- */

#define FORM "username=admin&password=12345"
#define POSTED(body, n)                                                                      \
    CLIENT("POST /login.cgi HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n" \
           "Content-Length: " n "\r\n\r\n" body)
#define COOKIE "HTTP/1.1 200 OK\r\nSet-Cookie: sid=Canary12; Path=/\r\n"

Test(http_login, says_the_login_in_a_form_and_that_it_was_taken)
{
    static const struct turn turns[] = {
        POSTED(FORM, "29"),
        SERVER(COOKIE "Content-Type: text/html\r\nContent-Length: 18\r\n\r\n<html>Live</html>\n"),
        CLIENT("GET /live HTTP/1.1\r\nCookie: sid=Canary12\r\n\r\n"),
        SERVER("HTTP/1.1 204 No Content\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_count(s, OBS_LOGIN), 2);
    cr_assert_eq(seen_nth(s, OBS_LOGIN, 0)->login.scheme, SCHEME_FORM);
    cr_assert_eq(seen_nth(s, OBS_LOGIN, 0)->login.outcome, OUTCOME_UNKNOWN);
    cr_assert(seen_nth(s, OBS_LOGIN, 0)->login.password.is_default);
    const struct observation *taken = seen_nth(s, OBS_LOGIN, 1);
    cr_assert_eq(taken->login.outcome, OUTCOME_ACCEPTED);
    cr_assert_eq(taken->login.scheme, SCHEME_FORM);
    cr_assert(taken->login.password.is_default && taken->login.repeated);
    cr_assert_str_eq(taken->login.user.s, "admin");
    cr_assert_not(taken->from_client);
    cr_assert_eq(seen_nth(s, OBS_EXCHANGE, 1)->exchange.scheme, SCHEME_NONE);
    cr_assert(seen_nth(s, OBS_EXCHANGE, 1)->exchange.vouched);
    cr_assert_not(seen_tells(s, "Canary"));
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
    says_less_of_a_prefix(&http_dissector, turns, LENGTH(turns));
}

Test(http_login, says_that_a_form_was_refused_only_if_the_status_does)
{
    static const struct turn turns[] = {
        POSTED(FORM, "29"),
        SERVER("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"),
        POSTED(FORM, "29"),
        SERVER(COOKIE "Content-Length: 28\r\n\r\n<form><input type=password>\n"),
        POSTED(FORM, "29"),
        SERVER("HTTP/1.1 302 Found\r\nSet-Cookie: sid=Canary12\r\nContent-Length: 0\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_count(s, OBS_LOGIN), 3);
    cr_assert_eq(seen_nth(s, OBS_EXCHANGE, 1)->exchange.scheme, SCHEME_FORM);
    cr_assert_eq(seen_nth(s, OBS_EXCHANGE, 3)->exchange.scheme, SCHEME_NONE);
    cr_assert_eq(seen_nth(s, OBS_EXCHANGE, 5)->exchange.scheme, SCHEME_NONE);
    for (size_t i = 0; i < 3; i++)
        cr_assert_eq(seen_nth(s, OBS_LOGIN, i)->login.outcome, OUTCOME_UNKNOWN);
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
}

Test(http_login, reads_a_form_in_chunks_and_an_answer_without_a_body)
{
    static const struct turn turns[] = {
        CLIENT("POST /api.cgi HTTP/1.1\r\nContent-Type: application/json\r\n"
               "Transfer-Encoding: chunked\r\n\r\n14\r\n[{\"username\":\"admin\"\r\n"
               "18\r\n,\"password\":\"x12345678\"}\r\n1\r\n]\r\n0\r\n\r\n"),
        SERVER(COOKIE "Content-Length: 0\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_count(s, OBS_LOGIN), 2);
    cr_assert_eq(seen_nth(s, OBS_LOGIN, 0)->login.scheme, SCHEME_JSON);
    cr_assert_eq(seen_nth(s, OBS_LOGIN, 1)->login.outcome, OUTCOME_ACCEPTED);
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
}

Test(http_login, knows_no_outcome_of_a_form_that_was_not_alone)
{
    static const struct turn turns[] = {
        CLIENT("GET /a HTTP/1.1\r\n\r\n"),
        POSTED(FORM, "29"),
        SERVER("HTTP/1.1 204 No Content\r\n\r\n"),
        SERVER(COOKIE "Content-Length: 0\r\n\r\n"),
        POSTED(FORM, "29"),
        CLIENT("GET /b HTTP/1.1\r\n\r\n"),
        SERVER(COOKIE "Content-Length: 0\r\n\r\n"),
        SERVER(COOKIE "Content-Length: 0\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_count(s, OBS_LOGIN), 2);
    cr_assert_eq(seen_nth(s, OBS_LOGIN, 1)->login.outcome, OUTCOME_UNKNOWN);
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
}

Test(http_login, takes_half_an_answer_to_a_form_for_none)
{
    static const struct turn turns[] = {
        CLIENT("POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
               "Content-Length: 27\r\n\r\nusername=admin&password=abc"),
        SERVER("HTTP/1.1 200 OK\r\nSet-Cookie: sid=Canary12; Path=/\r\nContent-Type: text/html\r\n"
               "Content-Length: 38\r\n\r\n<html><body>"),
        CLIENT("GET /logo.png HTTP/1.1\r\nHost: a\r\n\r\n"),
        SERVER("wrong password, denied...</"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    cr_expect_eq(seen_count(s, OBS_LOGIN), 1);
    cr_expect_neq(seen_nth(s, OBS_LOGIN, 0)->login.outcome, OUTCOME_ACCEPTED);
    seen_free(s);
}

Test(http_login, says_nothing_of_a_form_that_is_cut_short_or_too_long)
{
    static const struct turn turns[] = {
        POSTED(FORM, "9000"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    cr_assert_eq(seen_count(s, OBS_LOGIN), 0);
    seen_free(s);
    static const struct turn cut[] = {
        POSTED(FORM, "30"),
    };
    s = talked(cut, LENGTH(cut));
    cr_assert_eq(seen_count(s, OBS_LOGIN), 0);
    seen_free(s);
}

Test(http_login, says_that_json_refused_the_login)
{
    static const struct turn turns[] = {
        POSTED(FORM, "29"),
        SERVER("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n"
               "{\"success\":false}"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    cr_assert_eq(seen_count(s, OBS_LOGIN), 2);
    cr_assert_eq(seen_nth(s, OBS_LOGIN, 1)->login.outcome, OUTCOME_REFUSED);
    cr_assert_not(seen_nth(s, OBS_LOGIN, 1)->from_client);
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
}

#define UNTIL_CLOSED "HTTP/1.0 200 OK\r\nSet-Cookie: sid=Canary12; Path=/\r\n\r\n"

static enum outcome outcome_if_closed(const char *answer, bool in_order)
{
    const struct turn turns[] = { POSTED(FORM, "29"), { false, bytes_of_text(answer) } };
    enum outcome outcome = OUTCOME_UNKNOWN;
    for (size_t piece = 1; piece < 99; piece += 97) {
        struct seen *s = (in_order ? talk_closed : talk)(&http_dissector, turns, 2, piece);
        size_t n = seen_count(s, OBS_LOGIN);
        const struct observation *last = seen_nth(s, OBS_LOGIN, n - 1);
        cr_assert(n == 1 || !last->from_client);
        outcome = last->login.outcome;
        cr_assert(n == 1 || (outcome != OUTCOME_UNKNOWN && last->server.port == 9999));
        seen_free(s);
    }
    return outcome;
}

Test(http_login, reads_an_answer_to_the_end_of_the_connection)
{
    static const char taken[] = UNTIL_CLOSED "<html>Live</html>";
    cr_assert_eq(outcome_if_closed(taken, true), OUTCOME_ACCEPTED);
    cr_assert_eq(outcome_if_closed(taken, false), OUTCOME_UNKNOWN);
    cr_assert_eq(outcome_if_closed(UNTIL_CLOSED "<html><form>", true), OUTCOME_UNKNOWN);
    cr_assert_eq(outcome_if_closed("HTTP/1.0 200 OK\r\n\r\n{\"success\":false}", true),
                 OUTCOME_REFUSED);
    cr_assert_eq(outcome_if_closed("HTTP/1.1 200 OK\r\nSet-Cookie: sid=Canary12\r\n"
                                   "Content-Length: 99\r\n\r\n<html>Live</html>",
                                   true),
                 OUTCOME_UNKNOWN, "half of it is missing");
}

Test(http_login, reads_an_answer_that_has_no_body)
{
    cr_assert_eq(
        outcome_if_closed("HTTP/1.1 204 No Content\r\nSet-Cookie: sid=Canary12\r\n\r\n", false),
        OUTCOME_ACCEPTED);
    cr_assert_eq(outcome_if_closed("HTTP/1.1 204 No Content\r\n\r\n", false), OUTCOME_UNKNOWN);
}

static size_t logins_in(const char *request)
{
    const struct turn turns[] = { { true, bytes_of_text(request) } };
    struct seen *s = talked(turns, 1);
    size_t n = seen_count(s, OBS_LOGIN);
    seen_free(s);
    return n;
}

Test(http_login, reads_a_put_only_where_a_session_is_made)
{
    cr_assert_eq(logins_in("PUT /api/session HTTP/1.1\r\nContent-Type: application/json\r\n"
                           "Content-Length: 33\r\n\r\n{\"username\":\"admin\",\"password\":1}"),
                 1);
    cr_assert_eq(logins_in("PUT /api/users/1 HTTP/1.1\r\nContent-Type: application/json\r\n"
                           "Content-Length: 33\r\n\r\n{\"username\":\"admin\",\"password\":1}"),
                 0);
    cr_assert_eq(logins_in("PUT /login HTTP/1.1\r\nContent-Type: image/jpeg\r\n"
                           "Content-Length: 33\r\n\r\n{\"username\":\"admin\",\"password\":1}"),
                 0);
}

/* ---- hashed by the page ---- */

#define JSON_POST(body, n)                                                                     \
    CLIENT("POST /RPC2_Login HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: " n \
           "\r\n\r\n" body)
#define JSON_ANSWER(body, n)                                                         \
    SERVER("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " n \
           "\r\n\r\n" body)
#define DAHUA_ASKS                                                               \
    JSON_POST("{\"method\":\"global.login\",\"params\":{\"userName\":\"admin\"," \
              "\"password\":\"\",\"clientType\":\"Web3.0\"},\"id\":1}",          \
              "98")
#define DAHUA_GIVES                                                                              \
    JSON_ANSWER("{\"error\":{\"code\":268632079},\"id\":1,\"params\":{\"encryption\":"           \
                "\"Default\",\"random\":\"1693475372\",\"realm\":\"Login to 4A02A33PAG1A0C8\"}," \
                "\"result\":false,\"session\":\"be7dcfc7\"}",                                    \
                "162")
#define DAHUA_SAYS                                                                            \
    JSON_POST("{\"method\":\"global.login\",\"params\":{\"userName\":\"admin\",\"password\":" \
              "\"243961926C1A78E5F0AC185BEBCF9E28\",\"passwordType\":\"Default\"},\"id\":2}", \
              "133")
#define DAHUA_TAKES \
    JSON_ANSWER("{\"id\":2,\"params\":{},\"result\":true,\"session\":\"be7dcfc7\"}", "55")

static void is_factory_login(const struct turn *turns, size_t n, const char *user)
{
    struct seen *s = talked(turns, n);
    cr_assert_eq(seen_count(s, OBS_LOGIN), 2);
    for (size_t i = 0; i < 2; i++) {
        const struct observation *o = seen_nth(s, OBS_LOGIN, i);
        cr_assert_eq(o->login.scheme, SCHEME_HASHED);
        cr_assert_eq(o->login.outcome, i == 0 ? OUTCOME_UNKNOWN : OUTCOME_ACCEPTED);
        cr_assert(o->login.password.is_default && !o->login.password.seen);
        cr_assert_str_eq(o->login.user.s, user);
    }
    cr_assert_null(memmem(s->o, s->n * sizeof s->o[0], "be7dcfc7", 8));
    cr_assert_null(memmem(s->o, s->n * sizeof s->o[0], "24396192", 8));
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, n);
    says_less_of_a_prefix(&http_dissector, turns, n);
}

Test(http_login, knows_a_factory_password_that_dahuas_page_hashed)
{
    static const struct turn turns[] = { DAHUA_ASKS, DAHUA_GIVES, DAHUA_SAYS, DAHUA_TAKES };
    is_factory_login(turns, LENGTH(turns), "admin");
}

#define ISAPI_ASKS \
    CLIENT("GET /ISAPI/Security/sessionLogin/capabilities?username=admin HTTP/1.1\r\n\r\n")
#define ISAPI_GIVES                                                                           \
    SERVER("HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nTransfer-Encoding: "          \
           "chunked\r\n\r\n2a\r\n<SessionLoginCap><sessionID>be7dcfc7</sess\r\n103\r\nionID>" \
           "<challenge>e92ad56c3ebef37aa097bc7e02ad4992</challenge><iterations>100"           \
           "</iterations><isIrreversible>true</isIrreversible><salt>"                         \
           "bfb48b4d42c78444ac329797f68b67dc4f823a23a9b485f4e8fcb2985c985b95</salt>"          \
           "<sessionIDVersion>2</sessionIDVersion></SessionLoginCap>\r\n0\r\n\r\n")
#define ISAPI_SAYS                                                                          \
    CLIENT("POST /ISAPI/Security/sessionLogin?timeStamp=1 HTTP/1.1\r\nContent-Type: "       \
           "application/x-www-form-urlencoded\r\nContent-Length: 171\r\n\r\n<SessionLogin>" \
           "<userName>admin</userName><password>"                                           \
           "bf5faac39326a0511b06464412001d03485ab5e11fd0290603912c502abbc4ae</password>"    \
           "<sessionID>be7dcfc7</sessionID></SessionLogin>")
#define ISAPI_TAKES                                                                                \
    SERVER("HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nSet-Cookie: WebSession_1=be7dcfc7" \
           "\r\nContent-Length: 91\r\n\r\n<SessionLogin><statusValue>200</statusValue>"            \
           "<statusString>OK</statusString></SessionLogin>\n")

Test(http_login, knows_a_factory_password_that_isapis_page_hashed)
{
    static const struct turn turns[] = { ISAPI_ASKS, ISAPI_GIVES, ISAPI_SAYS, ISAPI_TAKES };
    is_factory_login(turns, LENGTH(turns), "admin");
}

static bool was_tried(const struct turn *turns, size_t n)
{
    struct seen *s = talked(turns, n);
    cr_assert_geq(seen_count(s, OBS_LOGIN), 1);
    bool tried = seen_nth(s, OBS_LOGIN, 0)->login.password.tried;
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, n);
    return tried;
}

Test(http_login, weighs_a_hash_by_the_challenge_that_was_given_for_it_only)
{
    static const struct turn between[] = {
        DAHUA_ASKS,
        DAHUA_GIVES,
        CLIENT("GET /logo HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nlogo"),
        DAHUA_SAYS,
        DAHUA_TAKES
    };
    cr_assert(was_tried(between, LENGTH(between)));
    static const struct turn none[] = { DAHUA_SAYS, DAHUA_TAKES };
    cr_assert_not(was_tried(none, LENGTH(none)));
    static const struct turn other[] = { ISAPI_ASKS, ISAPI_GIVES, DAHUA_SAYS, DAHUA_TAKES };
    cr_assert_not(was_tried(other, LENGTH(other)));
    static const struct turn not_asked[] = { CLIENT("GET /a HTTP/1.1\r\n\r\n"), DAHUA_GIVES,
                                             DAHUA_SAYS, DAHUA_TAKES };
    cr_assert_not(was_tried(not_asked, LENGTH(not_asked)));
}
