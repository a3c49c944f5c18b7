/* The rows of the outbox's file, each with lines of one epoch.
 *
 * How it works: a row has a sum of two halves. The lower one is over its lines, the upper one over
 * that and over what stands before them: place, epoch, first number, how many, when. So a byte that
 * the disk turned over is found when a row is read, and in its head also when only that is. Rows of
 * version 1 have one sum over their lines, and nothing for their head. */
#include "alerts/outbox_row.h"
#include "alerts/outbox_sql.h"

static const struct hash_key sum_key = { { 0x63616d77617264, 0x656e206f7574626f } };

static uint64_t lines_sum(struct bytes lines)
{
    return hash_bytes(&sum_key, lines.p, lines.n);
}

/* Of a row whose lines have that sum. */
static uint64_t row_sum(const struct outbox_row *row, uint64_t of_lines)
{
    enum { HALF = 32 };
    const uint64_t of_half = (uint32_t)of_lines;
    const uint64_t head[] = { row->place, row->epoch, row->first, row->n, row->put_ns, of_half };
    return hash_bytes(&sum_key, head, sizeof head) << HALF | of_half;
}

bool outbox_file_replace(struct outbox_file *f, const struct outbox_row *row)
{
    sqlite3_stmt *s = outbox_file_statement(f, SQL_ADD);
    if (s == NULL)
        return false;
    const uint64_t sum = row_sum(row, lines_sum(row->lines));
    const uint64_t number[] = { row->place, row->epoch, row->first, row->n, row->put_ns, sum };
    for (int i = 0; i < (int)(sizeof number / sizeof number[0]); i++)
        (void)sqlite3_bind_int64(s, i + 1, (sqlite3_int64)number[i]);
    (void)sqlite3_bind_blob(s, 7, row->lines.p, (int)row->lines.n, SQLITE_STATIC);
    return outbox_file_run(f, s);
}

bool outbox_file_add(struct outbox_file *f, struct outbox_row *row)
{
    row->place = ++f->next_places;
    return outbox_file_replace(f, row);
}

bool outbox_file_drop(struct outbox_file *f, uint64_t place)
{
    sqlite3_stmt *s = outbox_file_statement(f, SQL_DROP);
    if (s == NULL)
        return false;
    (void)sqlite3_bind_int64(s, 1, (sqlite3_int64)place);
    return outbox_file_run(f, s);
}

/* What SQL_ROW and SQL_HEAD have in common. */
struct columns {
    struct outbox_row *row;
    uint64_t sum;
    bool ok; /* there may be no row, but that is known */
};

/* NULL: there is no row. */
static sqlite3_stmt *row_at(struct outbox_file *f, enum sql which, uint64_t place,
                            struct columns *c)
{
    struct outbox_row *row = c->row;
    *row = (struct outbox_row){ .place = 0 };
    sqlite3_stmt *s = outbox_file_statement(f, which);
    c->ok = s != NULL;
    if (s == NULL)
        return NULL;
    (void)sqlite3_bind_int64(s, 1, (sqlite3_int64)place);
    int code = sqlite3_step(s);
    c->ok = outbox_file_note(f, code);
    if (code != SQLITE_ROW) {
        (void)sqlite3_reset(s);
        return NULL;
    }
    uint64_t *const column[] = { &row->place, &row->epoch,  &row->first,
                                 &row->n,     &row->put_ns, &c->sum };
    for (int i = 0; i < (int)(sizeof column / sizeof column[0]); i++)
        *column[i] = (uint64_t)sqlite3_column_int64(s, i);
    return s;
}

/* Whether the head is as it was written, whatever the lines are. */
static bool head_holds(const struct outbox_row *row, uint64_t sum)
{
    return sum == row_sum(row, sum) && row->n > 0 && row->n <= OUTBOX_ROW_LINES;
}

static bool say_damaged(struct outbox_file *f)
{
    f->state = OUTBOX_FILE_DAMAGED;
    return fail(&f->why, "a row of the outbox %s is damaged", f->path);
}

bool outbox_file_row(struct outbox_file *f, uint64_t place, struct outbox_row *row)
{
    struct columns c = { .row = row };
    sqlite3_stmt *s = row_at(f, SQL_ROW, place, &c);
    if (s == NULL)
        return c.ok;
    const void *p = sqlite3_column_blob(s, 6);
    row->lines = (struct bytes){ p, (size_t)sqlite3_column_bytes(s, 6) };
    const uint64_t of_lines = p != NULL ? lines_sum(row->lines) : 0;
    bool whole = c.sum == row_sum(row, of_lines) || c.sum == of_lines;
    if (p != NULL && whole && row->n > 0 && outbox_row_is(row->lines, row->n))
        return true;
    if (!head_holds(row, c.sum))
        *row = (struct outbox_row){ .place = row->place };
    row->lines = (struct bytes){ NULL, 0 };
    return say_damaged(f);
}

bool outbox_file_head(struct outbox_file *f, uint64_t place, struct outbox_row *row)
{
    struct columns c = { .row = row };
    sqlite3_stmt *s = row_at(f, SQL_HEAD, place, &c);
    if (s == NULL)
        return c.ok;
    (void)sqlite3_reset(s);
    if (head_holds(row, c.sum))
        return true;
    bool ok = outbox_file_row(f, row->place, row); /* of version 1, or damaged */
    row->lines = (struct bytes){ NULL, 0 };
    return ok;
}
