#include <criterion/criterion.h>

#include "tests/support/judging.h"
#include "tests/support/policies.h"

static struct observation media(enum encrypted e)
{
    struct observation o = served("rtp", OBS_MEDIA, 59000);
    o.transport = TRANSPORT_UDP;
    o.media.type = MEDIA_VIDEO;
    o.media.ssrc = 0x10001;
    o.media.encrypted = e;
    o.media.because = "H.264 headers";
    return o;
}

static struct observation stream(enum act act, bool secure, enum media_key key)
{
    struct observation o = served("rtsp", OBS_STREAM, 554);
    o.stream.act = act;
    o.stream.type = MEDIA_VIDEO;
    o.stream.secure = secure;
    o.stream.key = key;
    o.stream.status = act == ACT_RESPONSE ? 200 : 0;
    return o;
}

Test(media_encryption, is_broken_by_rtp_that_can_be_read)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, media(ENCRYPTED_NO));
    court_expect(c, "3.8", VERDICT_FAIL, "rtp-clear",
                 "video can be read in RTP, SSRC 00010001 (H.264 headers)");
    court_close(c);
}

Test(media_encryption, is_broken_by_a_stream_set_up_as_rtp_avp)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, stream(ACT_NOTIFY, false, KEY_NONE));
    court_expect(c, "3.8", VERDICT_SUSPECT, "avp-offered", "RTP/AVP");
    court_show(c, stream(ACT_RESPONSE, false, KEY_NONE));
    court_expect(c, "3.8", VERDICT_FAIL, "avp-set-up", "RTP/AVP");
    court_close(c);
}

Test(media_encryption, is_broken_by_a_key_in_clear_but_not_for_clear_rtp)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, stream(ACT_NOTIFY, true, KEY_SDES));
    court_show(c, stream(ACT_RESPONSE, true, KEY_NONE));
    court_show(c, media(ENCRYPTED_YES));
    court_expect(c, "3.8", VERDICT_FAIL, "key-in-clear", "crosses in clear");
    cr_assert_eq(court_count(c, "3.8", "rtp-clear"), 0);
    cr_assert_eq(court_count(c, "3.8", "avp-set-up"), 0);
    court_close(c);
}

Test(media_encryption, is_kept_by_encrypted_media)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, served("tls", OBS_TLS, 322));
    court_expect(c, "3.8", VERDICT_LIKELY_OK, "rtsps", "322");
    court_show(c, media(ENCRYPTED_YES));
    court_expect(c, "3.8", VERDICT_PASS, "srtp", "RTSP inside TLS");
    court_close(c);
}

Test(media_encryption, is_likely_kept_by_an_offer_of_savp)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, stream(ACT_NOTIFY, true, KEY_MIKEY));
    court_expect(c, "3.8", VERDICT_LIKELY_OK, "savp-offered", "RTP/SAVP");
    court_close(c);
}

Test(media_encryption, says_nothing_of_undecided_media_and_of_refused_set_ups)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, media(ENCRYPTED_UNKNOWN));
    struct observation o = stream(ACT_RESPONSE, false, KEY_NONE);
    o.stream.status = 461;
    court_show(c, o);
    o = stream(ACT_REQUEST, false, KEY_NONE);
    o.from_client = true;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.8").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(media_encryption, does_not_blame_the_camera_for_what_the_viewer_sends)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = media(ENCRYPTED_NO);
    o.from_client = true;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.8").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(media_encryption, stays_broken)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, media(ENCRYPTED_NO));
    court_show(c, media(ENCRYPTED_YES));
    cr_assert_eq(court_standing(c, "3.8").verdict, VERDICT_FAIL);
    court_close(c);
}

static struct observation key(uint8_t authenticated)
{
    struct observation o = served("rtp", OBS_MEDIA_KEY, 59000);
    o.transport = TRANSPORT_UDP;
    o.media_key.ssrc = 0x10001;
    o.media_key.tried = 64;
    o.media_key.authenticated = authenticated;
    o.media_key.readable = READABLE_YES;
    return o;
}

Test(media_encryption, says_how_many_packets_the_key_in_clear_authenticates)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, stream(ACT_NOTIFY, true, KEY_MIKEY));
    court_show(c, key(63));
    court_show(c, media(ENCRYPTED_YES));
    court_expect(c, "3.8", VERDICT_FAIL, "srtp-key-in-clear",
                 "authenticates 63 of 64 SRTP packets, SSRC 00010001, and decrypts them");
    court_close(c);
}

static struct observation supplied(uint8_t authenticated)
{
    struct observation o = key(authenticated);
    o.media_key.source = KEY_SUPPLIED;
    return o;
}

