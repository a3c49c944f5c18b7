#include <criterion/criterion.h>

#include "tests/support/frames.h"

enum { UDP = 17, GRE = 47, IPIP = 4, IPV6 = 41, VXLAN = 4789, GENEVE = 6081, GTP = 2152 };

static struct bench *b;
static struct wire *w, *inner;

static void begin(void)
{
    b = bench_new();
    w = wire_new();
    inner = wire_new();
}

static void end(void)
{
    bench_free(b);
    wire_free(w);
    wire_free(inner);
}

TestSuite(tunnel, .init = begin, .fini = end);

/* An Ethernet frame with MACs of its own, tagged 77. */
static void put_inner_frame(void)
{
    inner->n = 0;
    put_hex(inner, "020000000a05 020000000a09 8100 004d 0800");
    put_ipv4(inner, UDP, 8 + 5);
    put_udp(inner, 40000, 5000, 5);
    put_text(inner, "hello");
}

static void put_inner_packet(void)
{
    inner->n = 0;
    put_ipv4(inner, UDP, 8 + 5);
    put_udp(inner, 40000, 5000, 5);
    put_text(inner, "hello");
}

/* The outer packet, from other addresses, up to and with `header`. */
static void put_outer(unsigned protocol, unsigned port, const char *header)
{
    struct wire *h = wire_new();
    if (port != 0)
        put_udp(h, 55555, port, 0);
    size_t udp_n = h->n;
    put_hex(h, header);
    size_t n = h->n - udp_n + inner->n;
    if (port != 0) {
        h->b[4] = (uint8_t)((n + 8) >> 8);
        h->b[5] = (uint8_t)(n + 8);
    }
    w->n = 0;
    put_hex(w, "0200000000ff 0200000000fe 8100 0003 0800 4500");
    put_16(w, (unsigned)(20 + udp_n + n));
    put_hex(w, "0001 0000 40");
    put_8(w, protocol);
    put_hex(w, "0000 c6336401 c6336402");
    put_bytes(w, h->b, h->n);
    put_bytes(w, inner->b, inner->n);
    wire_free(h);
}

struct tunnel {
    unsigned protocol;
    unsigned port;
    const char *header;
};

static const struct tunnel of_frames[] = {
    { GRE, 0, "0000 6558" },                                     /* bridging */
    { GRE, 0, "2000 6558 00000007" },                            /* NVGRE: with key */
    { GRE, 0, "b000 6558 12340000 00000007 00000001" },          /* and all else */
    { GRE, 0, "0000 88be" },                                     /* ERSPAN I */
    { GRE, 0, "1000 88be 00000001 10030064 00000000" },          /* II */
    { GRE, 0, "1000 22eb 00000001 20030064 00000000 00000000" }, /* III */
    { GRE, 0, "1000 22eb 00000001 20030064 00000000 00000001 0000000000000000" },
    { GRE, 0, "0000 8847 00011140" },          /* MPLS, no control word */
    { GRE, 0, "0000 8847 00011140 00000000" }, /* and with one */
    { UDP, VXLAN, "08000000 00004d00" },
    { UDP, 8472, "08000000 00004d00" },
    { UDP, VXLAN, "88000005 00004d00" }, /* a group policy */
    { UDP, GENEVE, "0000 6558 00004d00" },
    { UDP, GENEVE, "0240 6558 00004d00 0102 80 01 00000000" },
};

Test(tunnel, gives_what_is_innermost)
{
    put_inner_frame();
    for (size_t i = 0; i < sizeof of_frames / sizeof of_frames[0]; i++) {
        put_outer(of_frames[i].protocol, of_frames[i].port, of_frames[i].header);
        cr_assert(bench_decode(b, w, LINK_ETHERNET), "%s", of_frames[i].header);
        bench_expect(b, "hello");
        cr_expect_eq(b->p.vlan, 77, "%s", of_frames[i].header);
        cr_expect_eq(b->p.src_mac.b[4], 0x0a, "%s", of_frames[i].header);
        cr_expect_eq(b->p.dst_mac.b[4], 0x0a, "%s", of_frames[i].header);
    }
}

static const struct tunnel of_packets[] = {
    { IPIP, 0, "" },
    { GRE, 0, "0000 0800" },
    { GRE, 0, "2001 880b 000b0001 0021" }, /* PPTP, RFC 2637 */
    { GRE, 0, "3081 880b 000b0001 00000001 00000002 ff030021" },
    { GRE, 0, "1000 22eb 00000001 20030064 00000000 00000800" }, /* ERSPAN III of IP */
    { UDP, GENEVE, "0000 0800 00004d00" },
    { UDP, GTP, "30ff 0021 00000007" },
    { UDP, GTP, "34ff 0029 00000007 0000 00 85 01 0001 00" }, /* with an extension */
};

