/* What random bytes do is worked out at each function; rtp_codec.c says what for. */
#include "dissectors/rtp_video.h"

/* ---- H.264, RFC 6184 ---- */

enum { H264_IDR = 5, H264_SPS = 7, H264_PPS = 8, H264_STAP_A = 24, H264_FU_A = 28 };

/* Section 5.6: non-IDR and IDR slice, SEI, parameter sets, delimiter, or a packet of several. */
static bool is_h264_unit(uint8_t indicator)
{
    static const uint32_t types = 1U << 1 | 1U << H264_IDR | 1U << 6 | 1U << H264_SPS |
                                  1U << H264_PPS | 1U << 9 | 1U << H264_STAP_A;
    return indicator < 0x80 && (types >> (indicator & 0x1f) & 1) != 0;
}

/* Section 5.8: start and end not both, reserved bit 0, types 1 to 8. */
static bool is_h264_fragment(uint8_t indicator, uint8_t header)
{
    uint8_t type = header & 0x1f;
    return indicator < 0x80 && (indicator & 0x1f) == H264_FU_A && (header & 0xc0) != 0xc0 &&
           (header & 0x20) == 0 && type >= 1 && type <= 8;
}

/* Section 5.7.1: sizes that add up to exactly the payload. */
static bool is_h264_aggregate(const struct rtp_sight *s)
{
    struct cursor c = cursor_over(s->payload);
    if ((take_u8(&c) & 0x9f) != H264_STAP_A || s->payload.n != s->payload_n)
        return false;
    for (size_t units = 0; units < 64 && cursor_left(&c) > 0; units++)
        skip(&c, take_be16(&c));
    return cursor_ok(&c) && cursor_left(&c) == 0 && s->payload.n > 3;
}

static void note_h264_unit(struct rtp_codec *c, uint8_t type)
{
    c->seen |= type == H264_SPS ? RTP_SEEN_SPS : 0;
    c->seen |= type == H264_PPS ? RTP_SEEN_PPS : 0;
}

/* Random bytes: the unfinished fragment goes on 2^-15 (+12), a fragment 0.0015 (+6), one of seven
 * units 0.109 (+2), nothing of these 0.87 (-2): 0.125 + 0.094 + 0.44 + 0.22 = 0.88. */
int rtp_bits_for_h264(struct rtp_codec *c, const struct rtp_sight *s)
{
    const uint8_t *b = s->payload.p;
    bool unfinished = c->h264_unit[0] != 0 && s->follows && s->same_frame;
    bool fragment = is_h264_fragment(b[0], b[1]);
    bool goes_on = unfinished && fragment && b[0] == c->h264_unit[0] && (b[1] & 0x80) == 0 &&
                   (b[1] & 0x1f) == c->h264_unit[1];
    bool ends = !fragment || (b[1] & 0x40) != 0;
    c->h264_unit[0] = ends ? 0 : b[0];
    c->h264_unit[1] = b[1] & 0x1f;
    if (goes_on)
        c->seen |= RTP_SEEN_CHAIN;
    if (fragment) {
        c->seen |= (b[1] & 0xc0) != 0 ? RTP_SEEN_EDGE : RTP_SEEN_MIDDLE;
        return goes_on ? 12 : 6;
    }
    if (!is_h264_unit(b[0]))
        return -2;
    note_h264_unit(c, b[0] & 0x1f);
    if (is_h264_aggregate(s))
        c->seen |= RTP_SEEN_CHAIN;
    return 2;
}

/* ---- H.265, RFC 7798 ---- */

enum { H265_FU = 49 };

static bool is_h265_type(unsigned type)
{
    return type <= 9 || (type >= 16 && type <= 21) || (type >= 32 && type <= 40);
}

/* Section 1.1.4: forbidden bit 0, layer 0, temporal id not 0; a type of section 4.4 or a slice's.
 */
