#include <criterion/criterion.h>

#include "tests/support/decode_bench.h"

enum { UDP = 17, PACKET_N = 20 + 8 + 5 };

TestSuite(nflog, .init = bench_begin, .fini = bench_end);

static void put_logged(const char *hex)
{
    put_hex(w, hex);
    put_ipv4(w, UDP, PACKET_N - 20);
    put_udp(w, 40000, 5000, PACKET_N - 28);
    put_text(w, "hello");
}

Test(nflog, finds_the_packet_among_the_values)
{
    put_logged("02000001 0800 0100 08000300 0600 0a00 61620000 2500 0900");
    cr_assert(bench_decode(b, w, LINK_NFLOG));
    bench_expect(b, "hello");
}

Test(nflog, reads_either_byte_order)
{
    put_logged("02000001 0008 0001 08000300 0006 000a 61620000 0025 0009");
    cr_assert(bench_decode(b, w, LINK_NFLOG));
    bench_expect(b, "hello");
}

Test(nflog, passes_over_what_has_no_packet)
{
    put_hex(w, "02000001 0800 0100 08000300");
    cr_assert_not(bench_decode(b, w, LINK_NFLOG));
    w->n = 0;
    put_logged("02000001 0300 0100");
    cr_assert_not(bench_decode(b, w, LINK_NFLOG));
}

Test(nflog, reads_nothing_past_the_end)
{
    put_logged("02000001 0800 0100 08000300 2500 0900");
    for (size_t n = 0; n < w->n - 13; n++)
        cr_assert_not(bench_decode_cut(b, w, LINK_NFLOG, n));
}
