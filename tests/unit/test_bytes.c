#include <criterion/criterion.h>

#include "core/bytes.h"

static struct cursor over(const char *text)
{
    return cursor_over(bytes_of_text(text));
}

Test(bytes, a_short_cursor_stays_short_and_yields_zeros)
{
    struct cursor c = over("\x01\x02\x03");
    cr_assert_eq(take_be16(&c), 0x0102);
    cr_assert_eq(take_be32(&c), 0);
    cr_assert_eq(c.missing, 3);
    cr_assert_eq(take_u8(&c), 0);
    cr_assert_eq(c.missing, 3, "the first failure counts");
    cr_assert_eq(cursor_left(&c), 0);
}

Test(bytes, numbers_in_both_byte_orders)
{
    struct cursor c = over("\x01\x02\x03\x04\x05\x06\x07\x08\x01\x02\x03\x01\x02\x01\x02\x03\x04");
    cr_assert_eq(take_be64(&c), 0x0102030405060708);
    cr_assert_eq(take_be24(&c), 0x010203);
    cr_assert_eq(take_le16(&c), 0x0201);
    cr_assert_eq(take_le32(&c), 0x04030201);
    cr_assert(cursor_ok(&c));
}

Test(bytes, a_window_cannot_be_left)
{
    struct cursor c = over("abcdef");
    struct cursor window = take_window(&c, 2);
    skip(&window, 3);
    cr_assert_not(cursor_ok(&window));
    cr_assert(cursor_ok(&c));
    cr_assert_eq(take_u8(&c), 'c');
}

Test(bytes, a_window_that_is_not_all_there_is_short)
{
    struct cursor c = over("ab");
    struct cursor window = take_window(&c, 3);
    cr_assert_eq(window.missing, 1);
    cr_assert_eq(c.missing, 1);
}

Test(bytes, skip_ahead_goes_beyond_what_is_here)
{
    struct cursor c = over("abc");
    skip_ahead(&c, 10);
    cr_assert(cursor_ok(&c));
    cr_assert_eq(c.ahead, 7);
}

Test(bytes, a_line_ends_with_lf_or_crlf)
{
    struct cursor c = over("one\r\ntwo\n\nrest");
    cr_assert(bytes_equal_text(take_line(&c), "one"));
    cr_assert(bytes_equal_text(take_line(&c), "two"));
    cr_assert_eq(take_line(&c).n, 0);
    cr_assert(cursor_ok(&c));
    (void)take_line(&c);
    cr_assert_eq(c.missing, 1);
    cr_assert_eq(c.until, UNTIL_LINE);
}

Test(bytes, a_head_ends_with_an_empty_line)
{
    struct cursor c = over("a\r\nb\r\n\r\nbody");
    cr_assert_eq(take_head(&c).n, 8);
    cr_assert(bytes_equal_text(cursor_rest(&c), "body"));

    c = over("a\nb\n\nbody");
    cr_assert_eq(take_head(&c).n, 5);

    c = over("\r\nbody");
    cr_assert_eq(take_head(&c).n, 2);

    c = over("a\r\nb\r\n\r");
    cr_assert_eq(take_head(&c).n, 0);
    cr_assert_eq(c.missing, 1);
    cr_assert_eq(c.until, UNTIL_EMPTY_LINE);
}

Test(bytes, words_of_a_line)
{
    struct cursor c = over("  GET \t/path  HTTP/1.1");
    cr_assert(bytes_equal_text(take_word(&c), "GET"));
    cr_assert(bytes_equal_text(take_word(&c), "/path"));
    cr_assert(bytes_equal_text(take_word(&c), "http/1.1"));
    cr_assert_eq(take_word(&c).n, 0);
    cr_assert(cursor_ok(&c));
}

Test(bytes, text_is_compared_without_case)
{
    struct bytes b = bytes_of_text("Content-Length");
    cr_assert(bytes_start_with(b, "content-"));
    cr_assert(bytes_end_with(b, "LENGTH"));
    cr_assert(bytes_equal_text(b, "content-length"));
    cr_assert_not(bytes_equal_text(b, "content-lengthy"));
    cr_assert_not(bytes_equal(b, bytes_of_text("content-length")));
    cr_assert_eq(bytes_find(b, "-len"), 7);
    cr_assert_eq(bytes_find(b, "xyz"), b.n);
    cr_assert(bytes_start_with((struct bytes){ 0 }, ""));
}

Test(bytes, numbers_stop_at_the_largest)
{
    cr_assert_eq(bytes_number(bytes_of_text("123abc")), 123);
    cr_assert_eq(bytes_number(bytes_of_text("99999999999999999999")), UINT32_MAX);
    cr_assert_eq(bytes_number(bytes_of_text("x1")), 0);
}

Test(bytes, trimming_and_cutting)
{
    cr_assert(bytes_equal_text(bytes_trim(bytes_of_text(" \t a b \t")), "a b"));
    cr_assert_eq(bytes_trim(bytes_of_text("   ")).n, 0);
    cr_assert_eq(bytes_after(bytes_of_text("abc"), 5).n, 0);
    cr_assert(bytes_equal_text(bytes_after(bytes_of_text("abc"), 1), "bc"));
}

Test(bytes, hexadecimal_digits)
{
    cr_assert_eq(hex_digit('0'), 0);
    cr_assert_eq(hex_digit('9'), 9);
    cr_assert_eq(hex_digit('a'), 10);
    cr_assert_eq(hex_digit('F'), 15);
    static const char none[] = "/:@GgP`\x10";
    for (size_t i = 0; i < sizeof none - 1; i++)
        cr_assert_eq(hex_digit((uint8_t)none[i]), -1, "%c", none[i]);
}

Test(bytes, have_any_of_several_words)
{
    static const char *const words[] = { "login", "auth", NULL };
    cr_assert(bytes_has_any(bytes_of_text("/AUTH/x"), words));
    cr_assert_not(bytes_has_any(bytes_of_text("/aut/logi"), words));
    cr_assert_not(bytes_has_any((struct bytes){ NULL, 0 }, words));
    cr_assert_not(bytes_has_any(bytes_of_text("login"), words + 2));
}
