#include <criterion/criterion.h>

#include "tests/support/outboxes.h"

TestSuite(outbox_raise, .init = outboxes_begin, .fini = outboxes_end, .timeout = 120);

Test(outbox_raise, sheds_the_oldest_when_its_file_is_large_and_counts_them_exactly)
{
    struct outbox *o = outbox_opened((struct outbox_settings){
        .folder = outboxes_folder(), .memory_bytes = 20000, .disk_bytes = 400000 });
    int a = outbox_add_reader(o, "a");
    outbox_started(o);
    for (uint64_t i = 0; i < 300; i++)
        outbox_put_lines(o, i * 100 + 1, i * 100 + 100);
    struct outbox_reader_figures f;
    outbox_reader_figures(o, a, &f);
    cr_expect_eq(f.waiting + f.shed[0] + f.shed[1] + f.shed[2] + f.shed[3], 30000);
    uint64_t waiting = f.waiting;
    outbox_close(o);
    o = outbox_of_folder();
    cr_expect_eq(outbox_last(o), 30000);
    a = outbox_add_reader(o, "a");
    outbox_started(o);
    uint64_t last = 0;
    uint64_t got = outbox_take_lines(o, a, &last);
    cr_expect_eq(got, waiting);
    cr_expect(got > 100 && got < 30000);
    cr_expect_eq(last, 30000, "the newest are there");
    outbox_close(o);
}

Test(outbox_raise, sheds_nothing_that_memory_still_has)
{
    struct outbox *o = outbox_opened(
        (struct outbox_settings){ .folder = outboxes_folder(), .disk_bytes = 100000 });
    int a = outbox_add_reader(o, "a");
    int b = outbox_add_reader(o, "b");
    outbox_started(o);
    uint64_t last_a = 0, last_b = 0, got_b = 0;
    for (uint64_t i = 0; i < 100; i++) {
        outbox_put_lines(o, i * 100 + 1, i * 100 + 100);
        got_b += outbox_take_lines(o, b, &last_b);
    }
    struct outbox_reader_figures f;
    outbox_reader_figures(o, a, &f);
    cr_expect_eq(f.waiting, 10000);
    cr_expect_eq(got_b, 10000);
    cr_expect_eq(outbox_take_lines(o, a, &last_a), 10000);
    outbox_close(o);
}

Test(outbox_raise, counts_what_neither_its_file_nor_memory_has_room_for)
{
    struct outbox *o = outbox_opened((struct outbox_settings){
        .folder = outboxes_folder(), .memory_bytes = 50000, .disk_bytes = 100000 });
    int a = outbox_add_reader(o, "a");
    int b = outbox_add_reader(o, "b");
    outbox_started(o);
    uint64_t last = 0, got = 0;
    for (uint64_t i = 0; i < 300; i++) {
        outbox_put_lines(o, i * 100 + 1, i * 100 + 100);
        got += outbox_take_lines(o, b, &last);
    }
    cr_expect_eq(got, 30000, "who keeps up gets all");
    struct outbox_reader_figures f;
    outbox_reader_figures(o, a, &f);
    cr_expect_eq(f.waiting + f.shed[0] + f.shed[1] + f.shed[2] + f.shed[3], 30000);
    cr_expect_eq(f.shed[0], f.shed[3], "each severity as often");
    last = 0;
    cr_expect_eq(outbox_take_lines(o, a, &last), f.waiting);
    cr_expect_gt(f.waiting, 100);
    cr_expect_eq(last, 30000, "the newest are there");
    outbox_close(o);
}

Test(outbox_raise, counts_so_also_when_a_reader_is_still_behind_an_earlier_run)
{
    struct outbox *o = outbox_of_folder();
    (void)outbox_add_reader(o, "a");
    (void)outbox_add_reader(o, "b");
    outbox_started(o);
    outbox_put_lines(o, 1, 2000);
    outbox_close(o);

    o = outbox_opened((struct outbox_settings){
        .folder = outboxes_folder(), .memory_bytes = 1 << 20, .disk_bytes = 100000 });
    int a = outbox_add_reader(o, "a");
    int b = outbox_add_reader(o, "b");
    outbox_started(o);
    uint64_t last = 0;
    cr_expect_eq(outbox_take_lines(o, b, &last), 2000);
    for (uint64_t i = 20; i < 100; i++) {
        outbox_put_lines(o, i * 100 + 1, i * 100 + 100);
        (void)outbox_take_lines(o, b, &last);
        struct outbox_reader_figures f;
        outbox_reader_figures(o, a, &f);
        cr_assert_eq(f.waiting + f.shed[0] + f.shed[1] + f.shed[2] + f.shed[3], i * 100 + 100);
    }
    struct outbox_reader_figures f;
    outbox_reader_figures(o, a, &f);
    last = 0;
    cr_expect_eq(outbox_take_lines(o, a, &last), f.waiting);
    cr_expect_eq(last, 10000);
    outbox_reader_figures(o, a, &f);
    cr_expect_eq(f.waiting, 0);
    outbox_close(o);
}

Test(outbox_raise, counts_for_each_severity_what_it_sheds)
{
    struct outbox *o =
        outbox_opened((struct outbox_settings){ .folder = NULL, .memory_bytes = 2000 });
    int a = outbox_add_reader(o, "a");
    outbox_started(o);
    uint64_t raised = 0;
    for (uint64_t i = 1; i <= 1000; i++)
        raised += outbox_put_line(o, i);
    struct outbox_figures f;
    outbox_figures(o, &f);
    cr_expect_eq(f.raised, raised);
    cr_expect_eq(raised + f.shed[0] + f.shed[1] + f.shed[2] + f.shed[3], 1000);
    uint64_t last = 0;
    cr_expect_eq(outbox_take_lines(o, a, &last), raised);
    outbox_close(o);
}
