#include <criterion/criterion.h>

#include "tests/support/media.h"

extern const struct dissector rtp_dissector;

static struct sender camera_video(void)
{
    return (struct sender){ .payload_type = 98, .seq = 65530, .ssrc = 0x10001, .step = 3000 };
}

static struct sender camera_audio(void)
{
    return (struct sender){ .payload_type = 0, .seq = 700, .ssrc = 0x10002 };
}

/* Plain, twice with the same receiver's view of it; a sender report and a name. */
static void send_report(struct script *s, uint8_t second)
{
    uint8_t b[] = "\x80\xc8\x00\x06\x00\x01\x00\x01\xe9\x00\x00\x00\x80\x00\x00\x00"
                  "\x00\x00\x10\x00\x00\x00\x00\x10\x00\x00\x10\x00";
    b[11] = second;
    send_raw(s, false, b, sizeof b - 1);
}

static size_t count_verdicts(const struct seen *seen, enum encrypted encrypted)
{
    size_t n = 0;
    for (size_t i = 0; i < seen->n; i++)
        n += seen->o[i].kind == OBS_MEDIA && seen->o[i].media.encrypted == encrypted;
    return n;
}

Test(rtp, sees_that_video_is_in_clear)
{
    struct script *s = script_new();
    struct sender video = camera_video();
    send_h264(s, &video, 4, false);
    struct seen *seen = script_talk(s);
    cr_assert_eq(seen->n, 1);
    const struct observation *o = &seen->o[0];
    cr_assert_eq(o->kind, OBS_MEDIA);
    cr_assert_eq(o->media.encrypted, ENCRYPTED_NO);
    cr_assert_eq(o->media.codec, CODEC_H264);
    cr_assert_eq(o->media.type, MEDIA_VIDEO);
    cr_assert_eq(o->media.ssrc, 0x10001);
    cr_assert_eq(o->media.payload_type, 98);
    cr_assert_eq(o->media.carrier, CARRIER_UDP);
    cr_assert_not(o->from_client);
    cr_assert_str_eq(o->media.because, "H.264 units and fragments fit together");
    seen_free(seen);
    script_free(s);
}

Test(rtp, is_recognised_among_all)
{
    struct script *s = script_new();
    struct sender video = camera_video();
    const char *protocol = NULL;
    send_h264(s, &video, 4, false);
    struct seen *seen = talk_recognised(s->turns, s->n, TRANSPORT_UDP, &protocol);
    cr_assert_str_eq(protocol, "rtp");
    cr_assert_not_null(seen_first(seen, OBS_MEDIA));
    seen_free(seen);
    script_free(s);
}

Test(rtp, never_says_clear_of_encrypted_video)
{
    struct script *s = script_new();
    struct sender video = camera_video();
    send_h264(s, &video, 1000, true);
    struct seen *seen = script_talk(s);
    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].media.encrypted, ENCRYPTED_YES);
    cr_assert_eq(seen->o[0].media.type, MEDIA_VIDEO);
    cr_assert_str_eq(seen->o[0].media.because, "comes like video, and no header fits");
    seen_free(seen);
    script_free(s);
}

Test(rtp, notices_encrypted_video_that_becomes_clear)
{
    struct script *s = script_new();
    struct sender video = camera_video();
    send_h264(s, &video, 100, true);
    send_h264(s, &video, 1380, false);
    struct seen *seen = script_talk(s);
    cr_assert_eq(seen->n, 2);
    cr_assert_eq(seen->o[0].media.encrypted, ENCRYPTED_YES);
    cr_assert_eq(seen->o[1].media.encrypted, ENCRYPTED_NO);
    seen_free(seen);
    script_free(s);
}

Test(rtp, notices_a_new_source_on_a_settled_flow)
{
    struct script *s = script_new();
    struct sender video = camera_video();
    send_h264(s, &video, 100, false);
    struct sender again = { .payload_type = 98, .seq = 5, .ssrc = 0xabcdef, .step = 3000 };
    send_h264(s, &again, 100, false);
    struct seen *seen = script_talk(s);
    cr_assert_eq(seen_count(seen, OBS_MEDIA), 2);
    cr_assert_eq(seen->o[seen->n - 2].media.ssrc, 0xabcdef);
    cr_assert_eq(seen->o[seen->n - 1].kind, OBS_PICTURE);
    cr_assert_gt(seen->counters.n[COUNT_settled_packets], 300);
    seen_free(seen);
    script_free(s);
}

