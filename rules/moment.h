/* Times that are kept, when the clock they were taken from is set. */
#pragma once

#include <stdint.h>

/* 0 means never, and remains so; what would lie before the beginning becomes 1. */
static inline void move_time(uint64_t *time_ns, int64_t by_ns)
{
    uint64_t back = by_ns < 0 ? 0 - (uint64_t)by_ns : 0;
    if (*time_ns == 0)
        return;
    if (by_ns >= 0)
        *time_ns += (uint64_t)by_ns;
    else
        *time_ns = *time_ns > back ? *time_ns - back : 1;
}
