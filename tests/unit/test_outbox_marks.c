/* No number is raised twice, whatever becomes of the disk and of the sensor. */
#include <criterion/criterion.h>
#include <string.h>

#include "alerts/outbox_inside.h"
#include "core/clock.h"
#include "tests/support/disk_faults.h"
#include "tests/support/outboxes.h"

TestSuite(outbox_marks, .init = outboxes_begin_in_memory, .fini = outboxes_end, .timeout = 120);

enum { PATIENCE_MS = 20000 };

/* Lines 1 to 100 reach the disk and both readers; 101 to 140 memory alone, and "a". */
static void raise_without_a_disk(void)
{
    struct outbox *o = outbox_of_folder();
    int a = outbox_add_reader(o, "a");
    int b = outbox_add_reader(o, "b");
    outbox_started(o);
    outbox_put_lines(o, 1, 100);
    uint64_t last = 0;
    (void)outbox_take_lines(o, b, &last);
    disk_is_full = true;
    outbox_put_lines(o, 101, 140);
    last = 0;
    if (outbox_take_lines(o, a, &last) != 140)
        (void)syscall(SYS_exit_group, 1);
    outbox_put_lines(o, 141, 141); /* with it the mark says what "a" has taken */
}

Test(outbox_marks, goes_on_behind_what_was_raised_in_memory_when_it_is_killed)
{
    outboxes_in_child(raise_without_a_disk);
    struct outbox *o = outbox_of_folder();
    cr_expect_eq(outbox_last(o), 141, "%llu", (unsigned long long)outbox_last(o));
    int a = outbox_add_reader(o, "a");
    int b = outbox_add_reader(o, "b");
    struct outbox_reader_figures fa, fb;
    outbox_reader_figures(o, a, &fa);
    outbox_reader_figures(o, b, &fb);
    cr_expect_eq(fa.shed[141 % 4], 1, "what it was never given");
    cr_expect_eq(fa.shed[0] + fa.shed[1] + fa.shed[2] + fa.shed[3], 1);
    cr_expect_eq(fb.shed[0] + fb.shed[1] + fb.shed[2] + fb.shed[3], 41);
    cr_expect_eq(fb.shed[1], 11, "of severity 2 is each fourth");
    struct outbox_figures f;
    outbox_figures(o, &f);
    cr_expect_eq(memcmp(f.shed, fb.shed, sizeof f.shed), 0);
    outbox_started(o);
    outbox_put_lines(o, 142, 150);
    uint64_t last = 0;
    cr_expect_eq(outbox_take_lines(o, b, &last), 109, "its cursor found no room");
    outbox_close(o);
    o = outbox_of_folder();
    outbox_figures(o, &f);
    cr_expect_eq(f.shed[0] + f.shed[1] + f.shed[2] + f.shed[3], 0, "counted once");
    cr_expect_eq(outbox_last(o), 150);
    outbox_close(o);
}

/* Opened, and killed before it raises anything. */
static void open_only(void)
{
    struct outbox *o = outbox_of_folder();
    (void)outbox_add_reader(o, "a");
    (void)outbox_add_reader(o, "b");
    (void)outbox_save(o);
}

Test(outbox_marks, knows_it_still_when_the_next_run_is_killed_before_it_says_so)
{
    outboxes_in_child(raise_without_a_disk);
    outboxes_in_child(open_only);
    struct outbox *o = outbox_of_folder();
    cr_expect_eq(outbox_last(o), 141);
    int b = outbox_add_reader(o, "b");
    struct outbox_reader_figures f;
    outbox_reader_figures(o, b, &f);
    cr_expect_eq(f.shed[0] + f.shed[1] + f.shed[2] + f.shed[3], 41);
    outbox_close(o);
}

static void go_on_without_a_disk(void)
{
    struct outbox *o = outbox_of_folder();
    (void)outbox_add_reader(o, "a");
    (void)outbox_add_reader(o, "b");
    disk_is_full = true;
    outbox_started(o);
    outbox_put_lines(o, outbox_last(o) + 1, outbox_last(o) + 9);
}

