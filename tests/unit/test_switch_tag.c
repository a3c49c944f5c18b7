#include <criterion/criterion.h>

#include "tests/support/decode_bench.h"

enum { UDP = 17 };

TestSuite(switch_tag, .init = bench_begin, .fini = bench_end);

#define MACS "020000000005 020000000009"

static const struct beginning {
    uint32_t link;
    const char *hex;
    uint16_t vlan;
} beginnings[] = {
    { LINK_EDSA, MACS "dada 0000 c010 0539 0800", 0 }, /* the switch's own number of a VLAN */
    { LINK_EDSA, MACS "dada 0000 6010 6539 0800", 0x539 },
    { LINK_ETHERNET, MACS "dada 0000 6010 0009 0800", 9 },
    { LINK_DSA, MACS "c00a 0001 0800", 0 },
    { LINK_DSA, MACS "e00a 0009 8100 0007 0800", 7 },
    { LINK_DSA, MACS "0010 0001 0029 aaaa03 000000 0800", 0 },
    { LINK_BROADCOM, MACS "2c000080 0800", 0 },
    { LINK_BROADCOM, MACS "2c000080 8100 0009 0800", 9 },
    { LINK_BROADCOM_BEFORE, "00002005" MACS "0800", 0 },
};

static void put_frame(const struct beginning *it)
{
    w->n = 0;
    put_hex(w, it->hex);
    put_ipv4(w, UDP, 8 + 5);
    put_udp(w, 40000, 5000, 5);
    put_text(w, "hello");
}

Test(switch_tag, is_read_past)
{
    static const uint8_t src[6] = { 2, 0, 0, 0, 0, 9 }, dst[6] = { 2, 0, 0, 0, 0, 5 };
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        put_frame(&beginnings[i]);
        cr_assert(bench_decode(b, w, beginnings[i].link), "%s", beginnings[i].hex);
        bench_expect(b, "hello");
        cr_expect_eq(b->p.vlan, beginnings[i].vlan, "%s", beginnings[i].hex);
        cr_expect_eq(b->p.ethertype, 0x0800, "%s", beginnings[i].hex);
        cr_expect_arr_eq(b->p.src_mac.b, src, 6);
        cr_expect_arr_eq(b->p.dst_mac.b, dst, 6);
    }
}

Test(switch_tag, cut_short_is_none)
{
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        put_frame(&beginnings[i]);
        for (size_t n = 0; n < w->n; n++)
            (void)bench_decode_cut(b, w, beginnings[i].link, n);
        put_frame(&beginnings[i]);
        cr_expect(!bench_decode_cut(b, w, beginnings[i].link, 15), "%s", beginnings[i].hex);
    }
    cr_expect_gt(b->counters.n[COUNT_link_short], 0);
}
