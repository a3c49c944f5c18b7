#include "rules/disallowed.h"

#include <criterion/criterion.h>

static struct ip ip(const char *text)
{
    struct ip a;
    cr_assert(ip_parse(text, &a));
    return a;
}

static struct disallowed after(const char *first, const char *second)
{
    struct disallowed d = { .several = false };
    struct ip one = ip(first), two = ip(second);
    disallowed_note(&d, &one);
    disallowed_note(&d, &two);
    return d;
}

Test(disallowed, knows_whether_one_server_was_all)
{
    struct ip one = ip("192.0.2.1"), two = ip("192.0.2.2");
    struct disallowed d = after("192.0.2.1", "192.0.2.1");
    cr_assert(disallowed_was_only(&d, &one));
    cr_assert_not(disallowed_was_only(&d, &two));
    d = after("192.0.2.1", "192.0.2.2");
    cr_assert_not(disallowed_was_only(&d, &one));
    cr_assert_not(disallowed_was_only(&d, &two));
}

Test(disallowed, is_the_same_in_the_next_run)
{
    static const char *const second[] = { "2001:db8::1", "192.0.2.2" };
    for (size_t i = 0; i < 2; i++) {
        struct disallowed d = after("2001:db8::1", second[i]), again = { .several = false };
        struct sentence words = { .s = "" };
        disallowed_remember(&d, &words);
        disallowed_remind(&again, words.s);
        cr_assert(ip_equal(&again.server, &d.server), "%s", words.s);
        cr_assert_eq(again.several, d.several, "%s", words.s);
    }
}

Test(disallowed, has_nothing_to_remember_of_no_server)
{
    struct disallowed d = { .several = false }, again = after("192.0.2.1", "192.0.2.1");
    struct sentence words = { .s = "" };
    disallowed_remember(&d, &words);
    cr_assert_str_eq(words.s, "");
    disallowed_remind(&again, "no address");
    cr_assert(ip_is_group(&again.server));
}

Test(disallowed, are_remembered_with_the_grounds)
{
    struct doubts d = { .disallowed.several = true, .grounds.wrong = 12 }, again = { 0 };
    struct sentence words;
    d.disallowed.server = ip("192.0.2.50");
    doubts_remember(&d, &words);
    cr_assert_str_eq(words.s, "+192.0.2.50 wrong 12");
    doubts_remind(&again, words.s);
    cr_assert_eq(again.grounds.wrong, 12);
    cr_assert(again.disallowed.several);
    cr_assert(ip_equal(&again.disallowed.server, &d.disallowed.server));
}

Test(disallowed, are_reminded_of_words_of_an_older_version)
{
    struct doubts d = { 0 };
    struct ip server = ip("192.0.2.50");
    doubts_remind(&d, "192.0.2.50");
    cr_assert_eq(d.grounds.wrong, 0);
    cr_assert(ip_equal(&d.disallowed.server, &server));
    doubts_remind(&d, " wrong 3");
    cr_assert_eq(d.grounds.wrong, 3);
}
