#include <criterion/criterion.h>

#include "tests/support/decode_bench.h"

enum { UDP = 17 };

/* Receiver, transmitter and third address, sequence 0. */
#define ENDS_TO   "0000 0200000000aa 020000000009 020000000005 0000"
#define ENDS_FROM "0000 020000000005 0200000000aa 020000000009 0000"
#define ENDS_BOTH "0000 0200000000aa 0200000000bb 020000000005 0000 020000000009"
#define ENDS_NONE "0000 020000000005 020000000009 0200000000aa 0000"
#define LLC       "aaaa03 000000 0800"

TestSuite(wifi, .init = bench_begin, .fini = bench_end);

static void put_frame(const char *hex)
{
    w->n = 0;
    put_hex(w, hex);
    put_ipv4(w, UDP, 8 + 5);
    put_udp(w, 40000, 5000, 5);
    put_text(w, "hello");
}

static void reads(uint32_t link, const char *hex)
{
    static const uint8_t src[6] = { 2, 0, 0, 0, 0, 9 }, dst[6] = { 2, 0, 0, 0, 0, 5 };
    put_frame(hex);
    cr_assert(bench_decode(b, w, link), "%s", hex);
    bench_expect(b, "hello");
    cr_assert_arr_eq(b->p.src_mac.b, src, 6);
    cr_assert_arr_eq(b->p.dst_mac.b, dst, 6);
    cr_assert_eq(b->p.ethertype, 0x0800);
}

Test(wifi, reads_data_whichever_way_it_goes)
{
    reads(LINK_WIFI, "0801" ENDS_TO LLC);
    reads(LINK_WIFI, "0802" ENDS_FROM LLC);
    reads(LINK_WIFI, "0803" ENDS_BOTH LLC);
    reads(LINK_WIFI, "0800" ENDS_NONE LLC);
    reads(LINK_WIFI, "8801" ENDS_TO "0000" LLC);
    reads(LINK_WIFI, "8881" ENDS_TO "0000 00000000" LLC);                       /* HT control */
    reads(LINK_WIFI, "8801" ENDS_TO "8000 020000000005 020000000009 0029" LLC); /* A-MSDU */
}

Test(wifi, reads_what_radiotap_says)
{
    reads(LINK_RADIOTAP, "0000 0800 00000000 0801" ENDS_TO LLC);
    reads(LINK_RADIOTAP, "0000 0900 02000000 00 0801" ENDS_TO LLC);
    reads(LINK_RADIOTAP, "0000 0900 02000000 20 8801" ENDS_TO "0000 0000" LLC); /* padded */
    reads(LINK_RADIOTAP, "0000 1100 03000000 0000000000000000 00 0801" ENDS_TO LLC);
    reads(LINK_RADIOTAP, "0000 1900 03000080 00000000 00000000 0000000000000000"
                         "00 0801" ENDS_TO LLC);
    reads(LINK_RADIOTAP, "0000 1500 03000080 00000000 0000000000 00000000 0801" ENDS_TO LLC);
}

Test(wifi, leaves_a_checksum_away)
{
    put_frame("0000 0900 02000000 10 0801" ENDS_TO LLC);
    put_hex(w, "01020304");
    cr_assert(bench_decode(b, w, LINK_RADIOTAP));
    bench_expect(b, "hello");
}

Test(wifi, passes_over_what_is_not_readable_data)
{
    static const char *const others[] = {
        "8000" ENDS_NONE LLC, /* a beacon */
        "0841" ENDS_TO LLC,   /* encrypted */
        "4801" ENDS_TO LLC,   /* no data */
        "0805" ENDS_TO LLC,   /* part of a packet */
        "0901" ENDS_TO LLC,   /* another version */
        ("0801 0000 0200000000aa 020000000009 020000000005 0100" LLC),
        "d400 0000 020000000005",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        put_frame(others[i]);
        cr_assert_not(bench_decode(b, w, LINK_WIFI), "%s", others[i]);
    }
    put_frame("0000 0900 02000000 40 0801" ENDS_TO LLC); /* its checksum was wrong */
    cr_assert_not(bench_decode(b, w, LINK_RADIOTAP));
    put_frame("0100 0800 00000000 0801" ENDS_TO LLC);
    cr_assert_not(bench_decode(b, w, LINK_RADIOTAP));
}

Test(wifi, reads_nothing_past_the_end)
{
    put_frame("0000 1100 03000000 0000000000000000 20 8883" ENDS_BOTH "0000 00000000" LLC);
    for (size_t n = 0; n < w->n - 13; n++)
        cr_assert_not(bench_decode_cut(b, w, LINK_RADIOTAP, n));
}

Test(wifi, hands_on_eapol)
{
    static const uint8_t src[6] = { 2, 0, 0, 0, 0, 9 }, dst[6] = { 2, 0, 0, 0, 0, 5 };
    w->n = 0;
    put_hex(w, "8801" ENDS_TO "0000 aaaa03 000000 888e 0101 0000");
    cr_assert(bench_decode(b, w, LINK_WIFI));
    cr_assert_eq(b->p.transport, TRANSPORT_LINK);
    cr_assert_eq(b->p.ethertype, PROTOCOL_EAPOL);
    cr_assert_arr_eq(b->p.src_mac.b, src, 6);
    cr_assert_arr_eq(b->p.dst_mac.b, dst, 6);
    cr_assert_eq(b->p.payload.n, 4);
}
