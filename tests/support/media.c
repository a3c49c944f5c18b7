#include "tests/support/media.h"

#include <stdlib.h>

extern const struct dissector rtp_dissector;

struct script *script_new(void)
{
    struct script *s = calloc(1, sizeof *s);
    if (s == NULL)
        abort();
    s->noise = 0x9e3779b9;
    return s;
}

void script_free(struct script *s)
{
    free(s);
}

struct seen *script_talk(const struct script *s)
{
    return talk(&rtp_dissector, s->turns, s->n, SIZE_MAX);
}

/* Marsaglia's xorshift32. */
void random_bytes(uint32_t *state, uint8_t *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        *state ^= *state << 13;
        *state ^= *state >> 17;
        *state ^= *state << 5;
        out[i] = (uint8_t)(*state >> 11);
    }
}

void send_raw(struct script *s, bool from_client, const void *p, size_t n)
{
    if (s->n == MEDIA_TURNS_MAX || n > MEDIA_PACKET_MAX)
        abort();
    uint8_t *to = s->store[s->n];
    memcpy(to, p, n);
    s->turns[s->n] = (struct turn){ from_client, { to, n } };
    s->n++;
}

static void put(uint8_t *to, uint32_t value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (uint8_t)(value >> 8 * (n - 1 - i));
}

void send_rtp(struct script *s, struct sender *from, bool marker, const void *payload, size_t n)
{
    uint8_t b[MEDIA_PACKET_MAX] = { 0x80, (uint8_t)(from->payload_type | (marker ? 0x80 : 0)) };
    if (n > sizeof b - 12)
        abort();
    put(b + 2, from->seq++, 2);
    put(b + 4, from->timestamp, 4);
    put(b + 8, from->ssrc, 4);
    memcpy(b + 12, payload, n);
    send_raw(s, from->from_client, b, 12 + n);
}

static void send_parameter_sets(struct script *s, struct sender *from)
{
    static const uint8_t sps[] = { 0x67, 0x4d, 0x00, 0x29, 0x95, 0xa8, 0x1e, 0x00, 0x89 };
    static const uint8_t pps[] = { 0x68, 0xee, 0x3c, 0x80, 0x11 };
    send_rtp(s, from, false, sps, sizeof sps);
    send_rtp(s, from, false, pps, sizeof pps);
}

/* How a slice begins, ITU-T H.264 section 7.3.3: an IDR picture, or the n-th one after it, with
 * four bits of frame_num. */
static void make_slice(uint8_t *b, size_t n)
{
    b[0] = n == 0 ? 0x88 : (uint8_t)(0x9a | (n >> 3 & 1));
    b[1] = n == 0 ? 0x80 | (b[1] & 7) : (uint8_t)((n & 7) << 5 | (b[1] & 0x1f));
}

/* FU-A, RFC 6184 section 5.8: the i-th of four fragments of the n-th picture. */
static void make_fragment(uint8_t *b, size_t n, size_t i)
{
    bool idr = n == 0;
    b[0] = idr ? 0x7c : 0x5c;
    b[1] = idr ? 5 : 1;
    if (i == 0) {
        b[1] |= 0x80;
        make_slice(b + 2, n);
    }
    if (i == 3)
        b[1] |= 0x40;
}

void send_h264(struct script *s, struct sender *from, size_t frames, bool encrypted)
{
    if (!encrypted)
        send_parameter_sets(s, from);
    for (size_t n = 0; n < 4 * frames; n++) {
        uint8_t b[200];
        random_bytes(&s->noise, b, sizeof b);
        if (!encrypted)
            make_fragment(b, n / 4, n % 4);
        send_rtp(s, from, n % 4 == 3, b, sizeof b);
        if (n % 4 == 3)
            from->timestamp += from->step;
    }
}

void send_g711(struct script *s, struct sender *from, size_t packets, bool encrypted)
{
    static const uint8_t tone[8] = { 0xff, 0xf4, 0xef, 0xf4, 0x7f, 0x74, 0x6f, 0x74 };
    for (size_t i = 0; i < packets; i++) {
        uint8_t b[160];
        random_bytes(&s->noise, b, sizeof b);
        for (size_t k = 0; !encrypted && k < sizeof b; k++)
            b[k] = tone[k % sizeof tone] ^ (b[k] & 3);
        send_rtp(s, from, false, b, sizeof b);
        from->timestamp += 160;
    }
}
