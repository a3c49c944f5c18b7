/* What the outbox's file keeps beside lines: who writes it, how far each reader has come, and
 * values under a kind and a key. */
#include <stdio.h>

#include "alerts/outbox_sql.h"

static const struct hash_key sum_key = { { 0x63616d77617264, 0x637572736f7221 } };

/* Of a text and two numbers, whatever they are in the file. */
static void sum_of(sqlite3_context *to, int n, sqlite3_value **of)
{
    (void)n;
    const unsigned char *text = sqlite3_value_text(of[0]);
    const uint64_t part[] = {
        text != NULL ? hash_bytes(&sum_key, text, (size_t)sqlite3_value_bytes(of[0])) : 0,
        (uint64_t)sqlite3_value_int64(of[1]), (uint64_t)sqlite3_value_int64(of[2])
    };
    sqlite3_result_int64(to, (sqlite3_int64)hash_bytes(&sum_key, part, sizeof part));
}

bool outbox_file_know_sums(struct outbox_file *f)
{
    enum { ARGUMENTS = 3, HOW = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY };
    return outbox_file_note(
        f, sqlite3_create_function(f->db, "sum_of", ARGUMENTS, HOW, NULL, sum_of, NULL, NULL));
}

static uint64_t number_of(struct outbox_file *f, const char *sql)
{
    long long n = 0;
    return outbox_file_ask_number(f, sql, &n) && n > 0 ? (uint64_t)n : 0;
}

/* Numbers of Redis are doubles: greater ones there are none. */
void outbox_file_guess_self(struct outbox_file *f, struct outbox_self *self)
{
    uint64_t taken =
        number_of(f, "SELECT max(number) FROM cursor WHERE sum = sum_of(reader, epoch, number)");
    uint64_t raised =
        number_of(f, "SELECT max(first + n - 1) FROM batch WHERE n <= 256 AND first < "
                     "9007199254740992");
    *self = (struct outbox_self){
        .epoch = number_of(f, "SELECT max(epoch) FROM (SELECT epoch FROM batch UNION ALL SELECT "
                              "epoch FROM cursor) WHERE epoch < 9007199254740992"),
        .last = raised > taken ? raised : taken
    };
}

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
    bool whole = code != SQLITE_ROW || sqlite3_column_int(s, 3) != 0;
    (void)sqlite3_reset(s);
    if (!whole)
        outbox_file_guess_self(f, self);
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
    bool whole = code != SQLITE_ROW || sqlite3_column_int(s, 2) != 0;
    (void)sqlite3_reset(s);
    if (whole)
        return outbox_file_note(f, code);
    f->state = OUTBOX_FILE_DAMAGED;
    return fail(&f->why, "its place in the outbox %s is damaged", f->path);
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
