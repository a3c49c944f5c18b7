#include <criterion/criterion.h>

#include "tests/support/judging.h"

static struct observation media(enum encrypted e)
{
    struct observation o = served("rtp", OBS_MEDIA, 59000);
    o.transport = TRANSPORT_UDP;
    o.media.type = MEDIA_VIDEO;
    o.media.encrypted = e;
    return o;
}

Test(internet_mode, is_broken_by_rtsp_in_clear)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, answered("rtsp", 554, "DESCRIBE", 401, SCHEME_NONE));
    court_expect(c, "3.5", VERDICT_FAIL, "rtsp-clear", "RTSP DESCRIBE answered with 401 in clear");
    court_close(c);
}

Test(internet_mode, is_broken_by_rtp_that_can_be_read)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, media(ENCRYPTED_NO));
    court_expect(c, "3.5", VERDICT_FAIL, "rtp-clear", "video sent in clear by RTP");
    court_close(c);
}

Test(internet_mode, is_broken_by_a_picture_over_plain_http)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = answered("http", 80, "GET", 200, SCHEME_DIGEST);
    o.exchange.content = CONTENT_JPEG;
    court_show(c, o);
    court_expect(c, "3.5", VERDICT_FAIL, "jpeg-clear", "a picture");
    court_close(c);
}

Test(internet_mode, is_not_broken_by_a_picture_of_the_web_pages)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = answered("http", 80, "GET", 200, SCHEME_NONE);
    o.exchange.content = CONTENT_JPEG;
    o.exchange.path = text_of(bytes_of_text("/images/login_bg.jpg"));
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.5").verdict, VERDICT_UNKNOWN);
    o.exchange.path = text_of(bytes_of_text("/images/snapshot.jpg"));
    court_show(c, o);
    court_expect(c, "3.5", VERDICT_FAIL, "jpeg-clear", "a picture");
    court_close(c);
}

/* Makers keep their pages' pictures in folders of any name. */
Test(internet_mode, is_only_suspect_by_one_picture_that_may_be_a_pages_own)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = answered("http", 80, "GET", 200, SCHEME_NONE);
    o.exchange.content = CONTENT_JPEG;
    o.exchange.path = text_of(bytes_of_text("/bg.jpg"));
    court_show(c, o);
    court_expect(c, "3.5", VERDICT_SUSPECT, "jpeg-once", "page's own: /bg.jpg");
    court_wait(c, 61);
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.5").verdict, VERDICT_SUSPECT);
    court_wait(c, 5);
    court_show(c, o);
    court_expect(c, "3.5", VERDICT_FAIL, "jpeg-clear", "a picture");
    court_close(c);
}

Test(internet_mode, names_no_method_that_was_not_seen)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, answered("rtsp", 554, "", 200, SCHEME_NONE));
    court_expect(c, "3.5", VERDICT_FAIL, "rtsp-clear", "RTSP answered with 200");
    court_close(c);
}

Test(internet_mode, is_not_broken_by_undecided_media)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, media(ENCRYPTED_UNKNOWN));
    cr_assert_eq(court_standing(c, "3.5").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

/* SRTP with RTSPS serves the same end. */
Test(internet_mode, is_likely_kept_by_srtp)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, media(ENCRYPTED_YES));
    court_expect(c, "3.5", VERDICT_LIKELY_OK, "srtp", "SRTP");
    court_close(c);
}

static struct observation volume(uint16_t port)
{
    struct observation o = served("tls", OBS_VOLUME, port);
    o.volume.kbit_s = 450;
    o.volume.seconds = 60;
    return o;
}

Test(internet_mode, is_likely_kept_by_much_inside_tls)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, volume(443));
    court_expect(c, "3.5", VERDICT_LIKELY_OK, "stream-in-tls", "450 kbit/s for 60 s");
    court_close(c);
}

Test(internet_mode, is_not_kept_by_one_stream_while_another_is_open)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, volume(443));
    court_show(c, media(ENCRYPTED_NO));
    court_show(c, volume(443));
    court_expect(c, "3.5", VERDICT_FAIL, "rtp-clear", "video");
    court_close(c);
}

/* It cannot go inside HTTPS, and anybody can join. */
Test(internet_mode, is_broken_by_multicast)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = media(ENCRYPTED_NO);
    cr_assert(ip_parse("239.1.2.3", &o.client.ip));
    court_show(c, o);
    court_expect(c, "3.5", VERDICT_FAIL, "rtp-clear", "video");
    court_close(c);
}

Test(internet_mode, is_not_kept_by_what_the_camera_fetches)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = used("tls", OBS_VOLUME, 443);
    o.from_client = false;
    o.volume.kbit_s = 450;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.5").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(internet_mode, is_broken_by_rtsp_inside_a_plain_tunnel)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = answered("rtsp", 80, "PLAY", 200, SCHEME_NONE);
    o.exchange.tunnel = "websocket";
    court_show(c, o);
    court_expect(c, "3.5", VERDICT_FAIL, "rtsp-clear", "inside a plain WebSocket on port 80");
    court_close(c);
}

Test(internet_mode, is_not_broken_by_what_the_viewer_sends)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = media(ENCRYPTED_NO);
    o.from_client = true;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.5").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(internet_mode, is_not_broken_by_a_request_without_an_answer)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = asked("rtsp", OBS_EXCHANGE, 554);
    o.exchange.act = ACT_REQUEST;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.5").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(internet_mode, is_kept_by_srtp_with_rtsps_in_either_order)
{
    for (int first = 0; first < 2; first++) {
        struct court *c = court_with_camera(NULL);
        const struct observation halves[] = { media(ENCRYPTED_YES), served("tls", OBS_TLS, 322) };
        court_show(c, halves[first]);
        cr_assert_eq(court_standing(c, "3.5").verdict, VERDICT_LIKELY_OK);
        court_show(c, halves[1 - first]);
        court_expect(c, "3.5", VERDICT_PASS, "srtp-by-rtsps", "port 322");
        court_show(c, media(ENCRYPTED_NO));
        court_expect(c, "3.5", VERDICT_FAIL, "rtp-clear", "in clear");
        court_close(c);
    }
}

Test(internet_mode, does_not_take_metadata_for_a_picture)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = media(ENCRYPTED_NO);
    o.media.type = MEDIA_DATA;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.5").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(internet_mode, is_likely_kept_by_rtsps)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, served("tls", OBS_TLS, 322));
    court_expect(c, "3.5", VERDICT_LIKELY_OK, "rtsps", "port 322");
    court_close(c);
}
