#include "evidence/kept_frame.h"

#include <criterion/criterion.h>

#include "tests/support/frames.h"

/* RFC 1071: a header and what it covers sum up to ones, with the pseudo header. */
static bool sums_up(const struct packet *p, const uint8_t *segment, size_t n)
{
    uint32_t sum = p->ip_protocol + (uint32_t)n;
    for (size_t i = ip_is_v4(&p->src.ip) ? 12 : 0; i < 16; i += 2)
        sum += (uint32_t)(p->src.ip.b[i] << 8 | p->src.ip.b[i + 1]) +
               (uint32_t)(p->dst.ip.b[i] << 8 | p->dst.ip.b[i + 1]);
    for (size_t i = 0; i < n; i++)
        sum += i % 2 == 0 ? (uint32_t)segment[i] << 8 : segment[i];
    while (sum > 0xffff)
        sum = (sum & 0xffff) + (sum >> 16);
    return sum == 0xffff;
}

static struct kept_frame keep(const struct wire *w, struct packet *p)
{
    struct bench *b = bench_new();
    struct frame f = frame_of(w, LINK_ETHERNET);
    struct kept_frame k;
    cr_assert(decode(b->decoder, &f, p));
    kept_frame_of(&f, p, &k);
    bench_free(b);
    return k;
}

Test(kept_frame, of_tcp_is_masked_and_sums_up)
{
    struct packet p;
    struct wire *w = wire_new();
    put_ethernet(w, 0x0800);
    put_ipv4(w, 6, 20 + 11);
    put_tcp(w, 40000, 21, TCP_ACK);
    put_text(w, "PASS odd!\r\n");
    put_text(w, "trailer");
    struct kept_frame k = keep(w, &p);
    cr_expect_eq(k.n, w->n);
    cr_expect(memcmp(k.bytes, w->b, 34) == 0);
    cr_expect(memcmp(k.bytes + 54, "PASS xxxx\r\nxxxxxxx", 18) == 0);
    cr_expect(sums_up(&p, k.bytes + 34, 31));
    wire_free(w);
}

Test(kept_frame, of_udp_over_ipv6_sums_up_unless_it_had_no_sum)
{
    struct packet p;
    for (unsigned had = 0; had < 2; had++) {
        struct wire *w = wire_new();
        put_ethernet(w, 0x86dd);
        put_ipv6(w, 17, 8 + 7);
        put_udp(w, 40000, 514, 7);
        w->b[w->n - 1] = (uint8_t)had;
        put_text(w, "<1>abcd");
        struct kept_frame k = keep(w, &p);
        cr_expect(memcmp(k.bytes + 62, "<1>xxxx", 7) == 0);
        cr_expect_eq(sums_up(&p, k.bytes + 54, 15), had == 1);
        wire_free(w);
    }
}

static bool is_zero(const struct kept_frame *k, size_t at)
{
    return k->bytes[at] == 0 && k->bytes[at + 1] == 0;
}

Test(kept_frame, that_is_cut_has_no_sum_that_would_tell_of_what_is_masked)
{
    struct packet p;
    struct wire *w = wire_new();
    put_ethernet(w, 0x0800);
    put_ipv4(w, 6, 20 + 11);
    put_tcp(w, 40000, 21, TCP_ACK);
    put_text(w, "PASS odd!\r\n");
    w->b[34 + 16] = 0x12;
    struct bench *b = bench_new();
    struct frame f = frame_of(w, LINK_ETHERNET);
    struct kept_frame k;
    f.bytes.n -= 4;
    cr_assert(decode(b->decoder, &f, &p));
    kept_frame_of(&f, &p, &k);
    cr_expect(is_zero(&k, 34 + 16));
    bench_free(b);
    wire_free(w);
}

/* A segment in UDP by VXLAN, or in GRE with its checksum. */
Test(kept_frame, in_a_tunnel_has_no_sum_around_it)
{
    enum { INNER = 20 + 20 + 11 };
    for (int gre = 0; gre < 2; gre++) {
        struct packet p;
        struct wire *w = wire_new();
        put_ethernet(w, 0x0800);
        put_ipv4(w, gre ? 47 : 17, gre ? 8 + INNER : 8 + 8 + 14 + INNER);
        size_t sum_at = w->n + (gre ? 4 : 6);
        if (gre) {
            put_hex(w, "8000 0800 abcd 0000");
        } else {
            put_udp(w, 40000, 4789, 8 + 14 + INNER);
            put_hex(w, "08000000 00000700");
            put_ethernet(w, 0x0800);
        }
        w->b[sum_at] = 0xab;
        put_ipv4(w, 6, 20 + 11);
        put_tcp(w, 40000, 21, TCP_ACK);
        put_text(w, "PASS odd!\r\n");
        struct kept_frame k = keep(w, &p);
        cr_expect_eq(p.dst.port, 21);
        cr_expect(is_zero(&k, sum_at));
        cr_expect(memcmp(k.bytes + k.n - 11, "PASS xxxx\r\n", 11) == 0);
        cr_expect(sums_up(&p, k.bytes + k.n - 31, 31));
        wire_free(w);
    }
}

Test(kept_frame, of_a_long_frame_is_its_beginning)
{
    struct packet p;
    struct wire *w = wire_new();
    put_ethernet(w, 0x0800);
    put_ipv4(w, 6, 20 + 9000);
    put_tcp(w, 40000, 21, TCP_ACK);
    put_fill(w, 'a', 9000);
    struct kept_frame k = keep(w, &p);
    cr_expect_eq(k.n, KEPT_FRAME_MAX);
    cr_expect_eq(k.wire_n, 9054);
    for (size_t i = 54; i < k.n; i++)
        cr_assert_eq(k.bytes[i], 'x');
    wire_free(w);
}

Test(kept_frame, of_a_packet_put_together_hides_all_but_the_headers)
{
    static const uint8_t elsewhere[] = "PASS secret\r\n";
    struct wire *w = wire_new();
    put_datagram(w, "PASS secret\r\n");
    struct frame f = frame_of(w, LINK_ETHERNET);
    struct packet p = { .transport = TRANSPORT_UDP, .payload = { elsewhere, 13 } };
    struct kept_frame k;
    kept_frame_of(&f, &p, &k);
    cr_expect(memcmp(k.bytes, w->b, 34) == 0);
    for (size_t i = 34; i < k.n; i++)
        cr_assert_eq(k.bytes[i], 'x');
    wire_free(w);
}

Test(kept_frame, belongs_to_what_is_said_of_its_conversation_in_either_direction)
{
    struct kept_frame k = {
        .frame_no = 3, .time_ns = 3, .transport = TRANSPORT_TCP, .src.port = 1000, .dst.port = 21
    };
    struct observation o = {
        .frame_no = 9, .transport = TRANSPORT_TCP, .client = k.src, .server = k.dst
    };
    cr_expect(kept_frame_is_of(&k, &o));
    o.client = k.dst;
    o.server = k.src;
    cr_expect(kept_frame_is_of(&k, &o));
    o.client.port = 22;
    cr_expect(!kept_frame_is_of(&k, &o));
    o.frame_no = o.time_ns = 3;
    cr_expect(kept_frame_is_of(&k, &o));
}
