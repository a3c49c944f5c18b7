/* Opening the database that the outbox's file is: what is asked of SQLite, and what of a file tells
 * whether it is ours, sound and of this version. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "alerts/outbox_sql.h"

/* A number that is farther ahead than versions will ever come is damage. */
enum { VERSION = 3, VERSIONS_AHEAD = 16, BUSY_MS = 2000 };

/* The version last: a file that has it has all the others. */
static const char schema[] =
    "PRAGMA application_id = 1128353111;"
    "CREATE TABLE IF NOT EXISTS self (one INTEGER PRIMARY KEY, sender TEXT, epoch INTEGER, last "
    "INTEGER, sum INTEGER);"
    "CREATE TABLE IF NOT EXISTS batch (place INTEGER PRIMARY KEY, epoch INTEGER, first INTEGER, n "
    "INTEGER, put_ns INTEGER, sum INTEGER, lines BLOB);"
    "CREATE TABLE IF NOT EXISTS cursor (reader TEXT PRIMARY KEY, epoch INTEGER, number INTEGER, "
    "sum INTEGER);"
    "CREATE TABLE IF NOT EXISTS note (kind TEXT, key BLOB, value BLOB, PRIMARY KEY (kind, key)) "
    "WITHOUT ROWID;"
    "PRAGMA user_version = 3;";

/* From version 2, or 1. */
static const char step[] = "ALTER TABLE self ADD COLUMN sum INTEGER;"
                           "ALTER TABLE cursor ADD COLUMN sum INTEGER;"
                           "UPDATE self SET sum = sum_of(sender, epoch, last);"
                           "UPDATE cursor SET sum = sum_of(reader, epoch, number);";

/* What was delivered need not be wiped (Debian's SQLite would): that is as much writing again. The
 * cache holds the rows that wait, so that they need not be read to be deleted. */
static const char *const settings[] = {
    [OUTBOX_FILE_IN_USE] = "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;"
                           "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;"
                           "PRAGMA secure_delete = OFF; PRAGMA cache_size = -8192;"
                           "PRAGMA journal_size_limit = 4194304;"
                           "PRAGMA wal_autocheckpoint = 512;"
                           "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;",
    [OUTBOX_FILE_IN_THE_MAKING] = "PRAGMA page_size = 8192; PRAGMA journal_mode = MEMORY;"
                                  "PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;",
};

void outbox_file_forget_statements(struct outbox_file *f)
{
    for (size_t i = 0; i < SQLS; i++) {
        (void)sqlite3_finalize(f->statement[i]);
        f->statement[i] = NULL;
    }
}

void outbox_file_let_go(struct outbox_file *f)
{
    outbox_file_forget_statements(f);
    (void)sqlite3_close_v2(f->db);
    f->db = NULL;
}

static bool execute(struct outbox_file *f, const char *sql)
{
    return outbox_file_note(f, sqlite3_exec(f->db, sql, NULL, NULL, NULL));
}

bool outbox_file_ask_number(struct outbox_file *f, const char *sql, long long *n)
{
    sqlite3_stmt *s = NULL;
    if (!outbox_file_note(f, sqlite3_prepare_v2(f->db, sql, -1, &s, NULL)))
        return false;
    int code = sqlite3_step(s);
    if (code == SQLITE_ROW)
        *n = sqlite3_column_int64(s, 0);
    bool ok = outbox_file_note(f, code);
    (void)sqlite3_finalize(s);
    return ok;
}

static bool is_sound(struct outbox_file *f)
{
    sqlite3_stmt *s = NULL;
    if (!outbox_file_note(f, sqlite3_prepare_v2(f->db, "PRAGMA quick_check(1)", -1, &s, NULL)))
        return false;
    int code = sqlite3_step(s);
    const unsigned char *said = code == SQLITE_ROW ? sqlite3_column_text(s, 0) : NULL;
    bool sound = said != NULL && strcmp((const char *)said, "ok") == 0;
    if (!outbox_file_note(f, code))
        sound = false;
    else if (!sound) {
        f->state = OUTBOX_FILE_DAMAGED;
        fail(&f->why, "the outbox %s is damaged", f->path);
    }
    (void)sqlite3_finalize(s);
    return sound;
}

