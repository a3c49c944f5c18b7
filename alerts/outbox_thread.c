/* The outbox's thread: whatever waits goes to the disk in one transaction: lines, what is kept with
 * them, cursors. The more waits the more goes together, so that a slow disk makes larger
 * transactions and not fewer lines. When it fails the readers go on in memory, and it is tried
 * again after a while, longer each time. */
/* syscalls(sensor, replay): prctl: the name of the thread. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "alerts/outbox_inside.h"
#include "core/clock.h"

enum {
    LOAD_BYTES = 8 << 20,
    LOAD_LEAST = 256 << 10,
    NOTES_ROOM = 8 << 20,
    ROWS_MAX = 128,
    DROPS_MAX = 256,   /* rows removed in one transaction */
    CURSORS_MS = 1000, /* how often a cursor alone is kept */
};

/* What goes to the disk together. */
struct load {
    size_t rows;
    struct outbox_row row[ROWS_MAX];
    size_t used;
    size_t notes;
    uint64_t used_then, limit_then; /* bytes of the file afterwards */
    uint64_t through;               /* number */
    size_t readers;
    struct reader reader[OUTBOX_READERS_MAX]; /* as they stand */
    uint8_t note[NOTES_ROOM];
    uint8_t text[LOAD_BYTES];
};

/* Into the last row, or a new one. */
static bool load_line(struct load *l, uint64_t epoch, const struct tail_line *line)
{
    struct outbox_row *row = l->rows > 0 ? &l->row[l->rows - 1] : NULL;
    bool fits = row != NULL && row->n < OUTBOX_ROW_LINES && line->number == row->first + row->n &&
                row->lines.n < OUTBOX_ROW_BYTES;
    if (!fits && l->rows == ROWS_MAX)
        return false;
    size_t before = l->used;
    if (!outbox_row_put(l->text, sizeof l->text, &l->used, line->severity, line->text))
        return false;
    if (!fits) {
        row = &l->row[l->rows++];
        *row = (struct outbox_row){ .epoch = epoch,
                                    .first = line->number,
                                    .put_ns = line->put_ns,
                                    .lines = { l->text + before, 0 } };
    }
    row->n++;
    row->lines.n += l->used - before;
    return true;
}

/* How many bytes go together: on a small disk few, so that the log stays small. */
static size_t load_bytes(const struct outbox *o)
{
    uint64_t part = o->shown_limit / 32;
    return part < LOAD_LEAST ? LOAD_LEAST : part < LOAD_BYTES ? (size_t)part : LOAD_BYTES;
}

static void gather_lines(struct outbox *o, struct load *l, uint64_t from, size_t bytes)
{
    size_t n = tail_count(o->tail);
    l->rows = l->used = 0;
    l->through = from;
    for (size_t i = tail_after(o->tail, from); i < n && l->used < bytes; i++) {
        struct tail_line line = tail_at(o->tail, i);
        if (!load_line(l, o->epoch, &line))
            break;
        l->through = line.number;
    }
}

/* Lines that everybody has by now need not be kept. What is kept with a line goes with it: if that
 * is much, fewer lines go, and none before what goes with no line. With the lock. */
static void gather(struct outbox *o, struct load *l)
{
    uint64_t taken = outbox_taken(o);
    uint64_t after = taken > o->saved ? taken : o->saved;
    size_t room = load_bytes(o);
    gather_lines(o, l, after, 0);
    l->notes = notes_through(o->notes, after, l->note, room);
    bool enough = l->notes > room / 2;
    for (size_t bytes = room; !enough && bytes > 0; bytes /= 4) {
        gather_lines(o, l, after, bytes);
        l->notes = notes_through(o->notes, l->through, l->note, sizeof l->note);
        enough = l->notes < 2 * room;
    }
    l->readers = o->readers;
    memcpy(l->reader, o->reader, sizeof l->reader);
}

/* ---- with the file's lock ---- */

static bool keep_notes(struct outbox *o, const struct load *l)
{
    struct bytes rest = { l->note, l->notes };
    struct note_kept note;
    while (notes_next(&rest, &note))
        if (!outbox_file_keep(o->file, note.kind, note.key, note.value))
            return false;
    return true;
}

