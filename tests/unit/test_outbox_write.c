/* What an outbox does on a disk that is full, and with rows that are damaged: driven without its
 * thread, a transaction at a time. */
#include <criterion/criterion.h>
#include <string.h>

#include "alerts/outbox_inside.h"
#include "tests/support/disk_faults.h"
#include "tests/support/outboxes.h"

TestSuite(outbox_write, .init = outboxes_begin, .fini = outboxes_end, .timeout = 60);

enum { LINE = 2000, MEMORY = 1 << 20, LINES = 2000 };

/* Each begins with its number; kept at once. */
static void put_long(struct outbox *o, uint64_t from, uint64_t to)
{
    char line[LINE + 1];
    for (uint64_t i = from; i <= to; i++) {
        memset(line, '.', sizeof line);
        int n = snprintf(line, sizeof line, "long %llu ", (unsigned long long)i);
        line[n] = '.';
        cr_assert(outbox_put(o, (unsigned)(i % 4 + 1), i, (struct bytes){ (uint8_t *)line, LINE }));
    }
}

static struct outbox *open_with_disk(uint64_t disk_bytes)
{
    return outbox_opened((struct outbox_settings){
        .folder = outboxes_folder(), .memory_bytes = MEMORY, .disk_bytes = disk_bytes });
}

/* Lines 1 to LINES wait for "a" in the file, a hundred in a transaction. */
static void fill(void)
{
    struct outbox *o = open_with_disk(0);
    (void)outbox_add_reader(o, "a");
    for (uint64_t i = 1; i < LINES; i += 100) {
        put_long(o, i, i + 99);
        (void)outbox_save(o);
    }
    outbox_close(o);
}

static uint64_t shed_of(struct outbox *o, int reader, uint64_t *waiting)
{
    struct outbox_reader_figures f;
    outbox_reader_figures(o, reader, &f);
    *waiting = f.waiting;
    return f.shed[0] + f.shed[1] + f.shed[2] + f.shed[3];
}

static uint64_t damaged_of(struct outbox *o)
{
    struct outbox_figures f;
    outbox_figures(o, &f);
    return f.damaged;
}

Test(outbox_write, counts_nothing_as_shed_that_a_full_disk_has_kept)
{
    fill();
    struct outbox *o = open_with_disk(2 << 20);
    int a = outbox_add_reader(o, "a");
    put_long(o, LINES + 1, LINES + 10);
    disk_is_full = true;
    uint64_t waiting;
    for (int i = 0; i < 3; i++) {
        (void)outbox_save(o);
        cr_expect_eq(shed_of(o, a, &waiting), 0, "what was undone is no loss");
        cr_expect_eq(waiting, LINES + 10);
    }
    disk_is_full = false;
    (void)outbox_save(o);
    uint64_t shed = shed_of(o, a, &waiting);
    cr_expect(shed > LINES / 4 && shed < LINES);
    cr_expect_eq(waiting + shed, LINES + 10);
    outbox_close(o);
}

Test(outbox_write, sheds_once_however_often_it_is_tried_again)
{
    fill();
    struct outbox *o = open_with_disk(0);
    int a = outbox_add_reader(o, "a");
    put_long(o, LINES + 1, LINES + 100);
    (void)outbox_save(o);
    outbox_file_tidy(o->file); /* the log has room for some pages from now on */
    put_long(o, LINES + 101, LINES + 350);
    disk_grows_not = true;
    uint64_t waiting;
    (void)outbox_save(o);
    uint64_t shed = shed_of(o, a, &waiting);
    cr_expect(shed > LINES / 8 && shed < LINES / 2, "%llu", (unsigned long long)shed);
    for (int i = 0; i < 5; i++)
        (void)outbox_save(o);
    cr_expect_eq(shed_of(o, a, &waiting), shed, "%llu",
                 (unsigned long long)shed_of(o, a, &waiting));
    cr_expect_eq(waiting + shed, LINES + 350);
    disk_grows_not = false;
    outbox_close(o);
}