bool outbox_file_is_ours(struct outbox_file *f)
{
    long long application = 0;
    long long version = 0;
    long long tables = 0;
    if (!outbox_file_ask_number(f, "SELECT count(*) FROM sqlite_master", &tables) ||
        !outbox_file_ask_number(f, "PRAGMA application_id", &application) ||
        !outbox_file_ask_number(f, "PRAGMA user_version", &version))
        return false;
    if (tables == 0 && application == 0)
        return true;
    f->state = OUTBOX_FILE_DAMAGED;
    if (application != OUTBOX_APPLICATION)
        return fail(&f->why, "%s is no outbox of ours", f->path);
    if (version <= VERSION)
        return true;
    if (version > VERSION + VERSIONS_AHEAD)
        return fail(&f->why, "the outbox %s is damaged", f->path);
    f->state = OUTBOX_FILE_REFUSED;
    return fail(&f->why, "the outbox %s was written by a newer version", f->path);
}

bool outbox_file_open_database(struct outbox_file *f, int flags, const char *vfs)
{
    f->state = OUTBOX_FILE_WELL;
    if (!outbox_file_note(f, sqlite3_open_v2(f->path, &f->db, flags | SQLITE_OPEN_NOMUTEX, vfs)))
        return false;
    (void)sqlite3_extended_result_codes(f->db, 1);
    if ((flags & SQLITE_OPEN_READONLY) != 0)
        (void)sqlite3_db_config(f->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    (void)sqlite3_busy_timeout(f->db, BUSY_MS);
    return outbox_file_know_sums(f);
}

/* For its owner alone: SQLite gives its log the same rights. That it cannot be made, SQLite says.
 */
static void make_private(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0)
        (void)close(fd);
}

/* Whether it is damaged, or another program's: seen before it is opened for writing, for SQLite
 * would bring that one up to date. Other trouble shows again. What is asked is right: if SQLite
 * calls it wrong, the head of the file names a format that is none. */
static bool is_to_be_put_aside(struct outbox_file *f)
{
    bool known = outbox_file_open_database(f, SQLITE_OPEN_READONLY, NULL) && outbox_file_is_ours(f);
    if (!known && f->db != NULL && sqlite3_errcode(f->db) == SQLITE_ERROR)
        f->state = OUTBOX_FILE_DAMAGED;
    outbox_file_let_go(f);
    return !known && f->state == OUTBOX_FILE_DAMAGED;
}

/* One that can be read is not written to: its disk may be full. What an old one wants comes with
 * the first transaction that finds room. */
static bool bring_up(struct outbox_file *f)
{
    long long version = 0;
    if (!outbox_file_ask_number(f, "PRAGMA user_version", &version))
        return false;
    f->old = f->was_old = version > 0 && version < VERSION;
    return version > 0 || execute(f, schema);
}

bool outbox_file_renew(struct outbox_file *f)
{
    long long sums = 0; /* there already, if only the number of the version is damaged */
    bool asked = outbox_file_ask_number(
        f, "SELECT count(*) FROM pragma_table_info('cursor') WHERE name = 'sum'", &sums);
    if (!asked || (sums == 0 && !execute(f, step)) || !execute(f, schema))
        return false;
    outbox_file_forget_statements(f);
    f->old = false;
    return true;
}

/* What is asked of it is right: if SQLite calls it wrong, the schema names something otherwise. An
 * old one lacks what is not needed to read it. */
static bool is_understood(struct outbox_file *f)
{
    for (int i = 0; i < SQLS; i++) {
        bool needed = !f->old || i == SQL_SELF || i == SQL_CURSOR || i == SQL_ROW;
        if (!needed || outbox_file_statement(f, (enum sql)i) != NULL)
            continue;
        if ((sqlite3_errcode(f->db) & 0xff) == SQLITE_ERROR)
            f->state = OUTBOX_FILE_DAMAGED;
        return false;
    }
    return true;
}

bool outbox_file_set_up(struct outbox_file *f, enum outbox_file_use use)
{
    long long places = 0;
    make_private(f->path);
    if ((!f->alone && is_to_be_put_aside(f)) ||
        !outbox_file_open_database(f, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) ||
        (f->alone && !execute(f, "PRAGMA locking_mode = EXCLUSIVE;")) || !outbox_file_is_ours(f) ||
        !execute(f, settings[use]) || !is_sound(f) || !bring_up(f) || !is_understood(f) ||
        !outbox_file_ask_number(f, "SELECT coalesce(max(place), 0) FROM batch", &places))
        return false;
    f->places = f->next_places = (uint64_t)places;
    return true;
}
