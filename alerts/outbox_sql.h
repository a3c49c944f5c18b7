/* What the files share that know SQLite; nobody else does: outbox_file.c (statements), its rows and
 * what is kept beside them (outbox_file_rows.c, outbox_file_kept.c), opening (outbox_open_file.c,
 * outbox_hold.c) and, of a damaged one, outbox_anew.c, outbox_salvage.c and outbox_lend.c. */
#pragma once

#include <limits.h>
#include <sqlite3.h>

#include "alerts/outbox_file.h"
#include "core/hash.h"

enum sql {
    SQL_BEGIN,
    SQL_COMMIT,
    SQL_ROLLBACK,
    SQL_SELF,
    SQL_SET_SELF,
    SQL_ADD,
    SQL_DROP,
    SQL_ROW,
    SQL_HEAD,
    SQL_SET_CURSOR,
    SQL_CURSOR,
    SQL_CURSORS,
    SQL_FORGET_CURSOR,
    SQL_KEEP,
    SQL_FORGET,
    SQL_RECALL,
    SQL_PAGES,
    SQL_FREE_PAGES,
    SQLS
};

enum { OUTBOX_APPLICATION = 0x43414d57 }; /* "CAMW" */
enum { OUTBOX_PAGE = 8192, OUTBOX_FILE_READERS = 16, OUTBOX_READER_MAX = 320 };

struct outbox_file {
    char folder[PATH_MAX];
    char path[PATH_MAX];
    int lock;       /* FOLDER/outbox.lock; -1: read only, or not there yet */
    bool of_before; /* it was not there at the start, and is another run's: let alone */
    bool alone;     /* no reader can be beside us */
    bool old;       /* of a version without sums of self and cursors */
    bool was_old;   /* as of the last commit */
    sqlite3 *db;
    sqlite3_stmt *statement[SQLS];
    uint64_t places;      /* the last one used, committed */
    uint64_t next_places; /* and not yet committed */
    uint64_t lost;
    enum outbox_file_state state;
    int code; /* of SQLite's, what went wrong last */
    struct error why;
    size_t readers;
    char reader[OUTBOX_FILE_READERS][OUTBOX_READER_MAX];
};

/* What SQLite answered; false: that is no success, and the state says what it is. */
bool outbox_file_note(struct outbox_file *f, int code);

/* Ready to be bound. NULL: the state says why. */
sqlite3_stmt *outbox_file_statement(struct outbox_file *f, enum sql which);

/* Of one that answers nothing. */
bool outbox_file_run(struct outbox_file *f, sqlite3_stmt *s);

/* Of sqlite3_open_v2(); vfs NULL: SQLite's own. false: the state says why. */
bool outbox_file_open_database(struct outbox_file *f, int flags, const char *vfs);
void outbox_file_let_go(struct outbox_file *f);
/* Whether it is ours, of a version we know, or empty. */
bool outbox_file_is_ours(struct outbox_file *f);
/* The first column of its first row; no such row: *n stays. false: the state says why. */
bool outbox_file_ask_number(struct outbox_file *f, const char *sql, long long *n);

/* How a database is written: the outbox; one that nobody needs before it is whole. */
enum outbox_file_use { OUTBOX_FILE_IN_USE, OUTBOX_FILE_IN_THE_MAKING };
/* Brings an old one up to date, within a transaction. false: the state says why. */
bool outbox_file_renew(struct outbox_file *f);
void outbox_file_forget_statements(struct outbox_file *f);

/* Has SQL know sum_of(text, number, number): what a self and a cursor are known whole by. */
bool outbox_file_know_sums(struct outbox_file *f);
/* How far a file is whose self is not known: by its rows, and by cursors, for all may have been
 * taken. Without a sender. */
void outbox_file_guess_self(struct outbox_file *f, struct outbox_self *self);

/* Opens or makes the one at f's path. false: the state says why. */
bool outbox_file_set_up(struct outbox_file *f, enum outbox_file_use use);

/* The one at f's path is damaged or not ours, and not open: puts it aside and opens a new one that
 * has what was whole in it. false: the state says why. */
bool outbox_file_begin_anew(struct outbox_file *f);
/* Before anything is opened: ends what a kill has interrupted of that. */
void outbox_file_resume_anew(struct outbox_file *f);

/* Copies what is whole in the damaged file at that path into an empty one that is in the making.
 * What could not be is counted and said on stderr. */
void outbox_file_salvage(struct outbox_file *to, const char *path);

/* A way to open a file for reading only, as if it had another first page. NULL: no memory; freed
 * when nothing is open by it. */
struct outbox_lend *outbox_lend_new(const uint8_t page[static OUTBOX_PAGE]);
const char *outbox_lend_vfs(const struct outbox_lend *l);
void outbox_lend_free(struct outbox_lend *l);
