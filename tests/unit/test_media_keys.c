/* The keys here are canaries of tests/lab/canaries, or random. */
#include <criterion/criterion.h>

#include <srtp2/srtp.h>
#include <stdlib.h>

#include "dissectors/media_keys.h"
#include "tests/support/dissect.h"

#define SDES "1 AES_CM_128_HMAC_SHA1_80 inline:"
/* The bytes 0 to 29; 30 to 59. */
#define KEY   "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd"
#define OTHER "Hh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7"

/* A source of SRTP with the first key. */
struct camera {
    srtp_t session;
    uint16_t seq;
    uint8_t packet[300];
    size_t n;
};

static struct bytes text(const char *s)
{
    return bytes_of_text(s);
}

static struct packet way(uint8_t from, uint8_t to, uint16_t port)
{
    uint8_t a[4] = { 192, 0, 2, from }, b[4] = { 192, 0, 2, to };
    return (struct packet){ .transport = TRANSPORT_UDP,
                            .src = { ip_from_v4(a), port },
                            .dst = { ip_from_v4(b), port } };
}

static struct camera camera_new(uint8_t first_of_key)
{
    uint8_t key[30];
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (uint8_t)(first_of_key + i);
    srtp_policy_t policy = { .ssrc = { .type = ssrc_any_outbound }, .key = key };
    srtp_crypto_policy_set_rtp_default(&policy.rtp);
    srtp_crypto_policy_set_rtp_default(&policy.rtcp);
    struct camera c = { .seq = 1000 };
    cr_assert_eq(srtp_create(&c.session, &policy), srtp_err_status_ok);
    return c;
}

/* One packet of a picture in single H.264 fragments. */
static struct bytes next_packet(struct camera *c)
{
    uint8_t plain[] = { 0x80,
                        98,
                        (uint8_t)(c->seq >> 8),
                        (uint8_t)c->seq,
                        0,
                        0,
                        0,
                        1,
                        0,
                        0,
                        0,
                        7,
                        0x7c,
                        (uint8_t)(c->seq == 1000 ? 0x85 : 5) };
    memset(c->packet, 0x55, sizeof c->packet);
    memcpy(c->packet, plain, sizeof plain);
    int n = 200;
    cr_assert_eq(srtp_protect(c->session, c->packet, &n), srtp_err_status_ok);
    c->seq++;
    c->n = (size_t)n;
    return (struct bytes){ c->packet, c->n };
}

/* Shows so many packets; true: something was said. */
static bool shown(struct media_keys *k, struct camera *c, uint8_t *trial, size_t packets,
                  struct observation *said)
{
    struct packet p = way(10, 99, 6000);
    for (size_t i = 0; i < packets; i++) {
        struct bytes whole = next_packet(c);
        uint8_t *copy = malloc(whole.n);
        memcpy(copy, whole.p, whole.n);
        bool says = media_keys_try(k, trial, &p, (struct bytes){ copy, whole.n }, said);
        free(copy);
        if (says)
            return true;
    }
    return false;
}

static struct media_keys *keys_new(const char *crypto)
{
    struct media_keys *k = media_keys_new();
    struct packet rtsp = way(99, 10, 554);
    media_keys_prepare(k);
    media_keys_take_sdes(k, &rtsp, text(crypto));
    return k;
}

Test(media_keys, say_how_many_of_the_first_packets_they_authenticate)
{
    struct media_keys *k = keys_new(SDES KEY);
    struct camera c = camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    cr_assert_not(shown(k, &c, &trial, 63, &o));
    cr_assert(media_keys_are_tried(trial));
    cr_assert(shown(k, &c, &trial, 1, &o));
    cr_assert_eq(o.kind, OBS_MEDIA_KEY);
    cr_assert_eq(o.media_key.tried, 64);
    cr_assert_eq(o.media_key.authenticated, 64);
    cr_assert_eq(o.media_key.readable, READABLE_YES);
    cr_assert_eq(o.media_key.codec, CODEC_H264);
    cr_assert_eq(o.media_key.ssrc, 7);
    cr_assert_eq(trial, MEDIA_KEY_TRIED);
    cr_assert_not(shown(k, &c, &trial, 100, &o), "once");
    (void)srtp_dealloc(c.session);
    media_keys_free(k);
}

