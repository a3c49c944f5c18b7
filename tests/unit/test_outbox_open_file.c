#include <criterion/criterion.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/outboxes.h"

static struct error e;

TestSuite(outbox_open_file, .init = outboxes_begin, .fini = outboxes_end, .timeout = 120);

Test(outbox_open_file, is_for_one_sensor_at_a_time)
{
    struct outbox *o = outbox_of_folder();
    struct outbox_settings s = { .folder = outboxes_folder() };
    cr_expect_null(outbox_open(&s, &e));
    cr_expect_not_null(strstr(e.s, "another camwarden"));
    outbox_close(o);
}

Test(outbox_open_file, begins_anew_beside_a_file_that_is_not_ours)
{
    FILE *f = fopen(outboxes_file("outbox.db"), "we");
    (void)fputs("this is no database, and longer than a header of a hundred bytes is, so that "
                "nobody takes it for an empty one, ever\n",
                f);
    (void)fclose(f);
    struct outbox *o = outbox_of_folder();
    int a = outbox_add_reader(o, "a");
    outbox_started(o);
    outbox_put_lines(o, 1, 10);
    uint64_t last = 0;
    cr_expect_eq(outbox_take_lines(o, a, &last), 10);
    outbox_close(o);
}

/* A head that names a format which there is none of, sqlite.org/fileformat2.html. */
static void expect_survived(long at, char version)
{
    outbox_filled(2000);
    FILE *f = fopen(outboxes_file("outbox.db"), "r+e");
    cr_assert_eq(fseek(f, at, SEEK_SET), 0);
    cr_assert_eq(fwrite((const char[]){ version, 0 }, 1, 2, f), 2);
    cr_assert_eq(fclose(f), 0);
    struct outbox *o = outbox_of_folder();
    int a = outbox_add_reader(o, "a");
    outbox_started(o);
    uint64_t last = 0;
    struct outbox_figures figures;
    cr_expect_eq(outbox_take_lines(o, a, &last), 2000);
    cr_expect(outbox_put_line(o, outbox_last(o) + 1));
    outbox_settle(o, UINT64_MAX);
    outbox_figures(o, &figures);
    cr_expect(figures.durable, "%s", figures.reason.s);
    outbox_close(o);
}

/* What SQLite then calls a database that can only be read. */
Test(outbox_open_file, survives_a_head_that_allows_no_writing)
{
    expect_survived(18, 2);
}

/* What SQLite then calls a mistake in what it is asked. */
Test(outbox_open_file, survives_a_schema_of_an_unknown_format)
{
    expect_survived(47, 5);
}

/* There is no column to add then. */
Test(outbox_open_file, survives_a_version_that_became_an_older_one)
{
    for (char version = 1; version <= 2; version++) {
        expect_survived(63, version);
        outboxes_end();
        outboxes_begin();
    }
}

Test(outbox_open_file, survives_a_version_that_there_never_will_be)
{
    expect_survived(60, 0x34);
}

Test(outbox_open_file, lets_a_newer_version_alone)
{
    outbox_filled(10);
    FILE *f = fopen(outboxes_file("outbox.db"), "r+e");
    cr_assert(fseek(f, 63, SEEK_SET) == 0 && fputc(4, f) == 4 && fclose(f) == 0);
    struct outbox_settings s = { .folder = outboxes_folder() };
    cr_expect_null(outbox_open(&s, &e));
    cr_expect_not_null(strstr(e.s, "by a newer version"), "%s", e.s);
}

/* What is asked of it is then a mistake, too. */
Test(outbox_open_file, survives_a_schema_that_names_a_column_otherwise)
{
    static char p[1 << 20];
    outbox_filled(2000);
    FILE *f = fopen(outboxes_file("outbox.db"), "r+e");
    size_t n = fread(p, 1, sizeof p, f);
    const char *at = memmem(p, n, "put_ns INTEGER", 14);
    cr_assert(at != NULL && fseek(f, at - p, SEEK_SET) == 0);
    cr_assert(fputc('q', f) == 'q' && fclose(f) == 0);
    struct outbox *o = outbox_of_folder();
    int a = outbox_add_reader(o, "a");
    outbox_started(o);
    uint64_t last = 0;
    cr_expect_eq(outbox_take_lines(o, a, &last), 2000);
    outbox_close(o);
}

/* One byte of the file turned over at a time. */
Test(outbox_open_file, survives_any_byte_that_the_disk_turned_over)
{
    static uint8_t whole[1 << 20];
    outbox_filled(2000);
    FILE *f = fopen(outboxes_file("outbox.db"), "re");
    size_t n = fread(whole, 1, sizeof whole, f);
    (void)fclose(f);
    for (size_t at = 0; at < n; at += 1997) {
        whole[at] ^= 0xff;
        f = fopen(outboxes_file("outbox.db"), "we");
        (void)fwrite(whole, 1, n, f);
        (void)fclose(f);
        whole[at] ^= 0xff;
        struct outbox *o = outbox_of_folder();
        int a = outbox_add_reader(o, "a");
        outbox_started(o);
        uint64_t last = 0;
        uint64_t got = outbox_take_lines(o, a, &last);
        cr_expect(got >= 1000, "byte %zu", at);
        uint64_t next = outbox_last(o) + 1;
        outbox_put_lines(o, next, next);
        cr_expect_eq(outbox_take_lines(o, a, &last), 1);
        outbox_close(o);
    }
}

Test(outbox_open_file, begins_a_file_that_was_torn_off_again)
{
    outbox_filled(2000);
    struct stat st;
    cr_assert_eq(stat(outboxes_file("outbox.db"), &st), 0);
    for (off_t n = st.st_size - 1; n > 0; n = n * 2 / 3) {
        cr_assert_eq(truncate(outboxes_file("outbox.db"), n), 0);
        struct outbox *o = outbox_of_folder();
        int a = outbox_add_reader(o, "a");
        outbox_started(o);
        uint64_t last = 0;
        (void)outbox_take_lines(o, a, &last);
        uint64_t next = outbox_last(o) + 1;
        outbox_put_lines(o, next, next + 9);
        last = 0;
        cr_expect_eq(outbox_take_lines(o, a, &last), 10);
        outbox_close(o);
    }
}
