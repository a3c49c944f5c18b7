/* How it works. The payload of a video codec looks random whether it is encrypted or not, but the
 * first bits of a picture do not: H.264 begins with the number of its first macroblock, 0, its
 * type, its parameter set and then frame_num, which grows by at most one from picture to picture
 * and is 0 in an IDR picture (ITU-T H.264 sections 7.3.3 and 7.4.3). H.265 has a bit that says
 * "first", its parameter set, its type and slice_pic_order_cnt_lsb (ITU-T H.265 section 7.3.6.1),
 * which moves on a little from picture to picture.
 *
 * How wide those numbers are stands in the sequence parameter set, which may not be seen. It need
 * not be: they have 4 to 16 bits, and all widths that still fit are kept side by side. A random
 * picture goes on with a probability below 1/12 (H.264: first macroblock 1/2, number 2/16 at most),
 * so IN_A_ROW of them have less than 2^-40. A number that never grows may be anything, and is no
 * proof.
 *
 * The opposite takes ENOUGH pictures of which a quarter does not even begin as one has to: of
 * random ones half do not, of readable ones none.
 *
 * JPEG (RFC 2435) has no such numbers, but behind each 0xff of its data stands 0 or a restart
 * marker (ISO/IEC 10918-1 section B.1.1.5): random bytes do that with a probability of 9/256. */
#include "dissectors/rtp_slices.h"

#include "dissectors/bits.h"
#include "dissectors/rtp_video.h"

enum {
    WIDTH_MIN = 4,
    WIDTH_MAX = 16,
    ALL_WIDTHS = (1 << (WIDTH_MAX - WIDTH_MIN + 1)) - 1,
    IN_A_ROW = 12,
    STEPS = 3,
    ENOUGH = 64,
    STRANGE = 16,    /* of ENOUGH */
    PATIENCE = 192,  /* pictures */
    STUFFED = 12,    /* bytes of JPEG in a row: random p < 2^-57 */
    HEADER_MAX = 16, /* bytes of a slice that are read */
    H264_PARAMETER_SETS = 256,
    H265_PARAMETER_SETS = 64,
};

/* The beginning of a picture. */
struct slice {
    bool fits;    /* it begins as the first slice of one has to */
    bool refresh; /* IDR: numbers begin anew */
    uint16_t number;
};

/* ---- slice headers ---- */

/* Takes out emulation prevention: 00 00 03 stands for 00 00 (section 7.4.1). */
static struct bytes plain_bits(struct bytes nal, size_t header_n, uint8_t out[HEADER_MAX])
{
    size_t n = 0;
    size_t zeros = 0;
    for (size_t i = header_n; i < nal.n && n < HEADER_MAX; i++) {
        bool prevents = zeros >= 2 && nal.p[i] == 3;
        zeros = nal.p[i] == 0 ? zeros + 1 : 0;
        if (!prevents)
            out[n++] = nal.p[i];
    }
    return (struct bytes){ out, n };
}

/* Section 7.3.3; types 2, 4, 7 and 9 are intra (table 7-6). Of a slice that ends early the rest
 * counts as 0: its own number is all there. */
static struct slice read_h264(struct bytes nal, bool idr)
{
    static const unsigned intra = 1U << 2 | 1U << 4 | 1U << 7 | 1U << 9;
    uint8_t plain[HEADER_MAX];
    struct bits b = { .in = plain_bits(nal, 0, plain) };
    uint32_t first = take_ue(&b);
    uint32_t type = take_ue(&b);
    uint32_t set = take_ue(&b);
    bool fits = !b.is_short && first == 0 && type <= 9 && set < H264_PARAMETER_SETS;
    return (struct slice){ .fits = fits && (!idr || (intra >> type & 1) != 0),
                           .refresh = idr,
                           .number = (uint16_t)take_bits(&b, WIDTH_MAX) };
}

