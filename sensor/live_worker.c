/* syscalls(nursery): sched_setaffinity: --pin, before a worker enters its own. */
#include "sensor/live_worker.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "capture/decode.h"
#include "core/clock.h"
#include "core/registers.h"
#include "evidence/catcher.h"

enum {
    BATCH = 256,
    AHEAD = 6,
    HEADERS = 64, /* bytes that decoding touches at least */
    WAIT_MS = 50, /* others' facts wait for a worker that hears nothing, live_merge.h */
    REPORT_MS = 100,
    DRAIN_MS = 2000,
};

struct live_worker {
    const struct worker_job *job;
    struct worker_share *share;
    struct decoder *decoder;
    struct flows *flows;
    struct own_secrets *secrets;
    struct catcher *catcher; /* NULL: no evidence is wanted */
    uint64_t frames;         /* as in the share */
    uint64_t before;         /* frames that were taken before this one began */
    uint64_t reported_ms;
};

/* Fits struct frame_taker. */
static void hand_on(void *self, const struct kept_frame *k)
{
    struct live_worker *w = self;
    if (!frame_ring_put(w->job->frames, k))
        count(&w->share->counters, COUNT_evidence_lost);
}

/* Fits struct observer. */
static void say(void *self, const struct observation *o)
{
    struct live_worker *w = self;
    if (w->catcher != NULL)
        catcher_fact(w->catcher, o);
    if (!fact_ring_put(w->job->ring, flows_moment(w->flows), o))
        count(&w->share->counters, COUNT_judge_ring_full);
}

/* Fits struct media_listener. */
static bool settled(void *self, const struct media_flow *flow)
{
    struct live_worker *w = self;
    return lanes_shunt(w->job->lanes, flow);
}

/* ---- the beginning ---- */

/* What the one before had taken and not read is lost. What it left unsaid of its conversations
 * nobody knows. */
static void take_over(struct live_worker *w)
{
    struct worker_share *share = w->share;
    struct lanes *lanes = w->job->lanes;
    w->frames = atomic_load_explicit(&share->now.frames, memory_order_relaxed);
    lanes_resume(lanes);
    for (size_t i = 0; i < lanes_number(lanes); i++) {
        share->why[i].s[sizeof share->why[i].s - 1] = '\0';
        if (share->broken[i] != 0)
            lanes_break(lanes, i, share->why[i].s);
    }
    uint64_t taken = lanes_taken(lanes);
    uint64_t fell = taken > w->frames ? taken - w->frames : 0;
    atomic_store_explicit(&share->fell, fell, memory_order_relaxed);
    w->before = fell;
}

static bool make_parts(struct live_worker *w)
{
    struct flow_settings own = *w->job->settings;
    own.secrets = NULL;
    own.at_once = true;
    own.where = &w->share->now.where;
    own.media = (struct media_listener){ settled, w };
    w->decoder = decoder_new(&w->share->counters);
    w->flows = flows_new(&own, &w->share->counters, (struct observer){ say, w });
    if (w->job->frames != NULL)
        w->catcher = catcher_new((struct frame_taker){ hand_on, w });
    return w->decoder != NULL && w->flows != NULL && (w->catcher != NULL || w->job->frames == NULL);
}

static void settle_on(int cpu)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET((size_t)cpu, &one);
    (void)sched_setaffinity(0, sizeof one, &one);
}

/* ---- what it tells of itself ---- */

static void beat(struct live_worker *w)
{
    (void)atomic_fetch_add_explicit(&w->share->beat, 1, memory_order_relaxed);
}

static void report_now(struct live_worker *w)
{
    struct worker_share *share = w->share;
    struct lanes *lanes = w->job->lanes;
    for (size_t i = 0; i < lanes_number(lanes); i++) {
        struct live_counts counts;
        lanes_counts(lanes, i, &counts);
        share->lane[i] = counts;
        const char *why = lanes_broken(lanes, i);
        if (why == NULL || share->broken[i] != 0)
            continue;
        (void)fail(&share->why[i], "%s", why);
        __atomic_store_n(&share->broken[i], 1, __ATOMIC_RELEASE); /* after why */
    }
}

static void report(struct live_worker *w)
{
    uint64_t now = steady_ms();
    if (now - w->reported_ms < REPORT_MS)
        return;
    w->reported_ms = now;
    report_now(w);
}

/* ---- listening ---- */

