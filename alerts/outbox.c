#include "alerts/outbox.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include "alerts/outbox_inside.h"
#include "core/clock.h"
#include "core/signals.h"

enum {
    MEMORY_BYTES = 16 << 20,
    SPARE_PART = 64, /* of it are left for the worst, what the sensor says of itself among them */
    NOTES_BYTES = 64 << 20,
    NOTE_MAX = 1 << 20, /* what one transaction has room for, many times */
    RETRY_MIN_MS = 500,
    RETRY_MAX_MS = 30000,
};

static const uint64_t disk_bytes = UINT64_C(1) << 30;
static const uint64_t age_s = UINT64_C(30) * 24 * 3600;

static void make_sender(char out[static OUTBOX_SENDER_MAX])
{
    uint8_t random[(OUTBOX_SENDER_MAX - 1) / 2];
    while (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        continue; /* a signal came before the kernel had any */
    for (size_t i = 0; i < sizeof random; i++)
        (void)snprintf(out + 2 * i, 3, "%02x", random[i]);
}

/* Who we are from now on. That it cannot be written is the disk's trouble, seen again later: the
 * epoch is greater than those before by the clock, too. That it cannot be read is not: with another
 * sender all that is on its way would come twice. */
static bool begin_epoch(struct outbox *o, struct error *e)
{
    struct outbox_self self = { .epoch = 0 };
    if (o->file != NULL && !outbox_file_self(o->file, &self)) {
        (void)outbox_file_state(o->file, e);
        return false;
    }
    if (self.sender[0] == '\0')
        make_sender(self.sender);
    uint64_t now = real_ns() / 1000000;
    self.epoch = now > self.epoch ? now : self.epoch + 1;
    if (o->file != NULL && outbox_file_begin(o->file) &&
        !(outbox_file_set_self(o->file, &self) && outbox_file_commit(o->file)))
        outbox_file_undo(o->file);
    memcpy(o->sender, self.sender, sizeof o->sender);
    o->epoch = self.epoch;
    o->before = o->last = o->saved = self.last;
    o->damaged = o->file != NULL ? outbox_file_lost(o->file) : 0;
    return true;
}

static struct outbox *outbox_make(const struct outbox_settings *s)
{
    struct outbox *o = calloc(1, sizeof *o);
    if (o == NULL)
        return NULL;
    o->settings = *s;
    if (s->memory_bytes == 0)
        o->settings.memory_bytes = MEMORY_BYTES;
    if (s->disk_bytes == 0)
        o->settings.disk_bytes = disk_bytes;
    if (s->age_s == 0)
        o->settings.age_s = age_s;
    o->limit = o->settings.disk_bytes;
    o->backoff = backoff_new(RETRY_MIN_MS, RETRY_MAX_MS);
    o->tail = tail_new(o->settings.memory_bytes);
    o->notes = notes_new(NOTES_BYTES);
    (void)pthread_mutex_init(&o->file_lock, NULL);
    (void)pthread_mutex_init(&o->lock, NULL);
    (void)pthread_cond_init(&o->wake, NULL);
    (void)pthread_cond_init(&o->kept, NULL);
    if (o->tail != NULL && o->notes != NULL)
        return o;
    outbox_close(o);
    return NULL;
}

struct outbox *outbox_open(const struct outbox_settings *s, struct error *e)
{
    struct outbox *o = outbox_make(s);
    if (o == NULL) {
        fail(e, "no memory");
        return NULL;
    }
    if (s->folder != NULL) {
        o->file = outbox_file_open(s->folder, e);
        if (o->file == NULL) {
            outbox_close(o);
            return NULL;
        }
    }
    o->settings.folder = NULL; /* the caller's */
    if (begin_epoch(o, e))
        return o;
    outbox_close(o);
    return NULL;
}

bool outbox_start(struct outbox *o, struct outbox_listener listener, struct error *e)
{
    o->listener = listener;
    if (o->file == NULL)
        return true;
    if (outbox_file_begin(o->file) &&
        !(outbox_file_forget_cursors(o->file) && outbox_file_commit(o->file)))
        outbox_file_undo(o->file);
    o->load = outbox_load_new();
    if (o->load == NULL)
        return fail(e, "out of memory");
    sigset_t all;
    sigset_t before;
    signals_of_main(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, &before);
    o->started = pthread_create(&o->thread, NULL, outbox_run, o) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return o->started || fail(e, "cannot start a thread for the outbox");
}

void outbox_end(struct outbox *o)
{
    (void)pthread_mutex_lock(&o->lock);
    bool again = o->ending;
    o->ending = true;
    (void)pthread_cond_signal(&o->wake);
    (void)pthread_mutex_unlock(&o->lock);
    if (again)
        return;
    if (o->started)
        (void)pthread_join(o->thread, NULL);
    else if (o->file != NULL)
        while (outbox_save(o))
            continue;
}

void outbox_close(struct outbox *o)
{
    if (o == NULL)
        return;
    outbox_end(o);
    outbox_file_close(o->file);
    tail_free(o->tail);
    notes_free(o->notes);
    free(o->load);
    (void)pthread_mutex_destroy(&o->file_lock);
    (void)pthread_mutex_destroy(&o->lock);
    (void)pthread_cond_destroy(&o->wake);
    (void)pthread_cond_destroy(&o->kept);
    free(o);
}

const char *outbox_sender(const struct outbox *o)
{
    return o->sender;
}

uint64_t outbox_epoch(const struct outbox *o)
{
    return o->epoch;
}

uint64_t outbox_last(const struct outbox *o)
{
    return o->before;
}

/* ---- the side of the judge ---- */

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
    if (!entered)
        shed_new(o, severity);
    notes_join(o->notes, entered ? number : 0);
    bool readable = o->file == NULL || o->broken;
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

void outbox_settle(struct outbox *o, uint64_t until_ms)
{
    const struct timespec at = { (time_t)(until_ms / 1000), (long)(until_ms % 1000) * 1000000 };
    (void)pthread_mutex_lock(&o->lock);
    while (o->started && !o->broken && o->saved < o->last && steady_ms() < until_ms)
        (void)pthread_cond_clockwait(&o->kept, &o->lock, CLOCK_MONOTONIC, &at);
    (void)pthread_mutex_unlock(&o->lock);
}

void outbox_keep(struct outbox *o, const char *kind, struct bytes key, struct bytes value,
                 bool with_next)
{
    if (o->file == NULL)
        return;
    const struct note_kept note = { .kind = bytes_of_text(kind), .key = key, .value = value };
    (void)pthread_mutex_lock(&o->lock);
    o->notes_shed += key.n + value.n > NOTE_MAX || !notes_add(o->notes, &note, with_next);
    (void)pthread_cond_signal(&o->wake);
    (void)pthread_mutex_unlock(&o->lock);
}

static void copy(void *notes, struct bytes key, struct bytes value)
{
    (void)notes_add(notes, &(struct note_kept){ .key = key, .value = value }, false);
}

/* Copied first: whoever hears may keep, and so wait for the thread that has the file. */
static bool recall_from(struct outbox_file *f, const char *kind, struct outbox_hearer to)
{
    struct notes *notes = notes_new(SIZE_MAX / 2);
    bool ok = notes != NULL && outbox_file_recall(f, kind, copy, notes);
    size_t n = ok ? notes_used(notes) : 0;
    uint8_t *packed = n > 0 ? malloc(n) : NULL;
    if (packed != NULL) {
        struct bytes rest = { packed, notes_through(notes, UINT64_MAX, packed, n) };
        struct note_kept note;
        while (notes_next(&rest, &note))
            to.hear(to.self, note.key, note.value);
    }
    free(packed);
    notes_free(notes);
    return ok;
}

void outbox_recall(struct outbox *o, const char *kind, struct outbox_hearer to)
{
    if (o->file != NULL)
        (void)recall_from(o->file, kind, to);
}

bool outbox_peek(const char *folder, const char *kind, struct outbox_hearer to, struct error *e)
{
    struct outbox_file *f = outbox_file_peek(folder, e);
    if (f == NULL)
        return false;
    bool ok = recall_from(f, kind, to);
    if (!ok)
        (void)outbox_file_state(f, e);
    outbox_file_close(f);
    return ok;
}

void outbox_figures(struct outbox *o, struct outbox_figures *out)
{
    (void)pthread_mutex_lock(&o->lock);
    *out = (struct outbox_figures){
        .durable = o->file != NULL && !o->broken,
        .raised = o->raised,
        .notes_shed = o->notes_shed,
        .damaged = o->damaged,
        .bytes = o->shown_used,
        .bytes_max = o->shown_limit,
        .memory = tail_used(o->tail),
        .memory_max = o->settings.memory_bytes,
    };
    if (o->broken)
        out->reason = o->reason;
    if (o->file != NULL)
        out->unsaved = tail_count(o->tail) - tail_after(o->tail, o->saved);
    memcpy(out->shed, o->shed, sizeof out->shed);
    (void)pthread_mutex_unlock(&o->lock);
}