/* Section 7.3.6.1; NAL types 16 to 21 are random access points, whose slices are of type I, 2. */
static struct slice read_h265(struct bytes nal, unsigned nal_type)
{
    enum { IRAP = 16, IDR = 19, IDR_LAST = 20 };
    uint8_t plain[HEADER_MAX];
    struct bits b = { .in = plain_bits(nal, 0, plain) };
    bool first = take_bits(&b, 1) == 1;
    if (nal_type >= IRAP)
        (void)take_bits(&b, 1);
    uint32_t set = take_ue(&b);
    uint32_t type = take_ue(&b);
    struct slice s = { .refresh = nal_type == IDR || nal_type == IDR_LAST };
    s.fits = !b.is_short && first && set < H265_PARAMETER_SETS && type <= 2 &&
             (nal_type < IRAP || type == 2);
    if (!s.refresh)
        s.number = (uint16_t)take_bits(&b, WIDTH_MAX);
    return s;
}

/* ---- where a slice begins, RFC 6184 and RFC 7798 ---- */

enum { H264_SLICE = 1, H264_IDR = 5, H264_STAP_A = 24, H264_FU_A = 28, H265_AP = 48, H265_FU = 49 };

static bool is_h264_slice(unsigned type)
{
    return type == H264_SLICE || type == H264_IDR;
}

static bool is_h265_slice(unsigned type)
{
    return type <= 9 || (type >= 16 && type <= 21);
}

/* What follows the NAL header of the first slice that begins in the payload; n is 0: none does. */
static struct bytes find_h264(struct bytes payload, unsigned *type)
{
    struct cursor c = cursor_over(payload);
    *type = take_u8(&c) & 0x1f;
    if (*type == H264_FU_A) {
        uint8_t header = take_u8(&c);
        *type = header & 0x1f;
        return header >> 7 != 0 && is_h264_slice(*type) ? cursor_rest(&c) : (struct bytes){ 0 };
    }
    if (*type != H264_STAP_A)
        return is_h264_slice(*type) ? cursor_rest(&c) : (struct bytes){ 0 };
    while (cursor_left(&c) > 2) {
        size_t n = take_be16(&c);
        struct bytes unit = bytes_first(cursor_rest(&c), n);
        *type = unit.n > 0 ? unit.p[0] & 0x1fU : 0;
        if (is_h264_slice(*type))
            return bytes_after(unit, 1);
        skip(&c, n);
    }
    return (struct bytes){ 0 };
}

static struct bytes find_h265(struct bytes payload, unsigned *type)
{
    enum { HEADER = 2 };
    struct cursor c = cursor_over(payload);
    *type = take_be16(&c) >> 9 & 0x3f;
    if (*type == H265_FU) {
        uint8_t header = take_u8(&c);
        *type = header & 0x3f;
        return header >> 7 != 0 && is_h265_slice(*type) ? cursor_rest(&c) : (struct bytes){ 0 };
    }
    if (*type != H265_AP)
        return is_h265_slice(*type) ? cursor_rest(&c) : (struct bytes){ 0 };
    while (cursor_left(&c) > 2) {
        size_t n = take_be16(&c);
        struct bytes unit = bytes_first(cursor_rest(&c), n);
        *type = unit.n > 0 ? unit.p[0] >> 1 & 0x3fU : H265_AP;
        if (is_h265_slice(*type))
            return bytes_after(unit, HEADER);
        skip(&c, n);
    }
    return (struct bytes){ 0 };
}

/* False: no slice begins in the payload. */
static bool read_slice(enum codec codec, struct bytes payload, struct slice *slice)
{
    unsigned type = 0;
    struct bytes rest = codec == CODEC_H264 ? find_h264(payload, &type) : find_h265(payload, &type);
    if (rest.n == 0)
        return false;
    *slice = codec == CODEC_H264 ? read_h264(rest, type == H264_IDR) : read_h265(rest, type);
    return true;
}

/* ---- how the numbers go on ---- */

/* Whether a number of that many bits may come after the other; *grows if it is another. */
static bool is_next(enum codec codec, unsigned width, const struct slice *slice, uint16_t before,
                    bool *grows)
{
    uint16_t mask = (uint16_t)((1U << width) - 1);
    uint16_t now = slice->number >> (WIDTH_MAX - width);
    uint16_t step = (uint16_t)((now - (before >> (WIDTH_MAX - width))) & mask);
    *grows = !slice->refresh && step != 0;
    if (slice->refresh)
        return now == 0;
    if (codec == CODEC_H264)
        return step <= 1;
    /* Pictures are sent in another order than shown; narrow numbers are no proof of much. */
    uint16_t most = width >= 8 ? 8 : width >= 6 ? 3 : 2;
    bool back = width >= 6 && step > mask - most;
    return step != 0 && (step <= most || back);
}

