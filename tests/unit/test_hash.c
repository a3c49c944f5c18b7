#include <criterion/criterion.h>

#include "core/hash.h"

/* The test vectors of the SipHash paper's appendix: key 00 01 ... 0f, input 00 01 ... n-1. */
Test(hash, is_siphash_2_4)
{
    static const struct hash_key key = { { 0x0706050403020100, 0x0f0e0d0c0b0a0908 } };
    static const struct {
        size_t n;
        uint64_t hash;
    } vectors[] = {
        { 0, 0x726fdb47dd0e0e31 }, { 1, 0x74f839c593dc67fd },  { 7, 0xab0200f58b01d137 },
        { 8, 0x93f5f5799a932462 }, { 15, 0xa129ca6149be45e5 },
    };
    uint8_t in[16];
    for (size_t i = 0; i < sizeof in; i++)
        in[i] = (uint8_t)i;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
        cr_assert_eq(hash_bytes(&key, in, vectors[i].n), vectors[i].hash, "%zu bytes",
                     vectors[i].n);
}

Test(hash, keys_differ)
{
    struct hash_key a = hash_key_new(), b = hash_key_new();
    cr_assert(a.k[0] != b.k[0] || a.k[1] != b.k[1]);
}
