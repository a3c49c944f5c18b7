#include "evidence/frame_ring.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "core/secret.h"

struct shared {
    _Alignas(64) _Atomic uint64_t put; /* how many ever were */
    _Alignas(64) _Atomic uint64_t taken;
    struct kept_frame slot[];
};

struct frame_ring {
    struct shared *shared;
    uint32_t n;
    uint64_t taken; /* as in what is shared, where a worker could write to it, too */
};

static size_t size_of(uint32_t n)
{
    return sizeof(struct shared) + n * sizeof(struct kept_frame);
}

struct frame_ring *frame_ring_new(uint32_t n)
{
    struct frame_ring *r = calloc(1, sizeof *r);
    if (r == NULL)
        return NULL;
    r->n = n;
    r->shared = shared_memory_new(size_of(n));
    if (r->shared != NULL)
        return r;
    free(r);
    return NULL;
}

void frame_ring_free(struct frame_ring *r)
{
    if (r == NULL)
        return;
    shared_memory_free(r->shared, size_of(r->n));
    free(r);
}

bool frame_ring_put(struct frame_ring *r, const struct kept_frame *k)
{
    struct shared *s = r->shared;
    uint64_t put = atomic_load_explicit(&s->put, memory_order_relaxed);
    if (put - atomic_load_explicit(&s->taken, memory_order_acquire) >= r->n)
        return false;
    s->slot[put & (r->n - 1)] = *k;
    atomic_store_explicit(&s->put, put + 1, memory_order_release);
    return true;
}

bool frame_ring_take(struct frame_ring *r, struct kept_frame *k)
{
    struct shared *s = r->shared;
    uint64_t put = atomic_load_explicit(&s->put, memory_order_acquire);
    if (put == r->taken) { /* said anew, for whom a worker that fell has told otherwise */
        atomic_store_explicit(&s->taken, r->taken, memory_order_relaxed);
        return false;
    }
    if (put - r->taken > r->n) /* nobody can have put that many */
        r->taken = put - 1;
    shared_memory_read(k, &s->slot[r->taken & (r->n - 1)], sizeof *k);
    r->taken++;
    atomic_store_explicit(&s->taken, r->taken, memory_order_release);
    return true;
}
