#include "rules/neighbours.h"

#include <criterion/criterion.h>

static const struct hash_key key = { { 1, 2 } };
static const struct mac mac = { { 0, 0x1b, 0x21, 0, 0, 1 } };

Test(neighbours, with_several_ipv4_addresses_are_routers)
{
    struct neighbours *n = neighbours_new(16, &key);
    struct ip a = ip_from_v4((uint8_t[]){ 192, 0, 2, 1 });
    struct ip b = ip_from_v4((uint8_t[]){ 192, 0, 2, 2 });
    cr_assert_not(neighbours_is_router(n, &mac));
    neighbours_see(n, &mac, &a);
    neighbours_see(n, &mac, &a);
    cr_assert_not(neighbours_is_router(n, &mac));
    neighbours_see(n, &mac, &b);
    cr_assert(neighbours_is_router(n, &mac));
    neighbours_free(n);
}

Test(neighbours, with_ipv6_or_group_addresses_beside_are_not)
{
    struct neighbours *n = neighbours_new(16, &key);
    struct ip a = ip_from_v4((uint8_t[]){ 192, 0, 2, 1 }), b, none = ip_from_v4((uint8_t[4]){ 0 });
    cr_assert(ip_parse("2001:db8::1", &b));
    neighbours_see(n, &mac, &a);
    neighbours_see(n, &mac, &b);
    neighbours_see(n, &mac, &none);
    cr_assert_not(neighbours_is_router(n, &mac));
    neighbours_free(n);
}

static void see(struct neighbours *n, unsigned i, uint8_t host)
{
    struct mac m = { { 0, 0x1b, 0x21, 1, (uint8_t)(i >> 8), (uint8_t)i } };
    struct ip a = ip_from_v4((uint8_t[]){ 192, 0, 2, host });
    neighbours_see(n, &m, &a);
}

/* Months of them, with no end of new ones. */
Test(neighbours, seen_now_and_then_are_known_whoever_else_is_seen)
{
    struct neighbours *n = neighbours_new(64, &key);
    struct ip a = ip_from_v4((uint8_t[]){ 192, 0, 2, 1 });
    struct ip b = ip_from_v4((uint8_t[]){ 192, 0, 2, 2 });
    neighbours_see(n, &mac, &a);
    neighbours_see(n, &mac, &b);
    for (unsigned i = 0; i < 10000; i++) {
        see(n, i, 7);
        if (i % 20 == 0)
            neighbours_see(n, &mac, &a);
        cr_assert(neighbours_is_router(n, &mac), "after %u others", i);
    }
    struct mac late = { { 0, 0x1b, 0x21, 9, 9, 9 } };
    neighbours_see(n, &late, &a);
    neighbours_see(n, &late, &b);
    cr_assert(neighbours_is_router(n, &late), "there is always room for another");
    neighbours_free(n);
}

Test(neighbours, not_seen_for_long_are_forgotten)
{
    struct neighbours *n = neighbours_new(16, &key);
    struct ip a = ip_from_v4((uint8_t[]){ 192, 0, 2, 1 });
    struct ip b = ip_from_v4((uint8_t[]){ 192, 0, 2, 2 });
    neighbours_see(n, &mac, &a);
    neighbours_see(n, &mac, &b);
    for (unsigned i = 0; i < 100; i++)
        see(n, i, 7);
    cr_assert_not(neighbours_is_router(n, &mac));
    neighbours_free(n);
}
