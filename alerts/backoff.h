/* How long to wait before something is tried again: longer each time, up to a limit, and never
 * quite the same, so that a hundred sensors do not all knock at one moment. */
#pragma once

#include <stdint.h>

struct backoff {
    uint32_t min_ms;
    uint32_t max_ms;
    uint32_t next_ms; /* 0: nothing has failed yet */
    uint64_t random;  /* any number but 0 */
};

/* min_ms: 1 or more; max_ms: min_ms or more. */
struct backoff backoff_new(uint32_t min_ms, uint32_t max_ms);

/* It failed: how many milliseconds to wait, between half of what is due and all of it. */
uint32_t backoff_wait(struct backoff *b);

/* It worked. */
void backoff_reset(struct backoff *b);
