#include <criterion/criterion.h>

#include "dissectors/rtp_slices.h"
#include "tests/support/media.h"

/* Bits written one after the other. */
struct written {
    uint8_t b[24];
    size_t n;
};

static void put(struct written *w, unsigned n, uint32_t value)
{
    for (unsigned i = n; i-- > 0; w->n++)
        w->b[w->n / 8] |= (uint8_t)((value >> i & 1) << (7 - w->n % 8));
}

static void put_ue(struct written *w, uint32_t value)
{
    unsigned n = 0;
    while ((value + 1) >> n > 1)
        n++;
    put(w, n, 0);
    put(w, n + 1, value + 1);
}

/* One packet: a whole slice of a picture of its own. */
static void show(struct rtp_slices *s, enum codec codec, const struct written *w, bool follows)
{
    struct rtp_sight sight = { .payload = { w->b, sizeof w->b },
                               .payload_n = sizeof w->b,
                               .follows = follows };
    rtp_slices_count(s, codec, &sight);
}

static void show_h264(struct rtp_slices *s, unsigned width, uint32_t number, bool idr)
{
    struct written w = { { idr ? 0x65 : 0x41 }, 8 };
    put_ue(&w, 0);
    put_ue(&w, idr ? 7 : 5);
    put_ue(&w, 0);
    put(&w, width, number & ((1U << width) - 1));
    put(&w, 8, 0x9d);
    show(s, CODEC_H264, &w, true);
}

static void show_h265(struct rtp_slices *s, unsigned width, uint32_t order, bool idr)
{
    struct written w = { { idr ? 19 << 1 : 1 << 1, 1 }, 16 };
    put(&w, 1, 1);
    if (idr)
        put(&w, 1, 0);
    put_ue(&w, 0);
    put_ue(&w, idr ? 2 : 1);
    if (!idr)
        put(&w, width, order & ((1U << width) - 1));
    put(&w, 8, 0x9d);
    show(s, CODEC_H265, &w, true);
}

Test(rtp_slices, follow_frame_numbers_of_any_width)
{
    for (unsigned width = 4; width <= 16; width++) {
        struct rtp_slices s = { 0 };
        for (uint32_t i = 0; i < 40; i++)
            show_h264(&s, width, i % 30, i % 30 == 0);
        cr_assert_eq(s.verdict, READABLE_YES, "%u bits", width);
        cr_assert_not(rtp_slices_want(&s, CODEC_H264));
    }
}

Test(rtp_slices, follow_picture_orders_of_h265_in_any_order)
{
    static const int32_t order[] = { 0, 5, 3, 1, 2, 4 };
    for (unsigned width = 4; width <= 16; width++) {
        struct rtp_slices s = { 0 };
        for (uint32_t i = 0; i < 60; i++) {
            uint32_t swapped = i / 6 * 6 + (uint32_t)order[i % 6];
            show_h265(&s, width, width >= 8 ? swapped : i, i == 0);
        }
        cr_assert_eq(s.verdict, READABLE_YES, "%u bits", width);
    }
}

Test(rtp_slices, know_random_data_behind_valid_headers)
{
    static const enum codec codecs[] = { CODEC_H264, CODEC_H265 };
    uint32_t noise = 99;
    for (size_t k = 0; k < 2; k++) {
        struct rtp_slices s = { 0 };
        for (uint32_t i = 0; i < 200 && rtp_slices_want(&s, codecs[k]); i++) {
            struct written w = { .n = 0 };
            random_bytes(&noise, w.b, sizeof w.b);
            w.b[0] = k == 0 ? 0x41 : 1 << 1;
            w.b[1] = k == 0 ? w.b[1] : 1;
            show(&s, codecs[k], &w, true);
        }
        cr_assert_eq(s.verdict, READABLE_NO);
        cr_assert_geq(s.pictures, 64);
    }
}

Test(rtp_slices, are_hardly_ever_readable_by_chance)
{
    uint32_t noise = 4711;
    for (size_t k = 0; k < 2000; k++) {
        struct rtp_slices s = { 0 };
        while (rtp_slices_want(&s, CODEC_H264)) {
            struct written w = { .n = 0 };
            random_bytes(&noise, w.b, sizeof w.b);
            w.b[0] = 0x41;
            show(&s, CODEC_H264, &w, true);
        }
        cr_assert_neq(s.verdict, READABLE_YES, "%zu", k);
    }
}

