#include <criterion/criterion.h>

#include "core/text.h"

Test(text, is_always_printable_and_terminated)
{
    struct text t = text_of((struct bytes){ (const uint8_t *)"a\0b\x1b[31m\xff", 9 });
    cr_assert_str_eq(t.s, "a.b.[31m.");
}

Test(text, is_cut_to_fit)
{
    char longer[200];
    memset(longer, 'x', sizeof longer);
    struct text t = text_of((struct bytes){ (const uint8_t *)longer, sizeof longer });
    cr_assert_eq(strlen(t.s), sizeof t.s - 1);
}

Test(text, formatting_keeps_it_printable)
{
    struct text t;
    text_format(&t, "%s %d", "a\nb", 7);
    cr_assert_str_eq(t.s, "a.b 7");
    struct sentence s;
    sentence_format(&s, "%s", "tab\there");
    cr_assert_str_eq(s.s, "tab.here");
}
