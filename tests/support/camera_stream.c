#include "tests/support/camera_stream.h"

#include <stdlib.h>

enum {
    FRAME_NS = 33333333,
    PACKET_NS = 300000, /* the packets of a frame come close together */
    SOUND_NS = 20000000,
    GROUP = 60,       /* frames from one that stands alone to the next */
    PART_BYTES = 400, /* of a fragment */
    SOUND_BYTES = 160,
    TAG_BYTES = 10, /* of SRTP */
};

static uint32_t random_number(struct camera_stream *c)
{
    uint8_t b[4];
    random_bytes(&c->noise, b, sizeof b);
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16;
}

static bool stands_alone(const struct camera_stream *c)
{
    return c->frame % GROUP == 0;
}

/* Parameter sets come before a frame that stands alone, each in a packet. */
static uint32_t sets_of(const struct camera_stream *c)
{
    if (!stands_alone(c) || c->kind == STREAM_JPEG || c->kind == STREAM_G711)
        return 0;
    return c->kind == STREAM_H265 ? 3 : 2;
}

static void begin_frame(struct camera_stream *c)
{
    c->part = 0;
    c->parts = 1 + sets_of(c);
    if (c->kind != STREAM_G711 && c->kind != STREAM_THIN)
        c->parts = sets_of(c) + (stands_alone(c) ? 40 : 6 + random_number(c) % 9);
}

struct camera_stream *stream_new(enum stream_kind kind, uint32_t seed)
{
    static const uint8_t types[STREAM_KINDS] = { 98, 97, 26, 0, 99 };
    struct camera_stream *c = calloc(1, sizeof *c);
    if (c == NULL)
        abort();
    c->kind = kind;
    c->noise = seed * 2654435761U + 1;
    c->at = script_new();
    c->now_ns = 1700000000000000000 + random_number(c) * 100ULL;
    c->sender = (struct sender){ .payload_type = types[kind],
                                 .seq = (uint16_t)random_number(c),
                                 .timestamp = random_number(c) << 8,
                                 .ssrc = 0xca0000 + seed };
    c->frame = random_number(c) % GROUP;
    begin_frame(c);
    return c;
}

void stream_free(struct camera_stream *c)
{
    script_free(c->at);
    free(c);
}

static size_t make_h264(const struct camera_stream *c, uint8_t *b)
{
    static const uint8_t sets[2][8] = { { 0x67, 0x4d, 0x00, 0x29, 0x95, 0xa8, 0x1e, 0x00 },
                                        { 0x68, 0xee, 0x3c, 0x80, 0x11, 0x22, 0x33, 0x44 } };
    uint32_t n = sets_of(c);
    if (c->part < n) {
        memcpy(b, sets[c->part], sizeof sets[0]);
        return sizeof sets[0];
    }
    if (c->kind == STREAM_THIN) { /* the whole unit, and how its slice begins */
        b[0] = stands_alone(c) ? 0x65 : 0x41;
        b[1] = stands_alone(c) ? 0x88 : 0x9a;
        return PART_BYTES;
    }
    b[0] = stands_alone(c) ? 0x7c : 0x5c; /* FU-A, RFC 6184 section 5.8 */
    b[1] = stands_alone(c) ? 5 : 1;
    b[1] |= c->part == n ? 0x80 : 0;
    b[1] |= c->part == c->parts - 1 ? 0x40 : 0;
    return PART_BYTES;
}

static size_t make_h265(const struct camera_stream *c, uint8_t *b)
{
    uint32_t n = sets_of(c);
    b[1] = 1;
    if (c->part < n) {
        b[0] = (uint8_t)((32 + c->part) << 1);
        return 24;
    }
    b[0] = 49 << 1; /* RFC 7798 section 4.4.3 */
    b[2] = stands_alone(c) ? 19 : 1;
    b[2] |= c->part == n ? 0x80 : 0;
    b[2] |= c->part == c->parts - 1 ? 0x40 : 0;
    return PART_BYTES;
}

