/* How it works: write-ahead logging with a sync at every commit, so that what was committed is
 * there after a kill or a power cut. Every row has a sum over its lines: a byte that the disk
 * turned over is found when the row is read. */
/* syscalls(sensor, replay): openat, open, access: SQLite opens the file and its log. */
/* syscalls(sensor, replay): faccessat, faccessat2: SQLite opens the file and its log. */
/* syscalls(sensor, replay): stat, lstat, readlink: SQLite: which file a name means. */
/* syscalls(sensor, replay): readlinkat, getcwd: SQLite: which file a name means. */
/* syscalls(sensor, replay): pread64, pwrite64, ftruncate, fallocate: SQLite: pages. */
/* syscalls(sensor, replay): fsync, fdatasync: SQLite: what is committed lasts. */
/* syscalls(sensor, replay): unlink, unlinkat: SQLite: the log, as private as the file. */
/* syscalls(sensor, replay): fchmod, fchown: SQLite: the log, as private as the file. */
/* syscalls(sensor, replay): statfs, fstatfs: how full the disk is. */
#include "alerts/outbox_file.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "alerts/outbox_row.h"
#include "alerts/outbox_sql.h"

static const uint64_t spare_bytes = UINT64_C(8) << 20; /* of the disk: the log, and room to tidy */

/* NOLINTBEGIN(bugprone-suspicious-missing-comma): long ones stand on two lines */
static const char *const statements[] = {
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",
    [SQL_SELF] = "SELECT sender, epoch, last FROM self",
    [SQL_SET_SELF] = "INSERT OR REPLACE INTO self (one, sender, epoch, last) VALUES (1, ?, ?, ?)",
    [SQL_ADD] =
        "INSERT INTO batch (place, epoch, first, n, put_ns, sum, lines) VALUES (?, ?, ?, ?, "
        "?, ?, ?)",
    [SQL_DROP] = "DELETE FROM batch WHERE place = ?",
    [SQL_ROW] = "SELECT place, epoch, first, n, put_ns, sum, lines FROM batch WHERE place >= ? "
                "ORDER BY place LIMIT 1",
    [SQL_HEAD] = "SELECT place, epoch, first, n, put_ns FROM batch WHERE place >= ? ORDER BY place "
                 "LIMIT 1",
    [SQL_SET_CURSOR] = "INSERT OR REPLACE INTO cursor (reader, epoch, number) VALUES (?, ?, ?)",
    [SQL_CURSOR] = "SELECT epoch, number FROM cursor WHERE reader = ?",
    [SQL_CURSORS] = "SELECT reader FROM cursor",
    [SQL_FORGET_CURSOR] = "DELETE FROM cursor WHERE reader = ?",
    [SQL_KEEP] = "INSERT OR REPLACE INTO note (kind, key, value) VALUES (?, ?, ?)",
    [SQL_FORGET] = "DELETE FROM note WHERE kind = ? AND key = ?",
    [SQL_RECALL] = "SELECT key, value FROM note WHERE kind = ? ORDER BY key",
    [SQL_PAGES] = "PRAGMA page_count",
    [SQL_FREE_PAGES] = "PRAGMA freelist_count",
};
/* NOLINTEND(bugprone-suspicious-missing-comma) */

/* What SQLite calls so although we may write: the head of the file says that it is of a kind which
 * nobody can. */
static bool is_unwritable(const struct outbox_file *f, int code)
{
    return code == SQLITE_READONLY && access(f->path, W_OK) == 0;
}

bool outbox_file_note(struct outbox_file *f, int code)
{
    int kind = code & 0xff;
    bool damaged = kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB || is_unwritable(f, code);
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
        return true;
    f->state = kind == SQLITE_FULL ? OUTBOX_FILE_FULL
               : damaged           ? OUTBOX_FILE_DAMAGED
                                   : OUTBOX_FILE_TROUBLE;
    const char *text = f->db != NULL ? sqlite3_errmsg(f->db) : sqlite3_errstr(code);
    return fail(&f->why, "the outbox %s: %s", f->path, text);
}

