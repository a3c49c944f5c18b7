#include "rules/network.h"

#include <criterion/criterion.h>

static bool holds(const char *network, const char *address)
{
    struct network n;
    struct ip ip;
    cr_assert(network_parse(network, &n), "%s", network);
    cr_assert(ip_parse(address, &ip));
    return network_holds(&n, &ip);
}

Test(network, holds_its_addresses_and_no_others)
{
    cr_assert(holds("192.0.2.0/24", "192.0.2.255"));
    cr_assert_not(holds("192.0.2.0/24", "192.0.3.0"));
    cr_assert(holds("192.0.2.128/25", "192.0.2.128"));
    cr_assert_not(holds("192.0.2.128/25", "192.0.2.127"));
    cr_assert(holds("192.0.2.7", "192.0.2.7"));
    cr_assert_not(holds("192.0.2.7", "192.0.2.6"));
    cr_assert(holds("0.0.0.0/0", "203.0.113.9"));
    cr_assert_not(holds("0.0.0.0/0", "2001:db8::1"));
    cr_assert(holds("2001:db8::/33", "2001:db8:7fff::1"));
    cr_assert_not(holds("2001:db8::/33", "2001:db8:8000::1"));
}

Test(network, is_refused_when_it_is_none)
{
    static const char *const wrong[] = {
        "",           "x",           "192.0.2.0/33", "192.0.2.0/",
        "192.0.2/24", "192.0.2.0/a", "fd00::/129",   "192.0.2.0/-1"
    };
    struct network n;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        cr_assert_not(network_parse(wrong[i], &n), "%s", wrong[i]);
}

Test(network, of_one_address_is_a_host)
{
    struct network n;
    cr_assert(network_parse("192.0.2.1", &n) && network_is_host(&n));
    cr_assert(network_parse("192.0.2.0/31", &n) && !network_is_host(&n));
}

Test(network, knows_addresses_that_the_internet_does_not_reach)
{
    static const char *const inside[] = { "10.1.2.3",   "172.31.0.1", "192.168.0.10", "169.254.1.1",
                                          "100.64.0.1", "fd00::1",    "fe80::1" };
    static const char *const outside[] = { "9.9.9.9",     "172.32.0.1",  "192.169.0.1",
                                           "100.128.0.1", "2001:db8::1", "203.0.113.5" };
    struct ip ip;
    for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++)
        cr_expect(ip_parse(inside[i], &ip) && ip_is_private(&ip), "%s", inside[i]);
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++)
        cr_expect(ip_parse(outside[i], &ip) && !ip_is_private(&ip), "%s", outside[i]);
}