Test(outbox_marks, goes_on_so_over_several_runs_on_a_full_disk)
{
    outboxes_in_child(raise_without_a_disk);
    outboxes_in_child(go_on_without_a_disk);
    outboxes_in_child(go_on_without_a_disk);
    struct outbox *o = outbox_of_folder();
    cr_expect_eq(outbox_last(o), 159);
    int b = outbox_add_reader(o, "b");
    struct outbox_reader_figures f;
    outbox_reader_figures(o, b, &f);
    cr_expect_eq(f.shed[0] + f.shed[1] + f.shed[2] + f.shed[3], 59);
    outbox_close(o);
}

/* A file has lines that it took from memory, and in the outbox wait older ones that it has, too. */
Test(outbox_marks, sends_a_file_nothing_that_it_has)
{
    outboxes_in_child(raise_without_a_disk);
    struct outbox *o = outbox_of_folder();
    int a = outbox_add_reader(o, "a");
    outbox_resume(o, a, 140);
    outbox_started(o);
    cr_expect_not(outbox_has(o, a));
    outbox_put_lines(o, 142, 142);
    uint64_t last = 0;
    cr_expect_eq(outbox_take_lines(o, a, &last), 1);
    outbox_close(o);
}

static uint64_t shed_in_all(const uint64_t shed[static SEVERITIES])
{
    return shed[0] + shed[1] + shed[2] + shed[3];
}

/* Neither shed is forgotten, nor does a file that has them get lines again, for several runs. */
Test(outbox_marks, counts_what_was_in_memory_alone_when_nobody_knows_how_far_it_was)
{
    outboxes_in_child(raise_without_a_disk);
    outboxes_sql("UPDATE self SET last = last + 1");
    uint64_t before = 0;
    for (int run = 0; run < 2; run++) {
        struct outbox *o = outbox_of_folder();
        cr_expect_geq(outbox_last(o), before > 0 ? before : 141);
        before = outbox_last(o);
        int a = outbox_add_reader(o, "a");
        outbox_resume(o, a, 140);
        cr_expect_not(outbox_has(o, a), "it has them all");
        int b = outbox_add_reader(o, "b");
        struct outbox_reader_figures f;
        outbox_reader_figures(o, b, &f);
        cr_expect_eq(shed_in_all(f.shed), 41);
        struct outbox_figures all;
        outbox_figures(o, &all);
        cr_expect_eq(memcmp(all.shed, f.shed, sizeof all.shed), 0);
        outbox_close(o);
    }
    struct outbox *o = outbox_of_folder();
    outbox_started(o);
    outbox_put_lines(o, outbox_last(o) + 1, outbox_last(o) + 1);
    outbox_close(o);
    o = outbox_of_folder();
    cr_expect_eq(outbox_last(o), before + 1);
    outbox_close(o);
}

/* The disk was full, and is well again: all arrived. */
Test(outbox_marks, counts_nothing_as_shed_that_found_its_way_to_the_disk)
{
    struct ahead_mark m;
    struct outbox *o = outbox_of_folder();
    int a = outbox_add_reader(o, "a");
    outbox_put_lines(o, 1, 10);
    disk_is_full = true;
    (void)outbox_save(o);
    cr_expect(outbox_ahead_read(o->ahead, &m) && m.number == 10 && m.sinks == 1);
    disk_is_full = false;
    (void)outbox_save(o);
    cr_expect(outbox_ahead_read(o->ahead, &m) && m.number == 0 && m.sinks == 0);
    uint64_t last = 0;
    cr_expect_eq(outbox_take_lines(o, a, &last), 10);
    outbox_close(o);
    outboxes_sql("UPDATE self SET last = last + 1; DELETE FROM cursor");
    o = outbox_of_folder();
    struct outbox_figures f;
    outbox_figures(o, &f);
    cr_expect_eq(shed_in_all(f.shed), 0);
    outbox_close(o);
}

