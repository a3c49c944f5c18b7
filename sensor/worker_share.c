#include "sensor/worker_share.h"

#include <stdatomic.h>

static uint64_t bounded(uint64_t n)
{
    const uint64_t most = UINT64_C(1) << 53; /* exact in JSON */
    return n < most ? n : most;
}

/* What a worker that was taken over goes on writing is read once. */
static uint64_t number_at(const uint64_t *at)
{
    return bounded(__atomic_load_n(at, __ATOMIC_RELAXED));
}

static struct live_counts counts_of(const struct live_counts *c)
{
    return (struct live_counts){ .received = number_at(&c->received),
                                 .ring_full = number_at(&c->ring_full),
                                 .kernel_drops = number_at(&c->kernel_drops),
                                 .interface_drops = number_at(&c->interface_drops),
                                 .outages = number_at(&c->outages),
                                 .away_ns = number_at(&c->away_ns) };
}

bool worker_is_broken_at(const struct worker_share *share, size_t lane)
{
    return __atomic_load_n(&share->broken[lane], __ATOMIC_ACQUIRE) != 0;
}

/* Each number is written in one piece, and read whenever. */
void worker_report_read(const struct worker_share *share, size_t lanes, struct worker_report *r)
{
    *r = (struct worker_report){ 0 };
    for (size_t k = 0; k < COUNTERS; k++)
        r->counters.n[k] = number_at(&share->counters.n[k]);
    r->frames = bounded(atomic_load_explicit(&share->now.frames, memory_order_relaxed));
    r->fell = bounded(atomic_load_explicit(&share->fell, memory_order_relaxed));
    r->last_ns = atomic_load_explicit(&share->now.last_ns, memory_order_relaxed);
    r->last_ns = r->last_ns <= INT64_MAX ? r->last_ns : INT64_MAX;
    for (size_t i = 0; i < lanes; i++) {
        r->lane[i] = counts_of(&share->lane[i]);
        r->broken[i] = worker_is_broken_at(share, i);
    }
}
