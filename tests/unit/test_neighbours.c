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

static struct ip ip_of(const char *s)
{
    struct ip ip;
    cr_assert(ip_parse(s, &ip));
    return ip;
}

static const struct mac one_mac = { { 0x00, 0x1b, 0x21, 0, 0, 1 } };

static bool owns(const struct neighbours *n, const char *ip)
{
    struct ip x = ip_of(ip);
    return neighbours_owns(n, &one_mac, &x);
}

static void own(struct neighbours *n, const char *ip, bool answered)
{
    struct ip x = ip_of(ip);
    neighbours_own(n, &one_mac, &x, answered);
}

static struct neighbours *open_table(void)
{
    struct neighbours *n = neighbours_new(64, &key);
    cr_assert_not_null(n);
    return n;
}

Test(neighbours, own_the_address_they_announced_last)
{
    struct neighbours *n = open_table();
    cr_assert_not(owns(n, "192.0.2.1"));
    own(n, "192.0.2.1", false);
    cr_assert(owns(n, "192.0.2.1"));
    own(n, "192.0.2.2", false);
    cr_assert(owns(n, "192.0.2.2"));
    cr_assert_not(owns(n, "192.0.2.1"));
    neighbours_free(n);
}

Test(neighbours, own_what_they_answer_for_as_long_as_it_is_one)
{
    struct neighbours *n = open_table();
    own(n, "192.0.2.1", true);
    cr_assert(owns(n, "192.0.2.1"));
    own(n, "192.0.2.2", true);
    cr_assert_not(owns(n, "192.0.2.1"), "a router that answers for others");
    cr_assert_not(owns(n, "192.0.2.2"));
    own(n, "192.0.2.9", false);
    own(n, "192.0.2.1", true);
    cr_assert(owns(n, "192.0.2.9"), "its own");
    cr_assert_not(owns(n, "192.0.2.1"));
    neighbours_free(n);
}

Test(neighbours, that_pass_on_packets_own_nothing_by_answering)
{
    struct neighbours *n = open_table();
    struct ip a = ip_of("198.51.100.1"), b = ip_of("198.51.100.2");
    neighbours_see(n, &one_mac, &a);
    neighbours_see(n, &one_mac, &b);
    own(n, "198.51.100.1", true);
    cr_assert_not(owns(n, "198.51.100.1"));
    neighbours_free(n);
}

Test(neighbours, that_change_their_address_are_no_routers)
{
    struct neighbours *n = open_table();
    struct ip a = ip_of("192.0.2.1"), b = ip_of("192.0.2.2"), first;
    neighbours_see(n, &one_mac, &a);
    own(n, "192.0.2.2", false);
    neighbours_see(n, &one_mac, &b);
    cr_assert_not(neighbours_is_router(n, &one_mac));
    cr_assert(neighbours_first(n, &one_mac, &first));
    cr_assert(ip_equal(&first, &a));
    neighbours_free(n);
}

Test(neighbours, own_a_few_ipv6_addresses)
{
    struct neighbours *n = open_table();
    own(n, "2001:db8::1", true);
    own(n, "2001:db8::2", false);
    own(n, "192.0.2.1", false);
    cr_assert(owns(n, "2001:db8::1") && owns(n, "2001:db8::2") && owns(n, "192.0.2.1"));
    own(n, "2001:db8::3", false);
    own(n, "2001:db8::4", false);
    cr_assert_not(owns(n, "2001:db8::1"), "the oldest makes room");
    cr_assert(owns(n, "2001:db8::2"));
    neighbours_free(n);
}

Test(neighbours, that_routers_share_own_nothing)
{
    struct neighbours *n = open_table();
    struct mac vrrp = { { 0x00, 0x00, 0x5e, 0x00, 0x01, 7 } };
    struct ip ip = ip_of("192.0.2.1"), nobodys = { { 0 } };
    neighbours_own(n, &vrrp, &ip, false);
    cr_assert_not(neighbours_owns(n, &vrrp, &ip));
    neighbours_own(n, &one_mac, &nobodys, false);
    cr_assert_not(neighbours_owns(n, &one_mac, &nobodys));
    neighbours_free(n);
}