Test(outbox_marks, skips_ahead_when_nobody_knows_how_far_it_was)
{
    char sender[40];
    struct outbox *o = outbox_of_folder();
    (void)snprintf(sender, sizeof sender, "%s", outbox_sender(o));
    int a = outbox_add_reader(o, "a");
    outbox_started(o);
    outbox_put_lines(o, 1, 10000);
    uint64_t last = 0;
    cr_assert_eq(outbox_take_lines(o, a, &last), 10000);
    uint64_t epoch = outbox_epoch(o);
    outbox_close(o);
    outboxes_sql("UPDATE self SET last = last + 1");
    o = outbox_of_folder();
    cr_expect_str_eq(outbox_sender(o), sender);
    cr_expect_gt(outbox_epoch(o), epoch);
    cr_expect(outbox_last(o) >= 10000 && outbox_last(o) < 20000, "%llu",
              (unsigned long long)outbox_last(o));
    outbox_close(o);
    cr_assert_eq(unlink(outboxes_file("outbox.db")), 0);
    o = outbox_of_folder();
    cr_expect_str_eq(outbox_sender(o), sender);
    cr_expect_geq(outbox_last(o), 10000, "and without its file");
    outbox_close(o);
}

Test(outbox_marks, leaves_no_gap_when_it_is_killed_on_a_disk_that_is_well)
{
    struct outbox *o = outbox_of_folder();
    outbox_started(o);
    outbox_put_lines(o, 1, 5000);
    outbox_close(o);
    o = outbox_of_folder();
    cr_expect_eq(outbox_last(o), 5000);
    outbox_close(o);
}

Test(outbox_marks, gives_no_number_again_that_was_shed)
{
    struct outbox *o =
        outbox_opened((struct outbox_settings){ .folder = outboxes_folder(), .memory_bytes = 300 });
    (void)outbox_add_reader(o, "a");
    uint64_t n = 0;
    while (outbox_put_line(o, n + 1))
        n++;
    outbox_close(o);
    o = outbox_of_folder();
    cr_expect_eq(outbox_last(o), n + 1);
    outbox_close(o);
}

/* A file with room for next to nothing: its rows go, and the lines wait in memory. */
static void raise_with_a_small_file(void)
{
    struct outbox *o =
        outbox_opened((struct outbox_settings){ .folder = outboxes_folder(), .disk_bytes = 60000 });
    (void)outbox_add_reader(o, "a");
    int b = outbox_add_reader(o, "b");
    uint64_t last = 0;
    for (uint64_t i = 1; i < 4000; i += 100) {
        for (uint64_t n = i; n < i + 100; n++)
            (void)outbox_put_line(o, n);
        (void)outbox_save(o);
        if (i == 1001)
            (void)outbox_take_lines(o, b, &last);
    }
    while (outbox_save(o))
        continue;
    struct outbox_figures f;
    outbox_figures(o, &f);
    if (last != 1100 || shed_in_all(f.shed) > 0)
        (void)syscall(SYS_exit_group, 1);
}

Test(outbox_marks, counts_by_severity_what_was_committed_and_then_in_memory_alone)
{
    enum { LINES = 4000, TAKEN = 1100 };
    outboxes_in_child(raise_with_a_small_file);
    for (int run = 0; run < 2; run++) {
        struct outbox *o = outbox_of_folder();
        cr_expect_eq(outbox_last(o), LINES);
        const int reader[] = { outbox_add_reader(o, "a"), outbox_add_reader(o, "b") };
        outbox_started(o);
        struct outbox_reader_figures f[2];
        for (int i = 0; i < 2; i++)
            outbox_reader_figures(o, reader[i], &f[i]);
        struct outbox_figures all;
        outbox_figures(o, &all);
        cr_expect_eq(memcmp(all.shed, f[0].shed, sizeof all.shed), 0);
        if (run == 0) {
            cr_expect_eq(f[0].waiting + shed_in_all(f[0].shed), LINES);
            cr_expect_eq(f[1].waiting + shed_in_all(f[1].shed), LINES - TAKEN);
            cr_expect_gt(shed_in_all(f[1].shed), LINES / 4);
            cr_expect_eq(f[0].shed[0], f[0].shed[3], "each severity as often");
        } else {
            cr_expect_eq(shed_in_all(all.shed), 0, "counted once");
        }
        for (int i = 0; i < 2; i++) {
            uint64_t last = 0;
            cr_expect_eq(outbox_take_lines(o, reader[i], &last), run == 0 ? f[i].waiting : 0);
        }
        outbox_close(o);
    }
}
