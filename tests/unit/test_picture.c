#include <criterion/criterion.h>

#include "dissectors/picture.h"
#include "tests/support/media.h"

#define IS(text)                                  \
    {                                             \
        (const uint8_t *)(text), sizeof(text) - 1 \
    }
#define BYTES(text) ((struct bytes)IS(text))

static const struct bytes jpeg = IS("\xff\xd8\xff\xe0\0\4JF\xff\xdb\0\3\1\xff\xc0\0\5\1\2\3"
                                    "\xff\xc4\0\2\xff\xda\0\3\1abc\xff\0def\xff\xd0gh\xff\xd9");

/* ftyp, then what is given, in pieces of at most `piece` bytes. */
static struct picture looked_at(struct bytes b, size_t piece, bool searches, size_t *times)
{
    struct picture p = { .searches = searches };
    *times = 0;
    while (b.n > 0) {
        struct bytes now = bytes_first(b, piece);
        *times += picture_take(&p, now) && !p.over ? 1U : 0U;
        b = bytes_after(b, now.n);
    }
    *times += p.readable != READABLE_UNKNOWN;
    return p;
}

static void expect(struct bytes b, enum content content, enum codec codec, enum readable readable)
{
    for (size_t piece = 1; piece <= b.n; piece++) {
        size_t times = 0;
        struct picture p = looked_at(b, piece, false, &times);
        cr_assert_eq(p.content, content, "pieces of %zu", piece);
        cr_assert_eq(p.readable, readable, "pieces of %zu", piece);
        cr_assert(readable == READABLE_UNKNOWN || p.codec == codec, "pieces of %zu", piece);
    }
}

Test(picture, knows_a_jpeg_to_its_end)
{
    expect(jpeg, CONTENT_JPEG, CODEC_JPEG, READABLE_YES);
    expect(bytes_first(jpeg, jpeg.n - 1), CONTENT_JPEG, CODEC_JPEG, READABLE_UNKNOWN);
}

Test(picture, knows_jpeg_headers_before_other_data)
{
    uint8_t b[20000];
    uint32_t noise = 7;
    size_t head_n = jpeg.n - 14;
    random_bytes(&noise, b, sizeof b);
    memcpy(b, jpeg.p, head_n);
    size_t times = 0;
    struct picture p = looked_at((struct bytes){ b, sizeof b }, 1448, false, &times);
    cr_assert_eq(p.readable, READABLE_NO);
}

Test(picture, finds_a_jpeg_behind_the_headers_of_a_part)
{
    uint8_t b[200] = "--b\r\nContent-Type: image/jpeg\r\n\r\n";
    size_t n = strlen((const char *)b);
    memcpy(b + n, jpeg.p, jpeg.n);
    for (size_t piece = 1; piece < 40; piece++) {
        size_t times = 0;
        struct picture p = looked_at((struct bytes){ b, n + jpeg.n }, piece, true, &times);
        cr_assert_eq(p.readable, READABLE_YES, "pieces of %zu", piece);
    }
    uint8_t nothing[2000] = { 0 };
    size_t times = 0;
    cr_assert(looked_at((struct bytes){ nothing, sizeof nothing }, 100, true, &times).over);
}

Test(picture, gives_up_what_is_neither)
{
    size_t times = 0;
    cr_assert(looked_at(BYTES("<!DOCTYPE html>"), 4, false, &times).over);
    cr_assert(looked_at(BYTES("\xff\xd8\xff\xe0\0\1x"), 1, false, &times).over);
    cr_assert(looked_at(BYTES("\xff\xd8\xff\xda\0\3\1"), 1, false, &times).over, "data, no frame");
    cr_assert(looked_at(BYTES("\xff\xd8\xff\xe0\0\2no"), 1, false, &times).over);
}

/* Boxes made by hand: ISO/IEC 14496-12. */
struct file {
    uint8_t b[1024];
    size_t n;
};

