/* A sink's place in the outbox. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/outboxes.h"

TestSuite(outbox_reader, .init = outboxes_begin_in_memory, .fini = outboxes_end, .timeout = 60);

static uint64_t waiting(struct outbox *o, int reader)
{
    struct outbox_reader_figures f;
    outbox_reader_figures(o, reader, &f);
    return f.waiting;
}

Test(outbox_reader, is_one_of_so_many)
{
    struct outbox *o = outbox_of_folder();
    for (int i = 0; i < OUTBOX_READERS_MAX; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "reader %d", i);
        cr_expect_eq(outbox_add_reader(o, name), i);
    }
    cr_expect_lt(outbox_add_reader(o, "one more"), 0);
    outbox_close(o);
}

Test(outbox_reader, goes_on_behind_what_its_sink_says_it_has)
{
    outbox_filled(500);
    struct outbox *o = outbox_of_folder();
    int a = outbox_add_reader(o, "a");
    outbox_resume(o, a, 0);
    outbox_resume(o, a, 501);
    cr_expect_eq(waiting(o, a), 500, "no number of the last runs");
    outbox_resume(o, a, 120);
    cr_expect_eq(waiting(o, a), 380);
    outbox_resume(o, a, 60);
    cr_expect_eq(waiting(o, a), 380, "it never goes back");
    outbox_started(o);
    uint64_t last = 120;
    cr_expect_eq(outbox_take_lines(o, a, &last), 380);
    cr_expect_eq(waiting(o, a), 0);
    outbox_close(o);
}

Test(outbox_reader, that_is_new_begins_with_the_oldest_line_that_waits)
{
    outbox_filled(300);
    struct outbox *o = outbox_of_folder();
    int b = outbox_add_reader(o, "b");
    cr_expect(waiting(o, b) == 300 && outbox_has(o, b));
    outbox_close(o);
}
