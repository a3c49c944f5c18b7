#include "alerts/place.h"

#include <criterion/criterion.h>

Test(place, splits_at_the_first_and_at_the_last_mark)
{
    struct halves h = halves_of(bytes_of_text("a=b=c"), '=');
    cr_expect(h.found && bytes_equal_text(h.before, "a") && bytes_equal_text(h.after, "b=c"));
    h = halves_of_last(bytes_of_text("a=b=c"), '=');
    cr_expect(h.found && bytes_equal_text(h.before, "a=b") && bytes_equal_text(h.after, "c"));
    h = halves_of(bytes_of_text("abc"), '=');
    cr_expect(!h.found && bytes_equal_text(h.before, "abc") && h.after.n == 0);
}

Test(place, reads_numbers)
{
    uint64_t n = 7;
    cr_expect(url_number(bytes_of_text("65535"), 65535, &n) && n == 65535);
    static const char *const none[] = { "", "65536", "-1", "1x", "99999999999999999999999" };
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        cr_expect_not(url_number(bytes_of_text(none[i]), 65535, &n), "%s", none[i]);
}

Test(place, encodes_what_it_decodes)
{
    char encoded[64], decoded[64];
    cr_assert(url_encode("/var/log/a b?c&d=%\xc3\xa9", encoded, sizeof encoded));
    cr_expect_str_eq(encoded, "/var/log/a%20b%3Fc%26d%3D%25%C3%A9");
    cr_assert(url_decode(bytes_of_text(encoded), decoded, sizeof decoded));
    cr_expect_str_eq(decoded, "/var/log/a b?c&d=%\xc3\xa9");
    cr_expect_not(url_encode("/var/log", encoded, 8));
    cr_expect_not(url_decode(bytes_of_text("%0"), decoded, sizeof decoded));
    cr_expect_not(url_decode(bytes_of_text("%00"), decoded, sizeof decoded));
    cr_expect_not(url_decode(bytes_of_text("12345678"), decoded, 8));
}

Test(place, reads_hosts)
{
    char host[32];
    unsigned port = 514;
    cr_expect_eq(url_place(bytes_of_text("siem.example"), host, sizeof host, &port), URL_PLACE);
    cr_expect_str_eq(host, "siem.example");
    cr_expect_eq(port, 514);
    cr_expect_eq(url_place(bytes_of_text("[::1]:601"), host, sizeof host, &port), URL_PLACE);
    cr_expect_str_eq(host, "::1");
    cr_expect_eq(port, 601);
    cr_expect_eq(url_place(bytes_of_text(":601"), host, sizeof host, &port), URL_NO_HOST);
    cr_expect_eq(url_place(bytes_of_text(""), host, sizeof host, &port), URL_NO_HOST);
    cr_expect_eq(url_place(bytes_of_text("[::1"), host, sizeof host, &port), URL_BAD_HOST);
    cr_expect_eq(url_place(bytes_of_text("[::1]x"), host, sizeof host, &port), URL_BAD_HOST);
    cr_expect_eq(url_place(bytes_of_text("h:0"), host, sizeof host, &port), URL_BAD_PORT);
    cr_expect_eq(url_place(bytes_of_text("h:65536"), host, sizeof host, &port), URL_BAD_PORT);
}
