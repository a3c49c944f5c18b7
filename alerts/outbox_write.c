/* A transaction of the outbox: what was gathered goes to the disk, and the oldest rows from there.
 * What goes that somebody has not taken is counted when that is committed, and not before. */
#include <stdlib.h>

#include "alerts/outbox_load.h"
#include "core/clock.h"

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
    struct outbox_self self = { .epoch = o->epoch, .last = outbox_last_to_tell(o, l->last) };
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

/* Its lines are shed, or lost if the row was damaged, unless they are in memory, too. With the
 * lock. */
static void count_dropped(struct outbox *o, const struct dropped *d)
{
    const struct outbox_row *row = &d->row;
    bool news = !d->whole && outbox_is_damage_news(o, row->place);
    uint64_t lost = row->n == 0;
    for (uint64_t i = 0; i < row->n; i++) {
        const struct cursor_at line = { row->epoch, row->first + i };
        if (is_in_memory(o, line.epoch, line.number))
            continue;
        if (d->whole)
            outbox_shed_line(o, line, d->severity[i], row->place);
        else
            lost += outbox_pass_line(o, line, row->place);
    }
    o->damaged += news ? lost : 0;
    if (row->n > 0 && row->epoch == o->epoch && row->first + row->n - 1 > o->gone)
        o->gone = row->first + row->n - 1;
}

/* It is gone. */
static void settle_drops(struct outbox *o, const struct load *l)
{
    (void)pthread_mutex_lock(&o->lock);
    for (size_t i = 0; i < l->drops; i++)
        count_dropped(o, &l->dropped[i]);
    o->husks = l->husks;
    (void)pthread_mutex_unlock(&o->lock);
}

static void note_dropped(struct load *l, const struct outbox_row *row, bool whole)
{
    struct dropped *d = &l->dropped[l->drops++];
    struct bytes rest = row->lines;
    struct bytes line;
    unsigned severity = 0;
    *d = (struct dropped){ .row = *row, .whole = whole };
    d->row.lines = (struct bytes){ NULL, 0 };
    for (size_t i = 0; i < OUTBOX_ROW_LINES && outbox_row_next(&rest, &severity, &line); i++)
        d->severity[i] = (uint8_t)severity;
}

/* Its lines are in memory, and delivered from there. If the sensor is killed before that is done
 * the next run has to know what was lost. */
static bool make_husk(struct outbox *o, struct load *l, const struct outbox_row *row)
{
    uint8_t text[OUTBOX_ROW_LINES * OUTBOX_ROW_HEAD];
    const struct dropped *d = &l->dropped[l->drops - 1];
    struct outbox_row husk = *row;
    husk.put_ns = 0;
    husk.lines = (struct bytes){ text, 0 };
    for (uint64_t i = 0; i < row->n; i++)
        (void)outbox_row_put(text, sizeof text, &husk.lines.n, d->severity[i],
                             (struct bytes){ NULL, 0 });
    l->husks = row->place;
    return outbox_file_replace(o->file, &husk);
}

static bool is_held(struct outbox *o, const struct outbox_row *row)
{
    (void)pthread_mutex_lock(&o->lock);
    bool held = is_in_memory(o, row->epoch, row->first + row->n - 1);
    (void)pthread_mutex_unlock(&o->lock);
    return held;
}

/* Takes it from the file, or all but what has to be known of it. */
static bool let_go(struct outbox *o, struct load *l, const struct outbox_row *head)
{
    struct outbox_row row;
    bool whole = outbox_file_row(o->file, head->place, &row);
    if (row.place == 0)
        return false;
    note_dropped(l, &row, whole);
    return whole && is_held(o, &row) ? make_husk(o, l, &row) : outbox_file_drop(o->file, row.place);
}

static bool is_too_much(struct outbox *o, const struct outbox_row *row)
{
    uint64_t now = real_ns();
    uint64_t age = now > row->put_ns ? (now - row->put_ns) / UINT64_C(1000000000) : 0;
    return o->used > o->limit || age > o->settings.age_s;
}

