/* Which worker a packet belongs to, by the two addresses it goes between and nothing else: so both
 * directions, all fragments, and everything that two hosts have to do with each other (control and
 * media, FTP's commands and files) are one worker's. Compiled for BPF too. */
#pragma once

#include <linux/types.h>

enum { PAIR_ADDRESS_N = 16 };

/* The 32-bit finaliser of MurmurHash3: every bit of x counts for every bit that comes out. */
static inline __u32 pair_mix(__u32 x)
{
    x ^= x >> 16;
    x *= 0x85ebca6bU;
    x ^= x >> 13;
    x *= 0xc2b2ae35U;
    return x ^ x >> 16;
}

static inline __u32 pair_fold(const __u8 address[PAIR_ADDRESS_N])
{
    __u32 folded = 0;
    for (int i = 0; i < PAIR_ADDRESS_N; i += 4)
        folded = pair_mix(folded ^ ((__u32)address[i] << 24 | (__u32)address[i + 1] << 16 |
                                    (__u32)address[i + 2] << 8 | address[i + 3]));
    return folded;
}

/* The same for (a, b) and (b, a); IPv4 addresses as ::ffff:a.b.c.d. */
static inline __u32 pair_hash(const __u8 a[PAIR_ADDRESS_N], const __u8 b[PAIR_ADDRESS_N])
{
    return pair_mix(pair_fold(a) + pair_fold(b));
}
