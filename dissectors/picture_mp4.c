/* MP4, ISO/IEC 14496-12: boxes, of which each says its length and kind; those that hold the one
 * looked for are entered, others passed over. It is `stsd`, whose entry is avc1 or hvc1 with avcC
 * or hvcC inside (14496-15), or encv where the samples are encrypted (23001-7). */
#include "dissectors/picture_steps.h"

enum {
    LARGE_HEADER = 16,
    STSD_HEADER = 8,   /* version, flags, number of entries: section 8.5.2 */
    VISUAL_ENTRY = 78, /* section 12.1.3, after its box header */
    BOXES_MAX = 200,
};

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

/* 0 in its length: it ends with the file. */
void picture_pass_box(struct picture *p, size_t header_n)
{
    uint64_t n = number_of(p->box, 4);
    if (n == 1)
        n = number_of(p->box + BOX_HEADER, BOX_HEADER);
    p->skip = n - header_n;
    if (n < header_n || p->boxes++ >= BOXES_MAX)
        picture_give_up(p);
}

/* What stands in the sample description: an entry of the video track, or of another. */
static void take_entry(struct picture *p)
{
    const uint8_t *kind = p->box + 4;
    static const char *const encrypted[] = { "encv", "enca", "drmi" };
    p->codec = (uint8_t)codec_of(kind);
    if (is_kind(kind, encrypted, 1) || is_kind(kind, encrypted + 2, 1))
        picture_decide(p, READABLE_NO);
    else if (p->codec == CODEC_MPEG4 || p->codec == CODEC_JPEG)
        picture_decide(p, READABLE_YES);
    else if (p->codec == CODEC_UNKNOWN)
        picture_pass_box(p, BOX_HEADER);
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
        picture_decide(p, READABLE_NO);
    else if (codec_of(p->box + 4) == p->codec && p->box[7] == 'C')
        picture_decide(p, READABLE_YES);
    else
        picture_pass_box(p, BOX_HEADER);
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
        picture_pass_box(p, number_of(p->box, 4) == 1 ? LARGE_HEADER : BOX_HEADER);
    }
    if (p->boxes >= BOXES_MAX)
        picture_give_up(p);
}

void picture_take_mp4(struct picture *p, uint8_t b)
{
    p->box[p->box_n++] = b;
    bool large = p->step == MP4_BOX && p->box_n >= BOX_HEADER && number_of(p->box, 4) == 1;
    if (p->box_n == (large ? LARGE_HEADER : BOX_HEADER))
        take_box(p);
}
