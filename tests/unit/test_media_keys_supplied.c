/* Keys of the operator. */
#include <criterion/criterion.h>

#include "tests/support/dissect.h"
#include "tests/support/srtp_camera.h"

/* One with bytes from `first` on, as the operator may supply it. */
static struct srtp_key supplied(enum srtp_key_of of, uint8_t first)
{
    static const uint8_t ip[4] = { 192, 0, 2, 10 };
    struct srtp_key key = { .of = of, .ssrc = 7, .suite = SRTP_AES_128_SHA1_80 };
    key.ip = ip_from_v4(ip);
    key.mac = (struct mac){ { 2, 0, 0, 0, 0, 10 } };
    for (size_t i = 0; i < 30; i++)
        key.key[i] = (uint8_t)(first + i);
    return key;
}

static struct media_keys *keys_of(const struct srtp_keys *list)
{
    struct media_keys *k = media_keys_new();
    cr_assert_not_null(k);
    media_keys_use(k, list);
    return k;
}

Test(media_keys_supplied, of_the_operator_authenticate_their_cameras_packets)
{
    static const enum srtp_key_of ways[] = { SRTP_OF_ANY, SRTP_OF_IP, SRTP_OF_SSRC };
    for (size_t i = 0; i < 3; i++) {
        struct srtp_keys list = { 2, { supplied(ways[i], 30), supplied(ways[i], 0) } };
        struct media_keys *k = keys_of(&list);
        struct srtp_camera c = srtp_camera_new(0);
        struct observation o;
        uint8_t trial = 0;
        cr_assert(srtp_camera_shown(k, &c, &trial, 64, &o), "%zu", i);
        cr_assert_eq(o.media_key.source, KEY_SUPPLIED);
        cr_assert_eq(o.media_key.authenticated, 64);
        cr_assert_eq(o.media_key.readable, READABLE_YES);
        cr_assert_not(o.media_key.control);
        srtp_camera_free(&c);
        media_keys_free(k);
    }
}

Test(media_keys_supplied, of_the_operator_are_not_tried_on_others)
{
    struct srtp_keys list = { 2, { supplied(SRTP_OF_MAC, 0), supplied(SRTP_OF_IP, 0) } };
    struct media_keys *k = keys_of(&list);
    struct packet p = packet_between(11, 99, 6000);
    cr_assert_not(media_keys_want(k, &p, 0));
    p.src_mac = list.at[0].mac;
    cr_assert(media_keys_want(k, &p, 0));
    p = packet_between(99, 10, 6000);
    cr_assert_not(media_keys_want(k, &p, 0), "sent to the camera");
    media_keys_use(k, NULL);
    p = packet_between(10, 99, 6000);
    cr_assert_not(media_keys_want(k, &p, 0));
    media_keys_free(k);
}

Test(media_keys_supplied, of_the_operator_fit_a_stream_whose_numbers_went_round_before)
{
    struct srtp_keys list = { 1, { supplied(SRTP_OF_ANY, 0) } };
    struct media_keys *k = keys_of(&list);
    struct srtp_camera c = srtp_camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    for (size_t i = 0; i < 70000; i++)
        (void)srtp_camera_packet(&c);
    cr_assert(srtp_camera_shown(k, &c, &trial, 70, &o));
    cr_assert_eq(o.media_key.authenticated, 64);
    srtp_camera_free(&c);
    media_keys_free(k);
}

Test(media_keys_supplied, that_do_not_fit_rtp_say_nothing_for_its_numbers_may_have_gone_round)
{
    struct srtp_keys list = { 1, { supplied(SRTP_OF_ANY, 30) } };
    struct media_keys *k = keys_of(&list);
    struct srtp_camera c = srtp_camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    cr_assert_not(srtp_camera_shown(k, &c, &trial, 100, &o));
    cr_assert_eq(trial, MEDIA_KEY_REPORTS_LEFT);
    media_keys_free(k);
    srtp_camera_free(&c);
}

/* True: something was said after so many reports. */
static bool reported(struct media_keys *k, struct srtp_camera *c, uint8_t *trial, size_t reports,
                     struct observation *said)
{
    struct packet p = packet_between(10, 99, 6001);
    bool says = false;
    for (size_t i = 0; i < reports; i++)
        says = media_keys_try(k, trial, &p, srtp_camera_report(c), said) || says;
    return says;
}

