#include "dissectors/unpack.h"

#include <criterion/criterion.h>
#include <zlib.h>

enum { GZIP_BITS = 15 + 16, ZLIB_BITS = 15, RAW_BITS = -15, ROOM = 1 << 20, MOST = 1 << 18 };

static struct counters counters;

/* n bytes, all zero, of this test. */
static uint8_t *room_for(size_t n)
{
    static uint8_t room[8 << 20];
    static size_t taken;
    cr_assert_leq(n, sizeof room - taken);
    taken += n;
    return room + taken - n;
}

static struct bytes packed(struct bytes in, int window_bits)
{
    uint8_t *to = room_for(in.n + 1024);
    z_stream z = { .next_in = (Bytef *)(uintptr_t)in.p,
                   .avail_in = (uInt)in.n,
                   .next_out = to,
                   .avail_out = (uInt)(in.n + 1024) };
    cr_assert_eq(deflateInit2(&z, 9, Z_DEFLATED, window_bits, 9, Z_DEFAULT_STRATEGY), Z_OK);
    cr_assert_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t n = z.total_out;
    (void)deflateEnd(&z);
    return (struct bytes){ to, n };
}

static struct bytes joined(struct bytes a, struct bytes b)
{
    uint8_t *to = room_for(a.n + b.n);
    memcpy(to, a.p, a.n);
    memcpy(to + a.n, b.p, b.n);
    return (struct bytes){ to, a.n + b.n };
}

/* What came out of it, and how it ended. */
struct unpacked {
    size_t n;
    enum unpack_state state;
    uint8_t text[ROOM];
};

/* In portions of at most `piece` bytes. */
static const struct unpacked *unpacked(struct bytes in, enum packing packing, size_t piece)
{
    static struct unpacked to;
    struct unpackers *all = unpackers_new(&counters);
    struct unpacker *u = NULL;
    counters = (struct counters){ 0 };
    to.n = 0;
    cr_assert(unpack_begin(all, &u, packing, MOST));
    for (; in.n > 0; in = bytes_after(in, piece)) {
        struct bytes left = bytes_first(in, piece), some;
        do {
            some = unpack(u, &left);
            cr_assert_leq(some.n, UNPACK_PORTION);
            if (some.n > 0)
                memcpy(to.text + to.n, some.p, some.n);
            to.n += some.n;
        } while (some.n > 0 || left.n > 0);
    }
    to.state = unpack_state(u);
    unpack_end(all, &u);
    cr_assert_null(u);
    unpackers_free(all);
    return &to;
}

static void becomes(struct bytes in, enum packing packing, struct bytes text, size_t piece)
{
    const struct unpacked *u = unpacked(in, packing, piece);
    cr_assert_eq(u->state, UNPACK_OVER, "in pieces of %zu", piece);
    cr_assert_eq(u->n, text.n, "in pieces of %zu: %zu bytes", piece, u->n);
    cr_assert(memcmp(u->text, text.p, text.n) == 0, "in pieces of %zu", piece);
}

/* Text that compresses some four times. */
static struct bytes words(size_t n)
{
    uint8_t *text = room_for(n);
    uint32_t dice = 1;
    for (size_t i = 0; i < n; i++) {
        dice = dice * 1103515245 + 12345;
        text[i] = (uint8_t) "ead it"[dice >> 24 & 3];
    }
    return (struct bytes){ text, n };
}

Test(unpack, takes_gzip_zlib_and_deflate_however_they_are_cut)
{
    static const size_t pieces[] = { 1, 2, 3, 31, 32, 33, 100, 1460, SIZE_MAX };
    static const struct {
        int window_bits;
        enum packing packing;
    } kinds[] = { { GZIP_BITS, PACKING_GZIP },
                  { ZLIB_BITS, PACKING_DEFLATE },
                  { RAW_BITS, PACKING_DEFLATE } };
    static const size_t lengths[] = { 0, 1, 1024, 5000, 100000 };
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (size_t l = 0; l < sizeof lengths / sizeof lengths[0]; l++) {
            struct bytes text = words(lengths[l]);
            struct bytes in = packed(text, kinds[k].window_bits);
            for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++)
                becomes(in, kinds[k].packing, text, pieces[i]);
        }
}

Test(unpack, takes_members_in_a_row_as_one_text)
{
    struct bytes text = words(3000), half = bytes_first(text, 1000), nothing = { text.p, 0 };
    struct bytes in = joined(
        joined(packed(half, GZIP_BITS), packed(nothing, GZIP_BITS)),
        joined(packed(bytes_after(text, 1000), GZIP_BITS), bytes_of_text("padding\x1f\x8b")));
    for (size_t piece = 1; piece < in.n; piece += 7)
        becomes(in, PACKING_GZIP, text, piece);
}

/* RFC 1952 section 2.3: FEXTRA, FNAME, FCOMMENT. */
Test(unpack, passes_over_all_that_a_header_may_hold)
{
    static const uint8_t header[] =
        "\x1f\x8b\x08\x1c\0\0\0\0\0\x03\x06\0AB\x02\0xyname\0what it is";
    struct bytes text = words(300), plain = packed(text, GZIP_BITS);
    struct bytes in = joined((struct bytes){ header, sizeof header }, bytes_after(plain, 10));
    for (size_t piece = 1; piece <= in.n; piece++)
        becomes(in, PACKING_GZIP, text, piece);
}

