#include <criterion/criterion.h>

#include "dissectors/bits.h"

static struct bits over(const uint8_t *p, size_t n)
{
    return (struct bits){ .in = { p, n } };
}

Test(bits, are_taken_from_the_highest_on)
{
    static const uint8_t b[] = { 0xa5, 0x0f };
    struct bits bits = over(b, sizeof b);
    cr_assert_eq(take_bits(&bits, 1), 1);
    cr_assert_eq(take_bits(&bits, 3), 2);
    cr_assert_eq(take_bits(&bits, 8), 0x50);
    cr_assert_eq(take_bits(&bits, 4), 0xf);
    cr_assert_not(bits.is_short);
}

Test(bits, read_exp_golomb_as_table_9_2_says)
{
    static const uint8_t b[] = { 0xa6, 0x42, 0x80 }; /* 1 010 011 00100 00101 */
    struct bits bits = over(b, sizeof b);
    for (uint32_t i = 0; i < 5; i++)
        cr_assert_eq(take_ue(&bits), i);
    cr_assert_not(bits.is_short);
}

Test(bits, past_the_end_are_zero_and_make_it_short)
{
    static const uint8_t b[] = { 0xff };
    struct bits bits = over(b, sizeof b);
    cr_assert_eq(take_bits(&bits, 12), 0xff0);
    cr_assert(bits.is_short);
    cr_assert_eq(take_bits(&bits, 4), 0);
    struct bits none = over(NULL, 0);
    cr_assert_eq(take_ue(&none), 0);
    cr_assert(none.is_short);
}

Test(bits, end_a_code_that_is_too_long)
{
    static const uint8_t b[8] = { 0 };
    struct bits bits = over(b, sizeof b);
    cr_assert_eq(take_ue(&bits), 0);
    cr_assert(bits.is_short);
}
