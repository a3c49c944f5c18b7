#include "evidence/evidence.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "evidence/folder.h"
#include "evidence/pcapng_out.h"
#include "evidence/shelf.h"

enum {
    QUEUE = 32,
    CLOSE_MS = 2000, /* as long as the sensor's sinks have to deliver the rest */
    FILE_MAX = 4096 + SHELF_GIVES * (KEPT_FRAME_MAX + 1024),
};

struct paper {
    struct text name;
    size_t n;
    uint8_t bytes[FILE_MAX];
};

struct evidence {
    struct shelf *shelf;
    struct folder *folder;
    bool may_wait;
    bool started;
    pthread_t thread;
    struct text name;
    pthread_mutex_t lock; /* of all that follows; not held while a file is written */
    pthread_cond_t changed;
    bool ending;
    bool ended; /* the thread uses nothing of this any more, once it lets go of the lock */
    size_t first, waiting; /* a ring */
    struct evidence_figures figures;
    struct error why;
    struct paper paper[QUEUE];
};

/* ---- the thread ---- */

static void *run(void *self)
{
    struct evidence *v = self;
    (void)pthread_mutex_lock(&v->lock);
    while (!v->ending || v->waiting > 0) {
        if (v->waiting == 0) {
            (void)pthread_cond_wait(&v->changed, &v->lock);
            continue;
        }
        const struct paper *p = &v->paper[v->first];
        struct error why;
        (void)pthread_mutex_unlock(&v->lock);
        bool written = folder_write(v->folder, p->name.s, (struct bytes){ p->bytes, p->n }, &why);
        (void)pthread_mutex_lock(&v->lock);
        v->first = (v->first + 1) % QUEUE;
        v->waiting--;
        v->figures.written += written;
        v->figures.lost += !written;
        if (!written)
            v->why = why;
        (void)pthread_cond_broadcast(&v->changed);
    }
    v->ended = true;
    (void)pthread_cond_broadcast(&v->changed);
    (void)pthread_mutex_unlock(&v->lock);
    return NULL;
}

/* ---- opening and closing ---- */

struct evidence *evidence_open(const struct evidence_settings *settings, struct error *e)
{
    struct evidence *v = calloc(1, sizeof *v);
    if (v == NULL) {
        fail(e, "no memory");
        return NULL;
    }
    (void)pthread_mutex_init(&v->lock, NULL);
    (void)pthread_cond_init(&v->changed, NULL);
    v->may_wait = settings->may_wait;
    v->shelf = shelf_new();
    if (v->shelf == NULL)
        fail(e, "no memory");
    else
        v->folder = folder_open(settings->folder, settings->most, e);
    if (v->folder != NULL)
        return v;
    struct error unheard;
    (void)evidence_close(v, &unheard);
    return NULL;
}

bool evidence_give(const struct evidence *v, uid_t uid, gid_t gid)
{
    return folder_give(v->folder, uid, gid);
}

bool evidence_start(struct evidence *v, struct error *e)
{
    int why = pthread_create(&v->thread, NULL, run, v);
    v->started = why == 0;
    return v->started || fail(e, "cannot start a thread: %s", strerrordesc_np(why));
}

/* False: it hangs in the system, and may use all this for as long as the process lives. */
static bool end_thread(struct evidence *v)
{
    struct timespec until;
    int why = 0;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += CLOSE_MS / 1000;
    (void)pthread_mutex_lock(&v->lock);
    v->ending = true;
    (void)pthread_cond_broadcast(&v->changed);
    while (v->started && !v->ended && why == 0)
        why = v->may_wait ? pthread_cond_wait(&v->changed, &v->lock)
                          : pthread_cond_clockwait(&v->changed, &v->lock, CLOCK_MONOTONIC, &until);
    bool ended = !v->started || v->ended;
    (void)pthread_mutex_unlock(&v->lock);
    if (v->started)
        (void)(ended ? pthread_join(v->thread, NULL) : pthread_detach(v->thread));
    return ended;
}

bool evidence_close(struct evidence *v, struct error *e)
{
    if (v == NULL)
        return true;
    if (!end_thread(v))
        return fail(e, "the disk does not take the evidence, some was left out");
    bool complete = v->figures.lost == 0 || fail(e, "%s", v->why.s);
    shelf_free(v->shelf);
    folder_close(v->folder);
    (void)pthread_mutex_destroy(&v->lock);
    (void)pthread_cond_destroy(&v->changed);
    free(v);
    return complete;
}

/* ---- what is written ---- */

/* Fits struct frame_taker. */
static void take_frame(void *self, const struct kept_frame *k)
{
    struct evidence *v = self;
    shelf_put(v->shelf, k);
}

struct frame_taker evidence_taker(struct evidence *v)
{
    return (struct frame_taker){ take_frame, v };
}

/* All of it is printable and nothing of it secret: core/guide.h. */
static void describe(const struct alert *a, char *out, size_t room)
{
    const struct ruling *r = &a->ruling;
    (void)snprintf(out, room, "Guide item %s %s: %s by %s: %s", r->item->number, r->item->title,
                   a->reason != NULL ? a->reason : "not as recommended", r->camera.id.s, r->why.s);
}

static void write_paper(struct paper *p, const struct alert *a,
                        const struct kept_frame *const *frames, size_t n)
{
    char item[512], alert[640];
    struct pcapng_out w = { .out = p->bytes, .room = sizeof p->bytes };
    describe(a, item, sizeof item);
    (void)snprintf(alert, sizeof alert, "Alert %s. %s. What may be secret is masked by x.", a->id,
                   item);
    pcapng_out_begin(&w, "Camwarden", alert);
    for (size_t i = 0; i < n; i++)
        pcapng_out_frame(&w, frames[i], i + 1 == n ? item : "of the same conversation");
    folder_name(&p->name, a->ruling.evidence.time_ns, a->id);
    p->n = w.full ? 0 : w.n;
}

/* With the lock. A place in the queue; NULL: there is none. */
static struct paper *free_place(struct evidence *v)
{
    while (v->may_wait && v->waiting == QUEUE)
        (void)pthread_cond_wait(&v->changed, &v->lock);
    if (v->waiting < QUEUE)
        return &v->paper[(v->first + v->waiting) % QUEUE];
    v->figures.lost++;
    fail(&v->why, "evidence is written too slowly, some was left out");
    return NULL;
}

const char *evidence_take(struct evidence *v, const struct alert *a)
{
    const struct kept_frame *frames[SHELF_GIVES];
    if (a->event != ALERT_OPENED)
        return NULL;
    size_t n = shelf_find(v->shelf, &a->ruling.evidence, frames);
    (void)pthread_mutex_lock(&v->lock);
    struct paper *p = n > 0 ? free_place(v) : NULL;
    v->figures.missing += n == 0;
    if (p != NULL) {
        write_paper(p, a, frames, n);
        v->name = p->name;
        v->waiting++;
        (void)pthread_cond_broadcast(&v->changed);
    }
    (void)pthread_mutex_unlock(&v->lock);
    return p != NULL ? v->name.s : NULL;
}

struct evidence_figures evidence_figures(struct evidence *v)
{
    (void)pthread_mutex_lock(&v->lock);
    struct evidence_figures f = v->figures;
    (void)pthread_mutex_unlock(&v->lock);
    return f;
}
