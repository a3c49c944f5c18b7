/* What waits, gathered for one transaction: lines, what is kept with them, cursors. The more waits
 * the more goes together, so that a slow disk makes larger transactions and not fewer lines. */
#include "alerts/outbox_load.h"

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

/* What is kept with a line goes with it: if that is much, fewer lines go, and none before what goes
 * with no line. */
void outbox_gather(struct outbox *o, struct load *l)
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
    l->last = l->through >= o->last && o->given > l->through ? o->given : l->through;
    l->readers = o->readers;
    memcpy(l->reader, o->reader, sizeof l->reader);
}
