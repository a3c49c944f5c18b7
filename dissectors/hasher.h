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