Test(rtp_slices, are_not_taken_for_readable_because_they_begin_alike)
{
    struct rtp_slices s = { 0 };
    for (uint32_t i = 0; i < 250; i++)
        show_h264(&s, 16, 0x1234, false); /* a cipher's own header: nothing counts */
    cr_assert_eq(s.verdict, READABLE_UNKNOWN);
    cr_assert_not(rtp_slices_want(&s, CODEC_H264), "and it is not looked at for ever");
}

Test(rtp_slices, of_a_stream_with_losses_are_not_called_encrypted)
{
    struct rtp_slices s = { 0 };
    for (uint32_t i = 0; i < 250; i++) {
        struct written w = { { 0x41 }, 8 };
        bool first = i % 3 != 0;
        put_ue(&w, first ? 0 : 40); /* the frame's first slice was lost */
        put_ue(&w, 5);
        put_ue(&w, 0);
        put(&w, 8, i * 5);
        show(&s, CODEC_H264, &w, first);
    }
    cr_assert_neq(s.verdict, READABLE_NO);
}

Test(rtp_slices, that_come_one_after_the_other_count_once_a_frame)
{
    struct rtp_slices s = { 0 };
    for (uint32_t i = 0; i < 40; i++)
        for (uint32_t k = 0; k < 4; k++) {
            struct written w = { { i == 0 ? 0x65 : 0x41 }, 8 };
            put_ue(&w, k * 200);
            put_ue(&w, i == 0 ? 7 : 5);
            put_ue(&w, 0);
            put(&w, 6, i & 63);
            struct rtp_sight sight = { .payload = { w.b, sizeof w.b },
                                       .payload_n = sizeof w.b,
                                       .follows = true,
                                       .same_frame = k > 0 };
            rtp_slices_count(&s, CODEC_H264, &sight);
        }
    cr_assert_eq(s.verdict, READABLE_YES);
}

Test(rtp_slices, read_a_fragment_and_an_aggregate)
{
    static const struct {
        enum codec codec;
        size_t at; /* of frame_num's byte: all before is constant */
        uint8_t b[20];
    } cases[] = {
        { CODEC_H264, 3, { 0x7c, 0x81, 0x9a } },
        { CODEC_H264, 8, { 24, 0, 2, 9, 0x10, 0, 9, 0x41, 0x9a } },
        { CODEC_H265, 4, { 49 << 1, 1, 0x81, 0xd0 } },
        { CODEC_H265, 11, { 48 << 1, 1, 0, 3, 35 << 1, 1, 0x50, 0, 9, 1 << 1, 1, 0xd0 } },
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        struct rtp_slices s = { 0 };
        for (uint32_t i = 0; i < 40; i++) {
            uint8_t b[20];
            memcpy(b, cases[k].b, sizeof b);
            size_t at = cases[k].at + (cases[k].codec == CODEC_H264 && cases[k].at == 8);
            b[at] = (uint8_t)(cases[k].codec == CODEC_H264 ? i << 3 : b[at] | (i & 15));
            struct rtp_sight sight = { .payload = { b, sizeof b },
                                       .payload_n = sizeof b,
                                       .follows = true };
            rtp_slices_count(&s, cases[k].codec, &sight);
        }
        cr_assert_geq(s.pictures, 12, "case %zu", k);
        cr_assert_eq(s.strange, 0, "case %zu", k);
    }
}

/* RFC 2435: a header of 8 bytes, then data. */
static void show_jpeg(struct rtp_slices *s, const uint8_t *data, size_t n)
{
    uint8_t b[200] = { 0, 0, 0, 0, 1, 50, 40, 30 };
    memcpy(b + 8, data, n);
    struct rtp_sight sight = { .payload = { b, 8 + n }, .payload_n = 8 + n, .follows = true };
    rtp_slices_count(s, CODEC_JPEG, &sight);
}

Test(rtp_slices, know_jpeg_data_by_what_follows_each_ff)
{
    static const uint8_t clear[] = { 1, 2, 0xff, 0, 3, 0xff, 0xd1, 4, 0xff, 0xd9 };
    struct rtp_slices s = { 0 };
    for (size_t i = 0; i < 4; i++)
        show_jpeg(&s, clear, sizeof clear);
    cr_assert_eq(s.verdict, READABLE_YES);
    uint32_t noise = 17;
    s = (struct rtp_slices){ 0 };
    for (size_t i = 0; i < 1000 && s.verdict == READABLE_UNKNOWN; i++) {
        uint8_t random[180];
        random_bytes(&noise, random, sizeof random);
        show_jpeg(&s, random, sizeof random);
    }
    cr_assert_eq(s.verdict, READABLE_NO);
}
