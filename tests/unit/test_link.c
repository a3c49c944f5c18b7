#include <criterion/criterion.h>

#include "tests/support/decode_bench.h"

enum { UDP = 17 };

TestSuite(link, .init = bench_begin, .fini = bench_end);

static void put_udp_packet(const char *text)
{
    put_ipv4(w, UDP, strlen(text) + 8);
    put_udp(w, 40000, 5000, strlen(text));
    put_text(w, text);
}

static void put_udp6_packet(const char *text)
{
    put_ipv6(w, UDP, strlen(text) + 8);
    put_udp(w, 40000, 5000, strlen(text));
    put_text(w, text);
}

/* How a frame may begin before IP, in hexadecimal. */
struct beginning {
    uint32_t link;
    const char *hex;
    uint16_t vlan;
    uint16_t ethertype;
};

static const struct beginning beginnings[] = {
    { LINK_ETHERNET, "020000000005 020000000009 8100 2005 0800", 5, 0x0800 },
    { LINK_ETHERNET, "020000000005 020000000009 88a8 0064 8100 0005 0800", 5, 0x0800 },
    { LINK_ETHERNET, "020000000005 020000000009 9100 0064 8100 0000 0800", 100, 0x0800 },
    { LINK_ETHERNET, "020000000005 020000000009 8100 0001 8100 0002 8100 0003 0800", 3, 0x0800 },
    { LINK_ETHERNET, "020000000005 020000000009 0029 aaaa03 000000 0800", 0, 0x0800 },
    { LINK_ETHERNET, "020000000005 020000000009 0029 060603", 0, 0 },
    { LINK_ETHERNET, "020000000005 020000000009 8847 00010040 00020140", 0, 0x8847 },
    { LINK_ETHERNET, "020000000005 020000000009 8864 1100 0001 0023 0021", 0, 0x8864 },
    { LINK_LINUX_SLL, "0000 0001 0006 0200000000090000 0800", 0, 0x0800 },
    { LINK_LINUX_SLL, "0000 0001 0006 0200000000090000 8100 0009 0800", 9, 0x0800 },
    { LINK_LINUX_SLL2, "0800 0000 00000003 0001 00 06 0200000000090000", 0, 0x0800 },
    { LINK_NULL, "02000000", 0, 0 },
    { LINK_NULL, "00000002", 0, 0 },
    { LINK_LOOP, "00000002", 0, 0 },
    { LINK_PPP, "ff03 0021", 0, 0 },
    { LINK_PPP, "0021", 0, 0 },
    { LINK_PPP, "21", 0, 0 },
    { LINK_PPP_SERIAL, "ff03 0021", 0, 0 },
    { LINK_PPP_SERIAL, "0f00 0800", 0, 0 },
    { LINK_HDLC, "0f00 0800", 0, 0 },
    { LINK_PPP_ETHER, "1100 0001 0023 0021", 0, 0 },
    { LINK_RAW, "", 0, 0 },
    { LINK_RAW_BSD, "", 0, 0 },
    { LINK_RAW_OPENBSD, "", 0, 0 },
    { LINK_IPV4, "", 0, 0 },
};

Test(link, finds_ip_behind_every_link_layer)
{
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        w->n = 0;
        put_hex(w, beginnings[i].hex);
        put_udp_packet("hello");
        cr_assert(bench_decode(b, w, beginnings[i].link), "%u %s", beginnings[i].link,
                  beginnings[i].hex);
        bench_expect(b, "hello");
        cr_expect_eq(b->p.vlan, beginnings[i].vlan, "%s", beginnings[i].hex);
        cr_expect_eq(b->p.ethertype, beginnings[i].ethertype, "%s", beginnings[i].hex);
    }
}

static const struct beginning beginnings6[] = {
    { LINK_ETHERNET, "020000000005 020000000009 86dd", 0, 0x86dd },
    { LINK_ETHERNET, "020000000005 020000000009 8847 00001140", 0, 0x8847 },
    { LINK_ETHERNET, "020000000005 020000000009 8864 1100 0001 0040 0057", 0, 0x8864 },
    { LINK_NULL, "0a000000", 0, 0 },
    { LINK_NULL, "18000000", 0, 0 },
    { LINK_NULL, "1c000000", 0, 0 },
    { LINK_LOOP, "0000001e", 0, 0 },
    { LINK_PPP, "ff03 0057", 0, 0 },
    { LINK_IPV6, "", 0, 0 },
    { LINK_RAW, "", 0, 0 },
};

Test(link, finds_ipv6_behind_every_link_layer)
{
    for (size_t i = 0; i < sizeof beginnings6 / sizeof beginnings6[0]; i++) {
        w->n = 0;
        put_hex(w, beginnings6[i].hex);
        if (w->n >= 20 && w->b[12] == 0x88 && w->b[13] == 0x64)
            w->b[19] = 40 + 8 + 5 + 2;
        put_udp6_packet("hello");
        cr_assert(bench_decode(b, w, beginnings6[i].link), "%s", beginnings6[i].hex);
        bench_expect(b, "hello");
    }
}

static const struct beginning messages[] = {
    { LINK_ETHERNET, "020000000005 020000000009 0806", 0, 0x0806 },
    { LINK_ETHERNET, "0180c2000003 020000000009 888e", 0, 0x888e },
    { LINK_ETHERNET, "0180c2000003 020000000009 8100 0007 888e", 7, 0x888e },
    { LINK_ETHERNET, "020000000005 020000000009 88a8 0064 8100 0005 0806", 5, 0x0806 },
    { LINK_ETHERNET, "020000000005 020000000009 000d aaaa03 000000 888e", 0, 0x888e },
    { LINK_LINUX_SLL, "0000 0001 0006 0200000000090000 888e", 0, 0x888e },
    { LINK_LINUX_SLL2, "0806 0000 00000003 0001 00 06 0200000000090000", 0, 0x0806 },
};

Test(link, hands_on_arp_and_eapol)
{
    static const uint8_t src[6] = { 2, 0, 0, 0, 0, 9 };
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        w->n = 0;
        put_hex(w, messages[i].hex);
        put_text(w, "hello");
        cr_assert(bench_decode(b, w, messages[i].link), "%s", messages[i].hex);
        cr_expect_eq(b->p.transport, TRANSPORT_LINK);
        cr_expect_eq(b->p.ethertype, messages[i].ethertype);
        cr_expect_eq(b->p.vlan, messages[i].vlan);
        cr_expect_arr_eq(b->p.src_mac.b, src, 6);
        cr_expect(bytes_equal_text(b->p.payload, "hello"));
        cr_expect_eq(b->p.src.port, 0);
        cr_expect(!mac_known(&b->p.dst_mac) || messages[i].link == LINK_ETHERNET);
    }
    cr_expect_eq(b->counters.n[COUNT_not_ip], 0);
}

Test(link, says_how_much_of_a_message_was_not_captured)
{
    put_hex(w, "0180c2000003 020000000009 888e");
    put_text(w, "hello");
    cr_assert(bench_decode_cut(b, w, LINK_ETHERNET, w->n - 2));
    cr_expect_eq(b->p.payload_cut, 2);
    cr_expect_eq(b->p.payload.n, 3);
}