Test(rtp, notices_a_new_payload_type)
{
    struct script *s = script_new();
    struct sender audio = camera_audio();
    send_g711(s, &audio, 60, false);
    audio.payload_type = 8;
    send_g711(s, &audio, 60, false);
    struct seen *seen = script_talk(s);
    cr_assert_eq(seen->n, 2);
    cr_assert_eq(seen->o[0].media.payload_type, 0);
    cr_assert_eq(seen->o[1].media.payload_type, 8);
    cr_assert_eq(seen->o[1].media.type, MEDIA_AUDIO);
    seen_free(seen);
    script_free(s);
}

Test(rtp, tells_two_sources_and_two_directions_apart)
{
    struct script *s = script_new();
    struct sender video = camera_video(), audio = camera_audio(), talkback = camera_audio();
    talkback.from_client = true;
    talkback.ssrc = 0x999;
    for (size_t i = 0; i < 40; i++) {
        send_h264(s, &video, 1, false);
        send_g711(s, &audio, 1, false);
        send_g711(s, &talkback, 1, true);
    }
    struct seen *seen = script_talk(s);
    cr_assert_eq(seen->n, 3);
    cr_assert_eq(count_verdicts(seen, ENCRYPTED_NO), 2);
    const struct observation *o = &seen->o[2]; /* at the end: 40 packets are not enough */
    cr_assert_eq(o->media.encrypted, ENCRYPTED_UNKNOWN);
    cr_assert_eq(o->media.ssrc, 0x999);
    cr_assert(o->from_client);
    cr_assert_eq(o->client.port, 40000);
    cr_assert_eq(o->server.port, 9999);
    seen_free(seen);
    script_free(s);
}

Test(rtp, says_that_evenly_distributed_g711_is_encrypted)
{
    struct script *s = script_new();
    struct sender audio = camera_audio();
    send_g711(s, &audio, 100, true);
    struct seen *seen = script_talk(s);
    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].media.encrypted, ENCRYPTED_YES);
    cr_assert_eq(seen->o[0].media.type, MEDIA_AUDIO);
    seen_free(seen);
    script_free(s);
}

Test(rtp, hears_speech_in_nine_packets_each_captured_twice)
{
    struct script *s = script_new();
    struct sender audio = camera_audio();
    for (size_t i = 0; i < 9; i++) {
        send_g711(s, &audio, 1, false);
        send_raw(s, false, s->turns[s->n - 1].said.p, s->turns[s->n - 1].said.n);
    }
    struct seen *seen = script_talk(s);
    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].media.encrypted, ENCRYPTED_NO);
    seen_free(seen);
    script_free(s);
}

Test(rtp, reads_a_clock_in_sender_reports)
{
    struct script *s = script_new();
    send_report(s, 1);
    send_report(s, 6);
    struct seen *seen = script_talk(s);
    cr_assert_eq(seen_count(seen, OBS_MEDIA), 1);
    cr_assert_eq(seen->o[0].media.encrypted, ENCRYPTED_NO);
    cr_assert(seen->o[0].media.control);
    seen_free(seen);
    script_free(s);
}

Test(rtp, says_nothing_of_two_packets)
{
    struct script *s = script_new();
    struct sender video = camera_video();
    uint8_t same[100] = { 0x7c, 0x85 };
    send_rtp(s, &video, false, same, sizeof same);
    send_rtp(s, &video, false, same, sizeof same);
    struct seen *seen = script_talk(s);
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
    script_free(s);
}

Test(rtp, says_nothing_of_packets_cut_before_the_payload)
{
    struct script *s = script_new();
    struct sender video = camera_video();
    send_h264(s, &video, 4, false);
    for (size_t i = 0; i < s->n; i++)
        s->turns[i].said.n = 1 + i % 12;
    struct seen *seen = script_talk(s);
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
    script_free(s);
}

