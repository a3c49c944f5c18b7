#include "tests/support/srtp_camera.h"

#include <criterion/criterion.h>
#include <stdlib.h>

struct packet packet_between(uint8_t from, uint8_t to, uint16_t port)
{
    uint8_t a[4] = { 192, 0, 2, from }, b[4] = { 192, 0, 2, to };
    return (struct packet){ .transport = TRANSPORT_UDP,
                            .src = { ip_from_v4(a), port },
                            .dst = { ip_from_v4(b), port } };
}

struct srtp_camera srtp_camera_new(uint8_t first_of_key)
{
    uint8_t key[30];
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (uint8_t)(first_of_key + i);
    srtp_policy_t policy = { .ssrc = { .type = ssrc_any_outbound }, .key = key };
    srtp_crypto_policy_set_rtp_default(&policy.rtp);
    srtp_crypto_policy_set_rtp_default(&policy.rtcp);
    struct srtp_camera c = { .seq = 1000 };
    cr_assert_eq(srtp_create(&c.session, &policy), srtp_err_status_ok);
    return c;
}

/* One packet of a picture in single H.264 fragments. */
struct bytes srtp_camera_packet(struct srtp_camera *c)
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
bool srtp_camera_shown(struct media_keys *k, struct srtp_camera *c, uint8_t *trial, size_t packets,
                       struct observation *said)
{
    struct packet p = packet_between(10, 99, 6000);
    for (size_t i = 0; i < packets; i++) {
        struct bytes whole = srtp_camera_packet(c);
        uint8_t *copy = malloc(whole.n);
        memcpy(copy, whole.p, whole.n);
        bool says = media_keys_try(k, trial, &p, (struct bytes){ copy, whole.n }, said);
        free(copy);
        if (says)
            return true;
    }
    return false;
}

struct media_keys *media_keys_of(const char *crypto)
{
    struct media_keys *k = media_keys_new();
    struct packet rtsp = packet_between(99, 10, 554);
    (void)media_keys_prepare(k);
    media_keys_take_sdes(k, &rtsp, bytes_of_text(crypto));
    return k;
}

struct bytes srtp_camera_report(struct srtp_camera *c)
{
    static const uint8_t plain[28] = { 0x80, 200, 0, 6, 0, 0, 0, 7 };
    memset(c->packet, 0, sizeof c->packet);
    memcpy(c->packet, plain, sizeof plain);
    int n = sizeof plain;
    cr_assert_eq(srtp_protect_rtcp(c->session, c->packet, &n), srtp_err_status_ok);
    return (struct bytes){ c->packet, (size_t)n };
}

void srtp_camera_free(struct srtp_camera *c)
{
    (void)srtp_dealloc(c->session);
}
