#include <criterion/criterion.h>

#include "tests/support/decode_bench.h"

enum { UDP = 17, TCP = 6, ICMP = 1, ICMPV6 = 58, FRAGMENT = 44, AH = 51, GRE = 47 };

TestSuite(decode, .init = bench_begin, .fini = bench_end);

Test(decode, sees_a_datagram)
{
    put_datagram(w, "hello");
    cr_assert(bench_decode(b, w, LINK_ETHERNET));
    bench_expect(b, "hello");
    char mac[MAC_TEXT_MAX];
    cr_expect_str_eq(mac_text(&b->p.src_mac, mac), "02:00:00:00:00:09");
    cr_expect_str_eq(mac_text(&b->p.dst_mac, mac), "02:00:00:00:00:05");
    cr_expect_eq(b->p.ethertype, 0x0800);
    cr_expect_eq(b->p.vlan, 0);
    cr_expect_eq(b->p.transport, TRANSPORT_UDP);
    cr_expect_eq(b->p.ip_protocol, UDP);
    cr_expect_eq(b->p.frame_no, 1);
    cr_expect_eq(b->p.wire_n, w->n);
    cr_expect_eq(b->counters.n[COUNT_frames], 1);
    cr_expect_eq(b->counters.n[COUNT_bytes], w->n);
}

Test(decode, sees_a_segment_and_passes_over_its_options)
{
    put_ethernet(w, 0x0800);
    put_ipv4(w, TCP, 20 + 4 + 5);
    put_tcp(w, 40000, 5000, TCP_ACK | TCP_PSH);
    w->b[w->n - 8] = 0x60;
    put_hex(w, "02040218");
    put_text(w, "hello");
    put_fill(w, 0, 6); /* padding */
    cr_assert(bench_decode(b, w, LINK_ETHERNET));
    bench_expect(b, "hello");
    cr_expect_eq(b->p.transport, TRANSPORT_TCP);
    cr_expect_eq(b->p.tcp_flags, TCP_ACK | TCP_PSH);
    cr_expect_eq(b->p.tcp_seq, 0x01020304);
    cr_expect_eq(b->p.tcp_ack, 0x05060708);
}

Test(decode, sees_icmp_without_ports)
{
    put_ethernet(w, 0x0800);
    put_ipv4(w, ICMP, 8);
    put_hex(w, "0800 f7ff 0000 0000");
    cr_assert(bench_decode(b, w, LINK_ETHERNET));
    cr_expect_eq(b->p.transport, TRANSPORT_ICMP);
    cr_expect_eq(b->p.src.port, 0);
    cr_expect_eq(b->p.payload.n, 8);
    w->n = 0;
    put_ethernet(w, 0x86dd);
    put_ipv6(w, ICMPV6, 8);
    put_hex(w, "8000 f7ff 0000 0000");
    cr_assert(bench_decode(b, w, LINK_ETHERNET));
    cr_expect_eq(b->p.transport, TRANSPORT_ICMP);
    cr_expect_eq(b->p.ip_protocol, ICMPV6);
}

Test(decode, hands_back_what_is_not_ip)
{
    put_ethernet(w, 0x8100);
    put_hex(w, "0007 88cc"); /* LLDP */
    put_fill(w, 0xaa, 28);
    cr_assert_not(bench_decode(b, w, LINK_ETHERNET));
    cr_expect_eq(b->counters.n[COUNT_not_ip], 1);
    cr_expect_eq(b->p.ethertype, 0x88cc);
    cr_expect_eq(b->p.vlan, 7);
    cr_expect_eq(b->p.payload.n, 28);
    cr_expect_eq(b->p.payload.p[0], 0xaa);
    cr_expect_eq(b->p.src_mac.b[5], 9);
    cr_expect_eq(b->p.transport, TRANSPORT_NONE);
}

Test(decode, counts_other_transports)
{
    put_ethernet(w, 0x0800);
    put_ipv4(w, 2, 8); /* IGMP */
    put_fill(w, 0, 8);
    cr_assert_not(bench_decode(b, w, LINK_ETHERNET));
    cr_expect_eq(b->counters.n[COUNT_transport_other], 1);
}

/* What may stand between the IPv6 header and UDP; the first byte is the type of the first. */
static const char *const extensions[] = {
    "00 11 00 01 04 0000 0000",                     /* hop by hop */
    "2b 11 00 00 00 0000 0000",                     /* routing */
    "3c 11 01 01 0c 0000 0000 0000 0000 0000 0000", /* destination, of 16 bytes */
    "33 11 01 00 00 00000001 00000001",             /* AH */
    "87 11 00 00 00 0000 0000",                     /* mobility */
    "2c 11 00 00 00 00000007",                      /* a datagram in one fragment */
    "00 3c 00 01 04 0000 0000 2b 00 01 04 0000 0000 11 00 00 00 0000 0000",
};

Test(decode, passes_over_extension_headers)
{
    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++) {
        w->n = 0;
        put_hex(w, extensions[i]);
        size_t n = w->n - 1;
        unsigned first = w->b[0];
        w->n = 0;
        put_ethernet(w, 0x86dd);
        put_ipv6(w, first, n + 8 + 5);
        size_t at = w->n;
        put_hex(w, extensions[i]);
        memmove(w->b + at, w->b + at + 1, n);
        w->n--;
        put_udp(w, 40000, 5000, 5);
        put_text(w, "hello");
        cr_assert(bench_decode(b, w, LINK_ETHERNET), "%s", extensions[i]);
        bench_expect(b, "hello");
    }
}