sqlite3_stmt *outbox_file_statement(struct outbox_file *f, enum sql which)
{
    sqlite3_stmt **s = &f->statement[which];
    if (*s == NULL && !outbox_file_note(f, sqlite3_prepare_v3(f->db, statements[which], -1,
                                                              SQLITE_PREPARE_PERSISTENT, s, NULL)))
        return NULL;
    (void)sqlite3_reset(*s);
    (void)sqlite3_clear_bindings(*s);
    return *s;
}

/* A statement that answers nothing. */
static bool run(struct outbox_file *f, sqlite3_stmt *s)
{
    int code = sqlite3_step(s);
    bool ok = outbox_file_note(f, code);
    (void)sqlite3_reset(s);
    return ok;
}

static bool run_plain(struct outbox_file *f, enum sql which)
{
    sqlite3_stmt *s = outbox_file_statement(f, which);
    return s != NULL && run(f, s);
}

static uint64_t number_of(struct outbox_file *f, enum sql which)
{
    sqlite3_stmt *s = outbox_file_statement(f, which);
    uint64_t n = 0;
    if (s != NULL && sqlite3_step(s) == SQLITE_ROW)
        n = (uint64_t)sqlite3_column_int64(s, 0);
    if (s != NULL)
        (void)sqlite3_reset(s);
    return n;
}

enum outbox_file_state outbox_file_state(const struct outbox_file *f, struct error *why)
{
    if (why != NULL)
        *why = f->why;
    return f->state;
}

/* A row that was read and is looked at keeps the log from beginning anew. */
static void end_reading(struct outbox_file *f)
{
    (void)sqlite3_reset(f->statement[SQL_ROW]);
    (void)sqlite3_reset(f->statement[SQL_HEAD]);
}

bool outbox_file_begin(struct outbox_file *f)
{
    end_reading(f);
    return run_plain(f, SQL_BEGIN);
}

bool outbox_file_commit(struct outbox_file *f)
{
    end_reading(f);
    if (!run_plain(f, SQL_COMMIT))
        return false;
    f->state = OUTBOX_FILE_WELL;
    f->places = f->next_places;
    return true;
}

void outbox_file_undo(struct outbox_file *f)
{
    struct error why = f->why;
    enum outbox_file_state state = f->state;
    if (sqlite3_get_autocommit(f->db) == 0)
        (void)run_plain(f, SQL_ROLLBACK);
    f->next_places = f->places;
    f->why = why;
    f->state = state;
}

struct outbox_self outbox_file_self(struct outbox_file *f)
{
    struct outbox_self self = { .epoch = 0 };
    sqlite3_stmt *s = outbox_file_statement(f, SQL_SELF);
    if (s != NULL && sqlite3_step(s) == SQLITE_ROW) {
        const char *sender = (const char *)sqlite3_column_text(s, 0);
        (void)snprintf(self.sender, sizeof self.sender, "%s", sender != NULL ? sender : "");
        self.epoch = (uint64_t)sqlite3_column_int64(s, 1);
        self.last = (uint64_t)sqlite3_column_int64(s, 2);
    }
    if (s != NULL)
        (void)sqlite3_reset(s);
    return self;
}

uint64_t outbox_file_lost(const struct outbox_file *f)
{
    return f->lost;
}

