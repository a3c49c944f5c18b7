#include "alerts/outbox_file.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "alerts/outbox_row.h"
#include "core/hash.h"
#include "tests/support/outboxes.h"

TestSuite(outbox_file_rows, .init = outboxes_begin, .fini = outboxes_end, .timeout = 60);

enum { ROWS = 3, COLUMN = 8, FILE_MAX = 1 << 20 };

static struct error e;

/* Numbers of eight bytes, so that each is found in the file. */
static struct outbox_row row_of(uint64_t i, uint8_t text[static 256])
{
    size_t used = 0;
    cr_assert(outbox_row_put(text, 256, &used, 1, bytes_of_text("the first line")));
    cr_assert(outbox_row_put(text, 256, &used, 2, bytes_of_text("the second")));
    return (struct outbox_row){ .epoch = 0x1122334455667700 + i,
                                .first = 0x2233445566778800 + i,
                                .n = 2,
                                .put_ns = 0x3344556677889900 + i,
                                .lines = { text, used } };
}

static void fill(void)
{
    uint8_t text[256];
    struct outbox_file *f = outbox_file_open(outboxes_folder(), &e);
    cr_assert(f != NULL && outbox_file_begin(f));
    for (uint64_t i = 1; i <= ROWS; i++) {
        struct outbox_row row = row_of(i, text);
        cr_assert(outbox_file_add(f, &row));
        cr_assert_eq(row.place, i);
    }
    cr_assert(outbox_file_commit(f));
    outbox_file_close(f);
}

static void big_endian(uint64_t n, uint8_t out[static COLUMN])
{
    for (int i = 0; i < COLUMN; i++)
        out[i] = (uint8_t)(n >> (56 - 8 * i));
}

/* Writes bytes into the file, so many behind where that number stands. */
static void change(uint64_t number, size_t behind, const uint8_t *bytes, size_t n)
{
    static uint8_t p[FILE_MAX];
    uint8_t column[COLUMN];
    big_endian(number, column);
    int fd = open(outboxes_file("outbox.db"), O_RDWR | O_CLOEXEC);
    ssize_t size = read(fd, p, sizeof p);
    cr_assert_gt(size, 0);
    const uint8_t *at = memmem(p, (size_t)size, column, sizeof column);
    cr_assert_not_null(at);
    cr_assert_eq(pwrite(fd, bytes, n, at - p + (ssize_t)behind), (ssize_t)n);
    (void)close(fd);
}

Test(outbox_file_rows, gives_back_each_row_in_its_order)
{
    uint8_t text[256];
    struct outbox_row row;
    fill();
    struct outbox_file *f = outbox_file_open(outboxes_folder(), &e);
    for (uint64_t i = 1; i <= ROWS; i++) {
        struct outbox_row same = row_of(i, text);
        cr_assert(outbox_file_row(f, i, &row));
        cr_expect(row.place == i && row.epoch == same.epoch && row.first == same.first);
        cr_expect(row.n == 2 && row.put_ns == same.put_ns && bytes_equal(row.lines, same.lines));
        cr_assert(outbox_file_head(f, i, &row));
        cr_expect(row.place == i && row.epoch == same.epoch && row.first == same.first);
    }
    cr_expect(outbox_file_row(f, ROWS + 1, &row) && row.place == 0);
    cr_expect(outbox_file_head(f, ROWS + 1, &row) && row.place == 0);
    outbox_file_close(f);
}

static void expect_damaged_head(uint64_t place)
{
    struct outbox_row row;
    struct outbox_file *f = outbox_file_open(outboxes_folder(), &e);
    cr_assert_not_null(f, "%s", e.s);
    cr_expect_not(outbox_file_row(f, place, &row));
    cr_expect_eq(outbox_file_state(f, &e), OUTBOX_FILE_DAMAGED);
    cr_expect(row.place == place && row.n == 0 && row.first == 0, "nobody knows");
    cr_expect_not(outbox_file_head(f, place, &row));
    cr_expect(row.place == place && row.n == 0);
    cr_expect(outbox_file_row(f, place + 1, &row) && row.place == place + 1, "the next is whole");
    outbox_file_close(f);
}

Test(outbox_file_rows, finds_each_number_of_a_head_that_was_changed)
{
    const uint8_t byte = 0x7f;
    uint8_t text[256];
    struct outbox_row row = row_of(2, text);
    const uint64_t number[] = { row.epoch, row.first, row.put_ns };
    fill();
    for (size_t i = 0; i < 3; i++) {
        uint8_t was = (uint8_t)(number[i] >> 56);
        change(number[i], 0, &byte, 1);
        expect_damaged_head(2);
        change((uint64_t)byte << 56 | (number[i] & UINT64_MAX >> 8), 0, &was, 1);
    }
}

Test(outbox_file_rows, knows_how_many_lines_are_lost_when_only_they_are_damaged)
{
    const uint8_t byte = 'T';
    uint8_t text[256];
    struct outbox_row row = row_of(2, text);
    fill();
    change(row.put_ns, 2 * COLUMN + OUTBOX_ROW_HEAD, &byte, 1);
    struct outbox_file *f = outbox_file_open(outboxes_folder(), &e);
    cr_expect_not(outbox_file_row(f, 2, &row));
    cr_expect(row.place == 2 && row.n == 2 && (row.first & 0xff) == 2);
    cr_expect(outbox_file_head(f, 2, &row), "and its head is well");
    outbox_file_close(f);
}

/* Its sum is over its lines alone. */
Test(outbox_file_rows, reads_rows_that_an_older_version_wrote)
{
    static const struct hash_key key = { { 0x63616d77617264, 0x656e206f7574626f } };
    uint8_t text[256];
    uint8_t sum[COLUMN];
    const uint8_t byte = 'T';
    struct outbox_row row = row_of(2, text);
    fill();
    big_endian(hash_bytes(&key, row.lines.p, row.lines.n), sum);
    change(row.put_ns, COLUMN, sum, sizeof sum);
    struct outbox_file *f = outbox_file_open(outboxes_folder(), &e);
    cr_expect(outbox_file_head(f, 2, &row) && row.place == 2 && row.n == 2);
    cr_expect(outbox_file_row(f, 2, &row) && row.place == 2 && row.n == 2);
    outbox_file_close(f);
    change(row.put_ns, 2 * COLUMN + OUTBOX_ROW_HEAD, &byte, 1);
    expect_damaged_head(2);
}
