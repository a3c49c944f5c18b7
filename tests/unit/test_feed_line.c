#include "sensor/feed_line.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static bool good(const char *text)
{
    return feed_line_good(bytes_of_text(text));
}

Test(feed_line, passes_printable_text)
{
    static const char *const texts[] = { "{}",
                                         " ",
                                         "~",
                                         "caf\xc3\xa9",
                                         "\xc2\xa0",
                                         "\xe2\x82\xac",
                                         "\xef\xbf\xbf",
                                         "\xf0\x9f\x93\xb7",
                                         "\xf4\x8f\xbf\xbf" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        cr_expect(good(texts[i]), "%zu", i);
}

Test(feed_line, passes_nothing_that_moves_a_terminal_or_ends_a_line)
{
    static const char *const texts[] = {
        "",
        "\n",
        "a\nb",
        "a\r",
        "\t",
        "\x1b[2J",
        "\x7f",
        "\xc2\x80",
        "\xc2\x9bJ",
        "\xc2\x85",
        "\xe2\x80\x8e",
        "\xe2\x80\xa8",
        "\xe2\x80\xa9",
        "\xe2\x80\xae",
        "\xe2\x81\xa6",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        cr_expect_not(good(texts[i]), "%zu", i);
    cr_expect_not(feed_line_good((struct bytes){ (const uint8_t *)"a\0b", 3 }));
    cr_expect_not(feed_line_good((struct bytes){ NULL, 0 }));
}

Test(feed_line, passes_nothing_that_is_no_utf_8)
{
    static const char *const texts[] = {
        "\x80",
        "\xbf",
        "\xff",
        "\xfe",
        "\xf8\x88\x80\x80\x80", /* no first bytes */
        "\xc3",
        "\xe2\x82",
        "\xf0\x9f\x93", /* too short */
        "\xc3(",
        "\xe2\x28\xa1",
        "\xe2\x82(", /* broken off */
        "\xc0\xaf",
        "\xc1\xbf",
        "\xe0\x80\xaf",
        "\xf0\x80\x80\xaf", /* longer than need be */
        "\xed\xa0\x80",
        "\xed\xbf\xbf", /* surrogates */
        "\xf4\x90\x80\x80",
        "\xf7\xbf\xbf\xbf", /* beyond Unicode */
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        cr_expect_not(good(texts[i]), "%zu", i);
}

Test(feed_line, passes_no_more_than_its_limit)
{
    char *text = malloc(FEED_LINE_MAX + 1);
    cr_assert_not_null(text);
    memset(text, 'x', FEED_LINE_MAX + 1);
    cr_expect(feed_line_good((struct bytes){ (uint8_t *)text, FEED_LINE_MAX }));
    cr_expect_not(feed_line_good((struct bytes){ (uint8_t *)text, FEED_LINE_MAX + 1 }));
    free(text);
}

Test(feed_line, has_no_other_form_if_it_is_no_alert)
{
    struct bytes stats = bytes_of_text("{\"event_type\":\"stats\"}");
    cr_expect(feed_line_has_form(stats, FORMAT_EVE));
    cr_expect_not(feed_line_has_form(stats, FORMAT_CEF));
    cr_expect_not(feed_line_has_form(stats, FORMAT_ECS));
    cr_expect(
        feed_line_has_form(bytes_of_text("{\"event_type\":\"alert\",\"alert\":{}}"), FORMAT_ECS));
}