static void begin_row(struct rtp_slices *s)
{
    s->in_a_row = s->steps = 0;
    s->widths = ALL_WIDTHS;
}

/* A picture whose header fits: which widths still do. */
static void follow_number(struct rtp_slices *s, enum codec codec, const struct slice *slice)
{
    uint16_t fit = 0;
    bool any_grows = false;
    for (unsigned width = WIDTH_MIN; width <= WIDTH_MAX; width++) {
        bool grows = false;
        uint16_t bit = (uint16_t)(1U << (width - WIDTH_MIN));
        if ((s->widths & bit) == 0 || !is_next(codec, width, slice, s->number, &grows))
            continue;
        fit |= bit;
        any_grows |= grows;
    }
    bool goes_on = s->begun && fit != 0;
    s->widths = fit;
    s->number = slice->number;
    s->begun = true;
    if (!goes_on) {
        begin_row(s);
        return;
    }
    s->in_a_row = (uint8_t)(s->in_a_row + (s->in_a_row < UINT8_MAX));
    s->steps = (uint8_t)(s->steps + (any_grows && s->steps < UINT8_MAX));
    if (s->in_a_row >= IN_A_ROW && s->steps >= STEPS)
        s->verdict = READABLE_YES;
}

static void count_picture(struct rtp_slices *s, enum codec codec, const struct slice *slice)
{
    s->pictures++;
    s->strange = (uint8_t)(s->strange + !slice->fits);
    if (slice->fits)
        follow_number(s, codec, slice);
    else
        begin_row(s);
    if (s->verdict != READABLE_UNKNOWN)
        return;
    if (s->pictures % ENOUGH == 0 && s->strange >= STRANGE)
        s->verdict = READABLE_NO;
    if (s->pictures % ENOUGH == 0)
        s->strange = 0;
    s->given_up = s->pictures >= PATIENCE;
}

/* ---- JPEG ---- */

static bool may_follow_ff(uint8_t b)
{
    return b == 0 || (b >= 0xd0 && b <= 0xd7) || b == 0xd9;
}

static void count_jpeg(struct rtp_slices *s, struct bytes scan)
{
    for (size_t i = 0; i + 1 < scan.n && s->verdict == READABLE_UNKNOWN; i++) {
        if (scan.p[i] != 0xff)
            continue;
        bool fits = may_follow_ff(scan.p[i + 1]);
        s->in_a_row = (uint8_t)(fits ? s->in_a_row + 1 : 0);
        s->strange = (uint8_t)(s->strange + !fits);
        s->verdict = s->in_a_row >= STUFFED ? READABLE_YES
                     : s->strange >= ENOUGH ? READABLE_NO
                                            : READABLE_UNKNOWN;
    }
}

/* ---- what is known of it ---- */

void rtp_slices_count(struct rtp_slices *s, enum codec codec, const struct rtp_sight *sight)
{
    if (codec == CODEC_JPEG) {
        count_jpeg(s, rtp_jpeg_scan(sight));
        return;
    }
    if (!sight->same_frame) {
        s->whole = true;
        s->seen = false;
    }
    if (!sight->follows)
        s->whole = false;
    struct slice slice;
    if (!s->whole || s->seen || !read_slice(codec, sight->payload, &slice))
        return;
    s->seen = true;
    count_picture(s, codec, &slice);
}

bool rtp_slices_want(const struct rtp_slices *s, enum codec codec)
{
    bool known = codec == CODEC_H264 || codec == CODEC_H265 || codec == CODEC_JPEG;
    return known && s->verdict == READABLE_UNKNOWN && !s->given_up;
}

const char *rtp_slices_because(const struct rtp_slices *s, enum codec codec)
{
    if (s->verdict == READABLE_UNKNOWN)
        return "";
    bool yes = s->verdict == READABLE_YES;
    if (codec == CODEC_JPEG)
        return yes ? "JPEG data are as they have to be" : "JPEG data are no JPEG";
    return yes ? "the pictures' numbers count up" : "slices do not begin as slices have to";
}