Test(media_keys, find_the_one_that_fits)
{
    struct media_keys *k = keys_new(SDES KEY "|2^20");
    struct packet rtsp = way(10, 99, 554), else_where = way(10, 98, 554);
    media_keys_take_sdes(k, &rtsp, text(SDES OTHER));
    media_keys_take_sdes(k, &else_where, text(SDES OTHER));
    struct camera c = camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    cr_assert(shown(k, &c, &trial, 64, &o));
    cr_assert_eq(o.media_key.authenticated, 64);
    (void)srtp_dealloc(c.session);
    media_keys_free(k);
}

Test(media_keys, that_do_not_fit_say_nothing)
{
    static const char other[] = SDES OTHER, identified[] = SDES KEY "|2^20|1:4",
                      brief[] = SDES "AAEC", f8[] = "1 F8_128_HMAC_SHA1_80 inline:" KEY;
    static const char *const no[] = { other, identified, brief, f8, "" };
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) {
        struct media_keys *k = keys_new(no[i]);
        struct camera c = camera_new(0);
        struct observation o;
        uint8_t trial = 0;
        cr_assert_not(shown(k, &c, &trial, 100, &o), "%zu", i);
        cr_assert_not(media_keys_are_tried(trial));
        cr_assert_not(media_keys_end(k, &trial, 7, &o));
        (void)srtp_dealloc(c.session);
        media_keys_free(k);
    }
}

Test(media_keys, of_other_hosts_are_not_asked)
{
    struct media_keys *k = keys_new(SDES KEY);
    struct packet p = way(10, 98, 6000);
    cr_assert_not(media_keys_want(k, &p, 0));
    p = way(10, 99, 6000);
    cr_assert(media_keys_want(k, &p, 0));
    cr_assert_not(media_keys_want(k, &p, MEDIA_KEY_TRIED));
    cr_assert_not(media_keys_want(NULL, &p, 0));
    media_keys_free(k);
}

Test(media_keys, say_at_the_end_what_they_have_authenticated)
{
    struct media_keys *k = keys_new(SDES KEY);
    struct camera c = camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    cr_assert_not(shown(k, &c, &trial, 20, &o));
    cr_assert(media_keys_end(k, &trial, 7, &o));
    cr_assert_eq(o.media_key.authenticated, 20);
    cr_assert_not(media_keys_end(k, &trial, 7, &o));
    (void)srtp_dealloc(c.session);
    media_keys_free(k);
}

Test(media_keys, do_not_count_what_a_mirror_shows_twice)
{
    struct media_keys *k = keys_new(SDES KEY);
    struct camera c = camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    struct packet p = way(10, 99, 6000);
    for (size_t i = 0; i < 20; i++) {
        struct bytes whole = next_packet(&c);
        cr_assert_not(media_keys_try(k, &trial, &p, whole, &o));
        cr_assert_not(media_keys_try(k, &trial, &p, whole, &o));
    }
    cr_assert(media_keys_end(k, &trial, 7, &o));
    cr_assert_eq(o.media_key.tried, 20);
    cr_assert_eq(o.media_key.authenticated, 20);
    (void)srtp_dealloc(c.session);
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
    struct packet rtsp = way(99, 10, 554);
    struct bytes b = text(message);
    media_keys_prepare(k);
    media_keys_take_mikey(k, &rtsp, bytes_first(b, b.n - cut));
    struct camera c = camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    bool fits = shown(k, &c, &trial, 64, &o);
    (void)srtp_dealloc(c.session);
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
    struct media_keys *k = keys_new(SDES KEY);
    for (uint8_t i = 0; i < 255; i++) {
        struct packet rtsp = way(i, 200, 554);
        media_keys_take_sdes(k, &rtsp, text(SDES OTHER));
    }
    struct packet p = way(10, 99, 6000), rtsp = way(201, 200, 554);
    cr_assert(media_keys_want(k, &p, 0));
    media_keys_take_sdes(k, &rtsp, text(SDES OTHER));
    media_keys_take_sdes(k, &rtsp, text(SDES KEY));
    cr_assert_not(media_keys_want(k, &p, 0));
    media_keys_free(k);
}

