#include <criterion/criterion.h>

#include "tests/support/dissect.h"

extern const struct dissector rtsp_dissector;

#define LENGTH(a) (sizeof(a) / sizeof(a)[0])

static struct seen *talked(const struct turn *turns, size_t n)
{
    return talk(&rtsp_dissector, turns, n, SIZE_MAX);
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

#define SDP                                                                                        \
    "v=0\r\no=- 1 1 IN IP4 192.0.2.5\r\ns=-\r\nt=0 0\r\na=control:*\r\n"                           \
    "m=video 0 RTP/AVP 98\r\na=rtpmap:98 H264/90000\r\na=control:trackID=1\r\n"                    \
    "m=audio 0 RTP/AVP 0\r\na=control:trackID=2\r\n"
#define SDP_N "Content-Length: 165\r\n"

#define DIGEST                                                                                     \
    "Authorization: Digest username=\"viewer\", realm=\"Panasonic network device\", "              \
    "nonce=\"ab\", uri=\"rtsp://192.0.2.5/MediaInput/h264\", response=\"cd\"\r\n"

static const struct turn session[] = {
    CLIENT("OPTIONS rtsp://192.0.2.5/MediaInput/h264 RTSP/1.0\r\nCSeq: 1\r\n"
           "User-Agent: Lavf58\r\n\r\n"),
    SERVER("RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: OPTIONS, DESCRIBE, SETUP\r\n\r\n"),
    CLIENT("DESCRIBE rtsp://192.0.2.5/MediaInput/h264 RTSP/1.0\r\nCSeq: 2\r\n"
           "Accept: application/sdp\r\n\r\n"),
    SERVER("RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\nServer: Cam\r\n"
           "WWW-Authenticate: Digest realm=\"Panasonic network device\", nonce=\"ab\", "
           "algorithm=\"MD5\"\r\n\r\n"),
    CLIENT("DESCRIBE rtsp://192.0.2.5/MediaInput/h264 RTSP/1.0\r\nCSeq: 3\r\n" DIGEST "\r\n"),
    SERVER("RTSP/1.0 200 OK\r\nCSeq: 3\r\nContent-Type: application/sdp\r\n" SDP_N "\r\n" SDP),
    CLIENT("SETUP rtsp://192.0.2.5/MediaInput/h264/trackID=2 RTSP/1.0\r\nCSeq: 4\r\n" DIGEST
           "Transport: RTP/AVP;unicast;client_port=5000-5001\r\n\r\n"),
    SERVER("RTSP/1.0 200 OK\r\nCSeq: 4\r\nTransport: RTP/AVP;unicast;client_port=5000-5001;"
           "server_port=59136-59137\r\nSession: 1\r\n\r\n"),
};

Test(rtsp, sees_requests_and_answers)
{
    struct seen *s = talked(session, LENGTH(session));
    const struct observation *asked = nth(s, OBS_EXCHANGE, 2), *refused = nth(s, OBS_EXCHANGE, 3);

    cr_assert_str_eq(asked->protocol, "rtsp");
    cr_assert_eq(asked->exchange.act, ACT_REQUEST);
    cr_assert_str_eq(asked->exchange.method.s, "DESCRIBE");
    cr_assert_str_eq(asked->exchange.path.s, "/MediaInput/h264");
    cr_assert_eq(refused->exchange.act, ACT_RESPONSE);
    cr_assert_eq(refused->exchange.status, 401);
    cr_assert_eq(refused->exchange.scheme, SCHEME_NONE);
    cr_assert_str_eq(refused->exchange.method.s, "DESCRIBE");
    cr_assert_str_eq(refused->exchange.agent.s, "Cam");
    cr_assert_eq(nth(s, OBS_EXCHANGE, 5)->exchange.scheme, SCHEME_DIGEST);
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 8);
    seen_free(s);
}

Test(rtsp, sees_one_login_a_request)
{
    struct seen *s = talked(session, LENGTH(session));

    cr_assert_eq(seen_count(s, OBS_LOGIN), 2);
    cr_assert_eq(nth(s, OBS_LOGIN, 0)->login.scheme, SCHEME_DIGEST);
    cr_assert_str_eq(nth(s, OBS_LOGIN, 0)->login.user.s, "viewer");
    cr_assert_str_eq(nth(s, OBS_LOGIN, 0)->login.realm.s, "Panasonic network device");
    cr_assert_not(nth(s, OBS_LOGIN, 0)->login.repeated);
    cr_assert(nth(s, OBS_LOGIN, 1)->login.repeated);
    cr_assert_eq(seen_count(s, OBS_CHALLENGE), 1);
    seen_free(s);
}

Test(rtsp, sees_what_is_offered_and_set_up)
{
    struct seen *s = talked(session, LENGTH(session));
    const struct observation *video = nth(s, OBS_STREAM, 0), *audio = nth(s, OBS_STREAM, 1);
    const struct observation *asked = nth(s, OBS_STREAM, 2), *given = nth(s, OBS_STREAM, 3);

    cr_assert_eq(video->stream.act, ACT_NOTIFY);
    cr_assert_eq(video->stream.type, MEDIA_VIDEO);
    cr_assert_eq(video->stream.codec, CODEC_H264);
    cr_assert_eq(video->stream.payload_type, 98);
    cr_assert_eq(audio->stream.type, MEDIA_AUDIO);
    cr_assert_eq(audio->stream.codec, CODEC_G711);
    cr_assert_eq(asked->stream.act, ACT_REQUEST);
    cr_assert_eq(asked->stream.type, MEDIA_AUDIO);
    cr_assert_eq(asked->stream.client_port, 5000);
    cr_assert_eq(given->stream.act, ACT_RESPONSE);
    cr_assert_eq(given->stream.status, 200);
    cr_assert_eq(given->stream.server_port, 59136);
    cr_assert_eq(given->stream.type, MEDIA_AUDIO);
    seen_free(s);
}

Test(rtsp, says_the_same_however_the_bytes_arrive)
{
    says_the_same_in_pieces(&rtsp_dissector, session, LENGTH(session));
}

Test(rtsp, says_less_of_a_prefix)
{
    says_less_of_a_prefix(&rtsp_dissector, session, LENGTH(session));
}
