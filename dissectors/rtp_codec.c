/* How the statistics of RTP work, without keys.
 *
 * Encrypted payloads are random bytes to us (RFC 3711 section 3.1), so "in clear" is proved by
 * showing something that random bytes do not do. Three things are looked at, side by side:
 *
 *   headers    (rtp_video.c, and this file)  the payload headers of a codec fit: a fragment of
 * H.264 belongs to the one before, a JPEG offset is where it has to be, ... repeats (rtp_chance.c)
 * the same bits come again in every packet, whatever they mean unevenness (rtp_chance.c)  some
 * bytes are far more frequent: silence and speech
 *
 * Headers and repeats are bets against random bytes. A test that random bytes pass with probability
 * p wins so many bits when it is passed, and loses so many when it is not, that random bytes lose
 * on average: p(win) * 2^win + ... + p(lose) * 2^-lose <= 1, which the comments below work out.
 * Then they come to k bits with a probability of at most 2^-k (Ville's inequality), and it does not
 * matter how often anybody looks, in what order packets come, or how many were left out. No sum
 * falls below FLOOR, so that a stream which stops being encrypted is noticed soon; that makes it a
 * matter of 2^k packets until the first error, and k is 40 (rtp_weigh.c).
 *
 * The opposite, "encrypted", is never proved by randomness alone: the payload of a video codec is
 * nearly random too. It takes a codec that is known (announced, proved before, or static) or
 * packets that come like video (several for one timestamp, the marker on the last), and 64 or 128
 * packets in which nothing fits.
 *
 * Nothing here reads more than the first RTP_PREFIX bytes. */
#include "dissectors/rtp_codec.h"

#include "dissectors/rtp_video.h"

enum { FLOOR = -16, CEILING = 120 };

static void add(int8_t *sum, int bits)
{
    int to = *sum + bits;
    to = to < FLOOR ? FLOOR : to;
    *sum = (int8_t)(to > CEILING ? CEILING : to);
}

/* ---- AAC ---- */

/* RFC 3640 section 3.3.6, AAC-hbr: AU headers of 16 bits, 13 of them a size; they add up. Random
 * bytes: less than 2^-24 (+16), else (-1). */
static int bits_for_aac(const struct rtp_sight *s)
{
    struct cursor c = cursor_over(s->payload);
    size_t headers = take_be16(&c) / 16U;
    if (s->payload.n < 4 || s->payload.p[1] % 16 != 0 || headers == 0 || headers > 16)
        return -1;
    size_t sum = 2 + 2 * headers;
    for (size_t i = 0; i < headers; i++)
        sum += take_be16(&c) >> 3;
    return cursor_ok(&c) && sum == s->payload_n ? 16 : -1;
}

/* RFC 6416 section 6.1, PayloadLengthInfo of ISO/IEC 14496-3: bytes of 255 and one less, which add
 * up to the rest. Random bytes: 2^-8 (+7), else (-1). */
static int bits_for_latm(const struct rtp_sight *s)
{
    size_t at = 0;
    size_t sum = 0;
    while (at < s->payload.n && s->payload.p[at] == 255)
        sum += s->payload.p[at++];
    if (at == s->payload.n)
        return -1;
    sum += s->payload.p[at++];
    return sum > 0 && at + sum == s->payload_n ? 7 : -1;
}

/* ---- what begins with a start code, or can be read ---- */

/* MPEG-4 part 2 (RFC 6416 section 5), MPEG program streams. Random bytes: 2^-24 (+16); not to begin
 * so costs nothing, and 3000 such packets would be needed for the missing 16 bits. */
static int bits_for_start_code(struct bytes b)
{
    return b.n > 3 && b.p[0] == 0 && b.p[1] == 0 && b.p[2] == 1 ? 16 : 0;
}

/* ONVIF metadata (Streaming Specification section 5.2) is XML. Random bytes: 2^-22 (+16), else as
 * above. */
static int bits_for_text(struct bytes b)
{
    enum { LOOK = 16 };
    if (b.n < LOOK)
        return 0;
    size_t readable = 0;
    for (size_t i = 0; i < LOOK; i++)
        readable += (b.p[i] >= 0x20 && b.p[i] < 0x7f) || (b.p[i] >= '\t' && b.p[i] <= '\r');
    return readable == LOOK ? 16 : 0;
}

void rtp_codec_count(struct rtp_codec *c, const struct rtp_sight *s)
{
    enum { HEADERS = 8 }; /* as far as any of them looks, but for AAC's sizes and readable text */
    if (s->payload.n < 3)
        return;
    int h264 = rtp_bits_for_h264(c, s); /* notes parameter sets, however short */
    if (s->sure_n < HEADERS)
        return;
    add(&c->h264, h264);
    add(&c->h265, rtp_bits_for_h265(c, s));
    add(&c->jpeg, rtp_bits_for_jpeg(c, s));
    add(&c->aac, bits_for_aac(s));
    add(&c->latm, bits_for_latm(s));
    add(&c->start_code, bits_for_start_code(bytes_first(s->payload, s->sure_n)));
    add(&c->text, bits_for_text(bytes_first(s->payload, s->sure_n)));
}

