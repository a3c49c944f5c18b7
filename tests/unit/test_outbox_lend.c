/* A file that is read as if it had another first page. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "alerts/outbox_sql.h"
#include "tests/support/outboxes.h"

TestSuite(outbox_lend, .init = outboxes_begin_in_memory, .fini = outboxes_end, .timeout = 60);

enum { LINES = 2000, FILE_MAX = 1 << 20 };

static uint8_t file[FILE_MAX];

static size_t load(void)
{
    FILE *f = fopen(outboxes_file("outbox.db"), "re");
    cr_assert_not_null(f);
    size_t n = fread(file, 1, sizeof file, f);
    (void)fclose(f);
    return n;
}

static void lose_first_page(uint8_t page[static OUTBOX_PAGE])
{
    static const uint8_t nothing[OUTBOX_PAGE];
    outbox_filled(LINES);
    cr_assert_gt(load(), OUTBOX_PAGE);
    memcpy(page, file, OUTBOX_PAGE);
    FILE *f = fopen(outboxes_file("outbox.db"), "r+e");
    cr_assert(f != NULL && fwrite(nothing, 1, sizeof nothing, f) == sizeof nothing);
    cr_assert_eq(fclose(f), 0);
}

static long long count(const char *vfs, const char *sql, int *code)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    long long n = -1;
    *code = sqlite3_open_v2(outboxes_file("outbox.db"), &db, SQLITE_OPEN_READWRITE, vfs);
    if (*code == SQLITE_OK)
        *code = sqlite3_prepare_v2(db, sql, -1, &s, NULL);
    if (*code == SQLITE_OK)
        *code = sqlite3_step(s);
    if (*code == SQLITE_ROW)
        n = sqlite3_column_int64(s, 0);
    (void)sqlite3_finalize(s);
    (void)sqlite3_close(db);
    return n;
}

Test(outbox_lend, has_the_page_read_that_was_lent)
{
    uint8_t page[OUTBOX_PAGE];
    int code;
    lose_first_page(page);
    cr_expect_eq(count(NULL, "SELECT sum(n) FROM batch", &code), -1);
    struct outbox_lend *l = outbox_lend_new(page);
    cr_assert_not_null(l);
    cr_expect_eq(count(outbox_lend_vfs(l), "SELECT sum(n) FROM batch", &code), LINES);
    outbox_lend_free(l);
    outbox_lend_free(NULL);
}

Test(outbox_lend, lets_nothing_be_written)
{
    static uint8_t before[FILE_MAX];
    uint8_t page[OUTBOX_PAGE];
    int code;
    lose_first_page(page);
    size_t n = load();
    memcpy(before, file, n);
    page[18] = page[19] = 1; /* without a log: changes would go into the file itself */
    struct outbox_lend *l = outbox_lend_new(page);
    (void)count(outbox_lend_vfs(l), "DELETE FROM batch", &code);
    cr_expect(code != SQLITE_DONE && code != SQLITE_OK, "%d", code);
    outbox_lend_free(l);
    cr_expect(load() == n && memcmp(before, file, n) == 0);
}
