/* The sinks' side of the outbox: a cursor each, over the file for what is old and over the memory
 * for what is new. */
#include <stdio.h>

#include "alerts/outbox_inside.h"

/* How many lines of a row are behind a cursor. */
static uint64_t beyond(const struct outbox_row *row, struct cursor_at at)
{
    if (row->epoch != at.epoch)
        return row->epoch > at.epoch ? row->n : 0;
    uint64_t end = row->first + row->n;
    uint64_t from = at.number + 1 > row->first ? at.number + 1 : row->first;
    return end > from ? end - from : 0;
}

/* The next row from that place on whose head is well; its place is 0: there is none. false: nobody
 * knows, the disk fails. */
static bool next_head(struct outbox *o, uint64_t place, struct outbox_row *row)
{
    bool known = outbox_file_head(o->file, place, row);
    while (!known && row->place > 0 && row->n == 0)
        known = outbox_file_head(o->file, row->place + 1, row);
    return known || row->place > 0;
}

static void count_waiting(struct outbox *o, struct reader *r)
{
    struct outbox_row row;
    bool known = next_head(o, 1, &row);
    r->waiting = 0;
    r->oldest_ns = 0;
    while (row.place > 0) {
        uint64_t n = beyond(&row, r->at);
        if (n > 0 && r->oldest_ns == 0) /* what went from the file has no time any more */
            r->oldest_ns = row.put_ns;
        r->waiting += n;
        known = next_head(o, row.place + 1, &row);
    }
    r->behind = r->waiting > 0 || !known;
}

/* Where it stood. What cannot be, or be read, stays as it is until something was taken: it begins
 * with the oldest line, and what the sink has had it passes over, if it can tell. */
static void find_cursor(struct outbox *o, struct reader *r)
{
    struct error why = { "it is damaged" };
    struct cursor_at *at = &r->at;
    bool read = outbox_file_cursor(o->file, r->name, &at->epoch, &at->number);
    if (!read)
        (void)outbox_file_state(o->file, &why);
    else if (at->epoch < o->epoch)
        return;
    *at = (struct cursor_at){ 0, 0 };
    r->changed = false;
    (void)fprintf(stderr,
                  "camwarden: how far %s had come cannot be read (%s); it is sent all that waits\n",
                  r->name, why.s);
}

int outbox_add_reader(struct outbox *o, const char *name)
{
    if (o->readers == OUTBOX_READERS_MAX)
        return -1;
    struct reader *r = &o->reader[o->readers];
    (void)snprintf(r->name, sizeof r->name, "%s", name);
    r->at = (struct cursor_at){ o->epoch, o->last };
    r->changed = true;
    if (outbox_file_is_there(o->file)) {
        find_cursor(o, r);
        count_waiting(o, r);
        outbox_count_before(o, r);
    }
    r->out = r->at;
    return (int)o->readers++;
}

void outbox_resume(struct outbox *o, int reader, uint64_t number)
{
    struct reader *r = &o->reader[reader];
    struct cursor_at line = { o->beyond.epoch, number };
    struct outbox_row row = { .place = 0 };
    if (o->file == NULL || number == 0 || number > o->before)
        return;
    bool found = line.epoch != 0 && number > o->told; /* from memory, after all rows */
    while (!found) {
        (void)next_head(o, row.place + 1, &row);
        if (row.place == 0)
            return;
        line.epoch = row.epoch;
        found = row.first <= number && number < row.first + row.n &&
                is_before(r->at, row.epoch, number);
    }
    r->at = r->out = line;
    r->changed = true;
    count_waiting(o, r);
}

static bool append(struct outbox_batch *b, uint64_t number, struct bytes line)
{
    if (b->batch.n == OUTBOX_BATCH_LINES || OUTBOX_BATCH_BYTES - b->used < line.n ||
        (b->batch.n > 0 && number != b->batch.first + b->batch.n))
        return false;
    memcpy(b->text + b->used, line.p, line.n);
    b->line[b->batch.n] = (struct bytes){ b->text + b->used, line.n };
    b->used += line.n;
    if (b->batch.n++ == 0)
        b->batch.first = number;
    return true;
}

