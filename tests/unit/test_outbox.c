#include "alerts/outbox.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/clock.h"
#include "tests/support/outboxes.h"

enum { PATIENCE_MS = 20000 };

static uint8_t room[OUTBOX_BATCH_BYTES];
static struct outbox_batch batch = { .text = room };

TestSuite(outbox, .init = outboxes_begin, .fini = outboxes_end, .timeout = 120);

Test(outbox, in_memory_gives_each_reader_every_line_once)
{
    struct outbox *o = outbox_opened((struct outbox_settings){ .folder = NULL });
    int a = outbox_add_reader(o, "a");
    int b = outbox_add_reader(o, "b");
    outbox_started(o);
    outbox_put_lines(o, 1, 3000);
    uint64_t last = 0;
    cr_expect_eq(outbox_take_lines(o, a, &last), 3000);
    last = 0;
    cr_expect_eq(outbox_take_lines(o, b, &last), 3000);
    cr_expect_not(outbox_has(o, a));
    cr_expect_eq(strlen(outbox_sender(o)), 32);
    outbox_close(o);
}

Test(outbox, goes_on_after_a_restart_where_each_reader_was)
{
    struct outbox *o = outbox_of_folder();
    char sender[40];
    (void)snprintf(sender, sizeof sender, "%s", outbox_sender(o));
    uint64_t epoch = outbox_epoch(o);
    int a = outbox_add_reader(o, "a");
    (void)outbox_add_reader(o, "b");
    outbox_started(o);
    outbox_put_lines(o, 1, 1000);
    uint64_t last = 0;
    cr_expect_eq(outbox_take_lines(o, a, &last), 1000);
    outbox_close(o);

    o = outbox_of_folder();
    cr_expect_str_eq(outbox_sender(o), sender);
    cr_expect_gt(outbox_epoch(o), epoch);
    cr_expect_eq(outbox_last(o), 1000);
    a = outbox_add_reader(o, "a");
    int b = outbox_add_reader(o, "b");
    outbox_started(o);
    outbox_put_lines(o, 1001, 1500);
    cr_expect_eq(outbox_take_lines(o, a, &last), 500);
    last = 0;
    outbox_read(o, b, &batch);
    cr_expect_eq(batch.batch.epoch, epoch, "of the run that raised it");
    cr_expect_eq(outbox_take_lines(o, b, &last), 1500);
    outbox_close(o);
}

Test(outbox, what_was_raised_outlives_a_kill)
{
    int pipe_fd[2];
    cr_assert_eq(pipe(pipe_fd), 0);
    pid_t child = fork();
    if (child == 0) {
        struct outbox *o = outbox_of_folder();
        int a = outbox_add_reader(o, "a");
        outbox_started(o);
        for (uint64_t i = 1; i < 1000000; i++) {
            (void)outbox_put_line(o, i);
            if (i % 100 != 0)
                continue;
            outbox_settle(o, steady_ms() + PATIENCE_MS);
            outbox_read(o, a, &batch);
            (void)!write(pipe_fd[1], &i, sizeof i); /* raised */
        }
        _exit(0);
    }
    uint64_t raised = 0;
    for (int i = 0; i < 20; i++)
        cr_assert_eq(read(pipe_fd[0], &raised, sizeof raised), sizeof raised);
    (void)kill(child, SIGKILL);
    (void)waitpid(child, NULL, 0);
    struct outbox *o = outbox_of_folder();
    cr_expect_geq(outbox_last(o), raised);
    int a = outbox_add_reader(o, "a");
    outbox_started(o);
    uint64_t last = 0;
    cr_expect_eq(outbox_take_lines(o, a, &last), outbox_last(o));
    outbox_close(o);
}

Test(outbox, a_slow_reader_gets_from_the_file_what_memory_could_not_hold)
{
    struct outbox *o = outbox_opened(
        (struct outbox_settings){ .folder = outboxes_folder(), .memory_bytes = 20000 });
    int a = outbox_add_reader(o, "a");
    outbox_started(o);
    for (uint64_t i = 0; i < 100; i++)
        outbox_put_lines(o, i * 100 + 1, i * 100 + 100);
    uint64_t last = 0;
    struct outbox_reader_figures f;
    outbox_reader_figures(o, a, &f);
    cr_expect_eq(f.waiting, 10000);
    cr_expect_neq(f.oldest_ns, 0);
    cr_expect_eq(outbox_take_lines(o, a, &last), 10000);
    outbox_close(o);
}
