#include "capture/pcapng_time.h"

static uint64_t ten_to_the(unsigned exponent)
{
    uint64_t n = 1;
    while (exponent-- > 0)
        n *= 10;
    return n;
}

void clock_set(struct clock *c, uint8_t resolution)
{
    enum { BINARY = 0x80, NANO = 9, MOST = NANO + 19 };
    c->exponent = resolution & (BINARY - 1);
    c->multiply = c->divide = 1;
    if ((resolution & BINARY) != 0)
        c->multiply = 0;
    else if (c->exponent <= NANO)
        c->multiply = ten_to_the(NANO - c->exponent);
    else
        c->divide = ten_to_the((c->exponent < MOST ? c->exponent : MOST) - NANO);
}

/* Ticks of 2^-exponent seconds. */
static uint64_t binary_time(uint64_t ticks, unsigned exponent)
{
    if (exponent >= 64)
        return 0;
    uint64_t seconds = ticks >> exponent;
    uint64_t part = ticks & ((UINT64_C(1) << exponent) - 1);
    if (exponent > 32) { /* more than nanoseconds need, and than a product has room for */
        part >>= exponent - 32;
        exponent = 32;
    }
    return seconds * 1000000000 + (part * 1000000000 >> exponent);
}

uint64_t clock_time_ns(const struct clock *c, uint64_t ticks)
{
    if (c->multiply == 0)
        return binary_time(ticks, c->exponent) + c->offset_ns;
    uint64_t ns = ticks * c->multiply;
    return (c->divide == 1 ? ns : ns / c->divide) + c->offset_ns;
}
