#include <criterion/criterion.h>

#include <stdio.h>

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

/* ---- bodies ---- */

/* Whether the request that comes after is found. */
static size_t exchanges(const struct turn *turns, size_t n)
{
    struct seen *s = talked(turns, n);
    size_t found = seen_count(s, OBS_EXCHANGE);
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, n);
    says_less_of_a_prefix(&http_dissector, turns, n);
    return found;
}

Test(http, passes_over_chunks)
{
    static const struct turn turns[] = {
        CLIENT("GET /a HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"
               "1a;x=y\r\nabcdefghij\r\n\r\nabcdefghijkl\r\n3 \r\nabc\r\n0\r\nTrailer: 1\r\n\r\n"
               "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        CLIENT("POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\nHTTP/\n0\n\n"
               "GET /c HTTP/1.1\r\n\r\n"),
    };
    cr_assert_eq(exchanges(turns, LENGTH(turns)), 5);
}

Test(http, knows_what_has_no_body)
{
    static const struct turn turns[] = {
        CLIENT("HEAD /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\nPOST /c HTTP/1.1\r\n"
               "Expect: 100-continue\r\nContent-Length: 2\r\n\r\nab"),
        SERVER("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
               "HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n"
               "HTTP/1.1 100 Continue\r\n\r\n"
               "HTTP/1.1 204 No Content\r\n\r\n"
               "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n!"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(exchanges(turns, LENGTH(turns)), 8);
    cr_assert_str_eq(nth(s, OBS_EXCHANGE, 3)->exchange.method.s, "HEAD");
    cr_assert_str_eq(nth(s, OBS_EXCHANGE, 4)->exchange.method.s, "GET");
    cr_assert_str_eq(nth(s, OBS_EXCHANGE, 5)->exchange.method.s, "POST");
    cr_assert_str_eq(nth(s, OBS_EXCHANGE, 6)->exchange.method.s, "POST");
    cr_assert_str_eq(nth(s, OBS_EXCHANGE, 7)->exchange.method.s, "");
    seen_free(s);
}

Test(http, passes_over_a_body_that_lasts_as_long_as_the_connection)
{
    static const struct turn turns[] = {
        CLIENT("GET /nphMotionJpeg?Resolution=640x480 HTTP/1.0\r\n\r\n"),
        SERVER("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=a\r\n\r\n"
               "--a\r\nContent-Type: image/jpeg\r\n\r\nHTTP/1.1 401 No\r\n\r\n"),
        SERVER("GET /x HTTP/1.1\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(exchanges(turns, LENGTH(turns)), 2);
    cr_assert_eq(nth(s, OBS_EXCHANGE, 1)->exchange.content, CONTENT_JPEG);
    seen_free(s);
}

Test(http, reads_what_is_long_by_its_length)
{
    static const struct turn turns[] = {
        CLIENT("PUT /a HTTP/1.1\r\nContent-Length: 18\r\n\r\nGET /x HTTP/1.1\r\n\r"),
        CLIENT("GET /b HTTP/1.1\n\n"),
    };
    cr_assert_eq(exchanges(turns, LENGTH(turns)), 2);
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

    cr_assert_eq(nth(s, OBS_EXCHANGE, 3)->exchange.scheme, SCHEME_NONE);
    cr_assert_eq(nth(s, OBS_EXCHANGE, 4)->exchange.scheme, SCHEME_BASIC);
    cr_assert_eq(nth(s, OBS_EXCHANGE, 5)->exchange.scheme, SCHEME_DIGEST);
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

    cr_assert_str_eq(nth(s, OBS_EXCHANGE, 7)->exchange.method.s, "PUT");
    cr_assert_str_eq(nth(s, OBS_EXCHANGE, 13)->exchange.method.s, "PUT");
    cr_assert_str_eq(nth(s, OBS_EXCHANGE, 14)->exchange.method.s, "");
    cr_assert_str_eq(nth(s, OBS_EXCHANGE, 15)->exchange.method.s, "");
    cr_assert_str_eq(nth(s, OBS_EXCHANGE, 17)->exchange.method.s, "POST");
    seen_free(s);
}

/* ---- logins and challenges ---- */

Test(http, reads_challenges_in_any_form)
{
    static const struct turn turns[] = {
        SERVER("HTTP/1.1 401 No\r\nWWW-Authenticate: Negotiate, NTLM, Digest realm=\"a, b\",\r\n"
               "\tnonce=\"x\", algorithm=SHA-256, Basic realm=\"c\"\r\n"
               "Content-Length: 0\r\n\r\n"),
        SERVER("HTTP/1.1 407 No\nProxy-Authenticate: Basic realm=\"d\"\nContent-Length: 0\n\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_count(s, OBS_CHALLENGE), 5);
    cr_assert_eq(nth(s, OBS_CHALLENGE, 1)->challenge.scheme, SCHEME_NTLM);
    cr_assert_str_eq(nth(s, OBS_CHALLENGE, 2)->challenge.realm.s, "a, b");
    cr_assert_str_eq(nth(s, OBS_CHALLENGE, 2)->challenge.algorithm.s, "SHA-256");
    cr_assert_str_eq(nth(s, OBS_CHALLENGE, 3)->challenge.realm.s, "c");
    cr_assert_str_eq(nth(s, OBS_CHALLENGE, 4)->challenge.realm.s, "d");
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
}

Test(http, finds_a_login_in_the_target)
{
    static const struct turn turns[] = {
        CLIENT("GET /snap.cgi?user=admin&pwd=Canary HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 204 No Content\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(nth(s, OBS_LOGIN, 0)->login.scheme, SCHEME_URL);
    cr_assert_eq(nth(s, OBS_EXCHANGE, 1)->exchange.scheme, SCHEME_URL);
    seen_free(s);
}

Test(http, tells_no_secret)
{
    static const struct turn turns[] = {
        CLIENT("GET http://admin:Canary1@192.0.2.5/user=a_password=Canary2/x;Canary3?Canary4 "
               "HTTP/1.1\r\nCookie: Canary5\r\nAuthorization: Basic YWRtaW46Q2FuYXJ5Ng==\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_gt(s->n, 0);
    cr_assert_null(memmem(s->o, s->n * sizeof s->o[0], "Canary", 6));
    cr_assert_null(memmem(s->o, s->n * sizeof s->o[0], "Q2FuYXJ5", 8));
    seen_free(s);
}

/* ---- calls to a router ---- */

#define CALL                                                                                    \
    "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">" \
    "<s:Body><u:AddPortMapping "                                                                \
    "xmlns:u=\"urn:schemas-upnp-org:service:WANIPConnection:1\"><NewRemoteHost/>"               \
    "<NewExternalPort>8080</NewExternalPort><NewProtocol>TCP</NewProtocol>"                     \
    "<NewInternalPort>80</NewInternalPort><NewInternalClient>192.0.2.9</NewInternalClient>"     \
    "</u:AddPortMapping></s:Body></s:Envelope>"
#define SOAP_ACTION \
    "SOAPAction: \"urn:schemas-upnp-org:service:WANIPConnection:1#AddPortMapping\"\r\n"

Test(http, waits_for_the_whole_of_a_call_to_a_router)
{
    static const char head[] = "POST /ctl HTTP/1.1\r\n" SOAP_ACTION "Content-Length: ";
    static char text[1024];
    int n = snprintf(text, sizeof text, "%s%zu\r\n\r\n%s", head, sizeof CALL - 1, CALL);
    const struct turn turns[] = {
        { true, { (const uint8_t *)text, (size_t)n } },
        SERVER("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        { true, { (const uint8_t *)text, (size_t)n } },
        SERVER("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_count(s, OBS_MAPPING), 4);
    cr_assert_str_eq(nth(s, OBS_MAPPING, 0)->protocol, "igd");
    cr_assert_eq(nth(s, OBS_MAPPING, 0)->mapping.external_port, 8080);
    cr_assert_eq(nth(s, OBS_MAPPING, 0)->mapping.outcome, OUTCOME_UNKNOWN);
    cr_assert_eq(nth(s, OBS_MAPPING, 1)->mapping.outcome, OUTCOME_ACCEPTED);
    cr_assert_eq(nth(s, OBS_MAPPING, 1)->mapping.internal_port, 80);
    cr_assert_eq(nth(s, OBS_MAPPING, 3)->mapping.outcome, OUTCOME_REFUSED);
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
}

/* The mapping that a call in these words asks for. */
static struct observation mapping_of(const char *head, const char *body)
{
    static char text[2048];
    int n = snprintf(text, sizeof text, "%s\r\n%s", head, body);
    const struct turn turns[] = {
        { true, { (const uint8_t *)text, (size_t)n } },
        CLIENT("GET /next HTTP/1.1\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    cr_assert_eq(seen_count(s, OBS_MAPPING), 1);
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 2); /* in step after it */
    struct observation o = *nth(s, OBS_MAPPING, 0);
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
    return o;
}

Test(http, reads_a_call_in_chunks)
{
    static const char head[] =
        "POST /ctl HTTP/1.1\r\n" SOAP_ACTION "Transfer-Encoding: chunked\r\n";
    static char body[1024];
    struct ip none = { { 0 } };
    (void)snprintf(body, sizeof body, "%zx\r\n%s\r\n0\r\n\r\n", sizeof CALL - 1, CALL);
    cr_assert_eq(mapping_of(head, body).mapping.external_port, 8080);
    cr_assert_eq(mapping_of(head, body).mapping.internal_port, 80);

    struct observation o = mapping_of(head, "6\r\n<?xml \r\n2\r\n/>\r\n0\r\n\r\n");
    cr_assert_eq(o.mapping.act, ACT_ADD);
    cr_assert_eq(o.mapping.external_port, 0);
    cr_assert(ip_equal(&o.mapping.internal, &none));
    cr_assert_eq(mapping_of(head, "0\r\n\r\n").mapping.external_port, 0);
}

Test(http, reads_a_call_by_m_post)
{
    static const char head[] =
        "M-POST /ctl HTTP/1.1\r\nMAN: \"http://schemas.xmlsoap.org/soap/envelope/\"; ns=01\r\n"
        "01-" SOAP_ACTION "Transfer-Encoding: chunked\r\n";
    static char body[1024];
    (void)snprintf(body, sizeof body, "%zx\r\n%s\r\n0\r\n\r\n", sizeof CALL - 1, CALL);
    cr_assert_eq(mapping_of(head, body).mapping.external_port, 8080);
}

Test(http, does_not_wait_for_a_long_call)
{
    static const struct turn turns[] = {
        CLIENT("POST /ctl HTTP/1.1\r\n" SOAP_ACTION "Content-Length: 9000\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(nth(s, OBS_MAPPING, 0)->mapping.external_port, 0);
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
    cr_assert_str_eq(nth(s, OBS_EXCHANGE, 0)->protocol, "http");
    for (size_t i = 1; i < 4; i++) {
        cr_assert_str_eq(nth(s, OBS_EXCHANGE, i)->protocol, "rtsp");
        cr_assert_str_eq(nth(s, OBS_EXCHANGE, i)->exchange.tunnel, "http");
    }
    cr_assert_str_eq(nth(s, OBS_EXCHANGE, 2)->exchange.method.s, "DESCRIBE");
    cr_assert_str_eq(nth(s, OBS_EXCHANGE, 3)->exchange.path.s, "/live");
    cr_assert_str_eq(nth(s, OBS_LOGIN, 0)->protocol, "rtsp");
    cr_assert_str_eq(nth(s, OBS_LOGIN, 0)->login.user.s, "admin");
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
    says_less_of_a_prefix(&http_dissector, turns, LENGTH(turns));
}

/* ---- recognition ---- */

static const char *recognised(const char *client, const char *server)
{
    const struct turn turns[] = { { true, bytes_of_text(client) },
                                  { false, bytes_of_text(server) } };
    const char *protocol = "";
    seen_free(talk_recognised(turns, server[0] != '\0' ? 2 : 1, TRANSPORT_TCP, &protocol));
    return protocol;
}

Test(http, is_recognised_by_its_words)
{
    cr_assert_str_eq(recognised("GET / HTTP/1.0\r\n\r\n", ""), "http");
    cr_assert_str_eq(recognised("PROPFIND /a HTTP/1.1\r\nHost: a\r\n", ""), "http");
    cr_assert_str_eq(recognised("M-POST * HTTP/1.1\r\n\r\n", ""), "http");
    cr_assert_str_eq(recognised("X", "HTTP/1.1 200 OK\r\n\r\n"), "http");
}

Test(http, is_not_taken_for_its_likes)
{
    cr_assert_str_neq(recognised("GET / SIP/2.0\r\n\r\n", ""), "http");
    cr_assert_str_neq(recognised("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", ""), "http");
    cr_assert_str_neq(recognised("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ""), "http");
    cr_assert_str_neq(recognised("GET /\r\n", ""), "http");
    cr_assert_str_neq(recognised("USER admin\r\n", "220 HTTP/1.1\r\n"), "http");
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
    cr_assert_str_eq(nth(s, OBS_EXCHANGE, 2)->exchange.method.s, "OPTIONS");
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

Test(http, finds_its_step_again)
{
    static const struct turn turns[] = {
        CLIENT("GET /a HTTP/1.1\r\n\r\n"),
        SERVER("\1\2 the middle of a body\r\n\r\nHTTP/1.1 200 OK\r\n"
               "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n\nHTTP/1.1 204 OK\r\n\r\n"),
        CLIENT("GET /b HTTP/1.1\r\nContent-Length: 1\r\n\r\n12345\r\nGET /c HTTP/1.1\r\n\r\n"),
    };
    cr_assert_eq(exchanges(turns, LENGTH(turns)), 5);
}

static bool vouched(const char *field, const char *target)
{
    char asked[256];
    int n = snprintf(asked, sizeof asked, "GET %s HTTP/1.1\r\n%s\r\n", target, field);
    struct turn turns[] = { { true, { (const uint8_t *)asked, (size_t)n } },
                            SERVER("HTTP/1.1 204 No Content\r\n\r\n") };
    struct seen *s = talked(turns, 2);
    bool is = nth(s, OBS_EXCHANGE, 1)->exchange.vouched;
    cr_assert_not(nth(s, OBS_EXCHANGE, 0)->exchange.vouched);
    seen_free(s);
    return is;
}

Test(http, says_what_may_stand_for_a_login)
{
    cr_assert_not(vouched("", "/a?b=1"));
    cr_assert(vouched("Cookie: a=b\r\n", "/a"));
    cr_assert(vouched("X-Auth-Token: a\r\n", "/a"));
    cr_assert(vouched("SessionTag: a\r\n", "/a"));
    cr_assert(vouched("", "/a?token=1"));
    cr_assert_not(vouched("Authorization: Basic YTpi\r\n", "/a"), "it is a login");
}

Test(http, a_login_before_on_the_connection_may_stand_for_one)
{
    static const struct turn turns[] = {
        CLIENT("GET /a HTTP/1.1\r\nAuthorization: Basic YTpi\r\n\r\n"),
        SERVER("HTTP/1.1 204 No Content\r\n\r\n"),
        CLIENT("GET /b HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 204 No Content\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    cr_assert_not(nth(s, OBS_EXCHANGE, 1)->exchange.vouched);
    cr_assert(nth(s, OBS_EXCHANGE, 3)->exchange.vouched);
    seen_free(s);
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
        cr_assert_str_eq(nth(s, OBS_EXCHANGE, i)->exchange.path.s, paths[i], "%zu", i);
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
    const struct observation *o = nth(s, OBS_CLOCK, 0);
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

/* ---- pictures ---- */

#define JPEG                                                               \
    "\xff\xd8\xff\xe0\0\4JF\xff\xdb\0\3\1\xff\xc0\0\5\1\2\3\xff\xda\0\3\1" \
    "abc\xff\0def\xff\xd0gh\xff\xd9"
#define JPEG_N "39"

static const struct turn pictures[] = {
    CLIENT("GET /a HTTP/1.1\r\n\r\n"),
    SERVER("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
           "Content-Length: " JPEG_N "\r\n\r\n" JPEG),
    CLIENT("GET /b HTTP/1.1\r\n\r\n"),
    SERVER("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: chunked\r\n\r\n"
           "27\r\n" JPEG "\r\n0\r\n\r\n"),
    CLIENT("POST /c HTTP/1.1\r\nContent-Type: image/jpeg\r\nContent-Length: " JPEG_N
           "\r\n\r\n" JPEG),
    SERVER("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    CLIENT("GET /d HTTP/1.1\r\n\r\n"),
    SERVER("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 8\r\n\r\nno image"),
    CLIENT("GET /e HTTP/1.1\r\n\r\n"),
    SERVER("HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n"
           "--b\r\nContent-Type: image/jpeg\r\n\r\n" JPEG "\r\n--b\r\n" JPEG),
};

Test(http, sees_pictures_by_their_content_and_not_by_their_type)
{
    struct seen *s = talked(pictures, LENGTH(pictures));
    cr_assert_eq(seen_count(s, OBS_PICTURE), 4);
    for (size_t i = 0; i < 4; i++) {
        const struct observation *o = nth(s, OBS_PICTURE, i);
        cr_assert_eq(o->picture.readable, READABLE_YES);
        cr_assert_eq(o->picture.content, CONTENT_JPEG);
        cr_assert_eq(o->picture.place, i == 3 ? PLACE_SERIES : PLACE_BODY);
        cr_assert_eq(o->from_client, i == 2);
    }
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 10);
    seen_free(s);
}

Test(http, sees_the_same_pictures_in_pieces)
{
    says_the_same_in_pieces(&http_dissector, pictures, LENGTH(pictures));
    says_less_of_a_prefix(&http_dissector, pictures, LENGTH(pictures));
}

/* 300 kB in one chunk: more than of any text is read. */
Test(http, sees_a_picture_in_a_long_chunk)
{
    static char answer[310000];
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: "
                               "chunked\r\n\r\n493e0\r\n",
                      next[] = "\r\n0\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    size_t head_n = sizeof head - 1, n = head_n + 300000 + sizeof next - 1;
    memset(answer, 'x', sizeof answer);
    memcpy(answer, head, head_n);
    memcpy(answer + head_n, JPEG, sizeof JPEG - 1);
    memcpy(answer + head_n + 300000, next, sizeof next - 1);
    const struct turn turns[] = { CLIENT("GET /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\n\r\n"),
                                  { false, { (const uint8_t *)answer, n } } };
    struct seen *s = talk(&http_dissector, turns, 2, 1460);
    cr_assert_eq(seen_count(s, OBS_PICTURE), 1);
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 4);
    seen_free(s);
}
