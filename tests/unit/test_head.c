#include <criterion/criterion.h>

#include "dissectors/head.h"

static struct head head_of(const char *text)
{
    struct cursor c = cursor_over(bytes_of_text(text));
    struct head h = head_take(&c);
    cr_assert(cursor_ok(&c));
    return h;
}

static void is(struct bytes b, const char *text)
{
    cr_assert(bytes_equal(b, bytes_of_text(text)), "%.*s is not %s", (int)b.n, (const char *)b.p,
              text);
}

Test(head, takes_a_head_and_its_empty_line)
{
    struct cursor c = cursor_over(bytes_of_text("GET / HTTP/1.1\r\nHost: a\r\n\r\nbody"));
    struct head h = head_take(&c);

    is(h.start, "GET / HTTP/1.1");
    is(h.fields, "Host: a\r\n");
    is(cursor_rest(&c), "body");
}

Test(head, reads_lines_that_end_in_lf_alone)
{
    struct head h = head_of("GET / HTTP/1.1\nHost: a\nAccept: b\n\n");

    is(h.start, "GET / HTTP/1.1");
    is(head_find(&h, "accept"), "b");
}

Test(head, may_have_no_fields)
{
    struct head h = head_of("HTTP/1.1 100 Continue\r\n\r\n");

    is(h.start, "HTTP/1.1 100 Continue");
    cr_assert_eq(h.fields.n, 0);
    cr_assert_eq(head_of("HTTP/1.1 100 Continue\n\n").fields.n, 0);
    cr_assert_eq(head_of("HTTP/1.1 100 Continue\n\r\n").fields.n, 0);
}

Test(head, passes_over_empty_lines_before_it)
{
    is(head_of("\r\n\n\r\nGET / HTTP/1.1\r\n\r\n").start, "GET / HTTP/1.1");
}

Test(head, joins_folded_lines)
{
    struct head h = head_of("A b\r\nAuthorization:\r\n  Digest a=b,\r\n\tc=d\r\nX: y\r\n\r\n");

    is(head_find(&h, "Authorization"), "Digest a=b,\r\n\tc=d");
    is(head_find(&h, "X"), "y");
}

Test(head, trims_names_and_values)
{
    struct head h = head_of("A b\r\nHost \t:  \t a b \t\r\nEmpty:\r\n\r\n");

    is(head_find(&h, "HOST"), "a b");
    is(head_find(&h, "empty"), "");
    is(head_find(&h, "missing"), "");
}

Test(head, finds_the_first_of_several)
{
    struct head h = head_of("A b\r\nX: 1\r\nX: 2\r\n\r\n");

    is(head_find(&h, "x"), "1");
}

Test(head, passes_over_lines_without_a_colon)
{
    struct head h = head_of("A b\r\nnonsense\r\nX: 1\r\nnonsense\r\n\r\n");
    struct bytes left = h.fields;
    struct head_field field;

    cr_assert(head_field_next(&left, &field));
    is(field.name, "X");
    cr_assert_not(head_field_next(&left, &field));
    cr_assert_not(head_field_next(&left, &field));
}

Test(head, is_short_until_the_empty_line_is_there)
{
    const char *whole = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
    for (size_t n = 0; n < strlen(whole); n++) {
        struct cursor c = cursor_over(bytes_first(bytes_of_text(whole), n));
        struct head h = head_take(&c);
        cr_assert_not(cursor_ok(&c), "cut to %zu", n);
        cr_assert_eq(h.start.n, 0);
        cr_assert_eq(c.until, UNTIL_EMPTY_LINE);
    }
}