static void put_box(struct file *f, const char *kind, size_t body_n)
{
    uint8_t *at = f->b + f->n;
    uint32_t n = (uint32_t)(8 + body_n);
    at[2] = (uint8_t)(n >> 8);
    at[3] = (uint8_t)n;
    memcpy(at + 4, kind, 4);
    f->n += 8;
}

/* moov with a track of sound and one of pictures, whose entry is `entry` with `inside` in it. */
static struct file mp4(bool at_end, const char *entry, const char *inside)
{
    struct file f = { .n = 0 };
    put_box(&f, "ftyp", 16);
    f.n += 16;
    put_box(&f, "mdat", at_end ? 300 : 0);
    f.n += at_end ? 300 : 0;
    for (size_t track = 0; track < 2; track++) {
        put_box(&f, track == 0 ? "moov" : "free", 0);
        put_box(&f, "trak", 200);
        put_box(&f, "tkhd", 12);
        f.n += 12;
        put_box(&f, "mdia", 160);
        put_box(&f, "minf", 150);
        put_box(&f, "stbl", 140);
        put_box(&f, "stsd", 130);
        f.n += 8;
        put_box(&f, track == 0 ? "mp4a" : entry, 110);
        f.n += track == 0 ? 110 : 78;
    }
    put_box(&f, "pasp", 8);
    f.n += 8;
    put_box(&f, inside, 8);
    f.n += 8;
    return f;
}

static void expect_mp4(const char *entry, const char *inside, enum codec codec,
                       enum readable readable)
{
    for (int at_end = 0; at_end < 2; at_end++) {
        struct file f = mp4(at_end, entry, inside);
        expect((struct bytes){ f.b, f.n }, CONTENT_MP4, codec, readable);
    }
}

Test(picture, knows_an_mp4_that_can_be_played)
{
    expect_mp4("avc1", "avcC", CODEC_H264, READABLE_YES);
    expect_mp4("hvc1", "hvcC", CODEC_H265, READABLE_YES);
    expect_mp4("hev1", "hvcC", CODEC_H265, READABLE_YES);
    expect_mp4("mp4v", "esds", CODEC_MPEG4, READABLE_YES);
}

Test(picture, knows_an_mp4_that_is_encrypted)
{
    expect_mp4("encv", "avcC", CODEC_UNKNOWN, READABLE_NO);
    expect_mp4("avc1", "sinf", CODEC_H264, READABLE_NO);
}

Test(picture, says_nothing_of_an_mp4_without_a_description)
{
    struct file f = mp4(true, "avc1", "avcC");
    expect((struct bytes){ f.b, 300 }, CONTENT_MP4, CODEC_UNKNOWN, READABLE_UNKNOWN);
}

Test(picture, has_its_data_passed_over)
{
    struct file f = mp4(true, "avc1", "avcC");
    struct picture p = { 0 };
    cr_assert_not(picture_take(&p, (struct bytes){ f.b, 32 }));
    cr_assert_eq(picture_skip(&p), 300);
    picture_pass(&p, 300);
    cr_assert(picture_take(&p, (struct bytes){ f.b + 332, f.n - 332 }));
    struct observation o = picture_fact(&p, PLACE_FILE);
    cr_assert_eq(o.kind, OBS_PICTURE);
    cr_assert_eq(o.picture.readable, READABLE_YES);
    cr_assert_eq(o.picture.place, PLACE_FILE);
    cr_assert_str_eq(o.picture.because, "MP4 with a video track that is not encrypted");
}

Test(picture, is_not_led_astray_by_wrong_lengths)
{
    static const struct bytes wrong[] = {
        IS("\0\0\0\4ftypxxxxxxxxxxxxxxx"),
        IS("\0\0\0\10ftyp\0\0\0\1mdat\0\0\0\0\0\0\0\2xxxxxxxx"),
        IS("\0\0\0\10ftyp\0\0\0\0mdatxxxxxxxxxxxx"),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        size_t times = 0;
        struct picture p = looked_at(wrong[i], 3, false, &times);
        cr_assert(p.over, "%zu", i);
        cr_assert_eq(p.readable, READABLE_UNKNOWN);
    }
}
