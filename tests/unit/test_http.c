#include <criterion/criterion.h>

#include "tests/support/dissect.h"

extern const struct dissector http_dissector;

static struct seen *talked(const struct turn *turns, size_t n)
{
    return talk(&http_dissector, turns, n, SIZE_MAX);
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
    const struct observation *asked = seen_nth(s, OBS_EXCHANGE, 0),
                             *answered = seen_nth(s, OBS_EXCHANGE, 1);

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
    cr_assert_eq(seen_nth(s, OBS_EXCHANGE, 3)->exchange.scheme, SCHEME_BASIC);
    cr_assert_eq(seen_nth(s, OBS_EXCHANGE, 3)->exchange.content, CONTENT_JPEG);
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 6);
    seen_free(s);
}

Test(http, sees_what_is_asked_for)
{
    struct seen *s = talked(basic_login, LENGTH(basic_login));

    cr_assert_eq(seen_count(s, OBS_CHALLENGE), 2);
    cr_assert_eq(seen_nth(s, OBS_CHALLENGE, 0)->challenge.scheme, SCHEME_BASIC);
    cr_assert_eq(seen_nth(s, OBS_CHALLENGE, 1)->challenge.scheme, SCHEME_DIGEST);
    cr_assert_str_eq(seen_nth(s, OBS_CHALLENGE, 1)->challenge.realm.s, "Panasonic network device");
    cr_assert_str_eq(seen_nth(s, OBS_CHALLENGE, 1)->challenge.algorithm.s, "MD5");
    seen_free(s);
}

Test(http, sees_logins_and_weighs_the_password)
{
    struct seen *s = talked(basic_login, LENGTH(basic_login));
    const struct observation *login = seen_nth(s, OBS_LOGIN, 0);

    cr_assert_eq(seen_count(s, OBS_LOGIN), 2);
    cr_assert_eq(login->login.scheme, SCHEME_BASIC);
    cr_assert_eq(login->login.outcome, OUTCOME_UNKNOWN);
    cr_assert_str_eq(login->login.user.s, "admin");
    cr_assert(login->login.password.seen);
    cr_assert_eq(login->login.password.classes, 4);
    cr_assert_eq(login->login.password.length, 8);
    cr_assert_not(login->login.repeated);
    cr_assert(seen_nth(s, OBS_LOGIN, 1)->login.repeated);
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

/* ---- many at a time ---- */

Test(http, pairs_answers_with_pipelined_requests)
{
    static const struct turn turns[] = {
        CLIENT("GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n" BASIC "\r\n"
               "GET /c HTTP/1.1\r\nAuthorization: Digest username=\"u\"\r\n\r\n"),
        SERVER(
            "HTTP/1.1 200 A\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 B\r\nContent-Length: 0\r\n\r\n"
            "HTTP/1.1 200 C\r\nContent-Length: 0\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_nth(s, OBS_EXCHANGE, 3)->exchange.scheme, SCHEME_NONE);
    cr_assert_eq(seen_nth(s, OBS_EXCHANGE, 4)->exchange.scheme, SCHEME_BASIC);
    cr_assert_eq(seen_nth(s, OBS_EXCHANGE, 5)->exchange.scheme, SCHEME_DIGEST);
    seen_free(s);
}

Test(http, does_not_guess_where_too_many_wait)
{
    static const struct turn turns[] = {
        CLIENT("PUT / HTTP/1.1\r\n\r\nPUT / HTTP/1.1\r\n\r\nPUT / HTTP/1.1\r\n\r\n"
               "PUT / HTTP/1.1\r\n\r\nPUT / HTTP/1.1\r\n\r\nPUT / HTTP/1.1\r\n\r\n"
               "GET / HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 204 1\r\n\r\nHTTP/1.1 204 2\r\n\r\nHTTP/1.1 204 3\r\n\r\n"
               "HTTP/1.1 204 4\r\n\r\nHTTP/1.1 204 5\r\n\r\n"),
        CLIENT("COPY / HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 204 6\r\n\r\nHTTP/1.1 204 7\r\n\r\nHTTP/1.1 204 8\r\n\r\n"),
        CLIENT("POST / HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 204 9\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 7)->exchange.method.s, "PUT");
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 13)->exchange.method.s, "PUT");
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 14)->exchange.method.s, "");
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 15)->exchange.method.s, "");
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 17)->exchange.method.s, "POST");
    seen_free(s);
}

