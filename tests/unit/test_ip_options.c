#include <criterion/criterion.h>

#include "capture/ip_options.h"

static struct bytes of(const uint8_t *p, size_t n)
{
    return (struct bytes){ p, n };
}

Test(ip_options, source_routes_and_what_is_malformed_are_odd)
{
    static const uint8_t loose[] = { 1, 0x83, 7, 4, 10, 0, 0, 1 }, strict[] = { 0x89, 3, 4, 0 };
    static const uint8_t endless[] = { 7, 200, 4, 0 }, empty[] = { 7, 0, 4, 0 };
    cr_assert(ip_options_odd(of(loose, sizeof loose)));
    cr_assert(ip_options_odd(of(strict, sizeof strict)));
    cr_assert(ip_options_odd(of(endless, sizeof endless)));
    cr_assert(ip_options_odd(of(empty, sizeof empty)));
}

Test(ip_options, others_are_not)
{
    static const uint8_t alert[] = { 0x94, 4, 0, 0, 1, 1, 1, 1 }, end[] = { 0, 0x83, 1, 1 };
    cr_assert_not(ip_options_odd(of(alert, sizeof alert)));
    cr_assert_not(ip_options_odd(of(end, sizeof end)));
}

Test(ip_options, of_ipv6_those_that_may_not_be_passed_over_are_odd)
{
    static const uint8_t unknown[] = { 0xc3, 4, 0, 0, 0, 0 }, discard[] = { 0x43, 4, 0, 0, 0, 0 };
    static const uint8_t endless[] = { 1, 9, 0, 0, 0, 0 };
    static const uint8_t padding[14] = { 1, 12 };
    cr_assert(ip6_options_odd(of(unknown, sizeof unknown)));
    cr_assert(ip6_options_odd(of(discard, sizeof discard)));
    cr_assert(ip6_options_odd(of(endless, sizeof endless)));
    cr_assert(ip6_options_odd(of(padding, sizeof padding)));
}

Test(ip_options, of_ipv6_others_are_not)
{
    static const uint8_t alert[] = { 5, 2, 0, 0, 1, 0 }, skip_it[] = { 0x1e, 2, 0, 0, 0, 0 };
    cr_assert_not(ip6_options_odd(of(alert, sizeof alert)));
    cr_assert_not(ip6_options_odd(of(skip_it, sizeof skip_it)));
}
