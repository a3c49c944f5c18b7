/* The life of an outbox, and its figures. */
#include "alerts/outbox.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "alerts/outbox_inside.h"
#include "core/clock.h"
#include "core/signals.h"

enum {
    MEMORY_BYTES = 16 << 20,
    NOTES_BYTES = 64 << 20,
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
    if (outbox_file_is_there(o->file) && !outbox_file_self(o->file, &self)) {
        (void)outbox_file_state(o->file, e);
        return false;
    }
    outbox_take_mark(o, &self);
    if (self.sender[0] == '\0')
        make_sender(self.sender);
    uint64_t now = real_ns() / 1000000;
    self.epoch = now > self.epoch ? now : self.epoch + 1;
    memcpy(o->sender, self.sender, sizeof o->sender);
    o->epoch = self.epoch;
    o->before = o->last = o->saved = o->given = self.last;
    outbox_begin_mark(o);
    self.last = outbox_last_to_tell(o, self.last);
    if (o->file != NULL && outbox_file_begin(o->file) &&
        !(outbox_file_set_self(o->file, &self) && outbox_file_commit(o->file)))
        outbox_file_undo(o->file);
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

/* false: e says why. */
static bool open_folder(struct outbox *o, const char *folder, struct error *e)
{
    struct error why;
    o->file = o->settings.without_disk ? outbox_file_await(folder, e) : outbox_file_open(folder, e);
    if (o->file == NULL)
        return false;
    if (outbox_file_is_there(o->file)) {
        o->ahead = outbox_ahead_open(folder);
        return true;
    }
    (void)outbox_file_state(o->file, &why);
    outbox_complain(o, &why,
                    "nothing is kept, not even from before: alerts go on from memory, and what no "
                    "sink took ends with the sensor");
    return true;
}

struct outbox *outbox_open(const struct outbox_settings *s, struct error *e)
{
    struct outbox *o = outbox_make(s);
    if (o == NULL) {
        fail(e, "no memory");
        return NULL;
    }
    o->settings.folder = NULL; /* the caller's */
    if ((s->folder == NULL || open_folder(o, s->folder, e)) && begin_epoch(o, e))
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
    outbox_count_husks(o);
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
    outbox_ahead_close(o->ahead);
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
