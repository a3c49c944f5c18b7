#include "sensor/html.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What html_put() makes of one text. The caller's to free. */
static char *put(const char *text)
{
    char *written = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&written, &n);
    html_put(out, "<p title=\"%s\">%s</p>", text, text);
    (void)fclose(out);
    return written;
}

static void expect(const char *text, const char *escaped)
{
    char wanted[1024];
    (void)snprintf(wanted, sizeof wanted, "<p title=\"%s\">%s</p>", escaped, escaped);
    char *written = put(text);
    cr_expect_str_eq(written, wanted);
    free(written);
}

Test(html, lets_no_text_become_markup)
{
    expect("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;");
    expect("\" onload=\"x", "&quot; onload=&quot;x");
    expect("' onload='x", "&#39; onload=&#39;x");
    expect("&lt;", "&amp;lt;");
    expect("]]> <!-- </title>", "]]&gt; &lt;!-- &lt;/title&gt;");
}

Test(html, makes_a_dot_of_what_is_not_printable_ascii)
{
    expect("a\nb\tc\x1b[1m\x7f", "a.b.c.[1m.");
    expect("\xe2\x80\xae\xff", "....");
}

Test(html, escapes_every_letter_that_could_be_markup_and_no_other)
{
    for (int c = ' '; c <= '~'; c++) {
        char *written = put((char[]){ (char)c, '\0' });
        bool plain = strchr("&<>\"'", c) == NULL;
        cr_expect_eq(strlen(written) == strlen("<p title=\"x\">x</p>"), plain, "%c", c);
        free(written);
    }
}

Test(html, takes_no_percent_sign_of_a_text_for_a_format)
{
    expect("%s%n%zu", "%s%n%zu");
}

Test(html, puts_numbers)
{
    char *written = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&written, &n);
    html_put(out, "%zu %u %" PRIu64 " 5 %% ", (size_t)1, 2u, UINT64_MAX);
    html_count(out, 1, "camera");
    html_count(out, 2, "camera");
    (void)fclose(out);
    cr_expect_str_eq(written, "1 2 18446744073709551615 5 % 1 camera2 cameras");
    free(written);
}

Test(html, writes_times_as_utc_to_the_millisecond)
{
    char time[HTML_TIME_MAX];
    cr_expect_str_eq(html_time(1783479247123456789, time), "2026-07-08 02:54:07.123");
    cr_expect_str_eq(html_time(0, time), "1970-01-01 00:00:00.000");
    cr_expect_str_eq(html_time(UINT64_MAX, time), "2554-07-21 23:34:33.709");
}