/* ---- RTSP inside HTTP ---- */

Test(http, reads_rtsp_requests_out_of_a_tunnel)
{
    /* In base64, each padded on its own: DESCRIBE rtsp://192.0.2.5/live RTSP/1.0, CSeq: 1; a frame
     * of eight bytes on channel 1; PLAY rtsp://192.0.2.5/live RTSP/1.0, CSeq: 2 and
     * Authorization: Basic YWRtaW46eA==. */
    static const struct turn turns[] = {
        CLIENT("POST /live HTTP/1.0\r\nx-sessioncookie: Canary\r\n"
               "Content-Type: application/x-rtsp-tunnelled\r\nContent-Length: 32767\r\n\r\n"
               "REVTQ1JJQkUgcnRzcDovLzE5Mi4wLjIuNS9saXZlIFJUU1AvMS4wDQpDU2VxOiAxDQoNCg=="
               "JAEACIDJAAEAAAAB"),
        CLIENT("UExBWSBydHNwOi8vMTkyLjAuMi41L2xpdmUgUlRTUC8xLjANCkNTZXE6IDINCkF1dGhvcml6YXRpb246IEJ"
               "hc2ljIFlXUnRhVzQ2ZUE9PQ0KDQo=\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 4);
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 0)->protocol, "http");
    for (size_t i = 1; i < 4; i++) {
        cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, i)->protocol, "rtsp");
        cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, i)->exchange.tunnel, "http");
    }
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 2)->exchange.method.s, "DESCRIBE");
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 3)->exchange.path.s, "/live");
    cr_assert_str_eq(seen_nth(s, OBS_LOGIN, 0)->protocol, "rtsp");
    cr_assert_str_eq(seen_nth(s, OBS_LOGIN, 0)->login.user.s, "admin");
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
    says_less_of_a_prefix(&http_dissector, turns, LENGTH(turns));
}

/* ---- recognition ---- */

Test(http, is_recognised_by_its_words)
{
    cr_assert_str_eq(recognised_as("GET / HTTP/1.0\r\n\r\n", ""), "http");
    cr_assert_str_eq(recognised_as("PROPFIND /a HTTP/1.1\r\nHost: a\r\n", ""), "http");
    cr_assert_str_eq(recognised_as("M-POST * HTTP/1.1\r\n\r\n", ""), "http");
    cr_assert_str_eq(recognised_as("\r\n\n\r\n\r\n\r\n\r\nGET / HTTP/1.0\r\n\r\n", ""), "http");
    cr_assert_str_eq(recognised_as("X", "HTTP/1.1 200 OK\r\n\r\n"), "http");
}

Test(http, is_not_taken_for_its_likes)
{
    cr_assert_str_neq(recognised_as("GET / SIP/2.0\r\n\r\n", ""), "http");
    cr_assert_str_neq(recognised_as("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", ""), "http");
    cr_assert_str_neq(recognised_as("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ""), "http");
    cr_assert_str_neq(recognised_as("GET /\r\n", ""), "http");
    cr_assert_str_neq(recognised_as("USER admin\r\n", "220 HTTP/1.1\r\n"), "http");
}

Test(http, becomes_something_else)
{
    static const struct turn turns[] = {
        CLIENT("CONNECT 192.0.2.5:554 HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 200 Connection established\r\n\r\n"),
        CLIENT("OPTIONS rtsp://192.0.2.5/ RTSP/1.0\r\nCSeq: 1\r\n\r\n"),
    };
    const char *protocol = "";
    struct seen *s = talk_recognised(turns, LENGTH(turns), TRANSPORT_TCP, &protocol);

    cr_assert_str_eq(protocol, "rtsp");
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 2)->exchange.method.s, "OPTIONS");
    seen_free(s);
}

