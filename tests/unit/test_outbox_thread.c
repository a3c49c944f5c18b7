/* The thread that brings lines to the disk, and what it does while it cannot. */
#include <criterion/criterion.h>
#include <stdatomic.h>

#include "alerts/outbox_inside.h"
#include "core/clock.h"
#include "tests/support/disk_faults.h"
#include "tests/support/outboxes.h"

TestSuite(outbox_thread, .init = outboxes_begin_in_memory, .fini = outboxes_end, .timeout = 60);

enum { PATIENCE_MS = 20000 };

static _Atomic int told;

static void hear(void *self)
{
    (void)self;
    told++;
}

static struct outbox *started(int *reader)
{
    struct error e;
    struct outbox *o = outbox_of_folder();
    *reader = outbox_add_reader(o, "a");
    cr_assert(outbox_start(o, (struct outbox_listener){ hear, NULL }, &e), "%s", e.s);
    return o;
}

static bool is_durable(struct outbox *o)
{
    struct outbox_figures f;
    outbox_figures(o, &f);
    return f.durable;
}

Test(outbox_thread, tells_when_lines_are_on_the_disk)
{
    int a;
    struct outbox *o = started(&a);
    cr_expect_not(outbox_has(o, a));
    told = 0;
    outbox_put_lines(o, 1, 10);
    cr_expect(outbox_has(o, a) && is_durable(o));
    uint64_t until = steady_ms() + PATIENCE_MS;
    while (told == 0 && steady_ms() < until)
        (void)usleep(1000);
    cr_expect_gt(told, 0);
    outbox_close(o);
}

Test(outbox_thread, raises_from_memory_while_the_disk_is_full_and_then_keeps_it)
{
    int a;
    struct outbox *o = started(&a);
    outbox_put_lines(o, 1, 10);
    disk_is_full = true;
    outbox_put_lines(o, 11, 20);
    cr_expect_not(is_durable(o));
    outbox_put_lines(o, 21, 21); /* between two tries */
    uint64_t last = 0;
    cr_expect_eq(outbox_take_lines(o, a, &last), 21);
    outbox_put_lines(o, 22, 30);
    disk_is_full = false;
    uint64_t until = steady_ms() + PATIENCE_MS;
    while (!is_durable(o) && steady_ms() < until)
        (void)usleep(1000);
    cr_expect(is_durable(o));
    outbox_close(o);
    o = outbox_of_folder();
    a = outbox_add_reader(o, "a");
    outbox_started(o);
    cr_expect_eq(outbox_last(o), 30);
    cr_expect_eq(outbox_take_lines(o, a, &last), 9);
    outbox_close(o);
}

/* What is put while it is being tried does not wait for that. */
static struct outbox *slow_and_tried(int *a)
{
    struct outbox *o = started(a);
    outbox_put_lines(o, 1, 10);
    disk_slow_ms = OUTBOX_SLOW_MS;
    disk_is_full = true;
    outbox_put_lines(o, 11, 20);
    uint64_t until = steady_ms() + PATIENCE_MS;
    while (disk_waits == 0 && steady_ms() < until)
        (void)usleep(1000);
    return o;
}

Test(outbox_thread, holds_no_line_up_while_a_disk_takes_long_to_fail)
{
    int a;
    struct outbox *o = slow_and_tried(&a);
    uint64_t last = 0;
    (void)outbox_take_lines(o, a, &last);
    told = 0;
    cr_assert(outbox_put_line(o, 21) && outbox_put_line(o, 22));
    cr_expect_geq(told, 2);
    cr_expect_eq(outbox_take_lines(o, a, &last), 2);
    disk_slow_ms = 0;
    disk_is_full = false;
    uint64_t until = steady_ms() + PATIENCE_MS;
    while (!is_durable(o) && steady_ms() < until)
        (void)usleep(1000);
    cr_expect(is_durable(o));
    outbox_close(o);
    o = outbox_of_folder();
    cr_expect_eq(outbox_last(o), 22, "nothing is left out when it was well again");
    outbox_close(o);
}

static void let_a_while_go_by(struct outbox *o)
{
    (void)pthread_mutex_lock(&o->lock);
    o->busy_since_ms = o->busy_since_ms > 0 ? 1 : 0;
    (void)pthread_mutex_unlock(&o->lock);
}

/* NFS whose server is gone. */
Test(outbox_thread, waits_five_seconds_for_a_disk_that_does_not_answer)
{
    int a;
    struct outbox *o = started(&a);
    outbox_put_lines(o, 1, 10);
    uint64_t last = 0;
    cr_expect_eq(outbox_take_lines(o, a, &last), 10);
    disk_hangs = true;
    cr_assert(outbox_put_line(o, 11));
    outbox_attend(o);
    cr_expect(!outbox_has(o, a) && is_durable(o), "not yet");
    uint64_t until = steady_ms() + PATIENCE_MS;
    for (; !outbox_has(o, a) && steady_ms() < until; outbox_attend(o))
        let_a_while_go_by(o);
    cr_expect_not(is_durable(o));
    cr_expect_eq(outbox_take_lines(o, a, &last), 1);
    cr_assert(outbox_put_line(o, 12));
    cr_expect_eq(outbox_take_lines(o, a, &last), 1, "at once");
    disk_hangs = false;
    until = steady_ms() + PATIENCE_MS;
    while (!is_durable(o) && steady_ms() < until)
        (void)usleep(1000);
    cr_expect(is_durable(o), "it answers again");
    outbox_close(o);
    o = outbox_of_folder();
    cr_expect_eq(outbox_last(o), 12);
    outbox_close(o);
}

static void raise_on_a_slow_disk(void)
{
    int a;
    struct outbox *o = slow_and_tried(&a);
    (void)outbox_put_line(o, 21);
}

Test(outbox_thread, gives_no_number_again_of_a_disk_that_takes_long_to_fail)
{
    outboxes_in_child(raise_on_a_slow_disk);
    struct outbox *o = outbox_of_folder();
    cr_expect(outbox_last(o) >= 21 && outbox_last(o) < 21 + 2 * 4096);
    outbox_close(o);
}

Test(outbox_thread, keeps_at_the_end_what_was_put)
{
    int a;
    struct outbox *o = started(&a);
    for (uint64_t i = 1; i <= 3000; i++)
        cr_assert(outbox_put_line(o, i));
    outbox_end(o);
    outbox_close(o);
    o = outbox_of_folder();
    cr_expect_eq(outbox_last(o), 3000);
    outbox_close(o);
}