bool outbox_file_set_self(struct outbox_file *f, const struct outbox_self *self)
{
    sqlite3_stmt *s = outbox_file_statement(f, SQL_SET_SELF);
    if (s == NULL)
        return false;
    (void)sqlite3_bind_text(s, 1, self->sender, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(s, 2, (sqlite3_int64)self->epoch);
    (void)sqlite3_bind_int64(s, 3, (sqlite3_int64)self->last);
    return run(f, s);
}

uint64_t outbox_file_sum(struct bytes lines)
{
    static const struct hash_key key = { { 0x63616d77617264, 0x656e206f7574626f } };
    return hash_bytes(&key, lines.p, lines.n);
}

bool outbox_file_add(struct outbox_file *f, struct outbox_row *row)
{
    sqlite3_stmt *s = outbox_file_statement(f, SQL_ADD);
    if (s == NULL)
        return false;
    row->place = ++f->next_places;
    const uint64_t number[] = { row->place, row->epoch,  row->first,
                                row->n,     row->put_ns, outbox_file_sum(row->lines) };
    for (int i = 0; i < (int)(sizeof number / sizeof number[0]); i++)
        (void)sqlite3_bind_int64(s, i + 1, (sqlite3_int64)number[i]);
    (void)sqlite3_bind_blob(s, 7, row->lines.p, (int)row->lines.n, SQLITE_STATIC);
    return run(f, s);
}

bool outbox_file_drop(struct outbox_file *f, uint64_t place)
{
    sqlite3_stmt *s = outbox_file_statement(f, SQL_DROP);
    if (s == NULL)
        return false;
    (void)sqlite3_bind_int64(s, 1, (sqlite3_int64)place);
    return run(f, s);
}

/* The columns that SQL_ROW and SQL_HEAD have in common. NULL: there is no row, or *ok is false. */
static sqlite3_stmt *row_at(struct outbox_file *f, enum sql which, uint64_t place,
                            struct outbox_row *row, bool *ok)
{
    *row = (struct outbox_row){ .place = 0 };
    sqlite3_stmt *s = outbox_file_statement(f, which);
    *ok = s != NULL;
    if (s == NULL)
        return NULL;
    (void)sqlite3_bind_int64(s, 1, (sqlite3_int64)place);
    int code = sqlite3_step(s);
    *ok = outbox_file_note(f, code);
    if (code != SQLITE_ROW) {
        (void)sqlite3_reset(s);
        return NULL;
    }
    uint64_t *const column[] = { &row->place, &row->epoch, &row->first, &row->n, &row->put_ns };
    for (int i = 0; i < (int)(sizeof column / sizeof column[0]); i++)
        *column[i] = (uint64_t)sqlite3_column_int64(s, i);
    return s;
}

bool outbox_file_head(struct outbox_file *f, uint64_t place, struct outbox_row *row)
{
    bool ok = false;
    sqlite3_stmt *s = row_at(f, SQL_HEAD, place, row, &ok);
    if (s != NULL)
        (void)sqlite3_reset(s);
    return ok;
}

bool outbox_file_row(struct outbox_file *f, uint64_t place, struct outbox_row *row)
{
    bool ok = false;
    sqlite3_stmt *s = row_at(f, SQL_ROW, place, row, &ok);
    if (s == NULL)
        return ok;
    uint64_t sum = (uint64_t)sqlite3_column_int64(s, 5);
    const void *p = sqlite3_column_blob(s, 6);
    row->lines = (struct bytes){ p, (size_t)sqlite3_column_bytes(s, 6) };
    if (p != NULL && sum == outbox_file_sum(row->lines) && outbox_row_is(row->lines, row->n))
        return true;
    f->state = OUTBOX_FILE_DAMAGED;
    return fail(&f->why, "a row of the outbox %s is damaged", f->path);
}

static bool is_asked_for(const struct outbox_file *f, const char *reader)
{
    for (size_t i = 0; i < f->readers; i++)
        if (strcmp(f->reader[i], reader) == 0)
            return true;
    return false;
}

static void ask_for(struct outbox_file *f, const char *reader)
{
    if (f->readers < OUTBOX_FILE_READERS && !is_asked_for(f, reader))
        (void)snprintf(f->reader[f->readers++], sizeof f->reader[0], "%s", reader);
}

bool outbox_file_set_cursor(struct outbox_file *f, const char *reader, uint64_t epoch,
                            uint64_t number)
{
    sqlite3_stmt *s = outbox_file_statement(f, SQL_SET_CURSOR);
    if (s == NULL)
        return false;
    ask_for(f, reader);
    (void)sqlite3_bind_text(s, 1, reader, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(s, 2, (sqlite3_int64)epoch);
    (void)sqlite3_bind_int64(s, 3, (sqlite3_int64)number);
    return run(f, s);
}

bool outbox_file_cursor(struct outbox_file *f, const char *reader, uint64_t *epoch,
                        uint64_t *number)
{
    *epoch = *number = 0;
    ask_for(f, reader);
    sqlite3_stmt *s = outbox_file_statement(f, SQL_CURSOR);
    if (s == NULL)
        return false;
    (void)sqlite3_bind_text(s, 1, reader, -1, SQLITE_STATIC);
    int code = sqlite3_step(s);
    if (code == SQLITE_ROW) {
        *epoch = (uint64_t)sqlite3_column_int64(s, 0);
        *number = (uint64_t)sqlite3_column_int64(s, 1);
    }
    (void)sqlite3_reset(s);
    return outbox_file_note(f, code);
}

bool outbox_file_forget_cursors(struct outbox_file *f)
{
    char name[OUTBOX_FILE_READERS][OUTBOX_READER_MAX];
    size_t n = 0;
    sqlite3_stmt *s = outbox_file_statement(f, SQL_CURSORS);
    while (s != NULL && n < OUTBOX_FILE_READERS && sqlite3_step(s) == SQLITE_ROW) {
        const char *reader = (const char *)sqlite3_column_text(s, 0);
        if (reader != NULL && !is_asked_for(f, reader))
            (void)snprintf(name[n++], sizeof name[0], "%s", reader);
    }
    for (size_t i = 0; i < n; i++) {
        s = outbox_file_statement(f, SQL_FORGET_CURSOR);
        if (s == NULL)
            return false;
        (void)sqlite3_bind_text(s, 1, name[i], -1, SQLITE_STATIC);
        if (!run(f, s))
            return false;
    }
    return true;
}

static void bind_blob(sqlite3_stmt *s, int at, struct bytes b)
{
    (void)sqlite3_bind_blob(s, at, b.n > 0 ? b.p : (const uint8_t *)"", (int)b.n, SQLITE_STATIC);
}

bool outbox_file_keep(struct outbox_file *f, struct bytes kind, struct bytes key,
                      struct bytes value)
{
    sqlite3_stmt *s = outbox_file_statement(f, value.n > 0 ? SQL_KEEP : SQL_FORGET);
    if (s == NULL)
        return false;
    (void)sqlite3_bind_text(s, 1, (const char *)kind.p, (int)kind.n, SQLITE_STATIC);
    bind_blob(s, 2, key);
    if (value.n > 0)
        bind_blob(s, 3, value);
    return run(f, s);
}

static struct bytes column(sqlite3_stmt *s, int at)
{
    const void *p = sqlite3_column_blob(s, at);
    return (struct bytes){ p, (size_t)sqlite3_column_bytes(s, at) };
}

bool outbox_file_recall(struct outbox_file *f, const char *kind,
                        void (*hear)(void *self, struct bytes key, struct bytes value), void *self)
{
    sqlite3_stmt *s = outbox_file_statement(f, SQL_RECALL);
    if (s == NULL)
        return false;
    (void)sqlite3_bind_text(s, 1, kind, -1, SQLITE_STATIC);
    int code = sqlite3_step(s);
    for (; code == SQLITE_ROW; code = sqlite3_step(s))
        hear(self, column(s, 0), column(s, 1));
    (void)sqlite3_reset(s);
    return outbox_file_note(f, code);
}

uint64_t outbox_file_used(struct outbox_file *f)
{
    uint64_t pages = number_of(f, SQL_PAGES);
    uint64_t free_pages = number_of(f, SQL_FREE_PAGES);
    return pages > free_pages ? (pages - free_pages) * OUTBOX_PAGE : 0;
}

/* The log's bytes are ours, too: it is written over and over. */
static uint64_t log_bytes(const struct outbox_file *f)
{
    char name[PATH_MAX + 8];
    struct stat log;
    (void)snprintf(name, sizeof name, "%s-wal", f->path);
    return stat(name, &log) == 0 && log.st_size > 0 ? (uint64_t)log.st_size : 0;
}

uint64_t outbox_file_limit(struct outbox_file *f, uint64_t most)
{
    struct statvfs disk;
    if (statvfs(f->path, &disk) != 0)
        return most;
    uint64_t ours = number_of(f, SQL_PAGES) * OUTBOX_PAGE + log_bytes(f);
    uint64_t room = ours + (uint64_t)disk.f_bavail * disk.f_frsize;
    room = room > spare_bytes ? room - spare_bytes : 0;
    return room < most ? room : most;
}

/* What the log has on the disk it keeps: somebody else would take it. */
void outbox_file_tidy(struct outbox_file *f)
{
    (void)sqlite3_wal_checkpoint_v2(f->db, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
}
