/* What is whole in a damaged file is copied row by row, from the front and from the back, so that a
 * hole in the middle costs only what lay in it.
 *
 * How it works: SQLite cannot do without a file's first page, which says which tables there are and
 * where they begin (sqlite.org/fileformat.html, 1.3 and 2.6). In every file of ours that is the
 * same, so the new file lends its own. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alerts/outbox_sql.h"

struct salvage {
    struct outbox_file *from;
    struct outbox_file *to;
};

static void copy_self(const struct salvage *s)
{
    struct outbox_self self = outbox_file_self(s->from);
    if (self.epoch != 0 && self.sender[0] != '\0')
        (void)outbox_file_set_self(s->to, &self);
}

/* A row as it was written, with its place: rows stay in their order. */
static void copy_row(const struct salvage *s, struct outbox_row *row)
{
    s->to->next_places = row->place - 1;
    (void)outbox_file_add(s->to, row);
}

/* From the front until it cannot be read on; the last place that was reached. */
static uint64_t copy_from_front(const struct salvage *s)
{
    struct outbox_row row;
    uint64_t place = 0;
    for (;;) {
        bool whole = outbox_file_row(s->from, place + 1, &row);
        if (row.place <= place)
            return place;
        place = row.place;
        if (whole)
            copy_row(s, &row);
        else
            s->to->lost += row.n;
    }
}

static void copy_from_back(const struct salvage *s, uint64_t reached)
{
    struct outbox_row row;
    sqlite3_stmt *last = NULL;
    static const char sql[] = "SELECT place FROM batch WHERE place > ? ORDER BY place DESC";
    if (sqlite3_prepare_v2(s->from->db, sql, -1, &last, NULL) != SQLITE_OK)
        return;
    (void)sqlite3_bind_int64(last, 1, (sqlite3_int64)reached);
    while (sqlite3_step(last) == SQLITE_ROW) {
        uint64_t place = (uint64_t)sqlite3_column_int64(last, 0);
        if (outbox_file_row(s->from, place, &row) && row.place == place)
            copy_row(s, &row);
        else
            s->to->lost += row.n;
    }
    (void)sqlite3_finalize(last);
}

static void copy_cursors(const struct salvage *s)
{
    sqlite3_stmt *q = NULL;
    static const char sql[] = "SELECT reader, epoch, number FROM cursor";
    if (sqlite3_prepare_v2(s->from->db, sql, -1, &q, NULL) != SQLITE_OK)
        return;
    while (sqlite3_step(q) == SQLITE_ROW) {
        const char *reader = (const char *)sqlite3_column_text(q, 0);
        if (reader != NULL)
            (void)outbox_file_set_cursor(s->to, reader, (uint64_t)sqlite3_column_int64(q, 1),
                                         (uint64_t)sqlite3_column_int64(q, 2));
    }
    (void)sqlite3_finalize(q);
    s->to->readers = 0;
}

static struct bytes column(sqlite3_stmt *q, int at)
{
    const void *p = sqlite3_column_blob(q, at);
    return (struct bytes){ p, (size_t)sqlite3_column_bytes(q, at) };
}

static void copy_notes(const struct salvage *s)
{
    sqlite3_stmt *q = NULL;
    static const char sql[] = "SELECT kind, key, value FROM note";
    if (sqlite3_prepare_v2(s->from->db, sql, -1, &q, NULL) != SQLITE_OK)
        return;
    while (sqlite3_step(q) == SQLITE_ROW)
        (void)outbox_file_keep(s->to, column(q, 0), column(q, 1), column(q, 2));
    (void)sqlite3_finalize(q);
}

static void copy_all(const struct salvage *s)
{
    if (!outbox_file_open_database(s->from, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX) ||
        !outbox_file_is_ours(s->from) || !outbox_file_begin(s->to))
        return;
    copy_self(s);
    copy_cursors(s);
    copy_from_back(s, copy_from_front(s));
    copy_notes(s);
    long long places = 0;
    (void)outbox_file_ask_number(s->to, "SELECT coalesce(max(place), 0) FROM batch", &places);
    s->to->next_places = (uint64_t)places;
    if (!outbox_file_commit(s->to))
        outbox_file_undo(s->to);
}

static void put_number(uint8_t *at, uint64_t n)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(n >> (24 - 8 * i));
}

static bool is_page(int fd, uint8_t page[static OUTBOX_PAGE])
{
    return fd >= 0 && pread(fd, page, OUTBOX_PAGE, 0) == OUTBOX_PAGE;
}

/* Whether a first page is one of another program's. */
static bool is_foreign(const uint8_t page[static OUTBOX_PAGE])
{
    enum { MAGIC = 16, APPLICATION_AT = 68 };
    uint8_t ours[4];
    put_number(ours, OUTBOX_APPLICATION);
    return memcmp(page, "SQLite format 3", MAGIC) == 0 &&
           memcmp(page + APPLICATION_AT, ours, sizeof ours) != 0;
}

/* The new file's first page, with the old one's size, and without a list of free pages. */
static void lend_first_page(const struct salvage *s)
{
    enum { PAGES_AT = 28, FREE_AT = 32 };
    uint8_t old[OUTBOX_PAGE];
    uint8_t page[OUTBOX_PAGE];
    struct stat st;
    (void)sqlite3_wal_checkpoint_v2(s->to->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    int from = open(s->to->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int to = open(s->from->path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    bool ok = is_page(from, page) && is_page(to, old) && !is_foreign(old) && fstat(to, &st) == 0;
    if (ok) {
        put_number(page + PAGES_AT, (uint64_t)st.st_size / OUTBOX_PAGE);
        put_number(page + FREE_AT, 0);
        put_number(page + FREE_AT + 4, 0);
        (void)pwrite(to, page, sizeof page, 0); /* else it stays as it is, and damaged */
    }
    if (from >= 0)
        (void)close(from);
    if (to >= 0)
        (void)close(to);
}

void outbox_file_salvage(struct outbox_file *to, const char *aside)
{
    struct outbox_file *from = calloc(1, sizeof *from);
    if (from == NULL)
        return;
    (void)snprintf(from->path, sizeof from->path, "%s", aside);
    const struct salvage s = { .from = from, .to = to };
    lend_first_page(&s);
    copy_all(&s);
    outbox_file_let_go(from);
    free(from);
}
