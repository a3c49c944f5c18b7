/* What outbox_file.c (statements), outbox_open_file.c (opening) and outbox_salvage.c (mending)
 * share; nobody else knows SQLite. */
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
    char path[PATH_MAX];
    int lock; /* FOLDER/outbox.lock; -1: read only */
    sqlite3 *db;
    sqlite3_stmt *statement[SQLS];
    uint64_t places;      /* the last one used, committed */
    uint64_t next_places; /* and not yet committed */
    uint64_t lost;
    enum outbox_file_state state;
    struct error why;
    size_t readers;
    char reader[OUTBOX_FILE_READERS][OUTBOX_READER_MAX];
};

/* What SQLite answered; false: that is no success, and the state says what it is. */
bool outbox_file_note(struct outbox_file *f, int code);

/* Ready to be bound. NULL: the state says why. */
sqlite3_stmt *outbox_file_statement(struct outbox_file *f, enum sql which);

uint64_t outbox_file_sum(struct bytes lines);

/* Of sqlite3_open_v2(). false: the state says why. */
bool outbox_file_open_database(struct outbox_file *f, int flags);
void outbox_file_let_go(struct outbox_file *f);
/* Whether it is ours, of a version we know, or empty. */
bool outbox_file_is_ours(struct outbox_file *f);
/* The first column of its first row; no such row: *n stays. false: the state says why. */
bool outbox_file_ask_number(struct outbox_file *f, const char *sql, long long *n);

/* Copies what is whole in the damaged file at that path, whose first page may be written. */
void outbox_file_salvage(struct outbox_file *to, const char *aside);
