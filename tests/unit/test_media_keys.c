/* Keys that crossed in clear. */
#include <criterion/criterion.h>

#include "tests/support/srtp_camera.h"

Test(media_keys, say_how_many_of_the_first_packets_they_authenticate)
{
    struct media_keys *k = media_keys_of(SDES KEY);
    struct srtp_camera c = srtp_camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    cr_assert_not(srtp_camera_shown(k, &c, &trial, 63, &o));
    cr_assert(media_keys_are_tried(trial));
    cr_assert(srtp_camera_shown(k, &c, &trial, 1, &o));
    cr_assert_eq(o.kind, OBS_MEDIA_KEY);
    cr_assert_eq(o.media_key.tried, 64);
    cr_assert_eq(o.media_key.authenticated, 64);
    cr_assert_eq(o.media_key.readable, READABLE_YES);
    cr_assert_eq(o.media_key.codec, CODEC_H264);
    cr_assert_eq(o.media_key.ssrc, 7);
    cr_assert_eq(trial, MEDIA_KEY_TRIED);
    cr_assert_not(srtp_camera_shown(k, &c, &trial, 100, &o), "once");
    srtp_camera_free(&c);
    media_keys_free(k);
}

Test(media_keys, find_the_one_that_fits)
{
    struct media_keys *k = media_keys_of(SDES KEY "|2^20");
    struct packet rtsp = packet_between(10, 99, 554), else_where = packet_between(10, 98, 554);
    media_keys_take_sdes(k, &rtsp, bytes_of_text(SDES OTHER));
    media_keys_take_sdes(k, &else_where, bytes_of_text(SDES OTHER));
    struct srtp_camera c = srtp_camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    cr_assert(srtp_camera_shown(k, &c, &trial, 64, &o));
    cr_assert_eq(o.media_key.authenticated, 64);
    srtp_camera_free(&c);
    media_keys_free(k);
}

Test(media_keys, that_do_not_fit_say_nothing)
{
    static const char other[] = SDES OTHER, identified[] = SDES KEY "|2^20|1:4",
                      brief[] = SDES "AAEC", f8[] = "1 F8_128_HMAC_SHA1_80 inline:" KEY;
    static const char *const no[] = { other, identified, brief, f8, "" };
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) {
        struct media_keys *k = media_keys_of(no[i]);
        struct srtp_camera c = srtp_camera_new(0);
        struct observation o;
        uint8_t trial = 0;
        cr_assert_not(srtp_camera_shown(k, &c, &trial, 100, &o), "%zu", i);
        cr_assert_not(media_keys_are_tried(trial));
        cr_assert_not(media_keys_end(k, &trial, 7, &o));
        srtp_camera_free(&c);
        media_keys_free(k);
    }
}

Test(media_keys, of_other_hosts_are_not_asked)
{
    struct media_keys *k = media_keys_of(SDES KEY);
    struct packet p = packet_between(10, 98, 6000);
    cr_assert_not(media_keys_want(k, &p, 0));
    p = packet_between(10, 99, 6000);
    cr_assert(media_keys_want(k, &p, 0));
    cr_assert_not(media_keys_want(k, &p, MEDIA_KEY_TRIED));
    cr_assert_not(media_keys_want(NULL, &p, 0));
    media_keys_free(k);
}

Test(media_keys, say_at_the_end_what_they_have_authenticated)
{
    struct media_keys *k = media_keys_of(SDES KEY);
    struct srtp_camera c = srtp_camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    cr_assert_not(srtp_camera_shown(k, &c, &trial, 20, &o));
    cr_assert(media_keys_end(k, &trial, 7, &o));
    cr_assert_eq(o.media_key.authenticated, 20);
    cr_assert_not(media_keys_end(k, &trial, 7, &o));
    srtp_camera_free(&c);
    media_keys_free(k);
}

Test(media_keys, do_not_count_what_a_mirror_shows_twice)
{
    struct media_keys *k = media_keys_of(SDES KEY);
    struct srtp_camera c = srtp_camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    struct packet p = packet_between(10, 99, 6000);
    for (size_t i = 0; i < 20; i++) {
        struct bytes whole = srtp_camera_packet(&c);
        cr_assert_not(media_keys_try(k, &trial, &p, whole, &o));
        cr_assert_not(media_keys_try(k, &trial, &p, whole, &o));
    }
    cr_assert(media_keys_end(k, &trial, 7, &o));
    cr_assert_eq(o.media_key.tried, 20);
    cr_assert_eq(o.media_key.authenticated, 20);
    srtp_camera_free(&c);
    media_keys_free(k);
}

