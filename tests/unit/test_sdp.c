#include <criterion/criterion.h>

#include <stdio.h>

#include "dissectors/sdp.h"

static struct sdp_media media[SDP_MEDIA_MAX];

static size_t read_text(const char *text)
{
    return sdp_read(bytes_of_text(text), media);
}

Test(sdp, reads_each_medium)
{
    cr_assert_eq(read_text("v=0\r\no=- 1 1 IN IP4 192.0.2.5\r\ns=-\r\nt=0 0\r\n"
                           "m=video 0 RTP/AVP 98\r\na=rtpmap:98 H264/90000\r\n"
                           "a=fmtp:98 packetization-mode=1\r\na=control:trackID=1\r\n"
                           "m=audio 0 RTP/AVP 0\r\n"
                           "m=application 0 RTP/AVP 107\r\na=rtpmap:107 vnd.onvif.metadata/90000"),
                 3);
    cr_assert_eq(media[0].type, MEDIA_VIDEO);
    cr_assert_eq(media[0].codec, CODEC_H264);
    cr_assert_eq(media[0].payload_type, 98);
    cr_assert_eq(media[0].key, KEY_NONE);
    cr_assert_not(media[0].secure);
    cr_assert(bytes_equal(media[0].control, bytes_of_text("trackID=1")));
    cr_assert_eq(media[1].type, MEDIA_AUDIO);
    cr_assert_eq(media[1].codec, CODEC_G711);
    cr_assert_eq(media[2].type, MEDIA_DATA);
    cr_assert_eq(media[2].codec, CODEC_OTHER);
}

static bool ends(const char *range)
{
    char text[128];
    (void)snprintf(text, sizeof text, "m=video 0 RTP/AVP 26\na=range:%s\n", range);
    cr_assert_eq(read_text(text), 1);
    return media[0].ends;
}

Test(sdp, tells_recordings_from_live_pictures)
{
    cr_assert(ends("npt=0-596.480"));
    cr_assert(ends("npt=0-0:04:10"));
    cr_assert(ends("clock=19961108T142300Z-19961108T143520Z"));
    cr_assert_not(ends("npt=now-"));
    cr_assert_not(ends("npt=0.000-"));
    cr_assert_not(ends("npt=0-0"));
    cr_assert_not(ends(""));
    cr_assert_eq(read_text("a=range:npt=0-60\nm=video 0 RTP/AVP 26\nm=audio 0 RTP/AVP 0\n"), 2);
    cr_assert(media[0].ends && media[1].ends, "said of all");
}

static enum codec codec_of(const char *map)
{
    char text[128];
    (void)snprintf(text, sizeof text, "m=audio 0 RTP/AVP 97\na=rtpmap:97 %s\n", map);
    cr_assert_eq(read_text(text), 1);
    return media[0].codec;
}

Test(sdp, knows_the_codecs_of_cameras)
{
    cr_assert_eq(codec_of("H265/90000"), CODEC_H265);
    cr_assert_eq(codec_of("h264/90000"), CODEC_H264);
    cr_assert_eq(codec_of("JPEG/90000"), CODEC_JPEG);
    cr_assert_eq(codec_of("MP4V-ES/90000"), CODEC_MPEG4);
    cr_assert_eq(codec_of("mpeg4-generic/16000/1"), CODEC_AAC);
    cr_assert_eq(codec_of("MPEG4-GENERIC/16000/1"), CODEC_AAC);
    cr_assert_eq(codec_of("G726-32/8000"), CODEC_G726);
    cr_assert_eq(codec_of("PCMA/8000"), CODEC_G711);
    cr_assert_eq(codec_of("opus/48000/2"), CODEC_OTHER);
}

Test(sdp, goes_by_the_first_payload_type)
{
    cr_assert_eq(read_text("m=video 0 RTP/AVP 96 97\na=rtpmap:97 H265/90000\n"
                           "a=rtpmap:96 H264/90000\n"),
                 1);
    cr_assert_eq(media[0].codec, CODEC_H264);
}

/* RFC 4568 section 9.1 has the key. */
Test(sdp, knows_how_a_key_is_given)
{
    cr_assert_eq(read_text("m=video 0 RTP/SAVP 98\r\n"
                           "a=crypto:1 AES_CM_128_HMAC_SHA1_80 "
                           "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4\r\n"
                           "m=video 0 RTP/SAVPF 98\r\na=fingerprint:sha-256 AA:BB\r\n"
                           "m=video 0 RTP/SAVP 98\r\na=key-mgmt:mikey AAAA\r\n"),
                 3);
    cr_assert_eq(media[0].key, KEY_SDES);
    cr_assert(media[0].secure);
    cr_assert_eq(media[1].key, KEY_DTLS);
    cr_assert(media[1].secure);
    cr_assert_eq(media[2].key, KEY_MIKEY);
}

Test(sdp, a_key_of_the_session_is_one_of_every_medium)
{
    cr_assert_eq(read_text("a=key-mgmt:mikey AAAA\r\nm=video 0 RTP/SAVP 98\r\n"
                           "m=audio 0 RTP/SAVP 97\r\n"),
                 2);
    cr_assert_eq(media[0].key, KEY_MIKEY);
    cr_assert_eq(media[1].key, KEY_MIKEY);
}

/* ONVIF Streaming Specification, section on the back channel. */
Test(sdp, tells_a_back_channel_from_sound_of_the_server)
{
    cr_assert_eq(read_text("m=video 0 RTP/AVP 26\r\na=recvonly\r\n"
                           "m=audio 0 RTP/AVP 0\r\na=recvonly\r\n"
                           "m=audio 0 RTP/AVP 0\r\na=control:audioback\r\na=sendonly\r\n"),
                 3);
    cr_assert_not(media[0].back_channel || media[1].back_channel);
    cr_assert(media[2].back_channel);
}

Test(sdp, a_server_that_sends_only_has_no_back_channel)
{
    cr_assert_eq(read_text("a=sendonly\r\nm=video 0 RTP/AVP 26\r\na=sendonly\r\n"
                           "m=audio 0 RTP/AVP 0\r\na=sendonly\r\n"),
                 2);
    cr_assert_not(media[0].back_channel || media[1].back_channel);
    cr_assert_eq(read_text("a=sendonly\r\nm=audio 0 RTP/AVP 0\r\n"), 1);
    cr_assert_not(media[0].back_channel);
}

Test(sdp, survives_what_is_not_allowed)
{
    cr_assert_eq(read_text(""), 0);
    cr_assert_eq(read_text("m="), 1);
    cr_assert_eq(read_text("m=video\r\na=rtpmap:\r\na=control:\r\na=\r\n\r\n\r\n"), 1);
    char many[16 * SDP_MEDIA_MAX * 2 + 1] = "";
    for (size_t i = 0; i < SDP_MEDIA_MAX * 2; i++)
        memcpy(many + 16 * i, "m=audio 0 R/A 0\n", 17);
    cr_assert_eq(read_text(many), SDP_MEDIA_MAX);
}