static void clear(struct outbox *o, struct outbox_batch *b)
{
    b->used = 0;
    b->oldest_ns = 0;
    b->batch = (struct batch){ .line = b->line, .sender = o->sender, .epoch = o->epoch };
}

/* Up to which number lines are raised: of those in memory. With the lock. */
static uint64_t raised_through(const struct outbox *o)
{
    if (o->file == NULL)
        return o->last;
    return o->alone > o->saved ? o->alone : o->saved;
}

static void read_memory(struct outbox *o, struct reader *r, struct outbox_batch *b)
{
    uint64_t after = r->at.epoch == o->epoch ? r->at.number : 0;
    size_t n = tail_count(o->tail);
    for (size_t i = tail_after(o->tail, after); i < n; i++) {
        struct tail_line line = tail_at(o->tail, i);
        if (line.number > raised_through(o) || !append(b, line.number, line.text))
            break;
        if (b->oldest_ns == 0)
            b->oldest_ns = line.put_ns;
    }
}

static void take_row(struct outbox_batch *b, const struct outbox_row *row, struct cursor_at at)
{
    struct bytes rest = row->lines;
    struct bytes line;
    unsigned severity = 0;
    b->batch.epoch = row->epoch;
    b->oldest_ns = row->put_ns;
    for (uint64_t number = row->first; outbox_row_next(&rest, &severity, &line); number++)
        if (is_before(at, row->epoch, number) && !append(b, number, line))
            return;
}

struct found {
    struct outbox_row row; /* its place is 0: there is none */
    uint64_t place;        /* of it, or where to go on */
    uint64_t passed;       /* lines that were passed over */
    uint64_t damaged;      /* and were not counted yet */
    bool failed;           /* the disk: nobody knows whether there is one */
};

static void pass_damaged(struct outbox *o, struct found *f, struct cursor_at at)
{
    uint64_t lines = beyond(&f->row, at);
    if (lines == 0 && f->row.n > 0)
        return; /* it had it when it was well */
    f->passed += lines;
    (void)pthread_mutex_lock(&o->lock);
    if (outbox_is_damage_news(o, f->row.place))
        f->damaged += lines > 0 ? lines : 1;
    (void)pthread_mutex_unlock(&o->lock);
}

/* The first whole row behind the cursor; damaged ones are passed over and counted, the thread
 * removes them. With the file's lock. */
static struct found find_row(struct outbox *o, struct cursor_at at, uint64_t from)
{
    struct found f = { .place = from };
    for (;; f.place++) {
        bool whole = outbox_file_row(o->file, f.place, &f.row);
        f.failed = !whole && f.row.place == 0;
        if (f.row.place == 0)
            return f;
        f.place = f.row.place;
        if (whole && f.row.put_ns > 0 && beyond(&f.row, at) > 0)
            return f;
        if (!whole)
            pass_damaged(o, &f, at);
    }
}

/* Whether memory has lines between the cursor and that row: theirs had to go from the file again.
 * With the lock. */
static bool memory_is_first(const struct outbox *o, struct cursor_at at,
                            const struct outbox_row *row)
{
    size_t i = tail_after(o->tail, at.epoch == o->epoch ? at.number : 0);
    return row->place > 0 && row->epoch == o->epoch && i < tail_count(o->tail) &&
           tail_at(o->tail, i).number < row->first;
}

