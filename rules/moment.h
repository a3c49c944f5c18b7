/* Times that are kept, in nanoseconds: how far they are apart, and when the clock they were taken
 * from is set. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Whether the second is at least that many seconds after the first. */
static inline bool apart(uint64_t from_ns, uint64_t to_ns, uint64_t seconds)
{
    return to_ns >= from_ns && to_ns - from_ns >= seconds * 1000000000;
}

/* Whole ones; 0 if the second is not after the first. */
static inline uint64_t seconds_between(uint64_t from_ns, uint64_t to_ns)
{
    return to_ns > from_ns ? (to_ns - from_ns) / 1000000000 : 0;
}

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
