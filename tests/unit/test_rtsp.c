#include <criterion/criterion.h>

#include "tests/support/dissect.h"

extern const struct dissector rtsp_dissector;

static struct seen *talked(const struct turn *turns, size_t n)
{
    return talk(&rtsp_dissector, turns, n, SIZE_MAX);
}

#define SDP                                                                     \
    "v=0\r\no=- 1 1 IN IP4 192.0.2.5\r\ns=-\r\nt=0 0\r\na=control:*\r\n"        \
    "m=video 0 RTP/AVP 98\r\na=rtpmap:98 H264/90000\r\na=control:trackID=1\r\n" \
    "m=audio 0 RTP/AVP 0\r\na=control:trackID=2\r\n"
#define SDP_N "Content-Length: 165\r\n"

#define DIGEST                                                                        \
    "Authorization: Digest username=\"viewer\", realm=\"Panasonic network device\", " \
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
    const struct observation *asked = seen_nth(s, OBS_EXCHANGE, 2),
                             *refused = seen_nth(s, OBS_EXCHANGE, 3);

    cr_assert_str_eq(asked->protocol, "rtsp");
    cr_assert_eq(asked->exchange.act, ACT_REQUEST);
    cr_assert_str_eq(asked->exchange.method.s, "DESCRIBE");
    cr_assert_str_eq(asked->exchange.path.s, "/MediaInput/h264");
    cr_assert_eq(refused->exchange.act, ACT_RESPONSE);
    cr_assert_eq(refused->exchange.status, 401);
    cr_assert_eq(refused->exchange.scheme, SCHEME_NONE);
    cr_assert_str_eq(refused->exchange.method.s, "DESCRIBE");
    cr_assert_str_eq(refused->exchange.agent.s, "Cam");
    cr_assert_eq(seen_nth(s, OBS_EXCHANGE, 5)->exchange.scheme, SCHEME_DIGEST);
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 8);
    seen_free(s);
}

Test(rtsp, sees_one_login_a_request)
{
    struct seen *s = talked(session, LENGTH(session));

    cr_assert_eq(seen_count(s, OBS_LOGIN), 2);
    cr_assert_eq(seen_nth(s, OBS_LOGIN, 0)->login.scheme, SCHEME_DIGEST);
    cr_assert_str_eq(seen_nth(s, OBS_LOGIN, 0)->login.user.s, "viewer");
    cr_assert_str_eq(seen_nth(s, OBS_LOGIN, 0)->login.realm.s, "Panasonic network device");
    cr_assert_not(seen_nth(s, OBS_LOGIN, 0)->login.repeated);
    cr_assert(seen_nth(s, OBS_LOGIN, 1)->login.repeated);
    cr_assert_eq(seen_count(s, OBS_CHALLENGE), 1);
    seen_free(s);
}