/* False: what comes next is in memory. */
static bool read_file(struct outbox *o, struct reader *r, struct outbox_batch *b)
{
    (void)pthread_mutex_lock(&o->file_lock);
    (void)pthread_mutex_lock(&o->lock);
    struct cursor_at at = r->at;
    uint64_t place = r->place > 0 ? r->place : 1;
    (void)pthread_mutex_unlock(&o->lock);
    struct found f = find_row(o, at, place);
    (void)pthread_mutex_lock(&o->lock);
    bool passed_by = memory_is_first(o, at, &f.row);
    (void)pthread_mutex_unlock(&o->lock);
    bool found = f.row.place > 0;
    if (found && !passed_by)
        take_row(b, &f.row, at);
    (void)pthread_mutex_lock(&o->lock);
    r->place = f.place;
    r->behind = found || f.failed;
    r->held_up = f.failed;
    r->oldest_ns = found ? f.row.put_ns : r->oldest_ns;
    o->damaged += f.damaged;
    r->waiting -= f.passed < r->waiting ? f.passed : r->waiting;
    if (found && !passed_by)
        r->out = (struct cursor_at){ b->batch.epoch, b->batch.first + b->batch.n - 1 };
    (void)pthread_mutex_unlock(&o->lock);
    (void)pthread_mutex_unlock(&o->file_lock);
    return !passed_by;
}

/* Whether the next line is in memory. With the lock. */
static bool is_near(const struct outbox *o, const struct reader *r)
{
    return !r->behind || (r->at.epoch == o->epoch && tail_count(o->tail) > 0 &&
                          tail_at(o->tail, 0).number <= r->at.number + 1);
}

void outbox_read(struct outbox *o, int reader, struct outbox_batch *b)
{
    struct reader *r = &o->reader[reader];
    clear(o, b);
    (void)pthread_mutex_lock(&o->lock);
    bool near = is_near(o, r);
    (void)pthread_mutex_unlock(&o->lock);
    bool in_memory = near || !read_file(o, r, b);
    if (b->batch.n > 0)
        return;
    clear(o, b);
    (void)pthread_mutex_lock(&o->lock);
    near = is_near(o, r);
    if (near)
        r->behind = false;
    if (near || in_memory) {
        read_memory(o, r, b);
        if (b->batch.n > 0)
            r->out = (struct cursor_at){ b->batch.epoch, b->batch.first + b->batch.n - 1 };
    }
    (void)pthread_mutex_unlock(&o->lock);
}

void outbox_took(struct outbox *o, int reader, const struct outbox_batch *b)
{
    struct reader *r = &o->reader[reader];
    if (b->batch.n == 0)
        return;
    (void)pthread_mutex_lock(&o->lock);
    struct cursor_at end = { b->batch.epoch, b->batch.first + b->batch.n - 1 };
    if (is_before(r->at, end.epoch, end.number))
        r->at = end;
    r->changed = true;
    r->waiting -= b->batch.n < r->waiting ? b->batch.n : r->waiting;
    (void)pthread_mutex_unlock(&o->lock);
}

bool outbox_has(struct outbox *o, int reader)
{
    const struct reader *r = &o->reader[reader];
    (void)pthread_mutex_lock(&o->lock);
    bool has = r->behind && !r->held_up;
    if (!r->behind) {
        size_t i = tail_after(o->tail, r->at.epoch == o->epoch ? r->at.number : 0);
        has = i < tail_count(o->tail) && tail_at(o->tail, i).number <= raised_through(o);
    }
    (void)pthread_mutex_unlock(&o->lock);
    return has;
}

void outbox_reader_figures(struct outbox *o, int reader, struct outbox_reader_figures *out)
{
    const struct reader *r = &o->reader[reader];
    (void)pthread_mutex_lock(&o->lock);
    *out = (struct outbox_reader_figures){ .waiting = r->waiting };
    memcpy(out->shed, r->shed, sizeof out->shed);
    size_t i = tail_after(o->tail, r->at.epoch == o->epoch ? r->at.number : 0);
    if (r->behind)
        out->oldest_ns = r->oldest_ns;
    else if (i < tail_count(o->tail))
        out->oldest_ns = tail_at(o->tail, i).put_ns;
    (void)pthread_mutex_unlock(&o->lock);
}