enum verdict_of_row { ROW_STAYS, ROW_IS_TAKEN, ROW_GOES };

/* What becomes of the oldest row. One whose head is damaged nobody can ever be given. */
static enum verdict_of_row weigh(struct outbox *o, const struct load *l,
                                 const struct outbox_row *row)
{
    if (row->n == 0)
        return ROW_GOES;
    if (is_taken(l, row))
        return ROW_IS_TAKEN;
    if (row->put_ns == 0)
        return is_held(o, row) ? ROW_STAYS : ROW_GOES;
    return is_too_much(o, row) ? ROW_GOES : ROW_STAYS;
}

/* Rows that all have, and from the oldest on those for which there is no room or that are too old.
 * In a transaction. */
static bool prune(struct outbox *o, struct load *l)
{
    struct outbox_row row;
    uint64_t from = 1;
    l->drops = 0;
    l->husks = o->husks;
    for (size_t i = 0; i < DROPS_MAX; i++) {
        bool known = outbox_file_head(o->file, from, &row);
        if (row.place == 0)
            return known;
        enum verdict_of_row verdict = weigh(o, l, &row);
        bool is_husk = row.n > 0 && row.put_ns == 0;
        if (verdict == ROW_STAYS && !is_husk)
            return true;
        from = verdict == ROW_STAYS ? l->husks + 1 : row.place + 1;
        if (verdict == ROW_IS_TAKEN && !outbox_file_drop(o->file, row.place))
            return false;
        if (verdict == ROW_GOES && !let_go(o, l, &row))
            return false;
        o->used = outbox_file_used(o->file);
    }
    return true;
}

static bool transact(struct outbox *o, struct load *l)
{
    if (outbox_file_begin(o->file) && write_load(o, l) && prune(o, l) &&
        outbox_file_commit(o->file)) {
        settle_drops(o, l);
        return true;
    }
    outbox_file_undo(o->file);
    return false;
}

/* The oldest quarter goes. */
static bool shed_some(struct outbox *o)
{
    struct load *nothing = calloc(1, sizeof *nothing);
    if (nothing == NULL)
        return false;
    uint64_t limit = o->limit;
    o->used = outbox_file_used(o->file);
    o->limit = o->used - o->used / 4;
    (void)pthread_mutex_lock(&o->lock);
    nothing->through = nothing->last = o->saved;
    nothing->readers = o->readers;
    memcpy(nothing->reader, o->reader, sizeof nothing->reader);
    (void)pthread_mutex_unlock(&o->lock);
    bool ok = transact(o, nothing);
    o->limit = limit;
    free(nothing);
    return ok;
}

/* Whether the file has room for it within: then nothing is gained when more goes, and what is
 * wanting is the log's, or somebody else's to give. */
static bool has_room(struct outbox *o, const struct load *l)
{
    enum { ITS_OWN = 64 << 10, TWICE = 2 }; /* of the tables; what stands on pages of its own */
    return outbox_file_spare(o->file) >= ITS_OWN + TWICE * (l->used + l->notes);
}

/* The disk is full: what the log has taken is given back, the oldest rows go if that helps, and it
 * is tried once more. */
static bool make_room(struct outbox *o, struct load *l)
{
    outbox_file_tidy(o->file);
    if (!has_room(o, l) && !shed_some(o))
        return false;
    outbox_file_tidy(o->file);
    return transact(o, l);
}

bool outbox_write(struct outbox *o, struct load *l, struct error *why)
{
    (void)pthread_mutex_lock(&o->file_lock);
    bool there = outbox_file_come(o->file);
    o->limit = outbox_file_limit(o->file, o->settings.disk_bytes);
    o->used = outbox_file_used(o->file);
    outbox_lift_ceiling(o, l->last);
    bool ok = there && (transact(o, l) ||
                        (outbox_file_state(o->file, NULL) == OUTBOX_FILE_FULL && make_room(o, l)));
    (void)outbox_file_state(o->file, why);
    l->used_then = o->used;
    l->limit_then = o->limit;
    (void)pthread_mutex_unlock(&o->file_lock);
    return ok;
}