Test(media_keys, have_room_for_so_many_trials_and_lose_the_oldest)
{
    struct media_keys *k = keys_new(SDES KEY);
    struct camera c = camera_new(0);
    struct observation o;
    uint8_t first = 0;
    cr_assert_not(shown(k, &c, &first, 20, &o));
    for (size_t i = 0; i < 64; i++) {
        uint8_t trial = 0;
        cr_assert_not(shown(k, &c, &trial, 1, &o));
    }
    cr_assert_not(media_keys_end(k, &first, 8, &o), "of another source");
    (void)srtp_dealloc(c.session);
    media_keys_free(k);
}

/* Of 300 keys the oldest gave way; those of other addresses are none of it. */
Test(media_keys, are_found_again_for_each_source_and_among_many)
{
    struct media_keys *k = keys_new(SDES OTHER);
    struct packet rtsp = way(10, 99, 554);
    for (size_t i = 0; i < 300; i++) {
        struct packet other = way((uint8_t)(100 + i % 100), (uint8_t)(i / 100), 554);
        media_keys_take_sdes(k, &other, text(SDES OTHER));
    }
    uint8_t trial = 0;
    struct packet media = way(99, 10, 6000);
    cr_assert_not(media_keys_want(k, &media, trial), "it was the oldest");
    media_keys_take_sdes(k, &rtsp, text(SDES KEY));
    for (size_t i = 0; i < 3; i++) {
        struct camera c = camera_new(0);
        struct observation o;
        trial = 0;
        cr_assert(media_keys_want(k, &media, trial));
        cr_assert(shown(k, &c, &trial, 64, &o));
        cr_assert_eq(o.media_key.authenticated, 64);
        (void)srtp_dealloc(c.session);
    }
    media_keys_free(k);
}
/* ---- the operator's keys ---- */

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

/* SRTCP as the camera sends it: a sender report. */
static struct bytes next_report(struct camera *c)
{
    static const uint8_t plain[28] = { 0x80, 200, 0, 6, 0, 0, 0, 7 };
    memset(c->packet, 0, sizeof c->packet);
    memcpy(c->packet, plain, sizeof plain);
    int n = sizeof plain;
    cr_assert_eq(srtp_protect_rtcp(c->session, c->packet, &n), srtp_err_status_ok);
    return (struct bytes){ c->packet, (size_t)n };
}

static struct media_keys *keys_of(const struct srtp_keys *list)
{
    struct media_keys *k = media_keys_new();
    cr_assert_not_null(k);
    media_keys_use(k, list);
    return k;
}

Test(media_keys, of_the_operator_authenticate_their_cameras_packets)
{
    static const enum srtp_key_of ways[] = { SRTP_OF_ANY, SRTP_OF_IP, SRTP_OF_SSRC };
    for (size_t i = 0; i < 3; i++) {
        struct srtp_keys list = { 2, { supplied(ways[i], 30), supplied(ways[i], 0) } };
        struct media_keys *k = keys_of(&list);
        struct camera c = camera_new(0);
        struct observation o;
        uint8_t trial = 0;
        cr_assert(shown(k, &c, &trial, 64, &o), "%zu", i);
        cr_assert_eq(o.media_key.source, KEY_SUPPLIED);
        cr_assert_eq(o.media_key.authenticated, 64);
        cr_assert_eq(o.media_key.readable, READABLE_YES);
        cr_assert_not(o.media_key.control);
        (void)srtp_dealloc(c.session);
        media_keys_free(k);
    }
}

Test(media_keys, of_the_operator_are_not_tried_on_others)
{
    struct srtp_keys list = { 2, { supplied(SRTP_OF_MAC, 0), supplied(SRTP_OF_IP, 0) } };
    struct media_keys *k = keys_of(&list);
    struct packet p = way(11, 99, 6000);
    cr_assert_not(media_keys_want(k, &p, 0));
    p.src_mac = list.at[0].mac;
    cr_assert(media_keys_want(k, &p, 0));
    p = way(99, 10, 6000);
    cr_assert_not(media_keys_want(k, &p, 0), "sent to the camera");
    media_keys_use(k, NULL);
    p = way(10, 99, 6000);
    cr_assert_not(media_keys_want(k, &p, 0));
    media_keys_free(k);
}