Test(media_keys_supplied, of_the_operator_authenticate_srtcp)
{
    struct srtp_keys list = { 1, { supplied(SRTP_OF_ANY, 0) } };
    struct media_keys *k = keys_of(&list);
    struct srtp_camera c = srtp_camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    cr_assert_not(reported(k, &c, &trial, 5, &o));
    cr_assert(media_keys_end(k, &trial, 7, &o));
    cr_assert(o.media_key.control);
    cr_assert_eq(o.media_key.authenticated, 5);
    cr_assert_eq(o.media_key.readable, READABLE_UNKNOWN);
    media_keys_free(k);
    srtp_camera_free(&c);
}

Test(media_keys_supplied, that_do_not_fit_srtcp_are_said_to)
{
    struct srtp_keys list = { 1, { supplied(SRTP_OF_ANY, 30) } };
    static const uint8_t begun[] = { 0, MEDIA_KEY_REPORTS_LEFT };
    for (size_t i = 0; i < 2; i++) {
        struct media_keys *k = keys_of(&list);
        struct srtp_camera c = srtp_camera_new(0);
        struct observation o;
        uint8_t trial = begun[i];
        cr_assert_not(reported(k, &c, &trial, 1, &o));
        cr_assert(reported(k, &c, &trial, 1, &o));
        cr_assert_eq(o.media_key.source, KEY_SUPPLIED);
        cr_assert_eq(o.media_key.authenticated, 0);
        cr_assert_eq(o.media_key.tried, 2);
        cr_assert_eq(trial, MEDIA_KEY_TRIED);
        media_keys_free(k);
        srtp_camera_free(&c);
    }
}

Test(media_keys_supplied, too_many_of_them_for_one_source_prove_nothing)
{
    struct srtp_keys *list = srtp_keys_new();
    cr_assert_not_null(list);
    for (size_t i = 0; i < 17; i++)
        list->at[list->n++] = supplied(SRTP_OF_ANY, 30);
    struct media_keys *k = keys_of(list);
    struct srtp_camera c = srtp_camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    cr_assert_not(reported(k, &c, &trial, 3, &o));
    media_keys_free(k);
    srtp_keys_free(list);
    srtp_camera_free(&c);
}

Test(media_keys_supplied, are_held_against_frames_inside_rtsp)
{
    static const char said[] = "RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n";
    struct srtp_keys list = { 1, { supplied(SRTP_OF_ANY, 0) } };
    struct media_keys *ready = keys_of(&list); /* so is libsrtp from now on */
    struct srtp_camera c = srtp_camera_new(0);
    static uint8_t stream[64 * 304];
    size_t n = 0;
    for (size_t i = 0; i < 40; i++) {
        struct bytes whole = srtp_camera_packet(&c);
        uint8_t frame[4] = { '$', 0, (uint8_t)(whole.n >> 8), (uint8_t)whole.n };
        memcpy(stream + n, frame, 4);
        memcpy(stream + n + 4, whole.p, whole.n);
        n += 4 + whole.n;
    }
    struct turn turns[] = { CLIENT("OPTIONS rtsp://192.0.2.5/ RTSP/1.0\r\nCSeq: 1\r\n\r\n"),
                            SERVER(said),
                            { false, { stream, n } } };
    extern const struct dissector rtsp_dissector;
    static const size_t pieces[] = { SIZE_MAX, 1, 7, 1448 };
    for (size_t i = 0; i < 4; i++) {
        struct seen *s = talk_with_keys(&rtsp_dissector, &list, turns, 3, pieces[i]);
        const struct observation *o = seen_first(s, OBS_MEDIA_KEY);
        cr_assert_not_null(o, "pieces of %zu", pieces[i]);
        cr_assert_eq(o->media_key.authenticated, o->media_key.tried);
        cr_assert_geq(o->media_key.authenticated, 38);
        cr_assert_not(o->from_client);
        seen_free(s);
    }
    media_keys_free(ready);
    srtp_camera_free(&c);
}