static bool write_load(struct outbox *o, struct load *l)
{
    for (size_t i = 0; i < l->rows; i++)
        if (!outbox_file_add(o->file, &l->row[i]))
            return false;
    for (size_t i = 0; i < l->readers; i++) {
        const struct reader *r = &l->reader[i];
        if (r->changed && !outbox_file_set_cursor(o->file, r->name, r->at.epoch, r->at.number))
            return false;
    }
    struct outbox_self self = { .epoch = o->epoch, .last = l->through };
    memcpy(self.sender, o->sender, sizeof self.sender);
    return keep_notes(o, l) && outbox_file_set_self(o->file, &self);
}

static bool is_taken(const struct load *l, const struct outbox_row *row)
{
    for (size_t i = 0; i < l->readers; i++)
        if (is_before(l->reader[i].at, row->epoch, row->first + row->n - 1))
            return false;
    return true;
}

/* With the lock. */
static bool is_in_memory(const struct outbox *o, uint64_t epoch, uint64_t number)
{
    return epoch == o->epoch && tail_count(o->tail) > 0 && tail_at(o->tail, 0).number <= number;
}

/* A row goes that somebody has not taken: its lines are shed unless they are in memory, too. */
static void shed_row(struct outbox *o, const struct outbox_row *row)
{
    struct bytes rest = row->lines;
    struct bytes line;
    unsigned severity = 0;
    (void)pthread_mutex_lock(&o->lock);
    for (uint64_t number = row->first; outbox_row_next(&rest, &severity, &line); number++)
        if (!is_in_memory(o, row->epoch, number))
            outbox_shed_line(o, (struct cursor_at){ row->epoch, number }, severity, row->place);
    uint64_t last = row->first + row->n - 1;
    if (row->epoch == o->epoch && last > o->gone)
        o->gone = last;
    (void)pthread_mutex_unlock(&o->lock);
}

static bool is_too_much(struct outbox *o, const struct outbox_row *row)
{
    uint64_t now = real_ns();
    uint64_t age = now > row->put_ns ? (now - row->put_ns) / UINT64_C(1000000000) : 0;
    return o->used > o->limit || age > o->settings.age_s;
}

/* Rows that all have, and from the oldest on those for which there is no room or that are too old.
 * In a transaction. */
static bool prune(struct outbox *o, const struct load *l)
{
    struct outbox_row row;
    for (size_t i = 0; i < DROPS_MAX; i++) {
        if (!outbox_file_head(o->file, 1, &row))
            return false;
        bool taken = row.n > 0 && is_taken(l, &row);
        if (row.n == 0 || (!taken && !is_too_much(o, &row)))
            return true;
        if (!taken) {
            if (!outbox_file_row(o->file, row.place, &row) && row.n == 0)
                return false;
            shed_row(o, &row);
        }
        if (!outbox_file_drop(o->file, row.place))
            return false;
        o->used = outbox_file_used(o->file);
    }
    return true;
}

static bool transact(struct outbox *o, struct load *l)
{
    if (outbox_file_begin(o->file) && write_load(o, l) && prune(o, l) &&
        outbox_file_commit(o->file))
        return true;
    outbox_file_undo(o->file);
    return false;
}

/* The disk is full: what the log has taken is given back, the oldest rows go, and it is tried once
 * more. */
static bool make_room(struct outbox *o, struct load *l)
{
    struct load *nothing = calloc(1, sizeof *nothing);
    if (nothing == NULL)
        return false;
    outbox_file_tidy(o->file);
    uint64_t limit = o->limit;
    uint64_t used = outbox_file_used(o->file);
    o->used = used;
    o->limit = used - used / 4;
    (void)pthread_mutex_lock(&o->lock);
    nothing->through = o->saved;
    nothing->readers = o->readers;
    memcpy(nothing->reader, o->reader, sizeof nothing->reader);
    (void)pthread_mutex_unlock(&o->lock);
    bool ok = transact(o, nothing);
    outbox_file_tidy(o->file);
    o->limit = limit;
    free(nothing);
    return ok && transact(o, l);
}

static bool write_all(struct outbox *o, struct load *l, struct error *why)
{
    (void)pthread_mutex_lock(&o->file_lock);
    o->limit = outbox_file_limit(o->file, o->settings.disk_bytes);
    o->used = outbox_file_used(o->file);
    bool ok =
        transact(o, l) || (outbox_file_state(o->file, NULL) == OUTBOX_FILE_FULL && make_room(o, l));
    (void)outbox_file_state(o->file, why);
    l->used_then = o->used;
    l->limit_then = o->limit;
    (void)pthread_mutex_unlock(&o->file_lock);
    return ok;
}

