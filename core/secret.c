#include "core/secret.h"

#include <string.h>
#include <sys/mman.h>

bool keep_undumped(void *p, size_t n)
{
    return madvise(p, n, MADV_DONTDUMP) == 0;
}

static void *map_undumped(size_t n, int how)
{
    void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, how | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return NULL;
    if (keep_undumped(p, n))
        return p;
    (void)munmap(p, n);
    return NULL;
}

void *wire_memory_new(size_t n)
{
    return map_undumped(n, MAP_PRIVATE);
}

void *shared_memory_new(size_t n)
{
    return map_undumped(n, MAP_SHARED);
}

void shared_memory_free(void *p, size_t n)
{
    if (p != NULL)
        (void)munmap(p, n);
}

/* Not to be inlined: a compiler that sees both may read again what it has read. */
__attribute__((noinline)) void shared_memory_read(void *copy, const void *at, size_t n)
{
    memcpy(copy, at, n);
}

void wire_memory_free(void *p, size_t n)
{
    if (p != NULL)
        (void)munmap(p, n);
}

void *secret_new(size_t n)
{
    void *p = wire_memory_new(n);
    if (p == NULL)
        return NULL;
    (void)mlock(p, n); /* the limit may be 0: better unlocked than no delivery */
    if (madvise(p, n, MADV_DONTFORK) == 0)
        return p;
    (void)munmap(p, n);
    return NULL;
}

void secret_free(void *p, size_t n)
{
    if (p == NULL)
        return;
    explicit_bzero(p, n);
    (void)munmap(p, n);
}

__attribute__((noinline)) void wipe_stack(void)
{
    char below[64 * 1024];
    explicit_bzero(below, sizeof below);
}