Test(rtp, is_not_confused_by_stun_and_dtls_beside_it)
{
    static const uint8_t stun[20] = { 0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3 };
    static const uint8_t dtls[40] = { 22, 0xfe, 0xfd };
    struct script *s = script_new();
    struct sender voice = { .payload_type = 111, .seq = 9, .ssrc = 0x77, .step = 960 };
    for (size_t i = 0; i < 40; i++) {
        send_h264(s, &voice, 1, true);
        send_raw(s, true, stun, sizeof stun);
        send_raw(s, true, dtls, sizeof dtls);
    }
    struct seen *seen = script_talk(s);
    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].media.encrypted, ENCRYPTED_YES);
    cr_assert_str_eq(seen->o[0].media.because, "SRTP was agreed, and nothing in clear is seen");
    cr_assert_eq(seen->counters.n[COUNT_message_rejected], 0);
    seen_free(seen);
    script_free(s);
}

/* Each of these begins with version 2, or like something that does. */
Test(rtp, rejects_what_is_not_its_own)
{
    struct script *s = script_new();
    for (size_t i = 0; i < 200; i++) {
        uint8_t dns[40] = { 0x80, (uint8_t)i, 1, 0, 0, 1 };
        uint8_t raknet[60] = { 0x84, (uint8_t)i, 0, 0, 0x60, 1, (uint8_t)(i * 3) };
        uint8_t random[80];
        uint32_t noise = 77 + (uint32_t)i;
        random_bytes(&noise, random, sizeof random);
        random[0] = (uint8_t)(0x80 | (random[0] & 0x3f));
        send_raw(s, true, dns, sizeof dns);
        send_raw(s, i % 2 == 0, raknet, sizeof raknet);
        send_raw(s, false, random, sizeof random);
    }
    struct seen *seen = script_talk(s);
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
    script_free(s);
}

Test(rtp, recognises_version_two_with_a_whole_header_only)
{
    static const uint8_t good[13] = { 0x80, 98, 0, 1, 0, 0, 0, 1, 0, 0, 0, 9, 1 };
    uint8_t b[13];
    for (size_t n = 0; n <= sizeof good; n++) {
        struct opening o = { .said = { good, n } };
        cr_assert_eq(rtp_dissector.recognise(&o), n >= 12 ? MINE : NOT_MINE, "%zu bytes", n);
    }
    memcpy(b, good, sizeof b);
    b[0] = 0x40;
    cr_assert_eq(rtp_dissector.recognise(&(struct opening){ .said = { b, sizeof b } }), NOT_MINE);
    b[0] = 0x8f; /* more contributing sources than there are bytes */
    cr_assert_eq(rtp_dissector.recognise(&(struct opening){ .said = { b, sizeof b } }), NOT_MINE);
    b[0] = 0x80;
    b[1] = 70; /* RFC 5761: not used */
    cr_assert_eq(rtp_dissector.recognise(&(struct opening){ .said = { b, sizeof b } }), NOT_MINE);
}

Test(rtp, tells_once_of_each_source_that_its_pictures_can_be_decoded)
{
    struct script *s = script_new();
    struct sender video = camera_video();
    send_h264(s, &video, 100, false);
    struct seen *seen = script_talk(s);
    cr_assert_eq(seen_count(seen, OBS_PICTURE), 1);
    const struct observation *o = seen_first(seen, OBS_PICTURE);
    cr_assert_str_eq(o->protocol, "rtp");
    cr_assert_eq(o->picture.readable, READABLE_YES);
    cr_assert_eq(o->picture.place, PLACE_STREAM);
    cr_assert_eq(o->picture.codec, CODEC_H264);
    cr_assert_eq(o->picture.ssrc, video.ssrc);
    seen_free(seen);
    script_free(s);
}

Test(rtp, tells_nothing_of_the_pictures_of_srtp)
{
    struct script *s = script_new();
    struct sender video = camera_video();
    send_h264(s, &video, 300, true);
    struct seen *seen = script_talk(s);
    cr_assert_eq(seen_count(seen, OBS_PICTURE), 0);
    cr_assert_eq(seen_count(seen, OBS_MEDIA), 1);
    seen_free(seen);
    script_free(s);
}
