/* What media_keys.c is given: up to the first line feed a=crypto's value, up to the second MIKEY in
 * base64; then packets, each behind its length in two bytes, of which the first bit says that the
 * other end sends it. The operator has the key of the corpus's SRTP. However they are cut, no more
 * packets are authenticated than were tried, and each source is told of once. */
#include <stdlib.h>

#include "dissectors/media_keys.h"
#include "dissectors/srtp_session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct packet way(uint8_t from, uint8_t to)
{
    uint8_t a[4] = { 192, 0, 2, from }, b[4] = { 192, 0, 2, to };
    return (struct packet){ .transport = TRANSPORT_UDP,
                            .src = { ip_from_v4(a), 6000 },
                            .dst = { ip_from_v4(b), 6000 } };
}

/* In a block of its own, so that a read too far is caught. */
static bool try_packet(struct media_keys *k, uint8_t *trial, const struct packet *p,
                       struct bytes whole, struct observation *said)
{
    uint8_t *exact = malloc(whole.n);
    if (exact == NULL)
        abort();
    if (whole.n > 0)
        memcpy(exact, whole.p, whole.n);
    bool says = media_keys_try(k, trial, p, (struct bytes){ exact, whole.n }, said);
    free(exact);
    return says;
}

static void check(const struct observation *said)
{
    if (said->kind != OBS_MEDIA_KEY || said->media_key.authenticated > said->media_key.tried ||
        said->media_key.tried > 64)
        abort();
}

static void try_all(struct media_keys *k, struct cursor *c)
{
    const struct packet ways[2] = { way(10, 99), way(99, 10) };
    uint8_t trial[2] = { 0 };
    struct observation said;
    while (cursor_left(c) > 2) {
        uint16_t n = take_be16(c);
        bool back = n >> 15 != 0;
        struct bytes whole = bytes_first(cursor_rest(c), n & 0x7fff);
        skip(c, whole.n);
        if (try_packet(k, &trial[back], &ways[back], whole, &said))
            check(&said);
    }
    for (size_t i = 0; i < 2; i++)
        if (media_keys_end(k, &trial[i], 7, &said))
            check(&said);
}

/* One that is never freed: with the last session NSS goes, and its coming again takes long. */
static void keep_nss(void)
{
    static struct srtp_ctx_t_ *first;
    if (first == NULL)
        first = srtp_session_first();
    if (first == NULL)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    keep_nss();
    struct srtp_keys list = {
        2,
        { { .suite = SRTP_AES_128_SHA1_80 },
          { .of = SRTP_OF_SSRC, .ssrc = 7, .suite = SRTP_AES_256_SHA1_32 } }
    };
    for (size_t i = 0; i < SRTP_KEY_MAX; i++)
        list.at[0].key[i] = list.at[1].key[i] = (uint8_t)i;
    struct media_keys *k = media_keys_new();
    if (k == NULL)
        abort();
    struct cursor c = cursor_over((struct bytes){ data, size });
    struct packet rtsp = way(99, 10);
    if (size % 2 == 0)
        media_keys_use(k, &list);
    (void)media_keys_prepare(k);
    media_keys_take_sdes(k, &rtsp, take_line(&c));
    media_keys_take_mikey(k, &rtsp, take_line(&c));
    try_all(k, &c);
    media_keys_free(k);
    return 0;
}
