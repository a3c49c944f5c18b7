#include <criterion/criterion.h>

#include "dissectors/ber.h"

#define CURSOR(s) cursor_over((struct bytes){ (const uint8_t *)(s), sizeof(s) - 1 })

Test(ber, takes_an_element)
{
    struct cursor c = CURSOR("\x04\x03"
                             "abc\x05\x00");
    struct ber text = ber_take(&c);
    struct ber null = ber_take(&c);

    cr_assert_eq(text.tag, BER_OCTET_STRING);
    cr_assert(bytes_equal_text(text.content, "abc"));
    cr_assert_eq(null.tag, BER_NULL);
    cr_assert_eq(null.content.n, 0);
    cr_assert(cursor_ok(&c));
    cr_assert_eq(cursor_left(&c), 0);
}

Test(ber, reads_long_lengths)
{
    struct cursor one = CURSOR("\x04\x81\x02"
                               "ab");
    struct cursor four = CURSOR("\x04\x84\x00\x00\x00\x02"
                                "ab");

    cr_assert_eq(ber_take(&one).content.n, 2);
    cr_assert_eq(ber_take(&four).content.n, 2);
}

static bool is_short(struct cursor c)
{
    struct ber e = ber_take(&c);
    return !cursor_ok(&c) && e.tag == 0 && e.content.n == 0;
}

Test(ber, is_short_of_what_it_does_not_read)
{
    cr_assert(is_short(CURSOR("")));
    cr_assert(is_short(CURSOR("\x04")));
    cr_assert(is_short(CURSOR("\x04\x02"
                              "a")));
    cr_assert(is_short(CURSOR("\x04\x80"
                              "ab\x00\x00"))); /* an indefinite length */
    cr_assert(is_short(CURSOR("\x04\x85\x00\x00\x00\x00\x01"
                              "a")));
    cr_assert(is_short(CURSOR("\x04\x82\x01")));
    cr_assert(is_short(CURSOR("\x04\x84\xff\xff\xff\xff")));
    cr_assert(is_short(CURSOR("\x1f\x81\x01\x00"))); /* a tag of several bytes */
}

Test(ber, stays_short)
{
    struct cursor c = CURSOR("\x05\x00\x05\x00");
    (void)ber_take_tagged(&c, BER_OID);
    (void)ber_take(&c);

    cr_assert_not(cursor_ok(&c));
}

Test(ber, reads_no_further_than_an_element_it_entered)
{
    struct cursor c = CURSOR("\x30\x02\x05\x00\x05\x00");
    struct cursor in = ber_enter(&c, BER_SEQUENCE);
    (void)ber_take(&in);
    cr_assert(cursor_ok(&in));
    (void)ber_take(&in);

    cr_assert_not(cursor_ok(&in));
    cr_assert_eq(cursor_left(&c), 2);
}

Test(ber, enters_only_what_is_there)
{
    struct cursor c = CURSOR("\x05\x00");
    struct cursor in = ber_enter(&c, BER_SEQUENCE);

    cr_assert_not(cursor_ok(&in));
}

static int64_t integer_of(struct cursor c)
{
    int64_t value = ber_take_integer(&c);
    cr_assert(cursor_ok(&c));
    return value;
}

Test(ber, reads_integers)
{
    cr_assert_eq(integer_of(CURSOR("\x02\x01\x00")), 0);
    cr_assert_eq(integer_of(CURSOR("\x02\x01\x7f")), 127);
    cr_assert_eq(integer_of(CURSOR("\x02\x01\xff")), -1);
    cr_assert_eq(integer_of(CURSOR("\x02\x02\x00\xff")), 255);
    cr_assert_eq(integer_of(CURSOR("\x02\x05\x00\xff\xff\xff\xff")), UINT32_MAX);
    cr_assert_eq(integer_of(CURSOR("\x02\x08\x80\x00\x00\x00\x00\x00\x00\x00")), INT64_MIN);
}

Test(ber, takes_no_integer_that_is_empty_too_long_or_something_else)
{
    struct cursor empty = CURSOR("\x02\x00");
    struct cursor too_long = CURSOR("\x02\x09\x00\x01\x01\x01\x01\x01\x01\x01\x01");
    struct cursor text = CURSOR("\x04\x01\x01");
    (void)ber_take_integer(&empty);
    (void)ber_take_integer(&too_long);
    (void)ber_take_integer(&text);

    cr_assert_not(cursor_ok(&empty));
    cr_assert_not(cursor_ok(&too_long));
    cr_assert_not(cursor_ok(&text));
}
