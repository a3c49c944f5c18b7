#include <criterion/criterion.h>

#include "tests/support/decode_bench.h"

enum { UDP = 17, IPV6_N = 40 + 8 + 5 };

/* An identity of 16 bytes, a signature of 20, IPv6; the time. */
#define HEAD      "41 52 11 29 60000000"
#define IDENTITY  "20010db8000000000000000000000001"
#define SIGNATURE "000102030405060708090a0b0c0d0e0f10111213"

TestSuite(ayiya, .init = bench_begin, .fini = bench_end);

static void put_tunnelled(const char *hex, size_t head_n)
{
    w->n = 0;
    put_ethernet(w, 0x0800);
    put_ipv4(w, UDP, 8 + head_n + IPV6_N);
    put_udp(w, 5072, 5072, head_n + IPV6_N);
    put_hex(w, hex);
    put_ipv6(w, UDP, IPV6_N - 40);
    put_udp(w, 40000, 5000, 5);
    put_text(w, "hello");
}

Test(ayiya, opens_the_tunnel)
{
    put_tunnelled(HEAD IDENTITY SIGNATURE, 44);
    cr_assert(bench_decode(b, w, LINK_ETHERNET));
    bench_expect(b, "hello");
}

Test(ayiya, takes_nothing_else_on_its_port_for_a_tunnel)
{
    static const char *const others[] = {
        "41 52 11 2a 60000000" IDENTITY SIGNATURE, /* it carries something else */
        "41 52 12 29 60000000" IDENTITY SIGNATURE, /* it is no packet to forward */
        "71 52 11 29 60000000" IDENTITY SIGNATURE,
        "41 42 11 29 60000000" IDENTITY SIGNATURE, /* where no IPv6 packet begins */
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        put_tunnelled(others[i], 44);
        cr_assert(bench_decode(b, w, LINK_ETHERNET), "%s", others[i]);
        cr_assert_eq(b->p.dst.port, 5072);
    }
}

Test(ayiya, reads_nothing_past_the_end)
{
    put_tunnelled(HEAD IDENTITY SIGNATURE, 44);
    for (size_t n = 0; n < w->n; n++)
        (void)bench_decode_cut(b, w, LINK_ETHERNET, n);
}
