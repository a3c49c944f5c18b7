/* A key in the session description, and media beside it in the same connection. The key is a canary
 * of tests/lab/canaries. */
#include <criterion/criterion.h>

#include <srtp2/srtp.h>
#include <stdlib.h>

#include "tests/support/dissect.h"

extern const struct dissector rtsp_dissector;

#define SDP                                                      \
    "v=0\r\nm=video 0 RTP/SAVP 98\r\na=rtpmap:98 H264/90000\r\n" \
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:"                 \
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd\r\n"
#define DESCRIBED                                                     \
    "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Type: application/sdp\r\n" \
    "Content-Length: 136\r\n\r\n" SDP

static const char answer[] = DESCRIBED;
_Static_assert(sizeof SDP - 1 == 136, "its Content-Length says so");

enum { FRAMES_MAX = 16, FRAME_MAX = 320 };

struct wire {
    srtp_t session;
    uint16_t seq;
    size_t n;
    uint8_t b[sizeof answer + (size_t)FRAMES_MAX * FRAME_MAX];
};

static struct wire *wire_new(void)
{
    uint8_t key[30];
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (uint8_t)i;
    srtp_policy_t policy = { .ssrc = { .type = ssrc_any_outbound }, .key = key };
    srtp_crypto_policy_set_rtp_default(&policy.rtp);
    srtp_crypto_policy_set_rtp_default(&policy.rtcp);
    struct wire *w = calloc(1, sizeof *w);
    cr_assert_not_null(w);
    cr_assert_eq(srtp_init(), srtp_err_status_ok);
    cr_assert_eq(srtp_create(&w->session, &policy), srtp_err_status_ok);
    memcpy(w->b, answer, w->n = sizeof answer - 1);
    return w;
}

static void wire_free(struct wire *w)
{
    (void)srtp_dealloc(w->session);
    free(w);
}

static void say_frame(struct wire *w, uint8_t ssrc)
{
    _Alignas(4) uint8_t packet[FRAME_MAX] = { 0x80, 98, (uint8_t)(w->seq >> 8), (uint8_t)w->seq };
    int n = 200;
    packet[11] = ssrc;
    memset(packet + 12, 0x55, 188);
    w->seq++;
    cr_assert_eq(srtp_protect(w->session, packet, &n), srtp_err_status_ok);
    const uint8_t head[] = { '$', 0, (uint8_t)(n >> 8), (uint8_t)n };
    memcpy(w->b + w->n, head, sizeof head);
    memcpy(w->b + w->n + sizeof head, packet, (size_t)n);
    w->n += sizeof head + (size_t)n;
}

static void is_authenticated(struct wire *w, unsigned frames)
{
    const struct turn turns[] = {
        CLIENT("DESCRIBE rtsp://192.0.2.5/live RTSP/1.0\r\nCSeq: 1\r\n\r\n"),
        { false, { w->b, w->n } },
    };
    struct seen *s = talk(&rtsp_dissector, turns, 2, SIZE_MAX);
    const struct observation *o = seen_first(s, OBS_MEDIA_KEY);
    cr_assert_not_null(o);
    cr_assert_eq(o->media_key.ssrc, 7);
    cr_assert_eq(o->media_key.authenticated, frames);
    cr_assert_eq(o->media_key.tried, frames);
    cr_assert_eq(seen_count(s, OBS_MEDIA_KEY), 1);
    seen_free(s);
    says_the_same_in_pieces(&rtsp_dissector, turns, 2);
}

Test(rtsp_keys, are_told_when_the_connection_ends_early)
{
    struct wire *w = wire_new();
    for (size_t i = 0; i < 10; i++)
        say_frame(w, 7);
    is_authenticated(w, 10);
    wire_free(w);
}

Test(rtsp_keys, are_not_given_up_for_what_another_source_sends)
{
    struct wire *w = wire_new();
    for (size_t i = 0; i < 12; i++)
        say_frame(w, i == 6 ? 8 : 7);
    is_authenticated(w, 11);
    wire_free(w);
}
