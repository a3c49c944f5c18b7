#include <criterion/criterion.h>
#include <stdlib.h>

#include "dissectors/rtp_codec.h"
#include "tests/support/media.h"

enum { BITS = 40 };

static void look(struct rtp_codec *c, const uint8_t *p, size_t n, bool same_frame)
{
    struct rtp_sight s = { { p, n }, n, n, true, same_frame };
    rtp_codec_count(c, &s);
}

static struct rtp_proof proof(const struct rtp_codec *c)
{
    return rtp_codec_proof(c, CODEC_UNKNOWN, BITS);
}

Test(rtp_codec, proves_nothing_of_random_bytes)
{
    uint32_t noise = 4711;
    struct rtp_codec c = { 0 };
    for (size_t i = 0; i < 20000; i++) {
        uint8_t b[84];
        random_bytes(&noise, b, sizeof b);
        look(&c, b, sizeof b, i % 8 != 0);
        cr_assert_null(rtp_codec_proof(&c, CODEC_H264, 28).because, "packet %zu", i);
    }
}

Test(rtp_codec, proves_fragments_of_h264)
{
    struct rtp_codec c = { 0 };
    uint8_t b[80] = { 0x7c, 0x85 };
    look(&c, b, sizeof b, false);
    b[1] = 0x05;
    for (size_t i = 0; i < 3; i++)
        look(&c, b, sizeof b, true);
    cr_assert_eq(proof(&c).codec, CODEC_H264);
    cr_assert_eq(proof(&c).type, MEDIA_VIDEO);
}

Test(rtp_codec, proves_single_units_of_h264_when_parameter_sets_were_seen)
{
    static const uint8_t first[] = { 0x27, 0x28, 0x25 }; /* i-PRO begins with 0x27 */
    struct rtp_codec c = { 0 };
    uint8_t b[80] = { 0 };
    for (size_t i = 0; i < sizeof first; i++) {
        b[0] = first[i];
        look(&c, b, sizeof b, i != 0);
    }
    b[0] = 0x21;
    for (size_t i = 0; i < 20; i++)
        look(&c, b, sizeof b, false);
    cr_assert_eq(proof(&c).codec, CODEC_H264);
}

Test(rtp_codec, does_not_call_a_byte_that_is_always_the_same_h264)
{
    struct rtp_codec c = { 0 };
    uint8_t b[80] = { 0x41 };
    for (size_t i = 0; i < 100; i++)
        look(&c, b, sizeof b, false);
    cr_assert_null(proof(&c).because);
    cr_assert_eq(rtp_codec_proof(&c, CODEC_H264, BITS).codec, CODEC_H264);
}

Test(rtp_codec, proves_h264_in_aggregates)
{
    static const uint8_t b[] = { 0x18, 0, 4, 0x67, 1, 2, 3, 0, 2, 0x68, 9 };
    struct rtp_codec c = { 0 };
    for (size_t i = 0; i < 20; i++)
        look(&c, b, sizeof b, false);
    cr_assert_eq(proof(&c).codec, CODEC_H264);
}

Test(rtp_codec, proves_h265)
{
    struct rtp_codec c = { 0 };
    uint8_t b[80] = { 49 << 1, 1, 0x80 | 19 };
    look(&c, b, sizeof b, false);
    b[2] = 19;
    look(&c, b, sizeof b, true);
    look(&c, b, sizeof b, true);
    cr_assert_eq(proof(&c).codec, CODEC_H265);
}

/* RFC 2435 section 3.1: quality 255, so the first fragment has a table of 64 bytes. */
Test(rtp_codec, proves_jpeg_with_tables_and_restart_markers)
{
    struct rtp_codec c = { 0 };
    for (size_t frame = 0; frame < 2; frame++) {
        uint8_t first[200] = { 0, 0, 0, 0, 65, 255, 80, 60, 0, 1, 0, 0, 0, 0, 0, 64 };
        uint8_t second[200] = { 0, 0, 0, 200 - 12 - 4 - 64, 65, 255, 80, 60, 0, 1 };
        look(&c, first, sizeof first, false);
        look(&c, second, sizeof second, true);
    }
    cr_assert_eq(proof(&c).codec, CODEC_JPEG);
}

Test(rtp_codec, proves_aac)
{
    struct rtp_codec c = { 0 };
    uint8_t b[104] = { 0, 16, 100 >> 5, (100 << 3) & 0xff };
    for (size_t i = 0; i < 3; i++)
        look(&c, b, sizeof b, false);
    cr_assert_eq(proof(&c).codec, CODEC_AAC);
    cr_assert_eq(proof(&c).type, MEDIA_AUDIO);
}

Test(rtp_codec, proves_aac_in_latm)
{
    struct rtp_codec c = { 0 };
    uint8_t b[302] = { 255, 45 };
    for (size_t i = 0; i < 6; i++)
        look(&c, b, sizeof b, false);
    cr_assert_eq(proof(&c).codec, CODEC_AAC);
}

Test(rtp_codec, reads_metadata)
{
    static const char text[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><tt:MetadataStream>";
    struct rtp_codec c = { 0 };
    for (size_t i = 0; i < 3; i++)
        look(&c, (const uint8_t *)text, sizeof text - 1, false);
    cr_assert_eq(proof(&c).type, MEDIA_DATA);
}

Test(rtp_codec, proves_mpeg_by_start_codes)
{
    static const uint8_t b[20] = { 0, 0, 1, 0xb6, 0x50 };
    struct rtp_codec c = { 0 };
    for (size_t i = 0; i < 3; i++)
        look(&c, b, sizeof b, false);
    cr_assert_eq(proof(&c).codec, CODEC_MPEG4);
}

Test(rtp_codec, reads_nothing_past_the_end)
{
    uint32_t noise = 99;
    for (size_t i = 0; i < 5000; i++) {
        struct rtp_codec c = { 0 };
        uint8_t b[16];
        static const uint8_t first[] = { 0x18, 0x7c, 0x62, 0x00, 0xff };
        random_bytes(&noise, b, sizeof b);
        b[0] = first[i % sizeof first];
        uint8_t *exact = malloc(i % 17 + 1);
        memcpy(exact, b, i % 17);
        struct rtp_sight s = { { exact, i % 17 }, 1400, 1386, true, i % 2 == 0 };
        rtp_codec_count(&c, &s);
        free(exact);
    }
}

Test(rtp_codec, knows_the_static_payload_types)
{
    cr_assert_eq(rtp_static_codec(0), CODEC_G711);
    cr_assert_eq(rtp_static_codec(8), CODEC_G711);
    cr_assert_eq(rtp_static_codec(26), CODEC_JPEG);
    cr_assert_eq(rtp_static_codec(96), CODEC_UNKNOWN);
    cr_assert_eq(rtp_static_type(18), MEDIA_AUDIO);
    cr_assert_eq(rtp_static_type(34), MEDIA_VIDEO);
    cr_assert_eq(rtp_static_type(127), MEDIA_UNKNOWN);
    cr_assert(rtp_static_frames(3, 66));
    cr_assert_not(rtp_static_frames(3, 33 + 10));
    cr_assert_not(rtp_static_frames(96, 33));
}
