#include "alerts/file_lines.h"

#include <criterion/criterion.h>

static const struct bytes lines[] = { { (const uint8_t *)"ab", 2 },
                                      { (const uint8_t *)"cde", 3 },
                                      { (const uint8_t *)"f", 1 } };
static const struct batch three = { .n = 3, .line = lines };
static struct file_lines l;

static size_t bytes_in(const struct iovec *piece, int n)
{
    size_t all = 0;
    for (int i = 0; i < n; i++)
        all += piece[i].iov_len;
    return all;
}

Test(file_lines, goes_on_wherever_it_had_to_stop)
{
    for (size_t stop = 0; stop <= 9; stop++) {
        struct iovec piece[FILE_PIECES_MAX];
        l = (struct file_lines){ 0 };
        file_lines_gather(&l, &three, FORMAT_EVE);
        cr_assert_eq(l.n, 3);
        cr_assert_eq(bytes_in(piece, file_lines_pieces(&l, 3, piece)), 9);
        file_lines_advance(&l, 3, stop);
        file_lines_gather(&l, &three, FORMAT_EVE);
        cr_expect_eq(bytes_in(piece, file_lines_pieces(&l, l.n, piece)), 9 - stop);
        file_lines_advance(&l, l.n, 9 - stop);
        cr_expect_eq(l.lines, 3);
        cr_expect_eq(l.bytes, 0);
    }
}

Test(file_lines, counts_what_there_is_room_for)
{
    l = (struct file_lines){ 0 };
    file_lines_gather(&l, &three, FORMAT_EVE);
    cr_expect_eq(file_lines_next(&l), 3);
    cr_expect_eq(file_lines_fitting(&l, 0), 1, "one always");
    cr_expect_eq(file_lines_fitting(&l, 6), 1);
    cr_expect_eq(file_lines_fitting(&l, 7), 2);
    cr_expect_eq(file_lines_fitting(&l, 9), 3);
    l.bytes = 1;
    cr_expect_eq(file_lines_fitting(&l, 6), 2, "a part is written");
}

Test(file_lines, passes_over_what_has_no_such_form)
{
    static const char stats[] = "{\"event_type\":\"stats\"}";
    static const char alert[] = "{\"alert\":{},\"event_type\":\"alert\"}";
    const struct bytes mixed[] = { bytes_of_text(stats), bytes_of_text(alert),
                                   bytes_of_text(stats) };
    const struct batch b = { .n = 3, .line = mixed };
    struct iovec piece[FILE_PIECES_MAX];
    l = (struct file_lines){ 0 };
    file_lines_gather(&l, &b, FORMAT_CEF);
    int k = file_lines_pieces(&l, 3, piece);
    cr_expect_eq(k, 2);
    file_lines_advance(&l, 3, 0);
    cr_expect_eq(l.lines, 1, "the first is done");
    file_lines_gather(&l, &b, FORMAT_CEF);
    k = file_lines_pieces(&l, l.n, piece);
    file_lines_advance(&l, l.n, bytes_in(piece, k));
    cr_expect_eq(l.lines, 3);
}

Test(file_lines, gathers_as_many_as_have_room)
{
    static struct bytes many[100];
    for (size_t i = 0; i < 100; i++)
        many[i] = bytes_of_text("{\"alert\":{},\"event_type\":\"alert\"}");
    const struct batch b = { .n = 100, .line = many };
    l = (struct file_lines){ 0 };
    file_lines_gather(&l, &b, FORMAT_ECS);
    cr_expect_eq(l.n, FILE_LINES_MAX);
    l.lines = 99;
    file_lines_gather(&l, &b, FORMAT_ECS);
    cr_expect_eq(l.n, 1);
}
