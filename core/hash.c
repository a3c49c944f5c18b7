#include "core/hash.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

struct hash_key hash_key_new(void)
{
    struct hash_key key;
    if (getrandom(&key, sizeof key, 0) != (ssize_t)sizeof key)
        abort(); /* never for so few bytes, getrandom(2) */
    return key;
}

static inline uint64_t rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

static inline void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

static inline uint64_t load_le64(const uint8_t *p)
{
    uint64_t m = 0;
    memcpy(&m, p, sizeof m);
    return le64toh(m);
}

/* Fewer than eight bytes. */
static inline uint64_t load_last(const uint8_t *p, size_t n)
{
    uint64_t m = 0;
    uint32_t four = 0;
    size_t i = n & 4;
    if (i > 0)
        memcpy(&four, p, sizeof four);
    for (; i < n; i++)
        m |= (uint64_t)p[i] << (8 * i);
    return m | le32toh(four);
}

static inline void absorb(uint64_t v[4], uint64_t m)
{
    v[3] ^= m;
    sip_round(v);
    sip_round(v);
    v[0] ^= m;
}

uint64_t hash_bytes(const struct hash_key *key, const void *p, size_t n)
{
    const uint8_t *at = p;
    uint64_t v[4] = { key->k[0] ^ 0x736f6d6570736575, key->k[1] ^ 0x646f72616e646f6d,
                      key->k[0] ^ 0x6c7967656e657261, key->k[1] ^ 0x7465646279746573 };
    size_t left = n;
    for (; left >= 8; left -= 8, at += 8)
        absorb(v, load_le64(at));
    absorb(v, load_last(at, left) | (uint64_t)n << 56);
    v[2] ^= 0xff;
    for (int i = 0; i < 4; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
