#include <criterion/criterion.h>

#include "dissectors/line.h"

Test(line, is_taken_without_its_ending)
{
    struct cursor c = cursor_over(bytes_of_text("USER a\r\nPASS b\nQU"));
    bool inside = false;
    struct bytes line;
    cr_assert_eq(line_take(&c, &inside, &line), LINE_READY);
    cr_assert(bytes_equal(line, bytes_of_text("USER a")));
    cr_assert_eq(line_take(&c, &inside, &line), LINE_READY);
    cr_assert(bytes_equal(line, bytes_of_text("PASS b")));
    cr_assert_eq(line_take(&c, &inside, &line), LINE_WAIT);
    cr_assert_not(cursor_ok(&c));
    cr_assert_eq(c.until, UNTIL_LINE);
}

Test(line, that_is_very_long_is_read_as_far_as_its_beginning)
{
    static char text[LINE_READ + 102];
    memset(text, 'x', LINE_READ + 100);
    memcpy(text + LINE_READ + 99, "\nQ", 3);
    struct cursor c = cursor_over(bytes_of_text(text));
    bool inside = false;
    struct bytes line;
    cr_assert_eq(line_take(&c, &inside, &line), LINE_READY);
    cr_assert_eq(line.n, LINE_READ);
    cr_assert(inside);
    cr_assert_eq(line_take(&c, &inside, &line), LINE_REST);
    cr_assert_not(inside);
    cr_assert_eq(cursor_left(&c), 1);
}

Test(line, is_not_what_begins_with_a_control_character)
{
    struct cursor c = cursor_over(bytes_of_text("\x16\x03\x01"));
    bool inside = false;
    struct bytes line;
    cr_assert_eq(line_take(&c, &inside, &line), LINE_STRANGE);
    cr_assert_eq(cursor_left(&c), 3);
}

Test(line, splits_into_a_word_and_the_rest_with_its_spaces)
{
    struct command c = line_command(bytes_of_text("PASS  a b "));
    cr_assert(bytes_equal(c.word, bytes_of_text("PASS")));
    cr_assert(bytes_equal(c.rest, bytes_of_text(" a b ")));
    cr_assert_eq(line_command(bytes_of_text("PASS")).rest.n, 0);
}

Test(line, may_be_a_reply)
{
    struct reply r;
    cr_assert(line_reply(bytes_of_text("220-hello"), &r));
    cr_assert(r.more && r.code == 220 && bytes_equal(r.text, bytes_of_text("hello")));
    cr_assert(line_reply(bytes_of_text("331Please"), &r));
    cr_assert(!r.more && r.code == 331 && bytes_equal(r.text, bytes_of_text("Please")));
    cr_assert(line_reply(bytes_of_text("200"), &r));
    cr_assert_not(line_reply(bytes_of_text("2000"), &r));
    cr_assert_not(line_reply(bytes_of_text("720 x"), &r));
    cr_assert_not(line_reply(bytes_of_text("22"), &r));
}

Test(line, is_found_again_after_a_hole)
{
    static const char *const words[] = { "USER", "PASS", NULL };
    struct bytes in = bytes_of_text("xyz\r\nUSERS\r\nPASS b\r\n");
    cr_assert_eq(line_find(in, words), 12);
    in = bytes_of_text("er text\r\n226 done\r\n");
    cr_assert_eq(line_find(in, words), 9);
    in = bytes_of_text("PASS b\r\n");
    cr_assert_eq(line_find(in, words), 0);
    in = bytes_of_text("nothing\r\nhere");
    cr_assert_eq(line_find(in, words), in.n);
}

static size_t dotted_end(const char *text, size_t piece)
{
    struct bytes left = bytes_of_text(text);
    enum dotted where = DOTTED_LINE_START;
    size_t passed = 0;
    while (left.n > 0 && where != DOTTED_NONE) {
        struct cursor c = cursor_over(bytes_first(left, piece));
        where = line_pass_dotted(&c, where);
        size_t n = (size_t)(c.at - left.p);
        passed += n;
        left = bytes_after(left, n);
    }
    return where == DOTTED_NONE ? passed : SIZE_MAX;
}

Test(line, of_a_single_dot_ends_a_text_however_it_arrives)
{
    for (size_t piece = 1; piece < 24; piece++) {
        cr_assert_eq(dotted_end(".\r\nQUIT", piece), 3);
        cr_assert_eq(dotted_end(".\nQUIT", piece), 2);
        cr_assert_eq(dotted_end("a\r\n..\r\n.x\r\n.\rx\r\n.\r\nQUIT", piece), 19);
        cr_assert_eq(dotted_end("a.\r\nb\r\n", piece), SIZE_MAX);
    }
}