/* A MIKEY message as GStreamer makes it, with the bytes 0 to 29 for a key; the other one says that
 * it is encrypted. */
#define MIKEY \
    "AQAFAKMwdHIBAAD0KBuiAAAAAAsA7q4WnjPdyksKEAa/mgL8m89wwKPmF1KFKrsBAAAAFQABAQEBEAIBAQMBCgcB"
static const char mikey_clear[] =
    MIKEY "AQgBAQoBAQAAACIAIAAeAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdAA==";
static const char mikey_encrypted[] =
    MIKEY "AQgBAQoBAQABACIAIAAeAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdAA==";

static bool mikey_fits(const char *message, size_t cut)
{
    struct media_keys *k = media_keys_new();
    struct packet rtsp = packet_between(99, 10, 554);
    struct bytes b = bytes_of_text(message);
    (void)media_keys_prepare(k);
    media_keys_take_mikey(k, &rtsp, bytes_first(b, b.n - cut));
    struct srtp_camera c = srtp_camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    bool fits = srtp_camera_shown(k, &c, &trial, 64, &o);
    srtp_camera_free(&c);
    media_keys_free(k);
    return fits;
}

Test(media_keys, are_read_from_mikey_without_encryption)
{
    cr_assert(mikey_fits(mikey_clear, 0));
    cr_assert_not(mikey_fits(mikey_encrypted, 0));
    cr_assert_not(mikey_fits(mikey_clear, 20));
}

Test(media_keys, give_way_to_later_ones)
{
    struct media_keys *k = media_keys_of(SDES KEY);
    for (uint8_t i = 0; i < 255; i++) {
        struct packet rtsp = packet_between(i, 200, 554);
        media_keys_take_sdes(k, &rtsp, bytes_of_text(SDES OTHER));
    }
    struct packet p = packet_between(10, 99, 6000), rtsp = packet_between(201, 200, 554);
    cr_assert(media_keys_want(k, &p, 0));
    media_keys_take_sdes(k, &rtsp, bytes_of_text(SDES OTHER));
    media_keys_take_sdes(k, &rtsp, bytes_of_text(SDES KEY));
    cr_assert_not(media_keys_want(k, &p, 0));
    media_keys_free(k);
}

Test(media_keys, have_room_for_so_many_trials_and_lose_the_oldest)
{
    struct media_keys *k = media_keys_of(SDES KEY);
    struct srtp_camera c = srtp_camera_new(0);
    struct observation o;
    uint8_t first = 0;
    cr_assert_not(srtp_camera_shown(k, &c, &first, 20, &o));
    for (size_t i = 0; i < 64; i++) {
        uint8_t trial = 0;
        cr_assert_not(srtp_camera_shown(k, &c, &trial, 1, &o));
    }
    cr_assert_not(media_keys_end(k, &first, 8, &o), "of another source");
    srtp_camera_free(&c);
    media_keys_free(k);
}

/* Of 300 keys the oldest gave way; those of other addresses are none of it. */
Test(media_keys, are_found_again_for_each_source_and_among_many)
{
    struct media_keys *k = media_keys_of(SDES OTHER);
    struct packet rtsp = packet_between(10, 99, 554);
    for (size_t i = 0; i < 300; i++) {
        struct packet other = packet_between((uint8_t)(100 + i % 100), (uint8_t)(i / 100), 554);
        media_keys_take_sdes(k, &other, bytes_of_text(SDES OTHER));
    }
    uint8_t trial = 0;
    struct packet media = packet_between(99, 10, 6000);
    cr_assert_not(media_keys_want(k, &media, trial), "it was the oldest");
    media_keys_take_sdes(k, &rtsp, bytes_of_text(SDES KEY));
    for (size_t i = 0; i < 3; i++) {
        struct srtp_camera c = srtp_camera_new(0);
        struct observation o;
        trial = 0;
        cr_assert(media_keys_want(k, &media, trial));
        cr_assert(srtp_camera_shown(k, &c, &trial, 64, &o));
        cr_assert_eq(o.media_key.authenticated, 64);
        srtp_camera_free(&c);
    }
    media_keys_free(k);
}
