/* How it works: bytes are pushed in as they come, and what is known fits into a few bytes.
 *
 * JPEG: SOI and segments of which each says its length, until the data begin (SOS). There each 0xff
 * is followed by 0, a restart marker or the end; STUFFED of these in a row are the proof, or the
 * end. MP4: boxes, of which each says its length and kind; those that hold the one looked for are
 * entered, others passed over. It is `stsd`, whose entry is avc1 or hvc1 with avcC or hvcC inside,
 * or encv where the samples are encrypted. */
#include "dissectors/picture.h"

enum step {
    AT_START,
    JPEG_MARKER,      /* wants 0xff */
    JPEG_MARKER_CODE, /* what follows it */
    JPEG_LENGTH,      /* two bytes, in box[] */
    JPEG_DATA,
    JPEG_DATA_CODE,
    MP4_BOX,
    MP4_ENTRY,
    MP4_INSIDE, /* a visual sample entry: 78 bytes, and then boxes */
};

enum {
    STUFFED = 8,    /* random: p < 2^-38 */
    STRANGE = 8,    /* of bytes that a JPEG never has */
    BOX_HEADER = 8, /* ISO/IEC 14496-12 section 4.2 */
    LARGE_HEADER = 16,
    STSD_HEADER = 8,   /* version, flags, number of entries: section 8.5.2 */
    VISUAL_ENTRY = 78, /* section 12.1.3, after its box header */
    BOXES_MAX = 200,
    LOOKED_MAX = 64, /* times 16 bytes before a JPEG that is searched for */
};

static void give_up(struct picture *p)
{
    p->over = true;
    p->skip = 0;
}

static void decide(struct picture *p, enum readable readable)
{
    p->readable = (uint8_t)readable;
    give_up(p);
}

/* ---- JPEG ---- */

static bool is_frame_header(uint8_t code)
{
    return code >= 0xc0 && code <= 0xcf && code != 0xc4 && code != 0xc8 && code != 0xcc;
}

static void take_marker(struct picture *p, uint8_t code)
{
    enum { FILL = 0xff, SCAN = 0xda, FIRST = 0xc0, LAST = 0xfe };
    if (code == FILL)
        return;
    p->has_frame |= is_frame_header(code);
    p->box[2] = code == SCAN;
    p->step = JPEG_LENGTH;
    p->box_n = 0;
    bool is_segment = code >= FIRST && code <= LAST && (code < 0xd0 || code > 0xd9);
    if (!is_segment || (code == SCAN && !p->has_frame))
        give_up(p);
}

static void take_length(struct picture *p, uint8_t b)
{
    p->box[p->box_n++] = b;
    if (p->box_n < 2)
        return;
    unsigned n = (unsigned)p->box[0] << 8 | p->box[1];
    p->step = p->box[2] != 0 ? JPEG_DATA : JPEG_MARKER;
    p->skip = n - 2;
    if (n < 2)
        give_up(p);
}

/* What follows 0xff in the data. Tables and further scans may stand between: they are passed over
 * like data. */
static void take_data_code(struct picture *p, uint8_t b)
{
    enum { FILL = 0xff, END = 0xd9 };
    if (b == FILL)
        return;
    p->step = JPEG_DATA;
    bool stuffed = b == 0 || (b >= 0xd0 && b <= 0xd7);
    bool segment = b == 0xc4 || (b >= 0xda && b <= 0xdd);
    p->stuffed = (uint8_t)(stuffed ? p->stuffed + 1 : segment ? p->stuffed : 0);
    p->strange = (uint8_t)(p->strange + (!stuffed && !segment && b != END));
    if (p->stuffed >= STUFFED || (b == END && p->strange == 0))
        decide(p, READABLE_YES);
    else if (p->strange >= STRANGE)
        decide(p, READABLE_NO);
    else if (b == END)
        give_up(p);
}

