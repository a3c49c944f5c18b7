/* How far each reader has come, and who the outbox is: whole, damaged, and of older versions. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "alerts/outbox_inside.h"
#include "tests/support/disk_faults.h"
#include "tests/support/outboxes.h"

TestSuite(outbox_file_kept, .init = outboxes_begin_in_memory, .fini = outboxes_end, .timeout = 240);

enum { LINES = 40, TAKEN = 20, FILE_MAX = 1 << 20 };

static const char name_a[] = "reader-a";
static uint8_t whole[FILE_MAX];
static size_t whole_n;

static void load(void)
{
    FILE *f = fopen(outboxes_file("outbox.db"), "re");
    cr_assert_not_null(f);
    whole_n = fread(whole, 1, sizeof whole, f);
    (void)fclose(f);
}

static void store(void)
{
    FILE *f = fopen(outboxes_file("outbox.db"), "we");
    cr_assert(f != NULL && fwrite(whole, 1, whole_n, f) == whole_n && fclose(f) == 0);
}

/* "reader-a" has taken the first of the lines that wait for "reader-b", which has none. */
static void fill(void)
{
    static uint8_t room[OUTBOX_BATCH_BYTES];
    static struct outbox_batch b;
    b.text = room;
    struct outbox *o = outbox_of_folder();
    int a = outbox_add_reader(o, name_a);
    (void)outbox_add_reader(o, "reader-b");
    for (uint64_t i = 1; i <= LINES; i++) {
        (void)outbox_put_line(o, i);
        (void)outbox_save(o);
        if (i != TAKEN)
            continue;
        outbox_read(o, a, &b);
        cr_assert_eq(b.batch.n, TAKEN);
        outbox_took(o, a, &b);
    }
    outbox_close(o);
    load();
}

static void expect_nothing_skipped(size_t at, int bit)
{
    struct outbox *o = outbox_of_folder();
    int a = outbox_add_reader(o, name_a);
    struct outbox_reader_figures f;
    outbox_reader_figures(o, a, &f);
    cr_expect(f.waiting == LINES - TAKEN || f.waiting == LINES, "%llu wait, byte %zu, bit %d",
              (unsigned long long)f.waiting, at, bit);
    outbox_close(o);
}

/* In the table and in its index: of each the head is before the name, and numbers are behind. */
Test(outbox_file_kept, skips_nothing_whichever_bit_of_a_cursor_was_turned_over)
{
    enum { HEAD = 8, BEHIND = 24 };
    freopen("/dev/null", "we", stderr);
    fill();
    size_t found = 0;
    for (size_t at = HEAD; at + sizeof name_a + BEHIND < whole_n; at++) {
        if (memcmp(whole + at, name_a, sizeof name_a - 1) != 0)
            continue;
        found++;
        for (size_t i = at - HEAD; i < at + sizeof name_a + BEHIND; i++)
            for (int bit = 0; bit < 8; bit++) {
                whole[i] ^= (uint8_t)(1 << bit);
                store();
                whole[i] ^= (uint8_t)(1 << bit);
                expect_nothing_skipped(i, bit);
            }
    }
    cr_expect_geq(found, 2);
}

/* A row that is as it was written, but another's. */
Test(outbox_file_kept, takes_no_cursor_for_anothers)
{
    fill();
    outboxes_sql(
        "UPDATE cursor SET (epoch, number, sum) = (SELECT epoch, number, sum FROM cursor WHERE "
        "reader = 'reader-a') WHERE reader = 'reader-b'");
    struct outbox *o = outbox_of_folder();
    int b = outbox_add_reader(o, "reader-b");
    struct outbox_reader_figures f;
    outbox_reader_figures(o, b, &f);
    cr_expect_eq(f.waiting, LINES);
    outbox_close(o);
}

Test(outbox_file_kept, gives_no_number_again_when_its_own_was_changed)
{
    fill();
    outboxes_sql("UPDATE self SET last = 7");
    struct outbox *o = outbox_of_folder();
    cr_expect_geq(outbox_last(o), LINES);
    outbox_close(o);
    outboxes_sql("UPDATE self SET last = 7");
    cr_assert_eq(unlink(outboxes_file("outbox.ahead")), 0);
    o = outbox_of_folder();
    cr_expect_geq(outbox_last(o), LINES, "as its rows say");
    outbox_close(o);
}

static void make_old(void)
{
    fill();
    outboxes_sql("ALTER TABLE self DROP COLUMN sum; ALTER TABLE cursor DROP COLUMN sum;"
                 "PRAGMA user_version = 2;");
}

static void expect_as_it_was(void)
{
    struct outbox *o = outbox_of_folder();
    cr_expect_eq(outbox_last(o), LINES);
    int a = outbox_add_reader(o, name_a);
    (void)outbox_add_reader(o, "reader-b");
    struct outbox_reader_figures f;
    outbox_reader_figures(o, a, &f);
    cr_expect_eq(f.waiting, LINES - TAKEN);
    outbox_close(o);
}

Test(outbox_file_kept, brings_a_file_of_version_2_up_to_date)
{
    make_old();
    expect_as_it_was();
    expect_as_it_was();
    outboxes_sql("UPDATE cursor SET number = number + 1 WHERE sum IS NOT NULL");
    struct outbox *o = outbox_of_folder();
    int a = outbox_add_reader(o, name_a);
    struct outbox_reader_figures f;
    outbox_reader_figures(o, a, &f);
    cr_expect_eq(f.waiting, LINES, "it has sums");
    outbox_close(o);
}

/* Nothing can be kept then, but what is there is known. */
Test(outbox_file_kept, reads_one_of_version_2_before_there_is_room_to_bring_it_up)
{
    struct error e;
    struct outbox_self self;
    uint64_t epoch, number;
    make_old();
    struct outbox_file *f = outbox_file_open(outboxes_folder(), &e);
    cr_assert_not_null(f, "%s", e.s);
    for (int i = 0; i < 3; i++) {
        cr_expect(outbox_file_self(f, &self) && self.last == LINES);
        cr_expect(outbox_file_cursor(f, name_a, &epoch, &number) && number == TAKEN);
        disk_is_full = i == 0;
        bool changed = outbox_file_begin(f) && outbox_file_set_cursor(f, name_a, epoch, number) &&
                       outbox_file_commit(f);
        cr_expect_eq(changed, i > 0);
        if (!changed)
            outbox_file_undo(f);
    }
    outbox_file_close(f);
    expect_as_it_was();
}