Test(decode, gives_up_on_extension_headers_without_end)
{
    put_ethernet(w, 0x86dd);
    put_ipv6(w, 60, 8 * 40);
    for (int i = 0; i < 40; i++)
        put_hex(w, "3c 00 01 04 00000000");
    cr_assert_not(bench_decode(b, w, LINK_ETHERNET));
    cr_expect_eq(b->counters.n[COUNT_ip_options_bad], 1);
}

Test(decode, passes_over_ipv4_options_and_ah)
{
    put_ethernet(w, 0x0800);
    put_ipv4(w, AH, 4 + 12 + 8 + 5);
    w->b[14] = 0x46;
    put_hex(w, "94040000"); /* router alert */
    put_hex(w, "11 01 0000 00000001 00000001");
    put_udp(w, 40000, 5000, 5);
    put_text(w, "hello");
    cr_assert(bench_decode(b, w, LINK_ETHERNET));
    bench_expect(b, "hello");
}

Test(decode, takes_the_rest_when_the_length_is_left_to_the_network_card)
{
    put_ethernet(w, 0x0800);
    put_ipv4(w, TCP, 0);
    w->b[16] = w->b[17] = 0;
    put_tcp(w, 40000, 5000, TCP_ACK);
    put_text(w, "hello");
    cr_assert(bench_decode(b, w, LINK_ETHERNET));
    bench_expect(b, "hello");
    w->n = 0;
    put_ethernet(w, 0x86dd);
    put_ipv6(w, UDP, 0); /* a jumbogram, and one of UDP */
    put_udp(w, 40000, 5000, 5);
    w->b[w->n - 3] = 0;
    put_text(w, "hello");
    cr_assert(bench_decode(b, w, LINK_ETHERNET));
    bench_expect(b, "hello");
}

Test(decode, honours_the_length_of_udp)
{
    put_ethernet(w, 0x0800);
    put_ipv4(w, UDP, 8 + 9);
    put_udp(w, 40000, 5000, 5);
    put_text(w, "hellorest");
    cr_assert(bench_decode(b, w, LINK_ETHERNET));
    bench_expect(b, "hello");
    w->b[14 + 20 + 5] = 7; /* less than its own header */
    cr_assert_not(bench_decode(b, w, LINK_ETHERNET));
    cr_expect_eq(b->counters.n[COUNT_transport_short], 1);
}

Test(decode, says_how_much_the_snap_length_took)
{
    put_datagram(w, "hello, world");
    cr_assert(bench_decode_cut(b, w, LINK_ETHERNET, w->n - 7));
    cr_expect_eq(b->p.payload.n, 5);
    cr_expect_eq(b->p.payload_cut, 7);
    cr_expect_eq(b->counters.n[COUNT_frame_cut], 1);
    put_fill(w, 0, 4); /* only padding is cut away */
    cr_assert(bench_decode_cut(b, w, LINK_ETHERNET, w->n - 3));
    bench_expect(b, "hello, world");
}

Test(decode, says_how_much_of_a_segment_the_snap_length_took)
{
    put_ethernet(w, 0x0800);
    put_ipv4(w, TCP, 20 + 100);
    put_tcp(w, 40000, 5000, TCP_ACK);
    put_fill(w, 'x', 100);
    cr_assert(bench_decode_cut(b, w, LINK_ETHERNET, w->n - 60));
    cr_expect_eq(b->p.payload.n, 40);
    cr_expect_eq(b->p.payload_cut, 60);
}

Test(decode, says_nothing_of_any_beginning_of_a_header)
{
    put_datagram(w, "");
    for (size_t n = 0; n < w->n; n++)
        cr_expect_not(bench_decode_cut(b, w, LINK_ETHERNET, n), "%zu", n);
    cr_expect_eq(b->counters.n[COUNT_link_short], 14);
    cr_expect_eq(b->counters.n[COUNT_ip_short], 20);
    cr_expect_eq(b->counters.n[COUNT_transport_short], 8);
}

/* IPv4 headers that cannot be: a byte of the frame, and a wrong value for it. */
Test(decode, refuses_headers_that_contradict_themselves)
{
    static const uint8_t wrong[][2] = { { 14, 0x44 }, { 14, 0x65 }, { 17, 19 } };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        w->n = 0;
        put_datagram(w, "hello");
        w->b[wrong[i][0]] = wrong[i][1];
        cr_expect_not(bench_decode(b, w, LINK_ETHERNET), "%zu", i);
    }
    cr_expect_eq(b->counters.n[COUNT_ip_bad], 3);
    w->n = 0;
    put_ethernet(w, 0x0800);
    put_ipv4(w, TCP, 20);
    put_tcp(w, 40000, 5000, 0);
    w->b[14 + 20 + 12] = 0x40; /* a TCP header of 16 bytes */
    cr_expect_not(bench_decode(b, w, LINK_ETHERNET));
    cr_expect_eq(b->counters.n[COUNT_transport_short], 1);
}

Test(decode, gives_up_on_layers_without_end)
{
    put_hex(w, "020000000005 020000000009");
    for (int i = 0; i < 100; i++)
        put_hex(w, "8100 0001");
    cr_assert_not(bench_decode(b, w, LINK_ETHERNET));
    cr_expect_eq(b->counters.n[COUNT_tunnel_deep], 1);
    w->n = 0;
    put_ethernet(w, 0x0800);
    for (size_t i = 100; i > 0; i--)
        put_ipv4(w, 4, i * 20);
    cr_assert_not(bench_decode(b, w, LINK_ETHERNET));
    cr_expect_eq(b->counters.n[COUNT_tunnel_deep], 2);
}

Test(decode, counts_a_link_it_does_not_know)
{
    put_datagram(w, "hello");
    cr_assert_not(bench_decode(b, w, 147));
    cr_expect_eq(b->counters.n[COUNT_link_unknown], 1);
}
