#include "sensor/fact_ring.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include <ck_ring.h>

CK_RING_PROTOTYPE(told, told)

struct fact_ring {
    _Alignas(CK_MD_CACHELINE) _Atomic uint64_t passed; /* written once a batch */
    struct told *slots;
    struct ck_ring ends;
};

/* libck's fences are assembly, which ThreadSanitizer cannot see: in its build it is told of them.
 * What thread_left() did with a slot is over when thread_came() returns. */
#ifdef CAMWARDEN_SANITIZE_THREAD
#include <sanitizer/tsan_interface.h>
static void thread_left(void *mark)
{
    __tsan_release(mark);
}
static void thread_came(void *mark)
{
    __tsan_acquire(mark);
}
#else
static void thread_left(const void *mark)
{
    (void)mark;
}
static void thread_came(const void *mark)
{
    (void)mark;
}
#endif

struct fact_ring *fact_ring_new(uint32_t n)
{
    struct fact_ring *r = aligned_alloc(CK_MD_CACHELINE, sizeof *r);
    if (r == NULL)
        return NULL;
    *r = (struct fact_ring){ .slots = calloc(n, sizeof *r->slots) };
    ck_ring_init(&r->ends, n);
    if (r->slots != NULL)
        return r;
    free(r);
    return NULL;
}

void fact_ring_free(struct fact_ring *r)
{
    if (r == NULL)
        return;
    free(r->slots);
    free(r);
}

/* One slot more than libck's own stays free: the next that is written was then left by the taker
 * one fact_ring_take() ago, and not only a moment ago in the middle of one. */
bool fact_ring_put(struct fact_ring *r, struct moment at, const struct observation *o)
{
    unsigned int used = 0;
    struct told *slot = ck_ring_enqueue_reserve_spsc_size_told(&r->ends, r->slots, &used);
    if (slot == NULL || used + 2 >= ck_ring_capacity(&r->ends))
        return false;
    thread_came(&r->ends.c_head);
    slot->at = at;
    slot->o = *o;
    thread_left(&r->ends.p_tail);
    ck_ring_enqueue_commit_spsc(&r->ends);
    return true;
}

void fact_ring_pass(struct fact_ring *r, uint64_t frame)
{
    atomic_store_explicit(&r->passed, frame, memory_order_release);
}

bool fact_ring_take(struct fact_ring *r, struct told *t)
{
    if (ck_ring_size(&r->ends) == 0)
        return false;
    thread_came(&r->ends.p_tail);
    bool taken = ck_ring_dequeue_spsc_told(&r->ends, r->slots, t);
    thread_left(&r->ends.c_head);
    return taken;
}

uint64_t fact_ring_passed(const struct fact_ring *r)
{
    return atomic_load_explicit(&r->passed, memory_order_acquire);
}

void fact_ring_rewind(struct fact_ring *r)
{
    ck_ring_init(&r->ends, ck_ring_capacity(&r->ends));
    atomic_store_explicit(&r->passed, 0, memory_order_relaxed);
}

void fact_ring_nap(void)
{
    static const struct timespec moment = { .tv_nsec = 100000 };
    (void)nanosleep(&moment, NULL);
}
