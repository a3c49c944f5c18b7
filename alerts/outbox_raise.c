/* The judge's side of the outbox: lines are put into memory, and whoever puts waits for no disk. */
#include <time.h>

#include "alerts/outbox_inside.h"
#include "core/clock.h"

enum {
    SPARE_PART = 64, /* of memory; left for the worst, what the sensor says of itself included */
    HANGS_MS = 5000,
};

size_t outbox_severity(unsigned severity)
{
    return severity >= 1 && severity <= SEVERITIES ? severity - 1 : SEVERITIES - 1;
}

void outbox_count_shed(struct reader *r, unsigned severity)
{
    r->shed[outbox_severity(severity)]++;
}

uint64_t outbox_taken(const struct outbox *o)
{
    uint64_t least = o->last;
    for (size_t i = 0; i < o->readers; i++) {
        const struct reader *r = &o->reader[i];
        uint64_t number = r->at.epoch == o->epoch ? r->at.number : 0;
        least = number < least ? number : least;
    }
    return least;
}

static void fall_behind(struct reader *r, uint64_t epoch, const struct tail_line *line)
{
    if (r->behind || !is_before(r->at, epoch, line->number))
        return;
    r->behind = true;
    r->oldest_ns = line->put_ns;
}

/* severity 0: it is not counted as shed. */
static bool pass_line(struct outbox *o, struct cursor_at line, unsigned severity, uint64_t place)
{
    bool missed = false;
    for (size_t i = 0; i < o->readers; i++) {
        struct reader *r = &o->reader[i];
        if (!is_before(r->out, line.epoch, line.number))
            continue;
        if (severity > 0)
            outbox_count_shed(r, severity);
        r->waiting -= r->waiting > 0;
        r->out = r->at = line;
        r->changed = true;
        r->place = place > 0 ? place : r->place;
        missed = true;
    }
    return missed;
}

bool outbox_pass_line(struct outbox *o, struct cursor_at line, uint64_t place)
{
    return pass_line(o, line, 0, place);
}

void outbox_shed_line(struct outbox *o, struct cursor_at line, unsigned severity, uint64_t place)
{
    unsigned known = severity > 0 ? severity : SEVERITIES;
    o->shed[outbox_severity(known)] += pass_line(o, line, known, place);
}

bool outbox_is_damage_news(struct outbox *o, uint64_t place)
{
    for (size_t i = 0; i < o->damages; i++)
        if (o->damage[i] == place)
            return false;
    if (o->damages < DAMAGES_MAX)
        o->damage[o->damages++] = place;
    return true;
}

/* Lets go of the oldest line, if it is in the file, or everybody has it; or if it was in the file
 * and had to go there: then it is shed now. */
static bool drop_oldest(struct outbox *o)
{
    if (tail_count(o->tail) == 0)
        return false;
    struct tail_line oldest = tail_at(o->tail, 0);
    bool kept = o->file != NULL && oldest.number <= o->saved;
    if (!kept && oldest.number > outbox_taken(o))
        return false;
    if (oldest.number <= o->gone)
        outbox_shed_line(o, (struct cursor_at){ o->epoch, oldest.number }, oldest.severity, 0);
    for (size_t i = 0; i < o->readers; i++)
        fall_behind(&o->reader[i], o->epoch, &oldest);
    tail_drop(o->tail);
    return true;
}

static bool add(struct outbox *o, const struct tail_line *line)
{
    size_t spare = line->severity > 1 ? o->settings.memory_bytes / SPARE_PART : 0;
    while (tail_used(o->tail) + line->text.n + spare > o->settings.memory_bytes)
        if (!drop_oldest(o))
            return false;
    while (!tail_add(o->tail, line))
        if (!drop_oldest(o))
            return false;
    return true;
}

static void shed_new(struct outbox *o, unsigned severity)
{
    o->shed[outbox_severity(severity)]++;
    for (size_t i = 0; i < o->readers; i++)
        outbox_count_shed(&o->reader[i], severity);
}

static bool enter(struct outbox *o, const struct tail_line *line)
{
    bool added = line->text.n <= OUTBOX_LINE_MAX && line->number > o->last && add(o, line);
    if (!added)
        return false;
    o->last = line->number;
    o->raised++;
    for (size_t i = 0; i < o->readers; i++)
        o->reader[i].waiting++;
    return true;
}

bool outbox_put(struct outbox *o, unsigned severity, uint64_t number, struct bytes line)
{
    const struct tail_line entry = {
        .number = number, .put_ns = real_ns(), .severity = severity, .text = line
    };
    (void)pthread_mutex_lock(&o->lock);
    bool entered = enter(o, &entry);
    o->given = number > o->given ? number : o->given;
    if (!entered)
        shed_new(o, severity);
    notes_join(o->notes, entered ? number : 0);
    if (entered && o->broken && number <= o->reserved)
        o->alone = number;
    bool readable = o->file == NULL || o->alone == number;
    (void)pthread_cond_signal(&o->wake);
    (void)pthread_mutex_unlock(&o->lock);
    if (readable && o->listener.raised != NULL)
        o->listener.raised(o->listener.self);
    return entered;
}

void outbox_pass(struct outbox *o, unsigned severity)
{
    (void)pthread_mutex_lock(&o->lock);
    shed_new(o, severity);
    notes_join(o->notes, 0);
    (void)pthread_mutex_unlock(&o->lock);
}

/* No mark can say how far they go: if the sensor is killed before the disk answers, the next run
 * uses their numbers again, of another epoch. */
static bool go_without_answer(struct outbox *o)
{
    struct error why;
    bool more = o->alone < o->last && o->saved < o->last;
    fail(&why, "the outbox's disk has not answered for %d seconds", HANGS_MS / 1000);
    if (!o->broken)
        outbox_complain(o, &why, "alerts go on from memory");
    o->slow = true;
    o->reserved = UINT64_MAX;
    o->alone = o->last;
    (void)pthread_cond_broadcast(&o->kept);
    return more;
}

void outbox_attend(struct outbox *o)
{
    (void)pthread_mutex_lock(&o->lock);
    bool hangs = o->busy_since_ms != 0 && steady_ms() >= o->busy_since_ms + HANGS_MS;
    bool more = hangs && go_without_answer(o);
    (void)pthread_mutex_unlock(&o->lock);
    if (more && o->listener.raised != NULL)
        o->listener.raised(o->listener.self);
}

void outbox_settle(struct outbox *o, uint64_t until_ms)
{
    const struct timespec at = { (time_t)(until_ms / 1000), (long)(until_ms % 1000) * 1000000 };
    (void)pthread_mutex_lock(&o->lock);
    while (o->started && o->saved < o->last && !(o->broken && o->alone >= o->last) &&
           steady_ms() < until_ms)
        (void)pthread_cond_clockwait(&o->kept, &o->lock, CLOCK_MONOTONIC, &at);
    (void)pthread_mutex_unlock(&o->lock);
}