/* ---- */

/* With the lock. */
static void settle(struct outbox *o, const struct load *l)
{
    o->saved = l->through > o->saved ? l->through : o->saved;
    notes_drop(o->notes, l->notes);
    o->shown_used = l->used_then;
    o->shown_limit = l->limit_then;
    for (size_t i = 0; i < l->readers; i++) {
        struct reader *r = &o->reader[i];
        if (r->at.epoch == l->reader[i].at.epoch && r->at.number == l->reader[i].at.number)
            r->changed = false;
    }
    if (o->broken)
        (void)fprintf(stderr, "camwarden: the outbox is on the disk again\n");
    o->broken = false;
    o->retry_at_ms = 0;
    backoff_reset(&o->backoff);
}

static void complain(struct outbox *o, const struct error *why)
{
    if (!o->broken)
        (void)fprintf(stderr, "camwarden: %s; alerts go on from memory\n", why->s);
    o->broken = true;
    o->reason = *why;
    o->retry_at_ms = steady_ms() + backoff_wait(&o->backoff);
}

static bool is_wanted(const struct outbox *o)
{
    bool cursors = false;
    for (size_t i = 0; i < o->readers; i++)
        cursors = cursors || o->reader[i].changed;
    return o->last > o->saved || notes_ready(o->notes) || cursors;
}

/* With the lock. true: there was one. */
static bool let_readers_try_again(struct outbox *o)
{
    bool any = false;
    for (size_t i = 0; i < o->readers; i++) {
        any = any || o->reader[i].held_up;
        o->reader[i].held_up = false;
    }
    return any;
}

static void tell_readers(struct outbox *o)
{
    if (o->listener.raised != NULL)
        o->listener.raised(o->listener.self);
}

static bool store(struct outbox *o, struct load *l)
{
    struct error why;
    (void)pthread_mutex_lock(&o->lock);
    bool wanted = is_wanted(o);
    bool held_up = let_readers_try_again(o);
    uint64_t saved = o->saved;
    if (wanted)
        gather(o, l);
    (void)pthread_mutex_unlock(&o->lock);
    if (!wanted && held_up)
        tell_readers(o);
    if (!wanted)
        return false;
    bool ok = write_all(o, l, &why);
    (void)pthread_mutex_lock(&o->lock);
    if (ok)
        settle(o, l);
    else
        complain(o, &why);
    bool more = (o->last > o->saved || notes_ready(o->notes)) && (o->saved > saved || l->notes > 0);
    (void)pthread_cond_broadcast(&o->kept);
    (void)pthread_mutex_unlock(&o->lock);
    tell_readers(o);
    return ok && more;
}

bool outbox_save(struct outbox *o)
{
    struct load *l = malloc(sizeof *l);
    bool more = l != NULL && store(o, l);
    free(l);
    return more;
}

/* Lines and notes at once, cursors with them or after a second. With the lock. false: the end. */
static bool wait_for_work(struct outbox *o)
{
    uint64_t until = steady_ms() + CURSORS_MS;
    while (!o->ending) {
        uint64_t now = steady_ms();
        bool due = o->last > o->saved || notes_ready(o->notes) || now >= until;
        if (due && now >= o->retry_at_ms)
            return true;
        uint64_t wake = o->retry_at_ms > until ? o->retry_at_ms : until;
        const struct timespec at = { (time_t)(wake / 1000), (long)(wake % 1000) * 1000000 };
        (void)pthread_cond_clockwait(&o->wake, &o->lock, CLOCK_MONOTONIC, &at);
    }
    return false;
}

struct load *outbox_load_new(void)
{
    return malloc(sizeof(struct load));
}

void *outbox_run(void *self)
{
    struct outbox *o = self;
    (void)pthread_setname_np(pthread_self(), "outbox");
    (void)pthread_mutex_lock(&o->lock);
    while (wait_for_work(o)) {
        (void)pthread_mutex_unlock(&o->lock);
        (void)store(o, o->load);
        (void)pthread_mutex_lock(&o->lock);
    }
    (void)pthread_mutex_unlock(&o->lock);
    while (store(o, o->load))
        continue;
    return NULL;
}