Test(rtsp, sees_what_is_offered_and_set_up)
{
    struct seen *s = talked(session, LENGTH(session));
    const struct observation *video = seen_nth(s, OBS_STREAM, 0),
                             *audio = seen_nth(s, OBS_STREAM, 1);
    const struct observation *asked = seen_nth(s, OBS_STREAM, 2),
                             *given = seen_nth(s, OBS_STREAM, 3);

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

Test(rtsp, tells_a_back_channel_from_sound_of_the_camera)
{
    static const struct turn turns[] = {
        CLIENT("DESCRIBE rtsp://192.0.2.5/a RTSP/1.0\r\nCSeq: 1\r\n"
               "Require: www.onvif.org/ver20/backchannel\r\n\r\n"),
        SERVER("RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Type: application/sdp\r\n"
               "Content-Length: 109\r\n\r\n"
               "m=video 0 RTP/AVP 26\r\na=recvonly\r\na=control:trackID=1\r\n"
               "m=audio 0 RTP/AVP 0\r\na=sendonly\r\na=control:trackID=2\r\n"),
        CLIENT("SETUP rtsp://192.0.2.5/a/trackID=2 RTSP/1.0\r\nCSeq: 2\r\n"
               "Transport: RTP/AVP;unicast;client_port=5000-5001\r\n\r\n"),
        SERVER("RTSP/1.0 200 OK\r\nCSeq: 2\r\n"
               "Transport: RTP/AVP;unicast;client_port=5000-5001\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    cr_assert_eq(seen_count(s, OBS_STREAM), 4);
    cr_assert_not(seen_nth(s, OBS_STREAM, 0)->stream.back_channel);
    for (size_t i = 1; i < 4; i++)
        cr_assert(seen_nth(s, OBS_STREAM, i)->stream.back_channel, "%zu", i);
    cr_assert_eq(seen_nth(s, OBS_STREAM, 3)->stream.type, MEDIA_AUDIO);
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

/* ---- traps of messages ---- */

Test(rtsp, pairs_answers_by_cseq)
{
    static const struct turn turns[] = {
        CLIENT("SETUP rtsp://a/1 RTSP/1.0\r\nCSeq: 7\r\n"
               "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n"
               "PLAY rtsp://a/ RTSP/1.0\r\nCSeq: 8\r\n" DIGEST "\r\n"),
        SERVER("RTSP/1.0 200 OK\r\nCSeq: 8\r\n\r\n"
               "RTSP/1.0 461 Unsupported transport\r\nCSeq: 7\r\n\r\n"
               "RTSP/1.0 200 OK\r\nCSeq: 9\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 2)->exchange.method.s, "PLAY");
    cr_assert_eq(seen_nth(s, OBS_EXCHANGE, 2)->exchange.scheme, SCHEME_DIGEST);
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 3)->exchange.method.s, "SETUP");
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 4)->exchange.method.s, "");
    cr_assert(seen_nth(s, OBS_STREAM, 0)->stream.interleaved);
    cr_assert_eq(seen_nth(s, OBS_STREAM, 1)->stream.status, 461);
    seen_free(s);
}

Test(rtsp, pairs_answers_without_a_number_by_order)
{
    static const struct turn turns[] = {
        CLIENT("OPTIONS rtsp://a/ RTSP/1.0\r\nCSeq: 1\r\n\r\n"
               "DESCRIBE rtsp://a/ RTSP/1.0\r\nCSeq: 2\r\n" DIGEST "\r\n"),
        SERVER("RTSP/1.0 200 OK\r\nCseq: 0\r\n\r\nRTSP/1.0 200 OK\r\nCseq: \r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 2)->exchange.method.s, "OPTIONS");
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 3)->exchange.method.s, "DESCRIBE");
    cr_assert_eq(seen_nth(s, OBS_EXCHANGE, 3)->exchange.scheme, SCHEME_DIGEST);
    seen_free(s);
}

Test(rtsp, knows_what_was_asked_by_the_answer)
{
    static const struct turn turns[] = {
        SERVER("RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\n"
               "Content-Length: 24\r\n\r\nm=video 0 RTP/AVP 26\r\n\r\n"
               "RTSP/1.0 200 OK\r\nCSeq: 3\r\nTransport: RTP/AVP;unicast\r\n\r\n"
               "RTSP/1.0 200 OK\r\nCSeq: 4\r\nRTP-Info: url=rtsp://h/a\r\n\r\n"
               "RTSP/1.0 200 OK\r\nCSeq: 5\r\n\r\n"
               "RTSP/1.0 404 Not Found\r\nCSeq: 6\r\nTransport: RTP/AVP\r\n\r\n"),
    };
    static const char *const methods[] = { "DESCRIBE", "SETUP", "PLAY", "", "" };
    struct seen *s = talked(turns, LENGTH(turns));
    for (size_t i = 0; i < LENGTH(methods); i++) {
        const struct observation *o = seen_nth(s, OBS_EXCHANGE, i);
        cr_assert_str_eq(o->exchange.method.s, methods[i]);
        cr_assert_eq(o->exchange.vouched, o->exchange.status == 200,
                     "a login may have gone with it");
    }
    cr_assert_eq(seen_nth(s, OBS_STREAM, 1)->stream.act, ACT_RESPONSE);
    seen_free(s);
}

Test(rtsp, reads_requests_of_a_server_too)
{
    static const struct turn turns[] = {
        SERVER("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"),
        CLIENT("RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\nGET_PARAMETER rtsp://a/ RTSP/1.0\r\nCSeq: "
               "1\r\n\r\n"),
        SERVER("RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 0)->exchange.path.s, "*");
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 1)->exchange.method.s, "OPTIONS");
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 3)->exchange.method.s, "GET_PARAMETER");
    seen_free(s);
}

