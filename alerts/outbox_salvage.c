/* What is whole in a damaged file is copied row by row, from the front and from the back, so that a
 * hole in the middle costs only what lay in it. Each is a transaction of its own: what finds no
 * room costs nothing else.
 *
 * How it works: SQLite cannot do without a file's first page, which says which tables there are and
 * where they begin (sqlite.org/fileformat.html, 1.3 and 2.6). In every file of ours that is the
 * same, so the damaged one is read with the new one's (outbox_lend.c). */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alerts/outbox_sql.h"

struct salvage {
    struct outbox_file *from;
    struct outbox_file *to;
    uint64_t others;  /* values and cursors that could not be written */
    struct error why; /* what could not be written first */
};

/* Says what could not be written, with the first reason; rows are counted as lost. */
static bool took(struct salvage *s, bool written)
{
    if (!written && s->why.s[0] == '\0')
        (void)outbox_file_state(s->to, &s->why);
    return written;
}

/* Rows know how far it was, too. */
static void copy_self(struct salvage *s)
{
    struct outbox_self guess;
    struct outbox_self self;
    outbox_file_guess_self(s->to, &guess);
    if (!outbox_file_self(s->from, &self) || self.epoch == 0 || self.sender[0] == '\0')
        self = guess;
    self.last = guess.last > self.last ? guess.last : self.last;
    s->others += !took(s, outbox_file_set_self(s->to, &self));
}

/* As it was written, with its place: rows stay in their order. */
static void copy_row(struct salvage *s, struct outbox_row *row)
{
    s->to->next_places = row->place - 1;
    if (!took(s, outbox_file_add(s->to, row)))
        s->to->lost += row->n;
}

/* Of a damaged row nobody may know how many lines it had. */
static void lose_row(struct salvage *s, const struct outbox_row *row)
{
    s->to->lost += row->n > 0 ? row->n : 1;
}

/* From the front until it cannot be read on; the last place that was reached. */
static uint64_t copy_from_front(struct salvage *s)
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
            lose_row(s, &row);
    }
}

static void copy_from_back(struct salvage *s, uint64_t reached)
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
            lose_row(s, &row);
    }
    (void)sqlite3_finalize(last);
}

/* Each row of what the old file answers. */
static void copy_each(struct salvage *s, const char *sql,
                      bool (*copy)(struct outbox_file *to, sqlite3_stmt *row))
{
    sqlite3_stmt *q = NULL;
    if (sqlite3_prepare_v2(s->from->db, sql, -1, &q, NULL) != SQLITE_OK)
        return;
    while (sqlite3_step(q) == SQLITE_ROW)
        s->others += !took(s, copy(s->to, q));
    (void)sqlite3_finalize(q);
}

static bool copy_cursor(struct outbox_file *to, sqlite3_stmt *row)
{
    const char *reader = (const char *)sqlite3_column_text(row, 0);
    return reader == NULL ||
           outbox_file_set_cursor(to, reader, (uint64_t)sqlite3_column_int64(row, 1),
                                  (uint64_t)sqlite3_column_int64(row, 2));
}

static struct bytes column(sqlite3_stmt *q, int at)
{
    const void *p = sqlite3_column_blob(q, at);
    return (struct bytes){ p, (size_t)sqlite3_column_bytes(q, at) };
}

static bool copy_value(struct outbox_file *to, sqlite3_stmt *row)
{
    return outbox_file_keep(to, column(row, 0), column(row, 1), column(row, 2));
}

static void copy_all(struct salvage *s)
{
    copy_each(s,
              "SELECT reader, epoch, number FROM cursor "
              "WHERE sum IS NULL OR sum = sum_of(reader, epoch, number)", /* none: of version 2 */
              copy_cursor);
    copy_from_back(s, copy_from_front(s));
    copy_self(s);
    copy_each(s, "SELECT kind, key, value FROM note", copy_value);
    if (s->why.s[0] != '\0')
        (void)fprintf(stderr,
                      "camwarden: not all of the damaged outbox could be taken over: %s (alerts: "
                      "%llu; values: %llu)\n",
                      s->why.s, (unsigned long long)s->to->lost, (unsigned long long)s->others);
}

static void put_number(uint8_t *at, uint64_t n)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(n >> (24 - 8 * i));
}

/* Reads the first page; *n: how large the file is. */
static bool read_page(const char *path, uint8_t page[static OUTBOX_PAGE], uint64_t *n)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool ok = fd >= 0 && fstat(fd, &st) == 0;
    *n = ok ? (uint64_t)st.st_size : 0;
    memset(page, 0, OUTBOX_PAGE);
    ok = ok && pread(fd, page, OUTBOX_PAGE, 0) >= 0;
    if (fd >= 0)
        (void)close(fd);
    return ok;
}

/* The new file's first page, with the old one's size, with a log as the old one has, and without a
 * list of free pages. NULL: the old one is another program's, or has a first page of its own that
 * is none of ours yet. */
static struct outbox_lend *lend_first_page(const struct salvage *s)
{
    enum { MAGIC = 16, FORMAT_AT = 18, PAGES_AT = 28, FREE_AT = 32, APPLICATION_AT = 68, LOG = 2 };
    uint8_t old[OUTBOX_PAGE];
    uint8_t page[OUTBOX_PAGE];
    uint64_t n, size;
    (void)read_page(s->from->path, old, &size);
    if (!read_page(s->to->path, page, &n))
        return NULL;
    if (memcmp(old, page, MAGIC) == 0 &&
        memcmp(old + APPLICATION_AT, page + APPLICATION_AT, 4) != 0)
        return NULL;
    page[FORMAT_AT] = page[FORMAT_AT + 1] = LOG;
    put_number(page + PAGES_AT, size / OUTBOX_PAGE);
    put_number(page + FREE_AT, 0);
    put_number(page + FREE_AT + 4, 0);
    return outbox_lend_new(page);
}

void outbox_file_salvage(struct outbox_file *to, const char *path)
{
    struct outbox_file *from = calloc(1, sizeof *from);
    if (from == NULL)
        return;
    (void)snprintf(from->path, sizeof from->path, "%s", path);
    struct salvage s = { .from = from, .to = to };
    struct outbox_lend *lend = lend_first_page(&s);
    const char *vfs = lend != NULL ? outbox_lend_vfs(lend) : NULL;
    if (outbox_file_open_database(from, SQLITE_OPEN_READONLY, vfs) && outbox_file_is_ours(from))
        copy_all(&s);
    outbox_file_let_go(from);
    outbox_lend_free(lend);
    free(from);
}
