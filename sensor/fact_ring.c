#include "sensor/fact_ring.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "core/secret.h"

struct fact_ring {
    struct fact_ends *ends;
    struct told *slots;
    uint32_t n;
    uint64_t taken; /* as in the ends, where a worker could write to it, too */
};

struct fact_ring *fact_ring_new(uint32_t n)
{
    struct fact_ring *r = calloc(1, sizeof *r);
    if (r == NULL)
        return NULL;
    r->n = n;
    r->ends = shared_memory_new(sizeof *r->ends);
    r->slots = shared_memory_new(n * sizeof *r->slots);
    if (r->ends != NULL && r->slots != NULL)
        return r;
    fact_ring_free(r);
    return NULL;
}

void fact_ring_free(struct fact_ring *r)
{
    if (r == NULL)
        return;
    shared_memory_free(r->ends, sizeof *r->ends);
    shared_memory_free(r->slots, r->n * sizeof *r->slots);
    free(r);
}

/* Where the dead one stood stands in the ends: a successor goes on there. */
bool fact_ring_put(struct fact_ring *r, struct moment at, const struct observation *o)
{
    uint64_t put = atomic_load_explicit(&r->ends->put, memory_order_relaxed);
    if (put - atomic_load_explicit(&r->ends->taken, memory_order_acquire) >= r->n)
        return false;
    struct told *slot = &r->slots[put & (r->n - 1)];
    slot->at = at;
    slot->o = *o;
    atomic_store_explicit(&r->ends->put, put + 1, memory_order_release);
    return true;
}

void fact_ring_pass(struct fact_ring *r, uint64_t frame)
{
    atomic_store_explicit(&r->ends->passed, frame, memory_order_release);
}

bool fact_ring_take(struct fact_ring *r, struct told *t)
{
    uint64_t put = atomic_load_explicit(&r->ends->put, memory_order_acquire);
    if (put == r->taken) { /* said anew, for whom a worker that fell has told otherwise */
        atomic_store_explicit(&r->ends->taken, r->taken, memory_order_relaxed);
        return false;
    }
    if (put - r->taken > r->n) /* nobody can have put that many */
        r->taken = put - 1;
    shared_memory_read(t, &r->slots[r->taken & (r->n - 1)], sizeof *t);
    r->taken++;
    atomic_store_explicit(&r->ends->taken, r->taken, memory_order_release);
    return true;
}

uint64_t fact_ring_passed(const struct fact_ring *r)
{
    return atomic_load_explicit(&r->ends->passed, memory_order_acquire);
}

bool fact_ring_is_half_full(const struct fact_ring *r)
{
    return atomic_load_explicit(&r->ends->put, memory_order_relaxed) - r->taken > r->n / 2;
}

void fact_ring_rewind(struct fact_ring *r)
{
    r->taken = 0;
    atomic_store_explicit(&r->ends->put, 0, memory_order_relaxed);
    atomic_store_explicit(&r->ends->taken, 0, memory_order_relaxed);
    atomic_store_explicit(&r->ends->passed, 0, memory_order_relaxed);
}

void fact_ring_nap(void)
{
    static const struct timespec moment = { .tv_nsec = 100000 };
    (void)nanosleep(&moment, NULL);
}

struct fact_ends *fact_ring_ends(struct fact_ring *r)
{
    return r->ends;
}

struct told *fact_ring_slots(struct fact_ring *r)
{
    return r->slots;
}
