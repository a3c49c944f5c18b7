#include "alerts/backoff.h"

#include "core/hash.h"

struct backoff backoff_new(uint32_t min_ms, uint32_t max_ms)
{
    return (struct backoff){ min_ms, max_ms, 0, hash_key_new().k[0] | 1 };
}

/* Xorshift (Marsaglia 2003): nothing rests on its being guessed or not. */
static uint64_t roll(struct backoff *b)
{
    b->random ^= b->random << 13;
    b->random ^= b->random >> 7;
    b->random ^= b->random << 17;
    return b->random;
}

uint32_t backoff_wait(struct backoff *b)
{
    if (b->next_ms == 0)
        b->next_ms = b->min_ms;
    else
        b->next_ms = b->next_ms > b->max_ms / 2 ? b->max_ms : b->next_ms * 2;
    uint32_t half = b->next_ms / 2;
    return b->next_ms - (uint32_t)(roll(b) % (half + 1));
}

void backoff_reset(struct backoff *b)
{
    b->next_ms = 0;
}
