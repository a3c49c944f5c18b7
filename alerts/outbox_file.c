/* How it works: write-ahead logging with a sync at every commit, so that what was committed is
 * there after a kill or a power cut. */
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

#include "alerts/outbox_sql.h"

static const uint64_t spare_bytes = UINT64_C(8) << 20; /* of the disk: the log, and room to tidy */

/* NOLINTBEGIN(bugprone-suspicious-missing-comma): long ones stand on two lines */
static const char *const statements[] = {
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",
    [SQL_SELF] = "SELECT sender, epoch, last, sum IS NULL OR sum = sum_of(sender, epoch, last) "
                 "FROM self",
    [SQL_SET_SELF] = "INSERT OR REPLACE INTO self (one, sender, epoch, last, sum) "
                     "VALUES (1, ?1, ?2, ?3, sum_of(?1, ?2, ?3))",
    [SQL_ADD] = "INSERT OR REPLACE INTO batch (place, epoch, first, n, put_ns, sum, lines) VALUES "
                "(?, ?, ?, ?, "
                "?, ?, ?)",
    [SQL_DROP] = "DELETE FROM batch WHERE place = ?",
    [SQL_ROW] = "SELECT place, epoch, first, n, put_ns, sum, lines FROM batch WHERE place >= ? "
                "ORDER BY place LIMIT 1",
    [SQL_HEAD] = "SELECT place, epoch, first, n, put_ns, sum FROM batch WHERE place >= ? ORDER BY "
                 "place LIMIT 1",
    [SQL_SET_CURSOR] = "INSERT OR REPLACE INTO cursor (reader, epoch, number, sum) "
                       "VALUES (?1, ?2, ?3, sum_of(?1, ?2, ?3))",
    [SQL_CURSOR] = "SELECT epoch, number, sum = sum_of(?1, epoch, number) FROM cursor "
                   "WHERE reader = ?1",
    [SQL_CURSORS] = "SELECT reader FROM cursor",
    [SQL_FORGET_CURSOR] = "DELETE FROM cursor WHERE reader = ?",
    [SQL_KEEP] = "INSERT OR REPLACE INTO note (kind, key, value) VALUES (?, ?, ?)",
    [SQL_FORGET] = "DELETE FROM note WHERE kind = ? AND key = ?",
    [SQL_RECALL] = "SELECT key, value FROM note WHERE kind = ? ORDER BY key",
    [SQL_PAGES] = "PRAGMA page_count",
    [SQL_FREE_PAGES] = "PRAGMA freelist_count",
};
/* NOLINTEND(bugprone-suspicious-missing-comma) */

/* The same of a file without these sums. */
static const char *text_of(const struct outbox_file *f, enum sql which)
{
    if (f->old && which == SQL_SELF)
        return "SELECT sender, epoch, last, 1 FROM self";
    if (f->old && which == SQL_CURSOR)
        return "SELECT epoch, number, 1 FROM cursor WHERE reader = ?1";
    return statements[which];
}

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
    f->code = code;
    f->state = kind == SQLITE_FULL ? OUTBOX_FILE_FULL
               : damaged           ? OUTBOX_FILE_DAMAGED
                                   : OUTBOX_FILE_TROUBLE;
    const char *text = f->db != NULL ? sqlite3_errmsg(f->db) : sqlite3_errstr(code);
    return fail(&f->why, "the outbox %s: %s", f->path, text);
}

sqlite3_stmt *outbox_file_statement(struct outbox_file *f, enum sql which)
{
    sqlite3_stmt **s = &f->statement[which];
    if (f->db == NULL)
        return NULL;
    if (*s == NULL && !outbox_file_note(f, sqlite3_prepare_v3(f->db, text_of(f, which), -1,
                                                              SQLITE_PREPARE_PERSISTENT, s, NULL)))
        return NULL;
    (void)sqlite3_reset(*s);
    (void)sqlite3_clear_bindings(*s);
    return *s;
}

bool outbox_file_run(struct outbox_file *f, sqlite3_stmt *s)
{
    int code = sqlite3_step(s);
    bool ok = outbox_file_note(f, code);
    (void)sqlite3_reset(s);
    return ok;
}

static bool run_plain(struct outbox_file *f, enum sql which)
{
    sqlite3_stmt *s = outbox_file_statement(f, which);
    return s != NULL && outbox_file_run(f, s);
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
    if (!run_plain(f, SQL_BEGIN))
        return false;
    if (!f->old || outbox_file_renew(f))
        return true;
    outbox_file_undo(f);
    return false;
}

bool outbox_file_commit(struct outbox_file *f)
{
    end_reading(f);
    if (!run_plain(f, SQL_COMMIT))
        return false;
    f->state = OUTBOX_FILE_WELL;
    f->places = f->next_places;
    f->was_old = f->old;
    return true;
}

void outbox_file_undo(struct outbox_file *f)
{
    struct error why = f->why;
    enum outbox_file_state state = f->state;
    if (f->db != NULL && sqlite3_get_autocommit(f->db) == 0)
        (void)run_plain(f, SQL_ROLLBACK);
    f->next_places = f->places;
    if (f->was_old != f->old)
        outbox_file_forget_statements(f);
    f->old = f->was_old;
    f->why = why;
    f->state = state;
}

uint64_t outbox_file_lost(const struct outbox_file *f)
{
    return f->lost;
}

uint64_t outbox_file_used(struct outbox_file *f)
{
    uint64_t pages = number_of(f, SQL_PAGES);
    uint64_t free_pages = number_of(f, SQL_FREE_PAGES);
    return pages > free_pages ? (pages - free_pages) * OUTBOX_PAGE : 0;
}

uint64_t outbox_file_spare(struct outbox_file *f)
{
    return number_of(f, SQL_FREE_PAGES) * OUTBOX_PAGE;
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
    if (f->db != NULL)
        (void)sqlite3_wal_checkpoint_v2(f->db, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
}