/* Where that is in the file; -1: nowhere. */
static long place_of(const void *text, size_t n)
{
    static uint8_t p[16 << 20];
    FILE *f = fopen(outboxes_file("outbox.db"), "re");
    cr_assert_not_null(f);
    size_t size = fread(p, 1, sizeof p, f);
    (void)fclose(f);
    const uint8_t *at = memmem(p, size, text, n);
    return at != NULL ? at - p : -1;
}

/* Changes the byte behind that. */
static void damage(const void *text, size_t n)
{
    long at = place_of(text, n);
    cr_assert_neq(at, -1);
    FILE *f = fopen(outboxes_file("outbox.db"), "r+e");
    cr_assert(f != NULL && fseek(f, at + (long)n, SEEK_SET) == 0);
    int byte = fgetc(f);
    cr_assert_eq(fseek(f, -1, SEEK_CUR), 0);
    cr_assert(fputc(byte ^ 0x40, f) != EOF && fclose(f) == 0);
}

Test(outbox_write, goes_on_behind_a_damaged_row_that_has_to_go_and_counts_it)
{
    fill();
    damage("long 50 ", 8);
    struct outbox *o = open_with_disk(2 << 20);
    int a = outbox_add_reader(o, "a");
    put_long(o, LINES + 1, LINES + 10);
    (void)outbox_save(o);
    uint64_t waiting;
    uint64_t shed = shed_of(o, a, &waiting);
    cr_expect_eq(damaged_of(o), 100, "the lines of its row");
    cr_expect_eq(waiting + shed + 100, LINES + 10);
    cr_expect_gt(shed, LINES / 4);
    outbox_close(o);
}

Test(outbox_write, counts_a_damaged_row_once_however_many_readers_pass_it)
{
    fill();
    damage("long 1150 ", 10);
    struct outbox *o = open_with_disk(0);
    const int reader[] = { outbox_add_reader(o, "a"), outbox_add_reader(o, "b") };
    static uint8_t room[OUTBOX_BATCH_BYTES];
    static struct outbox_batch b;
    b.text = room;
    for (size_t i = 0; i < 2; i++) {
        uint64_t got = 0;
        for (outbox_read(o, reader[i], &b); b.batch.n > 0; outbox_read(o, reader[i], &b)) {
            got += b.batch.n;
            outbox_took(o, reader[i], &b);
        }
        cr_expect_eq(got, LINES - 100);
        cr_expect_eq(damaged_of(o), 100);
        uint64_t waiting;
        (void)shed_of(o, reader[i], &waiting);
        cr_expect_eq(waiting, 0);
    }
    outbox_close(o);
}

/* As SQLite writes a whole number of six bytes. */
static void big_endian(uint64_t n, uint8_t out[static 6])
{
    for (int i = 0; i < 6; i++)
        out[i] = (uint8_t)(n >> (40 - 8 * i));
}

Test(outbox_write, sends_all_that_waits_to_a_reader_whose_cursor_cannot_be)
{
    struct outbox *o = open_with_disk(0);
    int a = outbox_add_reader(o, "reader-a");
    (void)outbox_add_reader(o, "reader-b");
    put_long(o, 1, 100);
    (void)outbox_save(o);
    static uint8_t room[OUTBOX_BATCH_BYTES];
    static struct outbox_batch b;
    b.text = room;
    outbox_read(o, a, &b);
    cr_assert_eq(b.batch.n, 100);
    outbox_took(o, a, &b);
    uint8_t text[14] = "reader-a";
    big_endian(outbox_epoch(o), text + 8);
    outbox_close(o);
    damage(text, 8);
    o = open_with_disk(0);
    a = outbox_add_reader(o, "reader-a");
    (void)outbox_add_reader(o, "reader-b");
    uint64_t waiting;
    (void)shed_of(o, a, &waiting);
    cr_expect_eq(waiting, 100, "it passes over what it has");
    put_long(o, outbox_last(o) + 1, outbox_last(o) + 1);
    (void)outbox_save(o);
    outbox_close(o);
    text[8] ^= 0x40;
    cr_expect_neq(place_of(text, sizeof text), -1, "and what is there is not replaced");
}
