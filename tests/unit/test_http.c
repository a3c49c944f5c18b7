#include <criterion/criterion.h>

#include "tests/support/dissect.h"

extern const struct dissector http_dissector;

#define LENGTH(a) (sizeof(a) / sizeof(a)[0])

static struct seen *talked(const struct turn *turns, size_t n)
{
    return talk(&http_dissector, turns, n, SIZE_MAX);
}

/* The nth of that kind, from 0. */
static const struct observation *nth(const struct seen *s, enum observation_kind kind, size_t n)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->o[i].kind == kind && n-- == 0)
            return &s->o[i];
    cr_assert_fail("not so many were seen");
    return NULL;
}

/* admin:Pa55-word */
#define BASIC "Authorization: Basic YWRtaW46UGE1NS13b3Jk\r\n"

static const struct turn basic_login[] = {
    CLIENT("GET /live/index.html?Language=0 HTTP/1.1\r\nHost: 192.0.2.5\r\n"
           "User-Agent: NVR/2\r\n\r\n"),
    SERVER("HTTP/1.1 401 Unauthorized\r\nServer: HTTPD\r\n"
           "WWW-Authenticate: Basic realm=\"Panasonic network device\"\r\n"
           "WWW-Authenticate: Digest realm=\"Panasonic network device\", nonce=\"00ff\", "
           "algorithm=\"MD5\", qop=\"auth\"\r\nContent-Type: text/html\r\n"
           "Content-Length: 4\r\n\r\nno!\n"),
    CLIENT("GET /live/index.html?Language=0 HTTP/1.1\r\n" BASIC "\r\n"),
    SERVER("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 5\r\n\r\n12345"),
    CLIENT("GET /SnapshotJPEG?Resolution=320x240 HTTP/1.1\r\n" BASIC "\r\n"),
    SERVER("HTTP/1.1 204 No Content\r\n\r\n"),
};

Test(http, sees_requests_and_answers)
{
    struct seen *s = talked(basic_login, LENGTH(basic_login));
    const struct observation *asked = nth(s, OBS_EXCHANGE, 0), *answered = nth(s, OBS_EXCHANGE, 1);

    cr_assert_str_eq(asked->protocol, "http");
    cr_assert_eq(asked->exchange.act, ACT_REQUEST);
    cr_assert_str_eq(asked->exchange.method.s, "GET");
    cr_assert_str_eq(asked->exchange.path.s, "/live/index.html");
    cr_assert_str_eq(asked->exchange.agent.s, "NVR/2");
    cr_assert_eq(answered->exchange.act, ACT_RESPONSE);
    cr_assert_eq(answered->exchange.status, 401);
    cr_assert_eq(answered->exchange.scheme, SCHEME_NONE);
    cr_assert_str_eq(answered->exchange.method.s, "GET");
    cr_assert_str_eq(answered->exchange.agent.s, "HTTPD");
    cr_assert_eq(answered->exchange.content, CONTENT_TEXT);
    cr_assert_eq(nth(s, OBS_EXCHANGE, 3)->exchange.scheme, SCHEME_BASIC);
    cr_assert_eq(nth(s, OBS_EXCHANGE, 3)->exchange.content, CONTENT_JPEG);
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 6);
    seen_free(s);
}

Test(http, sees_what_is_asked_for)
{
    struct seen *s = talked(basic_login, LENGTH(basic_login));

    cr_assert_eq(seen_count(s, OBS_CHALLENGE), 2);
    cr_assert_eq(nth(s, OBS_CHALLENGE, 0)->challenge.scheme, SCHEME_BASIC);
    cr_assert_eq(nth(s, OBS_CHALLENGE, 1)->challenge.scheme, SCHEME_DIGEST);
    cr_assert_str_eq(nth(s, OBS_CHALLENGE, 1)->challenge.realm.s, "Panasonic network device");
    cr_assert_str_eq(nth(s, OBS_CHALLENGE, 1)->challenge.algorithm.s, "MD5");
    seen_free(s);
}

Test(http, sees_logins_and_weighs_the_password)
{
    struct seen *s = talked(basic_login, LENGTH(basic_login));
    const struct observation *login = nth(s, OBS_LOGIN, 0);

    cr_assert_eq(seen_count(s, OBS_LOGIN), 2);
    cr_assert_eq(login->login.scheme, SCHEME_BASIC);
    cr_assert_eq(login->login.outcome, OUTCOME_UNKNOWN);
    cr_assert_str_eq(login->login.user.s, "admin");
    cr_assert(login->login.password.seen);
    cr_assert_eq(login->login.password.classes, 4);
    cr_assert_eq(login->login.password.length, 8);
    cr_assert_not(login->login.repeated);
    cr_assert(nth(s, OBS_LOGIN, 1)->login.repeated);
    seen_free(s);
}

Test(http, says_the_same_however_the_bytes_arrive)
{
    says_the_same_in_pieces(&http_dissector, basic_login, LENGTH(basic_login));
}

Test(http, says_less_of_a_prefix)
{
    says_less_of_a_prefix(&http_dissector, basic_login, LENGTH(basic_login));
}
