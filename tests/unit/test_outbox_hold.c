/* An outbox whose disk takes nothing at the start: a sensor starts all the same, a mistake does
 * not. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "alerts/outbox_inside.h"
#include "core/clock.h"
#include "tests/support/disk_faults.h"
#include "tests/support/outboxes.h"

TestSuite(outbox_hold, .init = outboxes_begin_in_memory, .fini = outboxes_end, .timeout = 120);

enum { PATIENCE_MS = 60000 };

static struct error e;

static struct outbox *opened_without(int *a, int *b)
{
    struct outbox_settings s = { .folder = outboxes_folder(), .without_disk = true };
    struct outbox *o = outbox_opened(s);
    *a = outbox_add_reader(o, "a");
    *b = outbox_add_reader(o, "b");
    outbox_started(o);
    return o;
}

static struct outbox_figures figures_of(struct outbox *o)
{
    struct outbox_figures f;
    outbox_figures(o, &f);
    return f;
}

static void wait_for(struct outbox *o, bool durable, const char *reason)
{
    uint64_t until = steady_ms() + PATIENCE_MS;
    struct outbox_figures f = figures_of(o);
    for (; steady_ms() < until; f = figures_of(o)) {
        if (f.durable == durable && strstr(f.reason.s, reason) != NULL)
            return;
        (void)usleep(1000);
    }
    cr_assert_fail("%d: %s", f.durable, f.reason.s);
}

static void hear(void *self, struct bytes key, struct bytes value)
{
    (void)key;
    *(size_t *)self += value.n;
}

Test(outbox_hold, starts_on_a_full_disk_and_takes_it_when_there_is_room)
{
    int a, b;
    disk_is_full = true;
    struct outbox *o = opened_without(&a, &b);
    cr_expect_not(figures_of(o).durable);
    cr_expect_not_null(strstr(figures_of(o).reason.s, "full"), "%s", figures_of(o).reason.s);
    char sender[OUTBOX_SENDER_MAX];
    (void)snprintf(sender, sizeof sender, "%s", outbox_sender(o));
    const struct bytes value = { (const uint8_t *)"what is kept", 12 };
    outbox_keep(o, "ledger", value, value, true);
    outbox_put_lines(o, 1, 10);
    uint64_t last = 0;
    cr_expect_eq(outbox_take_lines(o, a, &last), 10, "from memory");
    disk_is_full = false;
    wait_for(o, true, "");
    outbox_put_lines(o, 11, 20);
    cr_expect_eq(outbox_take_lines(o, a, &last), 10);
    outbox_close(o);
    struct ahead_mark m;
    o = outbox_of_folder();
    cr_expect_str_eq(outbox_sender(o), sender);
    cr_expect_eq(outbox_last(o), 20);
    cr_expect(outbox_ahead_read(o->ahead, &m) && strcmp(m.sender, sender) == 0);
    size_t kept = 0;
    outbox_recall(o, "ledger", (struct outbox_hearer){ hear, &kept });
    cr_expect_eq(kept, value.n);
    a = outbox_add_reader(o, "a");
    b = outbox_add_reader(o, "b");
    cr_expect_not(outbox_has(o, a));
    last = 0;
    cr_expect_eq(outbox_take_lines(o, b, &last), 20, "what was in memory came to the disk");
    outbox_close(o);
}

/* Its numbers and its lines are another sender's. */
Test(outbox_hold, lets_what_an_earlier_run_has_kept_wait_for_the_next_one)
{
    enum { LINES = 100 };
    int a, b;
    outbox_filled(LINES);
    struct outbox *o = outbox_of_folder();
    char sender[OUTBOX_SENDER_MAX];
    (void)snprintf(sender, sizeof sender, "%s", outbox_sender(o));
    outbox_close(o);
    disk_fails = true;
    o = opened_without(&a, &b);
    cr_expect_str_neq(outbox_sender(o), sender);
    outbox_put_lines(o, 1, 10);
    uint64_t last = 0;
    cr_expect_eq(outbox_take_lines(o, a, &last), 10);
    disk_fails = false;
    wait_for(o, false, "the next start goes on with it");
    outbox_put_lines(o, 11, 20);
    cr_expect_eq(outbox_take_lines(o, a, &last), 10);
    outbox_close(o);
    o = outbox_of_folder();
    cr_expect_str_eq(outbox_sender(o), sender);
    cr_expect_eq(outbox_last(o), LINES);
    a = outbox_add_reader(o, "a");
    last = 0;
    cr_expect_eq(outbox_take_lines(o, a, &last), LINES);
    outbox_close(o);
}

Test(outbox_hold, is_refused_on_a_full_disk_to_who_keeps_or_does_nothing)
{
    struct outbox_settings s = { .folder = outboxes_folder() };
    disk_is_full = true;
    cr_expect_null(outbox_open(&s, &e));
    cr_expect_not_null(strstr(e.s, "full"), "%s", e.s);
}

static void expect_refused(const char *folder, const char *why)
{
    struct outbox_settings s = { .folder = folder, .without_disk = true };
    cr_expect_null(outbox_open(&s, &e), "%s", folder);
    cr_expect_not_null(strstr(e.s, why), "%s", e.s);
}

Test(outbox_hold, takes_no_mistake_for_a_disk_that_fails)
{
    expect_refused("/nowhere/at/all", "No such file");
    expect_refused(outboxes_file("outbox.db"), "No such file");
    struct outbox *o = outbox_of_folder();
    expect_refused(outboxes_folder(), "another camwarden");
    outbox_close(o);
    expect_refused(outboxes_file("outbox.db"), "Not a directory");
    outboxes_sql("PRAGMA user_version = 5");
    expect_refused(outboxes_folder(), "newer version");
    expect_refused("/proc", "");
}

/* Nobody but root could write there. */
Test(outbox_hold, is_refused_where_it_has_no_right)
{
    outbox_filled(1);
    cr_assert_eq(chmod(outboxes_file("outbox.db"), 0400), 0);
    enum { NOBODY = 65534 };
    if (geteuid() == 0) {
        cr_assert_eq(chmod(outboxes_folder(), 0777), 0);
        cr_assert_eq(chmod(outboxes_file("outbox.lock"), 0666), 0);
        cr_assert_eq(seteuid(NOBODY), 0);
    }
    struct outbox_settings s = { .folder = outboxes_folder(), .without_disk = true };
    cr_expect_null(outbox_open(&s, &e));
    if (getuid() == 0)
        cr_assert_eq(seteuid(0), 0);
}

/* What is read as damage is begun anew, and that has no room. */
Test(outbox_hold, starts_beside_a_damaged_file_on_a_full_disk)
{
    int a, b;
    FILE *f = fopen(outboxes_file("outbox.db"), "we");
    for (int i = 0; i < 5000; i++)
        (void)fputs("this is no database ", f);
    (void)fclose(f);
    disk_is_full = true;
    struct outbox *o = opened_without(&a, &b);
    outbox_put_lines(o, 1, 10);
    uint64_t last = 0;
    cr_expect_eq(outbox_take_lines(o, a, &last), 10);
    outbox_close(o);
}