Test(media_encryption, is_kept_by_what_the_operators_key_authenticates)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, supplied(63));
    court_show(c, media(ENCRYPTED_YES));
    court_expect(c, "3.8", VERDICT_PASS, "srtp-authenticated",
                 "63 of 64 SRTP packets authenticated with the operator's key, SSRC 00010001, "
                 "which decrypts them");
    court_close(c);
}

Test(media_encryption, is_likely_kept_until_the_operators_key_has_proved_it)
{
    struct error e;
    struct policy *p = policy_with_keys(
        "srtp_keys: keys.txt\n",
        "* AES_CM_128_HMAC_SHA1_80 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd\n", 0600, &e);
    cr_assert_not_null(p, "%s", e.s);
    struct court *c = court_open(p);
    court_show(c, shows_itself());
    court_show(c, media(ENCRYPTED_YES));
    court_expect(c, "3.8", VERDICT_LIKELY_OK, "srtp-not-authenticated", "not yet authenticated");
    court_show(c, supplied(64));
    court_expect(c, "3.8", VERDICT_PASS, "srtp-authenticated", "64 of 64");
    court_close(c);
}

Test(media_encryption, is_suspect_with_a_key_that_is_not_the_operators)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = supplied(0);
    o.media_key.control = true;
    court_show(c, media(ENCRYPTED_YES));
    court_show(c, o);
    court_show(c, media(ENCRYPTED_YES));
    court_expect(c, "3.8", VERDICT_SUSPECT, "srtp-other-key",
                 "encrypted with a key that is not the operator's: none supplied for it "
                 "authenticates its SRTCP, SSRC 00010001");
    court_show(c, supplied(64));
    court_expect(c, "3.8", VERDICT_PASS, "srtp-authenticated", "64 of 64");
    court_close(c);
}

Test(media_encryption, stays_broken_by_a_key_in_clear_that_is_the_operators_too)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, key(64));
    court_show(c, supplied(64));
    court_expect(c, "3.8", VERDICT_FAIL, "srtp-key-in-clear", "crossed in clear");
    court_close(c);
}

Test(media_encryption, does_not_suspect_a_camera_for_what_its_viewer_sends)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = supplied(0);
    o.from_client = true;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.8").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(media_encryption, says_without_a_key_that_it_cannot_be_told)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, media(ENCRYPTED_YES));
    court_expect(c, "3.8", VERDICT_PASS, "srtp", "whether its key is good cannot be told");
    court_close(c);
}

Test(media_encryption, does_not_blame_the_camera_for_the_key_of_what_it_receives)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = key(64);
    o.from_client = true;
    court_show(c, o);
    cr_assert_eq(court_standing(c, "3.8").verdict, VERDICT_UNKNOWN);
    court_close(c);
}

Test(media_encryption, is_broken_by_clear_media_that_were_offered_as_srtp)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, stream(ACT_NOTIFY, true, KEY_NONE));
    court_show(c, media(ENCRYPTED_NO));
    court_expect(c, "3.8", VERDICT_FAIL, "rtp-clear", "although SRTP was offered");
    court_close(c);
}

/* Picked up in mid-stream. */
Test(media_encryption, is_likely_kept_where_clear_rtsp_may_have_shown_the_key)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, media(ENCRYPTED_YES));
    court_expect(c, "3.8", VERDICT_PASS, "srtp", "encrypted");
    court_show(c, answered("rtsp", 554, "GET_PARAMETER", 200, SCHEME_NONE));
    court_expect(c, "3.8", VERDICT_LIKELY_OK, "srtp-key-unseen", "RTSP is in clear");
    court_show(c, media(ENCRYPTED_YES));
    court_expect(c, "3.8", VERDICT_LIKELY_OK, "srtp-key-unseen", "RTSP is in clear");
    court_close(c);
}

Test(media_encryption, is_kept_where_clear_rtsp_showed_no_key)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, stream(ACT_NOTIFY, true, KEY_DTLS));
    court_show(c, answered("rtsp", 554, "PLAY", 200, SCHEME_NONE));
    court_show(c, media(ENCRYPTED_YES));
    court_expect(c, "3.8", VERDICT_PASS, "srtp", "encrypted");
    court_close(c);
}

Test(media_encryption, stays_broken_whatever_rtsp_in_clear_follows)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, media(ENCRYPTED_YES));
    court_show(c, media(ENCRYPTED_NO));
    court_show(c, answered("rtsp", 554, "TEARDOWN", 200, SCHEME_NONE));
    cr_assert_eq(court_standing(c, "3.8").verdict, VERDICT_FAIL);
    court_close(c);
}