Test(tunnel, gives_a_packet_without_ethernet)
{
    put_inner_packet();
    for (size_t i = 0; i < sizeof of_packets / sizeof of_packets[0]; i++) {
        put_outer(of_packets[i].protocol, of_packets[i].port, of_packets[i].header);
        cr_assert(bench_decode(b, w, LINK_ETHERNET), "%s", of_packets[i].header);
        bench_expect(b, "hello");
        cr_expect_eq(b->p.vlan, 3);
    }
}

Test(tunnel, opens_ipv6_in_ipv4_and_the_reverse)
{
    put_ipv6(inner, UDP, 8 + 5);
    put_udp(inner, 40000, 5000, 5);
    put_text(inner, "hello");
    put_outer(IPV6, 0, "");
    cr_assert(bench_decode(b, w, LINK_ETHERNET));
    bench_expect(b, "hello");
    put_inner_packet();
    w->n = 0;
    put_ethernet(w, 0x86dd);
    put_ipv6(w, IPIP, inner->n);
    put_bytes(w, inner->b, inner->n);
    cr_assert(bench_decode(b, w, LINK_ETHERNET));
    bench_expect(b, "hello");
}

/* Datagrams to a tunnel's port that are no tunnel: RTP, and headers that are wrong in a bit. */
static const struct tunnel not_tunnels[] = {
    { UDP, VXLAN, "80600001 00000002 00000003" }, { UDP, 8472, "80e00001 00000002 00000003" },
    { UDP, VXLAN, "00000000 00004d00" },          { UDP, GENEVE, "80600001 00000002 00000003" },
    { UDP, GENEVE, "0000 6559 00004d00" },        { UDP, GENEVE, "0080 6558 00004d01" },
    { UDP, GTP, "80600001 00000002 00000003" },   { UDP, GTP, "30ff ffff 00000007" },
    { UDP, GTP, "32 01 0004 00000000 00000000" },
};

Test(tunnel, leaves_alone_what_only_goes_to_the_port)
{
    for (size_t i = 0; i < sizeof not_tunnels / sizeof not_tunnels[0]; i++) {
        put_outer(not_tunnels[i].protocol, not_tunnels[i].port, not_tunnels[i].header);
        cr_assert(bench_decode(b, w, LINK_ETHERNET), "%s", not_tunnels[i].header);
        cr_expect_eq(b->p.dst.port, not_tunnels[i].port, "%s", not_tunnels[i].header);
        cr_expect_gt(b->p.payload.n, 0);
    }
}

Test(tunnel, counts_headers_that_are_cut_short_or_unknown)
{
    static const char *const bad[] = {
        "00",        "b000 6558 0000",          "4000 0800 00000000",
        "0002 0800", "1000 88be 00000001 1003", "0000 8847 00010040"
    };
    enum { N = sizeof bad / sizeof bad[0] };
    for (size_t i = 0; i < N; i++) {
        put_outer(GRE, 0, bad[i]);
        cr_expect_not(bench_decode(b, w, LINK_ETHERNET), "%s", bad[i]);
    }
    cr_expect_eq(b->counters.n[COUNT_tunnel_bad], N);
}

Test(tunnel, hands_on_arp_out_of_a_tunnel)
{
    put_hex(inner, "ffffffffffff 020000000a09 0806 0001 0800 06 04 0001");
    put_outer(UDP, VXLAN, "08000000 00004d00");
    cr_expect(bench_decode(b, w, LINK_ETHERNET));
    cr_expect_eq(b->counters.n[COUNT_not_ip], 0);
    cr_expect_eq(b->p.ethertype, 0x0806);
    cr_expect_eq(b->p.src_mac.b[4], 0x0a);
    cr_expect_eq(b->p.payload.n, 8);
    cr_expect_eq(b->p.transport, TRANSPORT_LINK);
    cr_expect_eq(b->p.ip_protocol, 0);
    cr_expect_eq(b->p.src.port, 0, "not the tunnel's");
    cr_expect(endpoint_equal(&b->p.src, &b->p.dst));
}

Test(tunnel, does_not_give_icmp_the_ports_of_the_tunnel)
{
    put_ipv4(inner, 1, 8);
    put_hex(inner, "0800 f7ff 00000000");
    put_outer(UDP, GENEVE, "0000 0800 00004d00");
    cr_assert(bench_decode(b, w, LINK_ETHERNET));
    cr_expect_eq(b->p.transport, TRANSPORT_ICMP);
    cr_expect_eq(b->p.src.port, 0);
    cr_expect_eq(b->p.dst.port, 0);
}

Test(tunnel, does_not_read_past_the_end_of_any_beginning)
{
    put_inner_frame();
    for (size_t i = 0; i < sizeof of_frames / sizeof of_frames[0]; i++) {
        put_outer(of_frames[i].protocol, of_frames[i].port, of_frames[i].header);
        for (size_t n = 0; n < w->n; n++)
            if (bench_decode_cut(b, w, LINK_ETHERNET, n))
                cr_expect_gt(b->p.payload_cut, 0, "%s at %zu", of_frames[i].header, n);
    }
}
