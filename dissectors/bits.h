/* Bits, the highest of each byte first, and a cursor that cannot leave them: what H.264 and H.265
 * headers are made of (ITU-T H.264 sections 7.2 and 9.1). A read past the end yields zero and marks
 * the cursor short; a short cursor stays short. */
#pragma once

#include "core/bytes.h"

struct bits {
    struct bytes in;
    size_t at; /* of the next bit */
    bool is_short;
};

/* At most 32 of them. */
static inline uint32_t take_bits(struct bits *b, unsigned n)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < n; i++) {
        size_t byte = b->at / 8;
        b->is_short |= byte >= b->in.n;
        unsigned bit = b->is_short ? 0 : b->in.p[byte] >> (7 - b->at % 8) & 1U;
        value = value << 1 | bit;
        b->at += !b->is_short;
    }
    return value;
}

/* Exp-Golomb, ue(v): up to 65534, which is more than any header has; what is longer counts as
 * short. */
static inline uint32_t take_ue(struct bits *b)
{
    enum { ZEROS_MAX = 15 };
    unsigned zeros = 0;
    while (take_bits(b, 1) == 0 && !b->is_short)
        b->is_short |= ++zeros > ZEROS_MAX;
    uint32_t rest = take_bits(b, zeros);
    return b->is_short ? 0 : (1U << zeros) - 1 + rest;
}
