#include <criterion/criterion.h>

#include "tests/support/decode_bench.h"

enum { UDP = 17, IPV4_N = 20 + 8 + 5 };

TestSuite(l2tp, .init = bench_begin, .fini = bench_end);

/* Head and PPP's beginning, of head_n bytes, and an IPv4 packet in it; then `padding` bytes. */
static void put_tunnelled(const char *hex, size_t head_n, size_t padding)
{
    w->n = 0;
    put_ethernet(w, 0x0800);
    put_ipv4(w, UDP, 8 + head_n + IPV4_N + padding);
    put_udp(w, 1701, 1701, head_n + IPV4_N + padding);
    put_hex(w, hex);
    put_ipv4(w, UDP, IPV4_N - 20);
    put_udp(w, 40000, 5000, 5);
    put_text(w, "hello");
    for (size_t i = 0; i < padding; i++)
        put_hex(w, "00");
}

Test(l2tp, opens_the_tunnel)
{
    put_tunnelled("0002 1234 5678 ff03 0021", 10, 0);
    cr_assert(bench_decode(b, w, LINK_ETHERNET));
    bench_expect(b, "hello");
    cr_assert_eq(b->p.dst.port, 5000);
}

Test(l2tp, reads_past_its_optional_fields_and_ends_with_its_length)
{
    /* A length, sequence numbers, an offset of two bytes; PPP with its fields compressed. */
    put_tunnelled("4a02 0032 1234 5678 0001 0002 0002 0000 21", 17, 6);
    cr_assert(bench_decode(b, w, LINK_ETHERNET));
    bench_expect(b, "hello");
    cr_assert_eq(b->p.dst.port, 5000);
}

Test(l2tp, takes_nothing_else_on_its_port_for_a_tunnel)
{
    static const char *const others[] = {
        "8002 1234 5678 ff03 0021", /* a control message */
        "0003 1234 5678 ff03 0021", /* version 3 */
        "1002 1234 5678 ff03 0021", /* a bit that is reserved */
        "0002 1234 5678 ff03 00fd", /* compressed */
        "0002 1234 5678 ff03 0057", /* where no IPv6 packet begins */
        "4002 0fff 1234 5678 0021", /* longer than it is */
        "4002 0004 1234 5678 0021", /* shorter than its head */
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        put_tunnelled(others[i], 10, 0);
        cr_assert(bench_decode(b, w, LINK_ETHERNET), "%s", others[i]);
        cr_assert_eq(b->p.dst.port, 1701, "%s", others[i]);
    }
}

Test(l2tp, reads_nothing_past_the_end)
{
    put_tunnelled("4a02 0032 1234 5678 0001 0002 0002 0000 21", 17, 6);
    for (size_t n = 0; n < w->n; n++)
        (void)bench_decode_cut(b, w, LINK_ETHERNET, n);
}
