#include <criterion/criterion.h>

#include "tests/support/media_span.h"

static struct media_span m;

static void begin(void)
{
    media_span_begin(&m);
}

static void end(void)
{
    media_span_end(&m);
}

TestSuite(shunt, .init = begin, .fini = end);

Test(shunt, delivers_everything_until_told)
{
    cr_expect_eq(media_span_delivered(&m, usual, 100), 100);
    cr_expect_eq(shunt_total(m.shunt).packets, 0);
}

Test(shunt, counts_a_stream_and_delivers_a_look_now_and_then)
{
    enum { PACKETS = EVERY * 20 };
    struct media_flow flow = media_span_stream(false);
    struct shunt_count of_flow = { 0 };
    cr_assert(m.source->shunt(m.self, &flow));
    size_t length = media_span_send(&m, usual, PACKETS);
    uint64_t seen = span_drain(m.source, m.self, QUIET_MS);
    cr_assert(shunt_count(m.shunt, &flow, &of_flow));
    cr_expect_eq(seen + of_flow.packets, PACKETS);
    cr_expect_eq(of_flow.bytes, of_flow.packets * length);
    cr_expect_geq(seen, 19 * LOOK);
    cr_expect_leq(seen, 21 * LOOK);
    struct shunt_count total = shunt_total(m.shunt);
    cr_expect_eq(total.packets, of_flow.packets);
    cr_expect_eq(total.bytes, of_flow.bytes);
    struct live_counts c = span_counts(m.source, m.self);
    cr_expect_eq(c.received, seen);
    cr_expect_eq(c.ring_full, 0);
}

Test(shunt, delivers_what_may_be_news)
{
    struct sent s = usual;
    media_span_add_usual(&m);
    uint64_t before = shunt_total(m.shunt).packets;
    s.ssrc++;
    cr_expect_eq(media_span_delivered(&m, s, 5), 5, "another SSRC");
    s = usual;
    s.second = TYPE + 1;
    cr_expect_eq(media_span_delivered(&m, s, 5), 5, "another payload type");
    for (s.second = 200; s.second <= 206; s.second++)
        cr_expect_eq(media_span_delivered(&m, s, 1), 1, "RTCP %u", s.second);
    s = usual;
    s.first = 0x16;
    cr_expect_eq(media_span_delivered(&m, s, 5), 5, "DTLS");
    s = usual;
    s.port++;
    cr_expect_eq(media_span_delivered(&m, s, 5), 5, "another flow");
    cr_expect_eq(shunt_total(m.shunt).packets, before);
    s = usual;
    s.second |= 0x80;
    cr_expect_eq(media_span_delivered(&m, s, 5), 0, "the marker is no news");
    cr_expect_eq(shunt_total(m.shunt).packets, before + 5);
}

/* RFC 5761 section 4: with the marker, payload type 72 looks like a sender report. */
Test(shunt, delivers_what_may_be_rtcp_whatever_the_payload_type)
{
    struct media_flow flow = media_span_stream(false);
    struct sent s = usual;
    flow.payload_type = 72;
    s.second = 72;
    cr_assert(m.source->shunt(m.self, &flow));
    cr_expect_eq(media_span_delivered(&m, s, LOOK), LOOK);
    cr_expect_eq(media_span_delivered(&m, s, 5), 0);
    s.second = 200;
    cr_expect_eq(media_span_delivered(&m, s, 5), 5);
}

Test(shunt, delivers_what_comes_back)
{
    struct wire *w = wire_new();
    media_span_add_usual(&m);
    put_hex(w, "020000000009 020000000005 0800 45000030 00000000 40110000 c0000205 c0000209");
    put_hex(w, "1388 9c40 001c 0000 80600001 00000002 12345678 626f6479 626f6479");
    span_send(m.far, w);
    cr_expect_eq(span_drain(m.source, m.self, QUIET_MS), 1);
    wire_free(w);
}

Test(shunt, delivers_fragments_and_what_is_too_short_and_what_is_no_udp)
{
    media_span_add_usual(&m);
    struct wire *w = media_span_wire(usual);
    w->b[20] = 0x20; /* more fragments */
    span_send(m.far, w);
    w->b[20] = 0;
    w->b[23] = 6; /* TCP */
    span_send(m.far, w);
    w->b[23] = 17;
    w->b[39] = 11; /* UDP's length */
    span_send(m.far, w);
    w->b[12] = 0x08;
    w->b[13] = 0x06; /* ARP */
    span_send(m.far, w);
    w->n = 14 + 20 + 8 + 11;
    w->b[13] = 0;
    span_send(m.far, w);
    cr_expect_eq(span_drain(m.source, m.self, QUIET_MS), 5);
    wire_free(w);
}

Test(shunt, knows_a_stream_behind_vlan_tags)
{
    static const char *const links[] = {
        "020000000005 020000000009 8100 0007 0800",
        "020000000005 020000000009 88a8 0007 8100 0008 0800",
    };
    media_span_add_usual(&m);
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        struct sent s = usual;
        uint64_t before = shunt_total(m.shunt).bytes;
        s.link = links[i];
        size_t length = media_span_send(&m, s, 4);
        cr_expect_eq(span_drain(m.source, m.self, QUIET_MS), 0);
        cr_expect_eq(shunt_total(m.shunt).bytes, before + 4 * length);
    }
    struct sent deep = usual;
    deep.link = "020000000005 020000000009 8100 0001 8100 0002 8100 0003 8100 0004 0800";
    cr_expect_eq(media_span_delivered(&m, deep, 3), 3);
}

Test(shunt, knows_ipv6)
{
    struct media_flow flow = media_span_stream(true);
    struct sent s = usual;
    s.link = ethernet6;
    s.v6 = true;
    cr_assert(m.source->shunt(m.self, &flow));
    cr_expect_eq(media_span_delivered(&m, s, LOOK), LOOK);
    cr_expect_eq(media_span_delivered(&m, s, 20), 0);
    cr_expect_eq(media_span_delivered(&m, usual, 3), 3);
}