Test(http, goes_on_as_rtsp_in_a_tunnel)
{
    static const struct turn turns[] = {
        CLIENT("GET /live HTTP/1.0\r\nx-sessioncookie: a\r\n"
               "Accept: application/x-rtsp-tunnelled\r\n\r\n"),
        SERVER("HTTP/1.0 200 OK\r\nContent-Type: application/x-rtsp-tunnelled\r\n\r\n"
               "RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"),
    };
    const char *protocol = "";
    struct seen *s = talk_recognised(turns, LENGTH(turns), TRANSPORT_TCP, &protocol);

    cr_assert_str_eq(protocol, "rtsp");
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 4);
    seen_free(s);
}

Test(http, rejects_what_is_not_its_own)
{
    struct seen *s = dissect(&http_dissector, "\x16\x03\x01");
    cr_assert_eq(s->counters.n[COUNT_message_rejected], 1);
    seen_free(s);
    s = dissect(&http_dissector, "INVITE sip:a SIP/2.0\r\n\r\n");
    cr_assert_eq(s->counters.n[COUNT_message_rejected], 1);
    seen_free(s);
}

Test(http, finds_its_place_after_a_hole)
{
    struct bytes in = bytes_of_text("rest of it\r\nX: HTTP/1.1\r\nGET /a HTTP/1.1\r\n");
    cr_assert_eq(http_dissector.resynchronise(in), 25);
    in = bytes_of_text("\xff\nHTTP/1.1 200 OK\r\n");
    cr_assert_eq(http_dissector.resynchronise(in), 2);
    in = bytes_of_text("nothing\nhere");
    cr_assert_eq(http_dissector.resynchronise(in), in.n);
}

Test(http, an_answer_has_the_path_of_its_request_if_no_other_waited)
{
    static const struct turn turns[] = {
        CLIENT("GET /a?b HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"),
        CLIENT("GET /c HTTP/1.1\r\n\r\nGET /d HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"),
        CLIENT("GET /e HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 204 No Content\r\n\r\n"),
    };
    static const char *const paths[] = { "/a", "/a", "/a", "/c", "/d", "/c", "", "/e", "/e" };
    struct seen *s = talked(turns, LENGTH(turns));
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), LENGTH(paths));
    for (size_t i = 0; i < LENGTH(paths); i++)
        cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, i)->exchange.path.s, paths[i], "%zu", i);
    seen_free(s);
}

/* ---- the clock ---- */

/* The packets of the tests are of 2023-11-14 22:13:20 UTC. */
#define DATED "HTTP/1.1 200 OK\r\nDate: Tue, 14 Nov 2023 22:13:10 GMT\r\nContent-Length: 0\r\n"

Test(http, sees_the_clock_of_a_server_once_a_minute)
{
    static const struct turn turns[] = {
        CLIENT("GET /a HTTP/1.1\r\n\r\n"),
        SERVER(DATED "\r\n"),
        CLIENT("GET /b HTTP/1.1\r\nDate: Tue, 14 Nov 2023 22:13:10 GMT\r\n\r\n"),
        SERVER(DATED "\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    const struct observation *o = seen_nth(s, OBS_CLOCK, 0);
    cr_assert_eq(seen_count(s, OBS_CLOCK), 1);
    cr_assert_str_eq(o->clock.source, "date");
    cr_assert_eq(o->clock.ahead_ms, -10000);
    cr_assert_eq(o->clock.coarse_ms, 1000);
    cr_assert_not(o->from_client);
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
}

Test(http, sees_no_clock_behind_a_proxy_or_a_cache)
{
    static const struct turn turns[] = {
        CLIENT("GET /a HTTP/1.1\r\n\r\n"), SERVER(DATED "Via: 1.1 p\r\n\r\n"),
        CLIENT("GET /b HTTP/1.1\r\n\r\n"), SERVER(DATED "Age: 9\r\n\r\n"),
        CLIENT("GET /c HTTP/1.1\r\n\r\n"), SERVER("HTTP/1.1 200 OK\r\nDate: 0\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    cr_assert_eq(seen_count(s, OBS_CLOCK), 0);
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 6);
    seen_free(s);
}