static bool is_h265_unit(const uint8_t *b)
{
    unsigned type = b[0] >> 1;
    return b[0] < 0x80 && (b[0] & 1) == 0 && b[1] >= 1 && b[1] <= 7 &&
           (is_h265_type(type) || type == 48 || type == H265_FU);
}

/* Section 4.4.3. */
static bool is_h265_fragment(const uint8_t *b)
{
    return is_h265_unit(b) && b[0] >> 1 == H265_FU && (b[2] & 0xc0) != 0xc0 &&
           is_h265_type(b[2] & 0x3f);
}

/* Random bytes: the unfinished fragment goes on 2^-23 (+16), a fragment 3e-5 (+9), another unit
 * 0.0029
 * (+6), nothing of these (-1): 0.01 + 0.02 + 0.19 + 0.5 = 0.72. */
int rtp_bits_for_h265(struct rtp_codec *c, const struct rtp_sight *s)
{
    const uint8_t *b = s->payload.p;
    bool unfinished = c->h265_unit[0] != 0 && s->follows && s->same_frame;
    bool fragment = is_h265_fragment(b);
    bool goes_on = unfinished && fragment && b[0] == c->h265_unit[0] && b[1] == c->h265_unit[1] &&
                   (b[2] & 0x80) == 0 && (b[2] & 0x3f) == c->h265_unit[2];
    bool ends = !fragment || (b[2] & 0x40) != 0;
    c->h265_unit[0] = ends ? 0 : b[0];
    c->h265_unit[1] = b[1];
    c->h265_unit[2] = b[2] & 0x3f;
    if (goes_on || fragment)
        return goes_on ? 16 : 9;
    return is_h265_unit(b) && b[0] >> 1 != H265_FU ? 6 : -1;
}

/* ---- JPEG, RFC 2435 ---- */

/* Section 3.1: types 0 and 1, with restart markers 64 and 65; a size; section 3.1.7 and 3.1.8: the
 * headers that may stand before the data. Returns how much data there is, 0: this is no JPEG. */
static size_t jpeg_data(const struct rtp_sight *s, uint32_t *offset, struct bytes *here)
{
    struct cursor c = cursor_over(s->payload);
    *here = (struct bytes){ 0 };
    skip(&c, 1);
    *offset = take_be24(&c);
    uint8_t type = take_u8(&c), quality = take_u8(&c), width = take_u8(&c), height = take_u8(&c);
    if (type >= 64)
        skip(&c, 4);
    if (quality >= 128 && *offset == 0) {
        skip(&c, 2);
        skip_ahead(&c, take_be16(&c));
    }
    if (!cursor_ok(&c) || (type & 0xbe) != 0 || width == 0 || height == 0)
        return 0;
    size_t header_n = s->payload.n - cursor_left(&c) + c.ahead;
    if (c.ahead == 0)
        *here = cursor_rest(&c);
    return s->payload_n > header_n ? s->payload_n - header_n : 0;
}

/* Random bytes: the offset it has to have 2^-24 (+12), else (-2), hence less than 0.26. */
int rtp_bits_for_jpeg(struct rtp_codec *c, const struct rtp_sight *s)
{
    uint32_t offset = 0;
    uint32_t wanted = s->same_frame ? c->jpeg_offset : 0;
    struct bytes here;
    size_t n = jpeg_data(s, &offset, &here);
    c->jpeg_offset = offset + (uint32_t)n;
    if (n == 0)
        return -2;
    if (!s->follows) /* somewhere in a frame: offsets below 2 MiB, type and size fit, p < 2^-8 */
        return offset >> 21 == 0 ? 4 : -2;
    return offset == wanted ? 12 : -2;
}

struct bytes rtp_jpeg_scan(const struct rtp_sight *s)
{
    uint32_t offset = 0;
    struct bytes here;
    return jpeg_data(s, &offset, &here) > 0 ? here : (struct bytes){ 0 };
}
