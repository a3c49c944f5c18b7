#include "flow/tails.h"

#include <assert.h>

#include "core/secret.h"

bool tail_pool_make(struct tail_pool *pool, uint32_t n)
{
    *pool = (struct tail_pool){ .all = wire_memory_new(n * sizeof *pool->all), .n = n };
    return pool->all != NULL;
}

void tail_pool_drop(struct tail_pool *pool)
{
    wire_memory_free(pool->all, pool->n * sizeof *pool->all);
    *pool = (struct tail_pool){ 0 };
}

struct tail *tail_borrow(struct tail_pool *pool)
{
    struct tail *t = pool->free;
    if (t != NULL)
        pool->free = t->next_free;
    else if (pool->used < pool->n)
        t = &pool->all[pool->used++];
    return t;
}

void tail_give_back(struct tail_pool *pool, struct tail *t)
{
    explicit_bzero(t->bytes, t->n);
    t->n = 0;
    t->next_free = pool->free;
    pool->free = t;
}

void tail_append(struct tail *t, struct bytes in)
{
    assert(in.n <= TAIL_MAX - t->n);
    if (in.n > 0)
        memcpy(t->bytes + t->n, in.p, in.n);
    t->n += (uint32_t)in.n;
}

void tail_hold(struct tail *t, struct bytes in)
{
    assert(in.n <= TAIL_MAX);
    if (in.n > 0)
        memmove(t->bytes, in.p, in.n);
    if (t->n > in.n)
        explicit_bzero(t->bytes + in.n, t->n - in.n);
    t->n = (uint32_t)in.n;
}
