#include "alerts/outbox_row.h"

#include <criterion/criterion.h>

enum { ROOM = 256 };

Test(outbox_row, gives_back_what_was_put)
{
    uint8_t row[ROOM];
    size_t used = 0;
    cr_assert(outbox_row_put(row, sizeof row, &used, 1, bytes_of_text("one")));
    cr_assert(outbox_row_put(row, sizeof row, &used, 4, bytes_of_text("")));
    struct bytes packed = { row, used }, line;
    unsigned severity;
    cr_expect(outbox_row_is(packed, 2));
    cr_assert(outbox_row_next(&packed, &severity, &line));
    cr_expect(severity == 1 && bytes_equal(line, bytes_of_text("one")));
    cr_assert(outbox_row_next(&packed, &severity, &line));
    cr_expect(severity == 4 && line.n == 0);
    cr_expect(!outbox_row_next(&packed, &severity, &line));
    cr_expect_eq(packed.n, 0);
}

Test(outbox_row, takes_no_line_that_has_no_room)
{
    uint8_t row[ROOM];
    size_t used = 0, n = 0;
    while (outbox_row_put(row, sizeof row, &used, 2, bytes_of_text("sixteen letters.")))
        n++;
    cr_expect_eq(n, ROOM / (16 + OUTBOX_ROW_HEAD));
    cr_expect_eq(used, n * (16 + OUTBOX_ROW_HEAD));
    cr_expect(outbox_row_is((struct bytes){ row, used }, n));
}

Test(outbox_row, that_is_cut_or_longer_is_not_taken_for_one)
{
    uint8_t row[ROOM];
    size_t used = 0;
    cr_assert(outbox_row_put(row, sizeof row, &used, 1, bytes_of_text("one")));
    cr_assert(outbox_row_put(row, sizeof row, &used, 2, bytes_of_text("two")));
    memset(row + used, 0xff, sizeof row - used);
    for (size_t n = 0; n < sizeof row; n++)
        cr_expect_eq(outbox_row_is((struct bytes){ row, n }, 2), n == used, "%zu", n);
    for (uint64_t n = 0; n < 5; n++)
        cr_expect_eq(outbox_row_is((struct bytes){ row, used }, n), n == 2);
}
