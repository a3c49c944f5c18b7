/* No number twice: what an outbox notes of itself beside its file (outbox_ahead.h), and what the
 * next run makes of it.
 *
 * How it works: as long as the disk takes lines, a sink gets none whose number the file's self does
 * not have. When it does not, the lines in memory are raised by a mark that says how far they go
 * and, of each sink, what of them it has not taken: if the sensor is killed then, its next run goes
 * on behind that number and counts these as shed. They may have arrived since the mark: no fewer
 * are counted than were lost. A disk that takes seconds to fail would hold each line up for as
 * long: there the mark says up to 4096 numbers more, and lines up to there are raised as they are
 * put; the next run leaves these out. Besides, the mark has a ceiling, far above all numbers in the
 * file: a run that finds no self, or a damaged one, begins behind that. */
#include "alerts/outbox_inside.h"
#include "core/clock.h"

enum { CEILING_STEP = 4096 };

/* Of a run whose self cannot be read the mark knows who it was, and what it has not reached. */
static void find_self(struct outbox_self *self, const struct ahead_mark *m)
{
    if (self->sender[0] != '\0')
        return;
    memcpy(self->sender, m->sender, sizeof self->sender);
    self->epoch = m->epoch > self->epoch ? m->epoch : self->epoch;
    self->last = m->ceiling > self->last ? m->ceiling : self->last;
}

/* What was in memory alone when the last run ended is shed: of the sinks, the one that was farthest
 * behind wanted all that any wanted. */
static void count_alone(struct outbox *o)
{
    for (size_t k = 0; k < SEVERITIES; k++) {
        uint64_t most = 0;
        for (size_t i = 0; i < o->mark.sinks; i++) {
            uint64_t n = o->mark.sink[i].alone[k];
            most = n > most ? n : most;
        }
        o->shed[k] += most;
    }
}

void outbox_take_mark(struct outbox *o, struct outbox_self *self)
{
    struct ahead_mark m;
    o->told = self->last;
    if (!outbox_ahead_read(o->ahead, &m))
        return;
    find_self(self, &m);
    if (strcmp(self->sender, m.sender) != 0 || m.epoch < self->epoch)
        return;
    o->mark = m;
    self->epoch = m.epoch;
    if (m.number <= o->told)
        return;
    self->last = m.number > self->last ? m.number : self->last;
    o->mark.number = o->noted = self->last; /* whoever comes next goes on behind that, too */
    o->beyond = (struct cursor_at){ m.epoch, self->last };
    count_alone(o);
}

void outbox_begin_mark(struct outbox *o)
{
    struct ahead_mark *m = &o->mark;
    bool pending = o->beyond.epoch != 0;
    if (!pending) {
        m->number = 0;
        m->sinks = 0;
    }
    memcpy(m->sender, o->sender, sizeof o->sender);
    m->epoch = o->epoch;
    (void)pthread_mutex_lock(&o->lock);
    m->ceiling = o->last + CEILING_STEP;
    (void)pthread_mutex_unlock(&o->lock);
    (void)outbox_ahead_write(o->ahead, m);
}

/* There was no room for it at the start. */
static void begin_late(struct outbox *o)
{
    o->ahead = outbox_ahead_open(outbox_file_folder(o->file));
    if (o->ahead != NULL)
        outbox_begin_mark(o);
}

void outbox_settle_mark(struct outbox *o, uint64_t told)
{
    (void)pthread_mutex_lock(&o->lock);
    bool all = told >= o->alone && told >= o->noted;
    (void)pthread_mutex_unlock(&o->lock);
    if (all && o->ahead == NULL)
        begin_late(o);
    struct ahead_mark m = o->mark;
    if (m.number == 0 || !all)
        return;
    m.number = 0;
    m.sinks = 0;
    if (outbox_ahead_write(o->ahead, &m))
        o->mark = m;
}

uint64_t outbox_last_to_tell(const struct outbox *o, uint64_t last)
{
    return o->beyond.epoch == 0 || last > o->before ? last : o->told;
}

void outbox_settle_before(struct outbox *o)
{
    for (size_t i = 0; i < o->readers; i++)
        memset(o->reader[i].before, 0, sizeof o->reader[i].before);
}

void outbox_lift_ceiling(struct outbox *o, uint64_t number)
{
    if (number <= o->mark.ceiling)
        return;
    o->mark.ceiling = number + CEILING_STEP;
    (void)outbox_ahead_write(o->ahead, &o->mark);
}

void outbox_count_before(struct outbox *o, struct reader *r)
{
    uint64_t name = outbox_ahead_name(r->name);
    for (size_t i = 0; o->beyond.epoch != 0 && i < o->mark.sinks; i++) {
        const struct ahead_sink *s = &o->mark.sink[i];
        for (size_t k = 0; s->name == name && k < SEVERITIES; k++) {
            r->before[k] += s->alone[k];
            r->shed[k] += s->alone[k];
        }
    }
}

void outbox_count_husks(struct outbox *o)
{
    struct outbox_row row = { .place = 0 };
    while (outbox_file_row(o->file, row.place + 1, &row) && row.place > 0 && row.put_ns == 0) {
        struct bytes rest = row.lines;
        struct bytes none;
        unsigned severity = 0;
        struct cursor_at line = { row.epoch, row.first };
        for (; outbox_row_next(&rest, &severity, &none); line.number++)
            outbox_shed_line(o, line, severity, row.place);
    }
}

/* What it would not get if the memory were gone. With the lock. */
static struct ahead_sink alone_of(const struct outbox *o, const struct reader *r)
{
    struct ahead_sink s = { .name = outbox_ahead_name(r->name) };
    size_t n = tail_count(o->tail);
    memcpy(s.alone, r->before, sizeof s.alone);
    for (size_t i = tail_after(o->tail, r->at.epoch == o->epoch ? r->at.number : 0); i < n; i++) {
        struct tail_line line = tail_at(o->tail, i);
        if (line.number > o->saved) /* others have husks, if they are in memory alone */
            s.alone[outbox_severity(line.severity)]++;
    }
    return s;
}

/* Of a disk that is slow the mark goes further than lines do: what is put next need not wait for
 * another one. With the lock. */
static void draw_mark(struct outbox *o)
{
    o->noted = o->given > o->last ? o->given : o->last;
    o->mark.number = o->noted + (o->slow ? CEILING_STEP : 0);
    o->mark.ceiling = o->mark.number > o->mark.ceiling ? o->mark.number : o->mark.ceiling;
    o->mark.sinks = o->readers;
    for (size_t i = 0; i < o->readers; i++)
        o->mark.sink[i] = alone_of(o, &o->reader[i]);
}

void outbox_go_ahead(struct outbox *o)
{
    (void)pthread_mutex_lock(&o->lock);
    uint64_t through = o->last;
    bool slow = o->slow;
    draw_mark(o);
    o->busy_since_ms = steady_ms();
    (void)pthread_mutex_unlock(&o->lock);
    bool noted = outbox_ahead_write(o->ahead, &o->mark);
    (void)pthread_mutex_lock(&o->lock);
    outbox_answered(o);
    o->reserved = !slow ? 0 : noted ? o->mark.number : UINT64_MAX;
    o->alone = through > o->alone ? through : o->alone;
    (void)pthread_cond_broadcast(&o->kept);
    (void)pthread_mutex_unlock(&o->lock);
}
