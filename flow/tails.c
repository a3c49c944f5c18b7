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

static void list_add(struct tail_pool *pool, struct tail *t)
{
    t->older = pool->newest;
    t->newer = NULL;
    *(t->older != NULL ? &t->older->newer : &pool->oldest) = t;
    pool->newest = t;
}

static void list_remove(struct tail_pool *pool, struct tail *t)
{
    *(t->older != NULL ? &t->older->newer : &pool->oldest) = t->newer;
    *(t->newer != NULL ? &t->newer->older : &pool->newest) = t->older;
}

struct tail *tail_borrow(struct tail_pool *pool, struct feed *user)
{
    struct tail *t = pool->free;
    if (t != NULL)
        pool->free = t->older;
    else if (pool->used < pool->n)
        t = &pool->all[pool->used++];
    if (t == NULL)
        return NULL;
    t->user = user;
    list_add(pool, t);
    return t;
}

struct tail *tail_oldest_of_others(const struct tail_pool *pool, const struct feed *user)
{
    struct tail *t = pool->oldest;
    while (t != NULL && t->user == user)
        t = t->newer;
    return t;
}

void tail_touch(struct tail_pool *pool, struct tail *t)
{
    list_remove(pool, t);
    list_add(pool, t);
}

void tail_give_back(struct tail_pool *pool, struct tail *t)
{
    explicit_bzero(t->bytes, t->n);
    t->n = 0;
    list_remove(pool, t);
    t->older = pool->free;
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
