/* A hash that strangers cannot aim at: SipHash-2-4 (Aumasson and Bernstein, 2012). */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct hash_key {
    uint64_t k[2];
};

/* From the kernel's random numbers. */
struct hash_key hash_key_new(void);

/* Of the n bytes at p. The same for the same key, bytes and n, on every machine. */
uint64_t hash_bytes(const struct hash_key *key, const void *p, size_t n);