Test(unpack, is_not_over_before_the_end_has_come)
{
    struct bytes in = packed(words(300), GZIP_BITS);
    for (size_t n = 1; n < in.n; n++)
        cr_assert_eq(unpacked(bytes_first(in, n), PACKING_GZIP, SIZE_MAX)->state, UNPACK_MORE);
}

Test(unpack, gives_up_what_is_broken)
{
    struct bytes in = packed(words(300), GZIP_BITS);
    uint8_t *spoilt = (uint8_t *)(uintptr_t)in.p;
    spoilt[in.n - 5] ^= 1; /* of the checksum */
    cr_assert_eq(unpacked(in, PACKING_GZIP, SIZE_MAX)->state, UNPACK_BROKEN);
    cr_assert_eq(counters.n[COUNT_unpack_broken], 1);
    cr_assert_eq(unpacked(bytes_of_text("\x1f\x8b is no gzip"), PACKING_GZIP, 1)->state,
                 UNPACK_BROKEN);
    cr_assert_eq(unpacked(bytes_of_text("\x78\xbb with a dictionary"), PACKING_DEFLATE, 1)->state,
                 UNPACK_BROKEN);
}

Test(unpack, gives_up_what_holds_far_more_than_it_is_long)
{
    static const size_t pieces[] = { 1, 13, 32, 1460, SIZE_MAX };
    struct bytes zeros = { room_for(ROOM), ROOM };
    struct bytes in = packed(zeros, GZIP_BITS);
    cr_assert_lt(in.n * 900, zeros.n);
    size_t n = unpacked(in, PACKING_GZIP, SIZE_MAX)->n;
    cr_assert_leq(n, 2 * UNPACK_WEIGHED_EVERY * 1032);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        const struct unpacked *u = unpacked(in, PACKING_GZIP, pieces[i]);
        cr_assert_eq(u->state, UNPACK_BROKEN);
        cr_assert_eq(u->n, n, "in pieces of %zu: %zu, not %zu", pieces[i], u->n, n);
    }
}

Test(unpack, gives_no_more_than_was_asked_for)
{
    struct bytes text = words(MOST + 1), in = packed(text, GZIP_BITS);
    for (size_t piece = 1; piece < 3000; piece += 977) {
        const struct unpacked *u = unpacked(in, PACKING_GZIP, piece);
        cr_assert_eq(u->state, UNPACK_BROKEN);
        cr_assert_eq(u->n, MOST);
    }
    becomes(packed(bytes_first(text, MOST), GZIP_BITS), PACKING_GZIP, bytes_first(text, MOST), 99);
}

Test(unpack, knows_what_is_not_packed_at_all)
{
    struct unpackers *all = unpackers_new(&counters);
    struct unpacker *u = NULL;
    cr_assert(unpack_begin(all, &u, PACKING_GZIP, MOST));
    cr_assert_not(unpack_knows(u, bytes_of_text("<a/>")));
    cr_assert(unpack_knows(u, bytes_of_text("\x1f")));
    struct bytes first = bytes_of_text("\x1f");
    (void)unpack(u, &first);
    cr_assert(unpack_knows(u, bytes_of_text("<a/>"))); /* it is in the middle of it */
    unpackers_free(all);
}

Test(unpack, counts_what_it_does_not_know)
{
    struct unpackers *all = unpackers_new(&counters);
    struct unpacker *u = NULL;
    cr_assert_not(unpack_begin(all, &u, PACKING_UNKNOWN, MOST));
    cr_assert_not(unpack_begin(NULL, &u, PACKING_GZIP, MOST));
    cr_assert_null(u);
    cr_assert_eq(counters.n[COUNT_unpack_unknown], 1);
    unpackers_free(all);
}

Test(unpack, takes_away_the_one_that_was_used_longest_ago)
{
    static struct unpacker *user[UNPACKERS + 1];
    struct unpackers *all = unpackers_new(&counters);
    struct bytes text = words(2000), in = packed(text, GZIP_BITS), left = bytes_first(in, 20);
    for (size_t i = 0; i < UNPACKERS; i++)
        cr_assert(unpack_begin(all, &user[i], PACKING_GZIP, MOST));
    (void)unpack(user[0], &left);
    cr_assert_eq(counters.n[COUNT_unpack_full], 0);
    cr_assert(unpack_begin(all, &user[UNPACKERS], PACKING_GZIP, MOST));
    cr_assert_eq(counters.n[COUNT_unpack_full], 1);
    cr_assert_not_null(user[0]);
    cr_assert_null(user[1]);

    size_t n = 0; /* and it begins afresh */
    for (struct bytes some = unpack(user[UNPACKERS], &in); some.n > 0 || in.n > 0;
         some = unpack(user[UNPACKERS], &in))
        n += some.n;
    cr_assert_eq(n, text.n);
    unpackers_free(all);
}

Test(unpack, wipes_what_is_given_back)
{
    static const char secret[] = "the Canary of this test";
    struct unpackers *all = unpackers_new(&counters);
    struct unpacker *u = NULL;
    cr_assert(unpack_begin(all, &u, PACKING_GZIP, MOST));
    const uint8_t *where = (const uint8_t *)u;
    struct bytes in = packed(bytes_of_text(secret), GZIP_BITS);
    while (unpack(u, &in).n > 0 || in.n > 0)
        ;
    cr_assert_not_null(memmem(where, 40000, "Canary", 6));
    unpack_end(all, &u);
    unpack_end(all, &u);
    cr_assert_null(memmem(where, 40000, "Canary", 6));
    unpackers_free(all);
}