Test(rtsp, reads_version_2_and_methods_it_does_not_know)
{
    static const struct turn turns[] = {
        CLIENT("FETCH rtsp://a/b RTSP/2.0\r\nCSeq: 1\r\n\r\n"
               "SETUP rtsp://a/b RTSP/2.0\r\nCSeq: 2\r\n"
               "Transport: RTP/SAVP;unicast;dest_addr=\":4588\"/\":4589\",RTP/AVP;unicast\r\n\r\n"),
        SERVER("RTSP/2.0 200 OK\r\nCSeq: 2\r\nTransport: RTP/SAVP;unicast;"
               "dest_addr=\"192.0.2.9:4588\"/\"192.0.2.9:4589\";"
               "src_addr=\"[2001:db8::5]:6256\"/\"[2001:db8::5]:6257\"\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 0)->exchange.method.s, "FETCH");
    cr_assert(seen_nth(s, OBS_STREAM, 0)->stream.secure);
    cr_assert_eq(seen_nth(s, OBS_STREAM, 0)->stream.client_port, 4588);
    cr_assert_eq(seen_nth(s, OBS_STREAM, 1)->stream.client_port, 4588);
    cr_assert_eq(seen_nth(s, OBS_STREAM, 1)->stream.server_port, 6256);
    seen_free(s);
}

Test(rtsp, knows_the_keys_of_media)
{
    static const struct turn turns[] = {
        CLIENT("ANNOUNCE rtsp://a/b RTSP/1.0\r\nCSeq: 1\r\nContent-Type: application/sdp\r\n"
               "Content-Length: 90\r\n\r\n"
               "v=0\r\nm=video 0 RTP/SAVP 98\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 "
               "inline:CanaryCanaryCanary\r\n"),
        CLIENT("SETUP rtsp://a/b RTSP/1.0\r\nCSeq: 2\r\nTransport: RTP/SAVP;client_port=2-3\r\n"
               "KeyMgmt: prot=mikey; uri=\"rtsp://a/b\"; data=\"AAAA\"\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_nth(s, OBS_STREAM, 0)->stream.key, KEY_SDES);
    cr_assert(seen_nth(s, OBS_STREAM, 0)->stream.secure);
    cr_assert_eq(seen_nth(s, OBS_STREAM, 1)->stream.key, KEY_MIKEY);
    cr_assert_not(seen_tells(s, "CanaryCanary"));
    seen_free(s);
    says_the_same_in_pieces(&rtsp_dissector, turns, LENGTH(turns));
}

Test(rtsp, passes_over_bodies_and_empty_lines)
{
    static const struct turn turns[] = {
        CLIENT("SET_PARAMETER rtsp://a/ RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 26\r\n\r\n"
               "PLAY rtsp://a/ RTSP/1.0\r\n\r"
               "\r\n\r\nTEARDOWN rtsp://a/ RTSP/1.0\nCSeq: 2\n\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 2);
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 1)->exchange.method.s, "TEARDOWN");
    seen_free(s);
    says_the_same_in_pieces(&rtsp_dissector, turns, LENGTH(turns));
}

Test(rtsp, does_not_wait_for_a_long_description)
{
    struct seen *s = dissect(&rtsp_dissector, "ANNOUNCE rtsp://a/b RTSP/1.0\r\nContent-Type: "
                                              "application/sdp\r\nContent-Length: 20000\r\n\r\n");
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 1);
    seen_free(s);
}

Test(rtsp, tells_no_secret)
{
    static const struct turn turns[] = {
        CLIENT("DESCRIBE rtsp://admin:Canary1@192.0.2.5/user=a_password=Canary2/x;Canary3?Canary4 "
               "RTSP/1.0\r\nCSeq: 1\r\nAuthorization: Basic YWRtaW46Q2FuYXJ5Ng==\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(seen_count(s, OBS_LOGIN), 2);
    cr_assert_not(seen_tells(s, "Canary"));
    cr_assert_not(seen_tells(s, "Q2FuYXJ5"));
    seen_free(s);
}

/* ---- recognition ---- */

Test(rtsp, is_recognised_by_its_words)
{
    cr_assert_str_eq(recognised_as("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", ""), "rtsp");
    cr_assert_str_eq(recognised_as("UNKNOWN rtsp://a/ RTSP/2.0\r\n", ""), "rtsp");
    cr_assert_str_eq(recognised_as("", "RTSP/1.0 200 OK\r\n\r\n"), "rtsp");
}

Test(rtsp, is_not_taken_for_its_likes)
{
    cr_assert_str_neq(recognised_as("REGISTER sip:a SIP/2.0\r\n\r\n", ""), "rtsp");
    cr_assert_str_neq(recognised_as("OPTIONS * HTTP/1.1\r\n\r\n", ""), "rtsp");
    cr_assert_str_neq(recognised_as("$\x01", ""), "rtsp");
    cr_assert_str_neq(recognised_as("RTSP is a protocol\r\n", ""), "rtsp");
}

Test(rtsp, says_nothing_of_what_is_not_its_own)
{
    static const char *const others[] = {
        "REGISTER sip:a SIP/2.0\r\nCSeq: 1\r\n\r\n",
        "GET / HTTP/1.1\r\nAuthorization: Basic YTpi\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        "220 RTSP/1.0\r\n",
    };
    for (size_t i = 0; i < LENGTH(others); i++) {
        struct seen *s = dissect(&rtsp_dissector, others[i]);
        cr_assert_eq(s->n, 0, "%s", others[i]);
        seen_free(s);
    }
}

Test(rtsp, a_login_before_on_the_connection_may_stand_for_one)
{
    static const struct turn turns[] = {
        CLIENT("DESCRIBE rtsp://h/a RTSP/1.0\r\nCSeq: 1\r\nAuthorization: Basic YTpi\r\n\r\n"),
        SERVER("RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"),
        CLIENT("SETUP rtsp://h/a/1 RTSP/1.0\r\nCSeq: 2\r\n\r\n"),
        SERVER("RTSP/1.0 200 OK\r\nCSeq: 2\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    cr_assert_not(seen_nth(s, OBS_EXCHANGE, 1)->exchange.vouched);
    cr_assert(seen_nth(s, OBS_EXCHANGE, 3)->exchange.vouched);
    seen_free(s);
}
