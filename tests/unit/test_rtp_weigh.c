#include <criterion/criterion.h>
#include <stdlib.h>

#include "dissectors/rtp_weigh.h"
#include "tests/support/media.h"

/* Weighs a whole script by the first RTP_PREFIX bytes of each packet; what it says is collected. */
static size_t weigh_all(const struct script *s, const struct rtp_hint *hint,
                        struct observation said[8])
{
    struct rtp_weigh w = { 0 };
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        struct bytes b = s->turns[i].said;
        n += rtp_weigh_packet(&w, bytes_first(b, RTP_PREFIX), b.n, hint, &said[n]);
        if (n == 8)
            abort();
    }
    while (n < 7 && rtp_weigh_rest(&w, hint, &said[n]))
        n++;
    return n;
}

static struct sender video_98(void)
{
    return (struct sender){ .payload_type = 98, .seq = 1, .ssrc = 0x51, .step = 3600 };
}

Test(rtp_weigh, needs_only_the_beginning_of_packets)
{
    struct script *s = script_new();
    struct sender video = video_98();
    struct observation said[8];
    send_h264(s, &video, 5, false);
    cr_assert_eq(weigh_all(s, NULL, said), 1);
    cr_assert_eq(said[0].media.encrypted, ENCRYPTED_NO);
    cr_assert_eq(said[0].media.codec, CODEC_H264);
    script_free(s);
}

Test(rtp_weigh, hears_g711_in_prefixes)
{
    struct script *s = script_new();
    struct sender audio = { .payload_type = 8, .ssrc = 1 };
    struct observation said[8];
    send_g711(s, &audio, 9, false);
    cr_assert_eq(weigh_all(s, NULL, said), 1);
    cr_assert_eq(said[0].media.encrypted, ENCRYPTED_NO);
    cr_assert_eq(said[0].media.codec, CODEC_G711);
    script_free(s);
}

Test(rtp_weigh, believes_an_announcement_of_srtp_unless_it_is_wrong)
{
    struct rtp_hint hint = { .payload_type = 98, .codec = CODEC_H264, .secure = true };
    struct sender video = video_98();
    struct observation said[8];
    struct script *s = script_new();
    send_h264(s, &video, 5, true);
    cr_assert_eq(weigh_all(s, &hint, said), 1);
    cr_assert_eq(said[0].media.encrypted, ENCRYPTED_YES);
    cr_assert_eq(said[0].media.codec, CODEC_H264);
    s->n = 0;
    send_h264(s, &video, 5, false);
    cr_assert_eq(weigh_all(s, &hint, said), 1);
    cr_assert_eq(said[0].media.encrypted, ENCRYPTED_NO);
    script_free(s);
}

Test(rtp_weigh, knows_by_the_announced_codec_that_nothing_fits)
{
    struct rtp_hint hint = { .payload_type = 97, .codec = CODEC_H265, .type = MEDIA_VIDEO };
    struct sender video = { .payload_type = 97, .seq = 1, .ssrc = 0x51 };
    struct observation said[8];
    struct script *s = script_new();
    send_h264(s, &video, 16, true);
    cr_assert_eq(weigh_all(s, &hint, said), 1);
    cr_assert_eq(said[0].media.encrypted, ENCRYPTED_YES);
    cr_assert_eq(said[0].media.type, MEDIA_VIDEO);
    cr_assert_str_eq(said[0].media.because, "no H.265 header fits");
    script_free(s);
}

Test(rtp_weigh, says_that_it_does_not_know)
{
    struct sender voice = { .payload_type = 111, .seq = 1, .ssrc = 0x51 };
    struct observation said[8];
    struct script *s = script_new();
    for (size_t i = 0; i < 30; i++) {
        uint8_t b[70];
        random_bytes(&s->noise, b, sizeof b);
        send_rtp(s, &voice, false, b, sizeof b);
        voice.timestamp += 960;
    }
    cr_assert_eq(weigh_all(s, NULL, said), 1);
    cr_assert_eq(said[0].media.encrypted, ENCRYPTED_UNKNOWN);
    cr_assert_eq(said[0].media.payload_type, 111);
    script_free(s);
}

/* An extension and contributing sources are in clear in SRTP too, RFC 3711 section 3.1. */
Test(rtp_weigh, does_not_take_the_header_for_payload)
{
    struct script *s = script_new();
    struct observation said[8];
    for (uint8_t i = 0; i < 200; i++) {
        uint8_t b[100] = { 0x92, 0x60, 0, i, 0, 0, i, 0, 0,    0,    0, 7,
                           0,    0,    0, 1, 0, 0, 0, 2, 0xbe, 0xde, 0, 2 };
        random_bytes(&s->noise, b + 32, sizeof b - 32);
        send_raw(s, false, b, sizeof b);
    }
    cr_assert_eq(weigh_all(s, NULL, said), 1);
    cr_assert_eq(said[0].media.encrypted, ENCRYPTED_UNKNOWN);
    script_free(s);
}

/* RFC 3711 section 3.1: a key identifier, always the same, stands before the tag. */
Test(rtp_weigh, does_not_take_a_key_identifier_for_clear_payload)
{
    struct script *s = script_new();
    struct observation said[8];
    struct sender voice = { .payload_type = 111, .seq = 1, .ssrc = 0x51 };
    for (size_t i = 0; i < 240; i++) {
        uint8_t b[1 + 4 + 10];
        random_bytes(&s->noise, b, sizeof b);
        memset(b + 1, 0, 4);
        send_rtp(s, &voice, false, b, sizeof b);
        voice.timestamp += 960;
    }
    cr_assert_eq(weigh_all(s, NULL, said), 1);
    cr_assert_eq(said[0].media.encrypted, ENCRYPTED_UNKNOWN);
    script_free(s);
}

Test(rtp_weigh, passes_over_telephone_events_and_what_is_late)
{
    static const uint8_t event[4] = { 1, 10, 0, 160 };
    struct script *s = script_new();
    struct sender audio = { .payload_type = 0, .ssrc = 1, .seq = 500 };
    struct observation said[8];
    for (size_t i = 0; i < 30; i++) {
        send_g711(s, &audio, 1, false);
        struct sender dtmf = audio;
        dtmf.payload_type = 101;
        send_rtp(s, &dtmf, false, event, sizeof event);
        audio.seq = dtmf.seq;
        struct sender late = audio;
        late.seq = (uint16_t)(audio.seq - 2);
        send_g711(s, &late, 1, true);
    }
    cr_assert_eq(weigh_all(s, NULL, said), 1);
    cr_assert_eq(said[0].media.encrypted, ENCRYPTED_NO);
    script_free(s);
}

Test(rtp_weigh, goes_on_after_the_sequence_began_anew)
{
    struct script *s = script_new();
    struct sender video = video_98();
    struct observation said[8];
    video.seq = 30000;
    send_h264(s, &video, 40, true);
    video.seq = 7;
    send_h264(s, &video, 1300, false);
    cr_assert_eq(weigh_all(s, NULL, said), 2);
    cr_assert_eq(said[1].media.encrypted, ENCRYPTED_NO);
    script_free(s);
}

Test(rtp_weigh, says_a_verdict_once)
{
    struct script *s = script_new();
    struct sender audio = { .payload_type = 0, .ssrc = 1, .seq = 500 };
    struct observation said[8];
    send_g711(s, &audio, 5000, false);
    cr_assert_eq(weigh_all(s, NULL, said), 1);
    script_free(s);
}
