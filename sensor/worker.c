#include "sensor/worker.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "capture/decode.h"

enum { BATCH = 256 };

struct worker {
    struct share share;
    struct counters decoded;
    struct counters followed;
    struct decoder *decoder;
    struct flows *flows;
    struct fact_ring *ring;
    pthread_t thread;
    const char *path;
    const char *filter;
    bool opened;
    bool failed;
    struct error error;
    struct span span;
    _Atomic bool stop;
    _Atomic uint64_t done;
};

void span_add(struct span *s, uint64_t time_ns)
{
    if (s->first_ns == 0 || time_ns < s->first_ns)
        s->first_ns = time_ns;
    if (time_ns > s->last_ns)
        s->last_ns = time_ns;
    s->end_ns = time_ns;
}

/* Cheap, as it is done for every packet by every worker; the key makes it hard to aim at one. By
 * addresses alone, as the kernel does it live (capture/pair_hash.h): what two hosts say by RTSP is
 * of use for the media they exchange. */
static uint64_t hash_end(const struct hash_key *key, const struct endpoint *end)
{
    uint64_t high = 0, low = 0;
    memcpy(&high, end->ip.b, sizeof high);
    memcpy(&low, end->ip.b + sizeof high, sizeof low);
    uint64_t x = (high + key->k[0]) * 0x9e3779b97f4a7c15 ^ low;
    x = (x ^ x >> 31 ^ key->k[1]) * 0xbf58476d1ce4e5b9;
    return x ^ x >> 29;
}

/* What is known by who sent it alone (flow/ends.c), or has no IP: the kernel leaves that to the
 * first worker too. */
static uint64_t hash_others(const struct hash_key *key, const struct packet *p)
{
    uint64_t x = p->transport == TRANSPORT_ICMP ? hash_end(key, &p->src) : key->k[0];
    return x + (uint64_t)p->transport;
}

bool share_has(const struct share *s, const struct packet *p)
{
    uint64_t x = hash_end(&s->key, &p->src) + hash_end(&s->key, &p->dst);
    if (p->transport > TRANSPORT_UDP)
        x = hash_others(&s->key, p);
    x *= 0x94d049bb133111eb;
    return (uint32_t)(x >> 32) % s->of == s->number;
}

/* Fits struct observer. There is always room sooner or later: the ring is emptied by a thread that
 * waits for nothing but other workers' facts. */
static void say(void *self, const struct observation *o)
{
    struct worker *w = self;
    struct moment at = flows_moment(w->flows);
    while (!fact_ring_put(w->ring, at, o) && !atomic_load_explicit(&w->stop, memory_order_relaxed))
        fact_ring_nap();
}

struct worker *worker_new(struct share share, const struct flow_settings *settings, uint32_t ring_n)
{
    struct worker *w = calloc(1, sizeof *w);
    if (w == NULL)
        return NULL;
    w->share = share;
    w->decoder = decoder_new(&w->decoded);
    w->flows = flows_new(settings, &w->followed, (struct observer){ say, w });
    w->ring = fact_ring_new(ring_n);
    if (w->decoder != NULL && w->flows != NULL && w->ring != NULL)
        return w;
    worker_free(w);
    return NULL;
}

void worker_free(struct worker *w)
{
    if (w == NULL)
        return;
    decoder_free(w->decoder);
    flows_free(w->flows);
    fact_ring_free(w->ring);
    free(w);
}

struct fact_ring *worker_ring(struct worker *w)
{
    return w->ring;
}

static void follow(struct worker *w, const struct frame *f)
{
    struct packet p;
    span_add(&w->span, f->time_ns);
    if (!decode(w->decoder, f, &p))
        return;
    if (share_has(&w->share, &p))
        flows_take(w->flows, &p);
    else
        flows_tick(w->flows, &p);
}

static void note_progress(struct worker *w, const struct source *source, const void *opened)
{
    uint64_t done = 0, all = 0;
    source->progress(opened, &done, &all);
    atomic_store_explicit(&w->done, done, memory_order_relaxed);
}

static void read_frames(struct worker *w, const struct source *source, void *opened)
{
    struct frame batch[BATCH];
    int n = 0;
    while ((n = source->next(opened, batch, BATCH, &w->error)) >= 0) {
        for (int k = 0; k < n; k++)
            follow(w, &batch[k]);
        if (n > 0)
            fact_ring_pass(w->ring, batch[n - 1].frame_no);
        note_progress(w, source, opened);
        if (atomic_load_explicit(&w->stop, memory_order_relaxed))
            return;
    }
    w->failed = n == SOURCE_BROKEN;
    note_progress(w, source, opened);
}

static void read_capture(struct worker *w)
{
    const struct source *source = source_for(w->path, &w->error);
    void *opened = source != NULL ? source->open(w->path, w->filter, &w->error) : NULL;
    w->opened = opened != NULL;
    w->failed = !w->opened;
    if (!w->opened)
        return;
    read_frames(w, source, opened);
    source->close(opened);
    flows_end(w->flows);
}

static void *run(void *self)
{
    struct worker *w = self;
    read_capture(w);
    fact_ring_pass(w->ring, UINT64_MAX);
    return NULL;
}

bool worker_start(struct worker *w, const char *path, const char *filter, struct error *e)
{
    w->path = path;
    w->filter = filter;
    w->span = (struct span){ 0 };
    w->stop = false;
    w->done = 0;
    fact_ring_rewind(w->ring);
    int why = pthread_create(&w->thread, NULL, run, w);
    return why == 0 || fail(e, "cannot start a thread: %s", strerrordesc_np(why));
}

void worker_stop(struct worker *w)
{
    atomic_store_explicit(&w->stop, true, memory_order_relaxed);
}

uint64_t worker_done(const struct worker *w)
{
    return atomic_load_explicit(&w->done, memory_order_relaxed);
}

void worker_join(struct worker *w)
{
    (void)pthread_join(w->thread, NULL);
}

bool worker_opened(const struct worker *w)
{
    return w->opened;
}

const char *worker_error(const struct worker *w)
{
    return w->failed ? w->error.s : NULL;
}

struct span worker_span(const struct worker *w)
{
    return w->span;
}

const struct counters *worker_decoded(const struct worker *w)
{
    return &w->decoded;
}

const struct counters *worker_followed(const struct worker *w)
{
    return &w->followed;
}
