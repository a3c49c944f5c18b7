#include "core/clock.h"

#include <time.h>

static uint64_t read_clock(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

uint64_t steady_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

uint64_t steady_ms(void)
{
    return steady_ns() / 1000000;
}

uint64_t real_ns(void)
{
    return read_clock(CLOCK_REALTIME);
}
