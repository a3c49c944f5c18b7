/* What the outbox's file keeps beside lines: who writes it, how far each reader has come, and
 * values under a kind and a key. */
#include <stdio.h>

#include "alerts/outbox_sql.h"

/* It becomes part of the names of keys. */
static bool is_sender(const char *s)
{
    enum { DIGITS = OUTBOX_SENDER_MAX - 1 };
    return s != NULL && strlen(s) == DIGITS && strspn(s, "0123456789abcdef") == DIGITS;
}

bool outbox_file_self(struct outbox_file *f, struct outbox_self *self)
{
    *self = (struct outbox_self){ .epoch = 0 };
    sqlite3_stmt *s = outbox_file_statement(f, SQL_SELF);
    if (s == NULL)
        return false;
    int code = sqlite3_step(s);
    if (code == SQLITE_ROW) {
        const char *sender = (const char *)sqlite3_column_text(s, 0);
        if (is_sender(sender))
            memcpy(self->sender, sender, sizeof self->sender);
        self->epoch = (uint64_t)sqlite3_column_int64(s, 1);
        self->last = (uint64_t)sqlite3_column_int64(s, 2);
    }
    (void)sqlite3_reset(s);
    return outbox_file_note(f, code);
}

bool outbox_file_set_self(struct outbox_file *f, const struct outbox_self *self)
{
    sqlite3_stmt *s = outbox_file_statement(f, SQL_SET_SELF);
    if (s == NULL)
        return false;
    (void)sqlite3_bind_text(s, 1, self->sender, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(s, 2, (sqlite3_int64)self->epoch);
    (void)sqlite3_bind_int64(s, 3, (sqlite3_int64)self->last);
    return outbox_file_run(f, s);
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
    return outbox_file_run(f, s);
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
        if (!outbox_file_run(f, s))
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
    return outbox_file_run(f, s);
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