static void take_jpeg(struct picture *p, uint8_t b)
{
    if (p->step == JPEG_MARKER_CODE)
        take_marker(p, b);
    else if (p->step == JPEG_LENGTH)
        take_length(p, b);
    else if (p->step == JPEG_DATA_CODE)
        take_data_code(p, b);
    else if (b == 0xff)
        p->step = p->step == JPEG_DATA ? JPEG_DATA_CODE : JPEG_MARKER_CODE;
    else if (p->step == JPEG_MARKER)
        give_up(p);
}

/* ---- MP4 ---- */

static bool is_kind(const uint8_t kind[4], const char *const list[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (memcmp(kind, list[i], 4) == 0)
            return true;
    return false;
}

static enum codec codec_of(const uint8_t kind[4])
{
    static const char *const h264[] = { "avc1", "avc2", "avc3", "avc4", "avcC" };
    static const char *const h265[] = { "hvc1", "hev1", "hvcC" };
    static const char *const jpeg[] = { "jpeg", "mjpa", "mjpb", "mp4v" };
    if (is_kind(kind, h264, sizeof h264 / sizeof h264[0]))
        return CODEC_H264;
    if (is_kind(kind, h265, sizeof h265 / sizeof h265[0]))
        return CODEC_H265;
    if (is_kind(kind, jpeg, sizeof jpeg / sizeof jpeg[0]))
        return kind[1] == 'p' ? CODEC_MPEG4 : CODEC_JPEG;
    return CODEC_UNKNOWN;
}

static uint64_t number_of(const uint8_t *b, size_t n)
{
    uint64_t x = 0;
    for (size_t i = 0; i < n; i++)
        x = x << 8 | b[i];
    return x;
}

/* The box is none of those looked for: to its end. 0 in its length: it ends with the file. */
static void pass_box(struct picture *p, size_t header_n)
{
    uint64_t n = number_of(p->box, 4);
    if (n == 1)
        n = number_of(p->box + BOX_HEADER, BOX_HEADER);
    p->skip = n - header_n;
    if (n < header_n || p->boxes++ >= BOXES_MAX)
        give_up(p);
}

/* What stands in the sample description: an entry of the video track, or of another. */
static void take_entry(struct picture *p)
{
    const uint8_t *kind = p->box + 4;
    static const char *const encrypted[] = { "encv", "enca", "drmi" };
    p->codec = (uint8_t)codec_of(kind);
    if (is_kind(kind, encrypted, 1) || is_kind(kind, encrypted + 2, 1))
        decide(p, READABLE_NO);
    else if (p->codec == CODEC_MPEG4 || p->codec == CODEC_JPEG)
        decide(p, READABLE_YES);
    else if (p->codec == CODEC_UNKNOWN)
        pass_box(p, BOX_HEADER);
    else
        p->skip = VISUAL_ENTRY;
    p->step = p->codec == CODEC_UNKNOWN ? MP4_BOX : MP4_INSIDE;
}

/* Inside the entry: its configuration shows that it can be decoded, unless a protection scheme
 * stands there. */
static void take_inside(struct picture *p)
{
    static const char *const protection[] = { "sinf" };
    if (is_kind(p->box + 4, protection, 1))
        decide(p, READABLE_NO);
    else if (codec_of(p->box + 4) == p->codec && p->box[7] == 'C')
        decide(p, READABLE_YES);
    else
        pass_box(p, BOX_HEADER);
}

static void take_box(struct picture *p)
{
    static const char *const entered[] = { "moov", "trak", "mdia", "minf", "stbl" };
    static const char *const description[] = { "stsd" };
    p->box_n = 0;
    if (p->step == MP4_ENTRY) {
        take_entry(p);
    } else if (p->step == MP4_INSIDE) {
        take_inside(p);
    } else if (is_kind(p->box + 4, description, 1)) {
        p->skip = STSD_HEADER;
        p->step = MP4_ENTRY;
    } else if (is_kind(p->box + 4, entered, sizeof entered / sizeof entered[0])) {
        p->boxes++;
    } else {
        pass_box(p, number_of(p->box, 4) == 1 ? LARGE_HEADER : BOX_HEADER);
    }
    if (p->boxes >= BOXES_MAX)
        give_up(p);
}

static void take_mp4(struct picture *p, uint8_t b)
{
    p->box[p->box_n++] = b;
    bool large = p->step == MP4_BOX && p->box_n >= BOX_HEADER && number_of(p->box, 4) == 1;
    if (p->box_n == (large ? LARGE_HEADER : BOX_HEADER))
        take_box(p);
}

/* ---- the beginning ---- */

/* FF D8 FF begins a JPEG, a length and "ftyp" an MP4. */
static void take_start(struct picture *p, uint8_t b)
{
    static const uint8_t soi[] = { 0xff, 0xd8, 0xff };
    p->box[p->box_n++] = b;
    if (p->box_n == sizeof soi && memcmp(p->box, soi, sizeof soi) == 0) {
        p->content = CONTENT_JPEG;
        p->codec = CODEC_JPEG;
        p->step = JPEG_MARKER_CODE;
        p->box_n = 0;
    } else if (p->box_n == BOX_HEADER) {
        bool mp4 = memcmp(p->box + 4, "ftyp", 4) == 0;
        p->content = mp4 ? CONTENT_MP4 : CONTENT_UNKNOWN;
        p->step = MP4_BOX;
        p->box_n = 0;
        if (mp4)
            pass_box(p, BOX_HEADER);
        else
            give_up(p);
    }
}

/* Looks for the beginning of a JPEG behind something else: headers of a part (RFC 2046). */
static void search(struct picture *p, uint8_t b)
{
    static const uint8_t soi[] = { 0xff, 0xd8, 0xff };
    p->matched = b == soi[p->matched] ? (uint8_t)(p->matched + 1) : b == soi[0];
    p->box_n = (uint8_t)((p->box_n + 1) % sizeof p->box);
    p->looked = (uint8_t)(p->looked + (p->box_n == 0));
    if (p->matched == sizeof soi) {
        p->content = CONTENT_JPEG;
        p->codec = CODEC_JPEG;
        p->step = JPEG_MARKER_CODE;
    } else if (p->looked == LOOKED_MAX) {
        give_up(p);
    }
}

static void take_byte(struct picture *p, uint8_t b)
{
    if (p->step == AT_START && p->searches)
        search(p, b);
    else if (p->step == AT_START)
        take_start(p, b);
    else if (p->step >= MP4_BOX)
        take_mp4(p, b);
    else
        take_jpeg(p, b);
}

bool picture_take(struct picture *p, struct bytes piece)
{
    if (p->over)
        return false;
    for (size_t i = 0; i < piece.n && !p->over; i++) {
        uint64_t skipped = p->skip < piece.n - i ? p->skip : piece.n - i;
        p->skip -= skipped;
        i += skipped;
        if (i < piece.n)
            take_byte(p, piece.p[i]);
    }
    return p->readable != READABLE_UNKNOWN;
}

uint64_t picture_skip(const struct picture *p)
{
    return p->skip;
}

void picture_pass(struct picture *p, uint64_t n)
{
    p->skip -= n < p->skip ? n : p->skip;
}

static const char *because(const struct picture *p)
{
    bool yes = p->readable == READABLE_YES;
    if (p->content == CONTENT_JPEG)
        return yes ? "JPEG data are as they have to be" : "JPEG data are no JPEG";
    return yes ? "MP4 with a video track that is not encrypted" : "MP4 with an encrypted track";
}

struct observation picture_fact(const struct picture *p, enum picture_place place)
{
    return (struct observation){ .kind = OBS_PICTURE,
                                 .picture = { .place = place,
                                              .readable = (enum readable)p->readable,
                                              .content = (enum content)p->content,
                                              .codec = (enum codec)p->codec,
                                              .because = because(p) } };
}
