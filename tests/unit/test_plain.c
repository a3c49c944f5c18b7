#include <criterion/criterion.h>

#include "dissectors/plain.h"

static bool becomes(void (*how)(struct bytes, struct plain *), const char *in, const char *out)
{
    struct plain p;
    how(bytes_of_text(in), &p);
    return bytes_equal(plain_bytes(&p), bytes_of_text(out));
}

Test(plain, is_what_was_written_into_a_url_or_a_form)
{
    cr_assert(becomes(plain_of_url, "a%20b+c%2", "a b+c%2"));
    cr_assert(becomes(plain_of_form, "a%20b+c%2B%zz", "a b c+%zz"));
    cr_assert(becomes(plain_copy, "a%20b+c", "a%20b+c"));
}

Test(plain, is_what_was_written_into_json)
{
    cr_assert(becomes(plain_of_json, "a\\\"b\\\\c\\/\\n", "a\"b\\c/\n"));
    cr_assert(becomes(plain_of_json, "\\u0041\\u00e4\\uzzzz", "A.."));
    struct plain cut;
    plain_of_json(bytes_of_text("a\\u00"), &cut); /* no number: nothing that could be told */
    cr_assert_leq(cut.n, 2);
}

Test(plain, takes_no_more_than_it_has_room_for)
{
    static const char block[PLAIN_MAX + 9] = { 0 };
    void (*const ways[])(struct bytes, struct plain *) = { plain_copy, plain_of_url, plain_of_form,
                                                           plain_of_json };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        struct plain p;
        ways[i]((struct bytes){ (const uint8_t *)block, sizeof block }, &p);
        cr_assert_eq(p.n, PLAIN_MAX);
    }
}

Test(plain, is_read_from_base64)
{
    struct plain p;
    plain_copy(bytes_of_text("YWRtaW4="), &p);
    cr_assert(plain_is_text(&p));
    plain_base64(&p);
    cr_assert(bytes_equal(plain_bytes(&p), bytes_of_text("admin")));
    plain_copy(bytes_of_text("not base64!"), &p);
    plain_base64(&p);
    cr_assert_eq(p.n, 0);
    cr_assert_not(plain_is_text(&p));
    plain_copy(bytes_of_text("a\tb"), &p);
    cr_assert_not(plain_is_text(&p));
}

Test(plain, may_be_what_a_page_made_of_it)
{
    static const char *const digests[] = { "21232f297a57a5a743894a0e4a801fc3",
                                           "ISMvKXpXpadDiUoOSoAfww==",
                                           "D033E22AE348AEB5660FC2140AEC35850C4DA997" };
    static const char *const others[] = { "", "12345", "21232f297a57a5a743894a0e4a801fcX",
                                          "cGFzcw==" };
    struct plain p;
    for (size_t i = 0; i < sizeof digests / sizeof digests[0]; i++) {
        plain_copy(bytes_of_text(digests[i]), &p);
        cr_assert(plain_is_digest(&p), "%s", digests[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        plain_copy(bytes_of_text(others[i]), &p);
        cr_assert_not(plain_is_digest(&p), "%s", others[i]);
    }
}