/* RFC 2435 section 3.1, type 1, quality 80, 1280 x 720. */
static size_t make_jpeg(const struct camera_stream *c, uint8_t *b)
{
    uint32_t offset = c->part * (PART_BYTES - 8);
    b[0] = 0;
    b[1] = (uint8_t)(offset >> 16);
    b[2] = (uint8_t)(offset >> 8);
    b[3] = (uint8_t)offset;
    b[4] = 1;
    b[5] = 80;
    b[6] = 160;
    b[7] = 90;
    return PART_BYTES;
}

/* ITU-T G.711, mu-law. */
static uint8_t mu_law(int sample)
{
    int sign = sample < 0 ? 0x80 : 0;
    int magnitude = (sample < 0 ? -sample : sample) + 132;
    magnitude = magnitude > 32767 ? 32767 : magnitude;
    int segment = 7;
    while (segment > 0 && magnitude < 128 << segment)
        segment--;
    return (uint8_t) ~(sign | segment << 4 | (magnitude >> (segment + 3) & 15));
}

/* Speech, as far as loudness goes: syllables of a fifth of a second, one in four a pause. */
static size_t make_g711(const struct camera_stream *c, uint8_t *b)
{
    uint32_t syllable = c->frame / 10 * 2654435761U >> 24;
    int loud = syllable % 4 == 0 ? 40 : 300 + (int)syllable * 40;
    for (int i = 0; i < SOUND_BYTES; i++) {
        int wave = i * 25 % 256 - 128; /* a saw of about 800 Hz ... */
        int hiss = b[i] % 64 - 32;     /* ... and what is random of it */
        b[i] = mu_law((wave + hiss) * loud / 128);
    }
    return SOUND_BYTES;
}

static size_t make_payload(const struct camera_stream *c, uint8_t *b)
{
    switch (c->kind) {
    case STREAM_H264:
    case STREAM_THIN:
        return make_h264(c, b);
    case STREAM_H265:
        return make_h265(c, b);
    case STREAM_JPEG:
        return make_jpeg(c, b);
    case STREAM_G711:
        return make_g711(c, b);
    case STREAM_KINDS:
    default:
        abort();
    }
}

static void pass_packet(struct camera_stream *c)
{
    c->now_ns += c->kind == STREAM_G711 ? SOUND_NS : PACKET_NS;
    if (++c->part < c->parts)
        return;
    if (c->kind != STREAM_G711)
        c->now_ns += FRAME_NS - c->parts * (uint64_t)PACKET_NS;
    c->sender.timestamp += c->kind == STREAM_G711 ? SOUND_BYTES : 3000;
    c->frame++;
    begin_frame(c);
}

void stream_pass(struct camera_stream *c)
{
    c->sender.seq++;
    pass_packet(c);
}

struct bytes stream_next(struct camera_stream *c)
{
    uint8_t b[MEDIA_PACKET_MAX - 12];
    random_bytes(&c->noise, b, sizeof b);
    size_t n = make_payload(c, b);
    if (c->encrypted) {
        n += TAG_BYTES;
        random_bytes(&c->noise, b, n);
    }
    c->at->n = 0;
    bool last = c->kind != STREAM_G711 && c->part == c->parts - 1;
    send_rtp(c->at, &c->sender, last, b, n);
    pass_packet(c);
    return c->at->turns[0].said;
}

bool kernel_lets_through(struct kernel_entry *e, uint32_t ssrc, uint8_t payload_type,
                         uint64_t now_ns)
{
    enum { EVERY_PACKETS = 2048, EVERY_NS = 1000000000, LOOK_PACKETS = 4 };
    if (!e->there || e->flow.ssrc != ssrc || e->flow.payload_type != payload_type)
        return true;
    if (e->looking > 0) {
        e->looking--;
        return true;
    }
    e->since_look++;
    if (e->since_look < EVERY_PACKETS && now_ns - e->look_ns < EVERY_NS)
        return false;
    e->since_look = 0;
    e->look_ns = now_ns;
    e->looking = LOOK_PACKETS - 1;
    return true;
}