static void adopt_secrets(struct live_worker *w)
{
    uint64_t wanted = worker_orders_number(w->job->orders);
    if (w->secrets != NULL && w->secrets->number == wanted)
        return;
    struct own_secrets *own = worker_orders_copy(w->job->orders);
    if (own == NULL)
        return;
    flows_use_secrets(w->flows, &own->secrets);
    own_secrets_free(w->secrets);
    w->secrets = own;
}

static void follow(struct live_worker *w, struct frame *f)
{
    struct packet p;
    struct worker_share *share = w->share;
    atomic_store_explicit(&share->now.frames, ++w->frames, memory_order_relaxed);
    if (f->time_ns > atomic_load_explicit(&share->now.last_ns, memory_order_relaxed))
        atomic_store_explicit(&share->now.last_ns, f->time_ns, memory_order_relaxed);
    share->now.where = "decode";
    f->frame_no = w->before + w->frames;
    if (!decode(w->decoder, f, &p))
        return;
    if (w->catcher != NULL)
        catcher_begin(w->catcher, f, &p);
    flows_take(w->flows, &p);
    if (w->catcher != NULL)
        catcher_done(w->catcher);
}

/* The headers were just written by another processor: they are asked for some frames ahead. */
static void fetch(const struct frame *f)
{
    __builtin_prefetch(f->bytes.p);
    __builtin_prefetch(f->bytes.p + HEADERS - 1);
}

/* Everything of up to that time has been said: of the last frame, and if none came, of what could
 * have come by when they were asked. */
static void pass(struct live_worker *w, const struct frame *last, uint64_t asked_ns)
{
    uint64_t late_ns = lanes_late_ns(w->job->lanes);
    uint64_t silent_ns = asked_ns > late_ns ? asked_ns - late_ns : 0;
    fact_ring_pass(w->job->ring, last != NULL ? last->time_ns : silent_ns);
}

/* How many frames came, SOURCE_END or SOURCE_BROKEN. */
static int listen_once(struct live_worker *w, int wait_ms)
{
    struct frame batch[BATCH];
    struct error e;
    uint64_t asked_ns = real_ns();
    int n = lanes_next(w->job->lanes, batch, BATCH, wait_ms, &e);
    for (int i = 0; i < n; i++) {
        if (i + AHEAD < n)
            fetch(&batch[i + AHEAD]);
        follow(w, &batch[i]);
    }
    w->share->now.where = "nothing";
    pass(w, n > 0 ? &batch[n - 1] : NULL, asked_ns);
    adopt_secrets(w);
    registers_wipe();
    report(w);
    beat(w);
    return n;
}

/* What came in before the stop may still lie in the ring of the capture. */
static void drain(struct live_worker *w)
{
    uint64_t until = steady_ms() + DRAIN_MS;
    lanes_stop(w->job->lanes);
    while (steady_ms() < until && listen_once(w, WAIT_MS) >= 0)
        continue;
}

static void listen_on(struct live_worker *w)
{
    int n = 0;
    while (n >= 0 && !worker_orders_is_stop(w->job->orders))
        n = listen_once(w, WAIT_MS);
    if (n >= 0)
        drain(w);
    flows_end(w->flows);
    report_now(w);
    atomic_store_explicit(&w->share->ended, true, memory_order_release);
}

static bool enter_sandbox(const struct worker_job *job)
{
    struct error e;
    struct sandbox_state state;
    if (sandbox_enter(job->sandbox, &state, &e))
        return true;
    (void)fprintf(stderr, "camwarden: a worker has no sandbox: %s\n", e.s);
    return false;
}

static int work(struct live_worker *w)
{
    take_over(w);
    if (!make_parts(w))
        return WORKER_NO_MEMORY;
    if (!flows_try_keys(w->flows))
        (void)fputs("camwarden: libsrtp does not work here: no key of media is tried\n", stderr);
    if (!enter_sandbox(w->job))
        return WORKER_NO_SANDBOX;
    adopt_secrets(w);
    listen_on(w);
    return WORKER_ENDED;
}

int live_worker_run(const struct worker_job *job)
{
    struct live_worker w = { .job = job, .share = job->share };
    if (job->cpu >= 0)
        settle_on(job->cpu);
    int status = work(&w);
    own_secrets_free(w.secrets);
    decoder_free(w.decoder);
    flows_free(w.flows);
    catcher_free(w.catcher);
    return status;
}
