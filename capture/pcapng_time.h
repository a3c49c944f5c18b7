/* How the times of an interface are to be read: if_tsresol and if_tsoffset of
 * draft-ietf-opsawg-pcapng section 4.2. */
#pragma once

#include <stdint.h>

enum { CLOCK_MICRO = 6 }; /* the resolution where none is said */

struct clock {
    uint64_t multiply; /* ticks to nanoseconds; 0: the ticks are a power of two */
    uint64_t divide;
    uint64_t offset_ns; /* modulo 2^64, so that it can be negative */
    uint8_t exponent;   /* of two */
};

/* `resolution` as the file has it: a negative power of ten, or of two if its highest bit is set.
 * Does not change the offset. */
void clock_set(struct clock *c, uint8_t resolution);

/* Nanoseconds since 1970, modulo 2^64. */
uint64_t clock_time_ns(const struct clock *c, uint64_t ticks);
