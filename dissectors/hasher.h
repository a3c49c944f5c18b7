/* Message digests of several short texts, one after the other: MD5 (RFC 1321), SHA-1, SHA-256 and
 * SHA-512/256 (FIPS 180-4). What goes in is half a secret: nothing of it stays. */
#pragma once

#include "core/bytes.h"

enum { HASHER_SUM_MAX = 32 };

enum hasher_kind { HASHER_MD5, HASHER_SHA1, HASHER_SHA256, HASHER_SHA512_256 };

struct hasher {
    void *context; /* NULL: not open */
    void *kind;
    size_t sum_n; /* bytes of a sum, at most HASHER_SUM_MAX */
};

/* False: this machine does not do that kind, or has no memory. Only then it need not be closed. */
bool hasher_open(struct hasher *h, enum hasher_kind kind);
void hasher_close(struct hasher *h);

/* The digest of n parts, joined by `between`; zeros if the library fails. */
void hasher_sum(struct hasher *h, const struct bytes *parts, size_t n, const char *between,
                uint8_t sum[static HASHER_SUM_MAX]);

/* A digest in hexadecimal digits, as it is written into the next one. */
struct hasher_hex {
    size_t n;
    uint8_t b[2 * HASHER_SUM_MAX];
};

static inline struct bytes hasher_hex_bytes(const struct hasher_hex *hex)
{
    return (struct bytes){ hex->b, hex->n };
}

/* hasher_sum() in digits, of which those beyond 9 are in lower case. */
struct hasher_hex hasher_hex(struct hasher *h, const struct bytes *parts, size_t n,
                             const char *between);

/* The same digits in upper case. */
void hasher_hex_raise(struct hasher_hex *hex);

/* Whether it is what somebody said; the case of the digits does not matter. */
bool hasher_hex_is(const struct hasher_hex *hex, struct bytes said);
