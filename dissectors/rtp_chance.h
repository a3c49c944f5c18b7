/* Whether the bytes of a payload can be ciphertext at all, whatever the codec is. Both answers rest
 * on one fact: the bytes of ciphertext are evenly distributed and independent of each other. */
#pragma once

#include "core/bytes.h"

enum { CHANCE_HEAD = 4, CHANCE_SAMPLE = 64 };

/* Counts over the packets weighed so far; all zero at first. */
struct rtp_chance {
    uint16_t nibbles[16]; /* upper halves of bytes, by value */
    uint8_t
        flips[8 * CHANCE_HEAD]; /* bits of the payload's head that differ from the packet before */
    uint8_t head[CHANCE_HEAD];  /* the last packet's */
    uint8_t heads;              /* packets counted in `flips`; stops at 255 */
};

/* Counts a payload, of which only bytes that SRTP would have encrypted may be given. */
void rtp_chance_count(struct rtp_chance *c, struct bytes payload);

/* How many bits a code that bets on the heads being alike would have saved on them so far:
 * ciphertext saves k bits or more with a probability of at most 2^-k, however often it is asked. */
int rtp_chance_repeats(const struct rtp_chance *c);

/* Whether a byte of the heads was the same in all of them. */
bool rtp_chance_steady(const struct rtp_chance *c);

/* Pearson's chi-square of the upper halves of bytes against the even distribution, 15 degrees of
 * freedom: about 15 for ciphertext, more than 50 with a probability of 1e-5, more than 100 of
 * 1e-14.
 */
uint32_t rtp_chance_unevenness(const struct rtp_chance *c);

/* How many bytes went into it. */
uint32_t rtp_chance_bytes(const struct rtp_chance *c);
