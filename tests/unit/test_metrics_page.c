#include "sensor/metrics_page.h"

#include <criterion/criterion.h>
#include <string.h>

Test(metrics_page, has_a_head_and_a_sample_for_each_family)
{
    char text[512];
    struct page p = { .out = text, .room = sizeof text };
    page_total(&p, "things", "what they are", 3);
    page_gauge(&p, "heat", "how warm", 0.5);
    cr_expect_not(p.cut);
    cr_expect_str_eq(text, "# HELP camwarden_things_total what they are\n"
                           "# TYPE camwarden_things_total counter\n"
                           "camwarden_things_total 3\n"
                           "# HELP camwarden_heat how warm\n"
                           "# TYPE camwarden_heat gauge\n"
                           "camwarden_heat 0.5\n");
    cr_expect_eq(p.n, strlen(text));
}

Test(metrics_page, that_is_full_says_so)
{
    char text[8];
    struct page p = { .out = text, .room = sizeof text };
    page_add(&p, "1234567");
    cr_expect(!p.cut && p.n == 7);
    page_add(&p, "8");
    cr_expect(p.cut && p.n == 7);
}

Test(metrics_page, escapes_whatever_a_label_holds)
{
    char out[LABEL_MAX], longest[2 * LABEL_MAX + 1];
    page_escape("a\\b\"c\nd\x01\xff", out);
    cr_expect_str_eq(out, "a\\\\b\\\"c\\nd..");
    memset(longest, '"', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    page_escape(longest, out);
    cr_expect_lt(strlen(out), (size_t)LABEL_MAX);
    cr_expect_eq(strlen(out) % 2, 0, "no escape is cut");
}