static bool looks_like_h264(const struct rtp_codec *c)
{
    static const unsigned sets = RTP_SEEN_SPS | RTP_SEEN_PPS;
    static const unsigned parts = RTP_SEEN_EDGE | RTP_SEEN_MIDDLE;
    return (c->seen & RTP_SEEN_CHAIN) != 0 || (c->seen & sets) == sets ||
           (c->seen & parts) == parts;
}

struct rtp_proof rtp_codec_proof(const struct rtp_codec *c, enum codec expected, int bits)
{
    bool h264 = expected == CODEC_H264 || looks_like_h264(c);
    if (c->h264 >= bits && h264)
        return (struct rtp_proof){ CODEC_H264, MEDIA_VIDEO,
                                   "H.264 units and fragments fit together" };
    if (c->h265 >= bits)
        return (struct rtp_proof){ CODEC_H265, MEDIA_VIDEO,
                                   "H.265 units and fragments fit together" };
    if (c->jpeg >= bits)
        return (struct rtp_proof){ CODEC_JPEG, MEDIA_VIDEO, "JPEG fragments fit together" };
    if (c->aac >= bits)
        return (struct rtp_proof){ CODEC_AAC, MEDIA_AUDIO, "AAC sizes add up" };
    if (c->latm >= bits)
        return (struct rtp_proof){ CODEC_AAC, MEDIA_AUDIO, "AAC (LATM) sizes add up" };
    if (c->start_code >= bits)
        return (struct rtp_proof){ CODEC_MPEG4, MEDIA_VIDEO, "MPEG start codes" };
    if (c->text >= bits)
        return (struct rtp_proof){ CODEC_OTHER, MEDIA_DATA, "text that can be read" };
    return (struct rtp_proof){ 0 };
}

int rtp_codec_bits(const struct rtp_codec *c, enum codec codec)
{
    if (codec == CODEC_H264)
        return c->h264;
    if (codec == CODEC_H265)
        return c->h265;
    if (codec == CODEC_JPEG)
        return c->jpeg;
    if (codec == CODEC_AAC)
        return c->aac > c->latm ? c->aac : c->latm;
    if (codec == CODEC_MPEG4)
        return c->start_code;
    return codec == CODEC_OTHER ? c->text : 0;
}

int rtp_codec_best(const struct rtp_codec *c)
{
    static const enum codec known[] = { CODEC_H264, CODEC_H265, CODEC_JPEG, CODEC_AAC,
                                        CODEC_MPEG4 };
    int best = rtp_codec_bits(c, CODEC_OTHER);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        int bits = rtp_codec_bits(c, known[i]);
        best = bits > best ? bits : best;
    }
    return best;
}

enum media_type rtp_codec_type(enum codec codec)
{
    switch (codec) {
    case CODEC_H264:
    case CODEC_H265:
    case CODEC_JPEG:
    case CODEC_MPEG4:
        return MEDIA_VIDEO;
    case CODEC_G711:
    case CODEC_G726:
    case CODEC_AAC:
        return MEDIA_AUDIO;
    case CODEC_UNKNOWN:
    case CODEC_OTHER:
    case CODECS:
    default:
        return MEDIA_UNKNOWN;
    }
}

enum codec rtp_static_codec(uint8_t payload_type)
{
    if (payload_type == 0 || payload_type == 8)
        return CODEC_G711;
    if (payload_type == 2)
        return CODEC_G726;
    if (payload_type == 26)
        return CODEC_JPEG;
    return payload_type <= 34 ? CODEC_OTHER : CODEC_UNKNOWN;
}

enum media_type rtp_static_type(uint8_t payload_type)
{
    static const uint64_t video =
        1ULL << 25 | 1ULL << 26 | 1ULL << 28 | 1ULL << 31 | 1ULL << 32 | 1ULL << 33 | 1ULL << 34;
    if (payload_type <= 18)
        return MEDIA_AUDIO;
    return payload_type <= 34 && (video >> payload_type & 1) != 0 ? MEDIA_VIDEO : MEDIA_UNKNOWN;
}

bool rtp_static_frames(uint8_t payload_type, size_t n)
{
    enum { GSM = 3, GSM_BYTES = 33, LPC = 7, LPC_BYTES = 14 };
    if (payload_type == GSM)
        return n % GSM_BYTES == 0;
    return payload_type == LPC && n % LPC_BYTES == 0;
}