Test(media_keys, of_the_operator_fit_a_stream_whose_numbers_went_round_before)
{
    struct srtp_keys list = { 1, { supplied(SRTP_OF_ANY, 0) } };
    struct media_keys *k = keys_of(&list);
    struct camera c = camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    for (size_t i = 0; i < 70000; i++)
        (void)next_packet(&c);
    cr_assert(shown(k, &c, &trial, 70, &o));
    cr_assert_eq(o.media_key.authenticated, 64);
    (void)srtp_dealloc(c.session);
    media_keys_free(k);
}

Test(media_keys, that_do_not_fit_rtp_say_nothing_for_its_numbers_may_have_gone_round)
{
    struct srtp_keys list = { 1, { supplied(SRTP_OF_ANY, 30) } };
    struct media_keys *k = keys_of(&list);
    struct camera c = camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    cr_assert_not(shown(k, &c, &trial, 100, &o));
    cr_assert_eq(trial, MEDIA_KEY_REPORTS_LEFT);
    media_keys_free(k);
    (void)srtp_dealloc(c.session);
}

/* True: something was said after so many reports. */
static bool reported(struct media_keys *k, struct camera *c, uint8_t *trial, size_t reports,
                     struct observation *said)
{
    struct packet p = way(10, 99, 6001);
    bool says = false;
    for (size_t i = 0; i < reports; i++)
        says = media_keys_try(k, trial, &p, next_report(c), said) || says;
    return says;
}

Test(media_keys, of_the_operator_authenticate_srtcp)
{
    struct srtp_keys list = { 1, { supplied(SRTP_OF_ANY, 0) } };
    struct media_keys *k = keys_of(&list);
    struct camera c = camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    cr_assert_not(reported(k, &c, &trial, 5, &o));
    cr_assert(media_keys_end(k, &trial, 7, &o));
    cr_assert(o.media_key.control);
    cr_assert_eq(o.media_key.authenticated, 5);
    cr_assert_eq(o.media_key.readable, READABLE_UNKNOWN);
    media_keys_free(k);
    (void)srtp_dealloc(c.session);
}

Test(media_keys, that_do_not_fit_srtcp_are_said_to)
{
    struct srtp_keys list = { 1, { supplied(SRTP_OF_ANY, 30) } };
    static const uint8_t begun[] = { 0, MEDIA_KEY_REPORTS_LEFT };
    for (size_t i = 0; i < 2; i++) {
        struct media_keys *k = keys_of(&list);
        struct camera c = camera_new(0);
        struct observation o;
        uint8_t trial = begun[i];
        cr_assert_not(reported(k, &c, &trial, 1, &o));
        cr_assert(reported(k, &c, &trial, 1, &o));
        cr_assert_eq(o.media_key.source, KEY_SUPPLIED);
        cr_assert_eq(o.media_key.authenticated, 0);
        cr_assert_eq(o.media_key.tried, 2);
        cr_assert_eq(trial, MEDIA_KEY_TRIED);
        media_keys_free(k);
        (void)srtp_dealloc(c.session);
    }
}

Test(media_keys, too_many_of_them_for_one_source_prove_nothing)
{
    struct srtp_keys *list = srtp_keys_new();
    cr_assert_not_null(list);
    for (size_t i = 0; i < 17; i++)
        list->at[list->n++] = supplied(SRTP_OF_ANY, 30);
    struct media_keys *k = keys_of(list);
    struct camera c = camera_new(0);
    struct observation o;
    uint8_t trial = 0;
    cr_assert_not(reported(k, &c, &trial, 3, &o));
    media_keys_free(k);
    srtp_keys_free(list);
    (void)srtp_dealloc(c.session);
}

/* ---- in an RTSP conversation ---- */

Test(media_keys, are_held_against_frames_inside_rtsp)
{
    static const char said[] = "RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n";
    struct srtp_keys list = { 1, { supplied(SRTP_OF_ANY, 0) } };
    struct media_keys *ready = keys_of(&list); /* so is libsrtp from now on */
    struct camera c = camera_new(0);
    static uint8_t stream[64 * 304];
    size_t n = 0;
    for (size_t i = 0; i < 40; i++) {
        struct bytes whole = next_packet(&c);
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
    (void)srtp_dealloc(c.session);
}
