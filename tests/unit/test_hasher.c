#include "dissectors/hasher.h"

#include <criterion/criterion.h>

static void sum_is(enum hasher_kind kind, const char *wanted)
{
    struct hasher h;
    uint8_t sum[HASHER_SUM_MAX];
    struct bytes parts[] = { bytes_of_text("a"), bytes_of_text("bc") };
    cr_assert(hasher_open(&h, kind));
    cr_assert_eq(strlen(wanted), 2 * h.sum_n);
    for (int again = 0; again < 2; again++) {
        hasher_sum(&h, parts, 2, "", sum);
        for (size_t i = 0; i < h.sum_n; i++)
            cr_assert_eq(sum[i], hex_digit((uint8_t)wanted[2 * i]) << 4 |
                                     hex_digit((uint8_t)wanted[2 * i + 1]));
    }
    hasher_close(&h);
}

/* RFC 1321 section A.5, FIPS 180: of "abc". */
Test(hasher, knows_the_sums_of_its_norms)
{
    sum_is(HASHER_MD5, "900150983cd24fb0d6963f7d28e17f72");
    sum_is(HASHER_SHA1, "a9993e364706816aba3e25717850c26c9cd0d89d");
    sum_is(HASHER_SHA256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sum_is(HASHER_SHA512_256, "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23");
}

Test(hasher, joins_parts)
{
    struct hasher h;
    uint8_t joined[HASHER_SUM_MAX], plain[HASHER_SUM_MAX];
    struct bytes parts[] = { bytes_of_text("a"), { 0 }, bytes_of_text("b") };
    struct bytes whole = bytes_of_text("a::b");
    cr_assert(hasher_open(&h, HASHER_MD5));
    hasher_sum(&h, parts, 3, ":", joined);
    hasher_sum(&h, &whole, 1, ":", plain);
    cr_assert_arr_eq(joined, plain, h.sum_n);
    hasher_close(&h);
    cr_assert_null(h.context);
}
