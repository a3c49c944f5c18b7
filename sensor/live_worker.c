/* syscalls(worker, sensor): sched_setaffinity: --pin. */
#include "sensor/live_worker.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "capture/decode.h"
#include "core/clock.h"
#include "core/registers.h"

enum {
    BATCH = 256,
    AHEAD = 6,
    HEADERS = 64, /* bytes that decoding touches at least */
    WAIT_MS = 100,
    REPORT_MS = 100,
    DRAIN_MS = 2000,
};

struct live_worker {
    struct lanes *lanes;
    int cpu;
    struct counters counters;
    struct decoder *decoder;
    struct flows *flows;
    struct fact_ring *ring;
    pthread_t thread;
    uint64_t frames;
    uint64_t last_ns;
    uint64_t reported_ms;
    _Atomic bool stop;
    _Atomic bool ended;
    const struct known_secrets *_Atomic wanted;
    const struct known_secrets *_Atomic used;
    pthread_mutex_t report_lock; /* of report; held for a copy only */
    struct worker_report report;
};

/* Fits struct observer. */
static void say(void *self, const struct observation *o)
{
    struct live_worker *w = self;
    if (!fact_ring_put(w->ring, flows_moment(w->flows), o))
        count(&w->counters, COUNT_judge_ring_full);
}

/* Fits struct media_listener. */
static bool settled(void *self, const struct media_flow *flow)
{
    struct live_worker *w = self;
    return lanes_shunt(w->lanes, flow);
}

struct live_worker *live_worker_new(struct lanes *lanes, const struct flow_settings *settings,
                                    uint32_t ring_n, int cpu)
{
    struct live_worker *w = calloc(1, sizeof *w);
    if (w == NULL)
        return NULL;
    struct flow_settings own = *settings;
    own.media = (struct media_listener){ settled, w };
    w->lanes = lanes;
    w->cpu = cpu;
    w->wanted = w->used = settings->secrets;
    (void)pthread_mutex_init(&w->report_lock, NULL);
    w->decoder = decoder_new(&w->counters);
    w->flows = flows_new(&own, &w->counters, (struct observer){ say, w });
    w->ring = fact_ring_new(ring_n);
    if (w->decoder != NULL && w->flows != NULL && w->ring != NULL)
        return w;
    live_worker_free(w);
    return NULL;
}

void live_worker_free(struct live_worker *w)
{
    if (w == NULL)
        return;
    decoder_free(w->decoder);
    flows_free(w->flows);
    fact_ring_free(w->ring);
    (void)pthread_mutex_destroy(&w->report_lock);
    free(w);
}

struct fact_ring *live_worker_ring(struct live_worker *w)
{
    return w->ring;
}

/* ---- what it tells of itself ---- */

static void copy_report(struct live_worker *w)
{
    struct worker_report *r = &w->report;
    r->counters = w->counters;
    r->frames = w->frames;
    r->last_ns = w->last_ns;
    r->lanes = lanes_number(w->lanes);
    for (size_t i = 0; i < r->lanes; i++) {
        lanes_counts(w->lanes, i, &r->lane[i]);
        r->broken[i] = lanes_broken(w->lanes, i) != NULL;
    }
}

/* Somebody who reads the report is not waited for: it is written with a later batch. */
static void report(struct live_worker *w)
{
    uint64_t now = steady_ms();
    if (now - w->reported_ms < REPORT_MS || pthread_mutex_trylock(&w->report_lock) != 0)
        return;
    w->reported_ms = now;
    copy_report(w);
    (void)pthread_mutex_unlock(&w->report_lock);
}

static void report_at_last(struct live_worker *w)
{
    (void)pthread_mutex_lock(&w->report_lock);
    copy_report(w);
    (void)pthread_mutex_unlock(&w->report_lock);
}

void live_worker_report(struct live_worker *w, struct worker_report *report)
{
    (void)pthread_mutex_lock(&w->report_lock);
    *report = w->report;
    (void)pthread_mutex_unlock(&w->report_lock);
}

/* ---- listening ---- */

static void adopt_secrets(struct live_worker *w)
{
    const struct known_secrets *wanted = atomic_load_explicit(&w->wanted, memory_order_acquire);
    if (wanted == atomic_load_explicit(&w->used, memory_order_relaxed))
        return;
    flows_use_secrets(w->flows, wanted);
    atomic_store_explicit(&w->used, wanted, memory_order_release);
}

static void follow(struct live_worker *w, const struct frame *f)
{
    struct packet p;
    w->frames++;
    w->last_ns = f->time_ns > w->last_ns ? f->time_ns : w->last_ns;
    if (decode(w->decoder, f, &p))
        flows_take(w->flows, &p);
}

/* The headers were just written by another processor: they are asked for some frames ahead. */
static void fetch(const struct frame *f)
{
    __builtin_prefetch(f->bytes.p);
    __builtin_prefetch(f->bytes.p + HEADERS - 1);
}

/* How many frames came, SOURCE_END or SOURCE_BROKEN. */
static int listen_once(struct live_worker *w, int wait_ms)
{
    struct frame batch[BATCH];
    struct error e;
    int n = lanes_next(w->lanes, batch, BATCH, wait_ms, &e);
    for (int i = 0; i < n; i++) {
        if (i + AHEAD < n)
            fetch(&batch[i + AHEAD]);
        follow(w, &batch[i]);
    }
    registers_wipe();
    adopt_secrets(w);
    report(w);
    return n;
}

/* What came in before the stop may still lie in the ring of the capture. */
static void drain(struct live_worker *w)
{
    uint64_t until = steady_ms() + DRAIN_MS;
    lanes_stop(w->lanes);
    while (steady_ms() < until && listen_once(w, WAIT_MS) >= 0)
        continue;
}

static void settle_on(int cpu)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET((size_t)cpu, &one);
    (void)pthread_setaffinity_np(pthread_self(), sizeof one, &one);
}

static void *run(void *self)
{
    struct live_worker *w = self;
    if (w->cpu >= 0)
        settle_on(w->cpu);
    int n = 0;
    while (n >= 0 && !atomic_load_explicit(&w->stop, memory_order_relaxed))
        n = listen_once(w, WAIT_MS);
    if (n >= 0)
        drain(w);
    flows_end(w->flows);
    report_at_last(w);
    atomic_store_explicit(&w->ended, true, memory_order_release);
    return NULL;
}

bool live_worker_start(struct live_worker *w, struct error *e)
{
    int why = pthread_create(&w->thread, NULL, run, w);
    return why == 0 || fail(e, "cannot start a thread: %s", strerrordesc_np(why));
}

void live_worker_stop(struct live_worker *w)
{
    atomic_store_explicit(&w->stop, true, memory_order_relaxed);
}

bool live_worker_ended(const struct live_worker *w)
{
    return atomic_load_explicit(&w->ended, memory_order_acquire);
}

void live_worker_join(struct live_worker *w)
{
    (void)pthread_join(w->thread, NULL);
}

void live_worker_use_secrets(struct live_worker *w, const struct known_secrets *secrets)
{
    atomic_store_explicit(&w->wanted, secrets, memory_order_release);
}

bool live_worker_uses(const struct live_worker *w, const struct known_secrets *secrets)
{
    return atomic_load_explicit(&w->used, memory_order_acquire) == secrets;
}
