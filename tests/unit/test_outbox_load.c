/* What goes to the disk together. */
#include "alerts/outbox_load.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/outboxes.h"

TestSuite(outbox_load, .init = outboxes_begin_in_memory, .fini = outboxes_end, .timeout = 60);

static void put(struct outbox *o, uint64_t from, uint64_t to)
{
    for (uint64_t i = from; i <= to; i++)
        cr_assert(outbox_put_line(o, i));
}

Test(outbox_load, packs_lines_without_a_gap_into_rows)
{
    struct outbox *o = outbox_of_folder();
    struct load *l = outbox_load_new();
    (void)outbox_add_reader(o, "a");
    put(o, 1, 300);
    put(o, 400, 410);
    outbox_gather(o, l);
    cr_assert_eq(l->rows, 3);
    cr_expect(l->row[0].first == 1 && l->row[0].n == OUTBOX_ROW_LINES);
    cr_expect(l->row[1].first == 257 && l->row[1].n == 44, "a row has so many at most");
    cr_expect(l->row[2].first == 400 && l->row[2].n == 11, "none has a gap");
    cr_expect(l->through == 410 && l->last == 410);
    for (size_t i = 0; i < 3; i++)
        cr_expect(outbox_row_is(l->row[i].lines, l->row[i].n));
    free(l);
    outbox_close(o);
}

Test(outbox_load, leaves_out_what_everybody_has)
{
    struct outbox *o = outbox_of_folder();
    struct load *l = outbox_load_new();
    int a = outbox_add_reader(o, "a");
    put(o, 1, 20);
    o->broken = true; /* so that they can be taken from memory */
    outbox_go_ahead(o);
    uint64_t last = 0;
    cr_assert_eq(outbox_take_lines(o, a, &last), 20);
    put(o, 21, 22);
    outbox_gather(o, l);
    cr_expect(l->rows == 1 && l->row[0].first == 21 && l->row[0].n == 2);
    free(l);
    outbox_close(o);
}

Test(outbox_load, has_the_number_that_was_shed_behind_the_last_line)
{
    struct outbox *o = outbox_of_folder();
    struct load *l = outbox_load_new();
    static uint8_t long_line[OUTBOX_LINE_MAX + 1];
    (void)outbox_add_reader(o, "a");
    put(o, 1, 2);
    cr_assert_not(outbox_put(o, 1, 3, (struct bytes){ long_line, sizeof long_line }));
    outbox_gather(o, l);
    cr_expect(l->through == 2 && l->last == 3);
    free(l);
    outbox_close(o);
}
