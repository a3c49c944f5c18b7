#include <criterion/criterion.h>

#include "capture/shunt.h"
#include "core/clock.h"
#include "tests/support/span.h"

#include <stdio.h>
#include <unistd.h>

enum { QUIET_MS = 200, SSRC = 0x12345678, TYPE = 96, PORT = 40000, LOOK = 2, EVERY = 50 };

static const struct live_source *const source = &af_packet_source;
static struct shunt *shunt;
static void *self;
static int far = -1;

/* From 192.0.2.9 to 192.0.2.5, or their IPv6 likes, as tests/support/frames.h makes them. */
static struct media_flow stream(bool v6)
{
    static const uint8_t v6_src[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 9 };
    static const uint8_t v6_dst[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 5 };
    struct media_flow flow = {
        .src.port = PORT, .dst.port = 5000, .ssrc = SSRC, .payload_type = TYPE
    };
    flow.src.ip = ip_from_v4((const uint8_t[]){ 192, 0, 2, 9 });
    flow.dst.ip = ip_from_v4((const uint8_t[]){ 192, 0, 2, 5 });
    if (v6) {
        memcpy(flow.src.ip.b, v6_src, sizeof v6_src);
        memcpy(flow.dst.ip.b, v6_dst, sizeof v6_dst);
    }
    return flow;
}

static void begin(void)
{
    if (!span_begin())
        cr_skip_test("needs root and network namespaces");
    struct error e = { "" };
    shunt = shunt_open(&(struct shunt_settings){ .every_packets = EVERY,
                                                 .every_ms = 3600 * 1000,
                                                 .look_packets = LOOK },
                       &e);
    if (shunt == NULL)
        cr_skip_test("%s", e.s);
    self = span_open(source, &(struct live_settings){ .interface = "span", .shunt = shunt });
    far = span_socket("far");
}

static void end(void)
{
    if (self != NULL)
        source->close(self);
    shunt_close(shunt);
}

TestSuite(shunt, .init = begin, .fini = end);

/* What a packet is, that a test sends. */
struct sent {
    const char *link; /* in hexadecimal digits, up to the network header */
    bool v6;
    unsigned port;
    uint32_t ssrc;
    unsigned second; /* byte of RTP: marker and payload type */
    unsigned first;  /* byte of RTP: version, ... */
};

static const char ethernet[] = "020000000005 020000000009 0800";
static const char ethernet6[] = "020000000005 020000000009 86dd";
static const struct sent usual = { ethernet, false, PORT, SSRC, TYPE, 0x80 };

static struct wire *wire_of(struct sent s)
{
    enum { N = 12 + 4 };
    struct wire *w = wire_new();
    put_hex(w, s.link);
    if (s.v6)
        put_ipv6(w, 17, 8 + N);
    else
        put_ipv4(w, 17, 8 + N);
    put_udp(w, s.port, 5000, N);
    put_8(w, s.first);
    put_8(w, s.second);
    put_hex(w, "0001 00000002");
    put_32(w, s.ssrc);
    put_text(w, "body");
    return w;
}

static size_t send_these(struct sent s, int n)
{
    struct wire *w = wire_of(s);
    size_t length = w->n;
    for (int i = 0; i < n; i++)
        span_send(far, w);
    wire_free(w);
    return length;
}

/* How many of n such packets are delivered. */
static uint64_t delivered(struct sent s, int n)
{
    send_these(s, n);
    return span_drain(source, self, QUIET_MS);
}

/* Adds the usual stream, and lets the first look at it pass. */
static void add_usual(void)
{
    struct media_flow flow = stream(false);
    cr_assert(source->shunt(self, &flow));
    (void)delivered(usual, LOOK);
    cr_assert(shunt_count(shunt, &flow, &(struct shunt_count){ 0 }));
}

Test(shunt, delivers_everything_until_told)
{
    cr_expect_eq(delivered(usual, 100), 100);
    cr_expect_eq(shunt_total(shunt).packets, 0);
}

Test(shunt, counts_a_stream_and_delivers_a_look_now_and_then)
{
    enum { PACKETS = EVERY * 20 };
    struct media_flow flow = stream(false);
    struct shunt_count of_flow = { 0 };
    cr_assert(source->shunt(self, &flow));
    size_t length = send_these(usual, PACKETS);
    uint64_t seen = span_drain(source, self, QUIET_MS);
    cr_assert(shunt_count(shunt, &flow, &of_flow));
    cr_expect_eq(seen + of_flow.packets, PACKETS);
    cr_expect_eq(of_flow.bytes, of_flow.packets * length);
    cr_expect_geq(seen, 19 * LOOK);
    cr_expect_leq(seen, 21 * LOOK);
    struct shunt_count total = shunt_total(shunt);
    cr_expect_eq(total.packets, of_flow.packets);
    cr_expect_eq(total.bytes, of_flow.bytes);
    struct live_counts c = span_counts(source, self);
    cr_expect_eq(c.received, seen);
    cr_expect_eq(c.ring_full, 0);
}

Test(shunt, delivers_what_may_be_news)
{
    struct sent s = usual;
    add_usual();
    uint64_t before = shunt_total(shunt).packets;
    s.ssrc++;
    cr_expect_eq(delivered(s, 5), 5, "another SSRC");
    s = usual;
    s.second = TYPE + 1;
    cr_expect_eq(delivered(s, 5), 5, "another payload type");
    for (s.second = 200; s.second <= 206; s.second++)
        cr_expect_eq(delivered(s, 1), 1, "RTCP %u", s.second);
    s = usual;
    s.first = 0x16;
    cr_expect_eq(delivered(s, 5), 5, "DTLS");
    s = usual;
    s.port++;
    cr_expect_eq(delivered(s, 5), 5, "another flow");
    cr_expect_eq(shunt_total(shunt).packets, before);
    s = usual;
    s.second |= 0x80;
    cr_expect_eq(delivered(s, 5), 0, "the marker is no news");
    cr_expect_eq(shunt_total(shunt).packets, before + 5);
}

/* RFC 5761 section 4: with the marker, payload type 72 looks like a sender report. */
Test(shunt, delivers_what_may_be_rtcp_whatever_the_payload_type)
{
    struct media_flow flow = stream(false);
    struct sent s = usual;
    flow.payload_type = 72;
    s.second = 72;
    cr_assert(source->shunt(self, &flow));
    cr_expect_eq(delivered(s, LOOK), LOOK);
    cr_expect_eq(delivered(s, 5), 0);
    s.second = 200;
    cr_expect_eq(delivered(s, 5), 5);
}

Test(shunt, delivers_what_comes_back)
{
    struct wire *w = wire_new();
    add_usual();
    put_hex(w, "020000000009 020000000005 0800 45000030 00000000 40110000 c0000205 c0000209");
    put_hex(w, "1388 9c40 001c 0000 80600001 00000002 12345678 626f6479 626f6479");
    span_send(far, w);
    cr_expect_eq(span_drain(source, self, QUIET_MS), 1);
    wire_free(w);
}

Test(shunt, delivers_fragments_and_what_is_too_short_and_what_is_no_udp)
{
    add_usual();
    struct wire *w = wire_of(usual);
    w->b[20] = 0x20; /* more fragments */
    span_send(far, w);
    w->b[20] = 0;
    w->b[23] = 6; /* TCP */
    span_send(far, w);
    w->b[23] = 17;
    w->b[39] = 11; /* UDP's length */
    span_send(far, w);
    w->b[12] = 0x08;
    w->b[13] = 0x06; /* ARP */
    span_send(far, w);
    w->n = 14 + 20 + 8 + 11;
    w->b[13] = 0;
    span_send(far, w);
    cr_expect_eq(span_drain(source, self, QUIET_MS), 5);
    wire_free(w);
}

Test(shunt, knows_a_stream_behind_vlan_tags)
{
    static const char *const links[] = {
        "020000000005 020000000009 8100 0007 0800",
        "020000000005 020000000009 88a8 0007 8100 0008 0800",
    };
    add_usual();
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        struct sent s = usual;
        uint64_t before = shunt_total(shunt).bytes;
        s.link = links[i];
        size_t length = send_these(s, 4);
        cr_expect_eq(span_drain(source, self, QUIET_MS), 0);
        cr_expect_eq(shunt_total(shunt).bytes, before + 4 * length);
    }
    struct sent deep = usual;
    deep.link = "020000000005 020000000009 8100 0001 8100 0002 8100 0003 8100 0004 0800";
    cr_expect_eq(delivered(deep, 3), 3);
}

Test(shunt, knows_ipv6)
{
    struct media_flow flow = stream(true);
    struct sent s = usual;
    s.link = ethernet6;
    s.v6 = true;
    cr_assert(source->shunt(self, &flow));
    cr_expect_eq(delivered(s, LOOK), LOOK);
    cr_expect_eq(delivered(s, 20), 0);
    cr_expect_eq(delivered(usual, 3), 3);
}

Test(shunt, looks_again_after_a_time)
{
    struct error e = { "" };
    struct shunt *often = shunt_open(
        &(struct shunt_settings){ .every_packets = 1000000, .every_ms = 300, .look_packets = 3 },
        &e);
    void *other = span_open(source, &(struct live_settings){ .interface = "span", .shunt = often });
    struct media_flow flow = stream(false);
    cr_assert_not_null(often, "%s", e.s);
    cr_assert(shunt_add(often, &flow));
    for (int turn = 0; turn < 3; turn++) {
        uint64_t begun = steady_ms();
        send_these(usual, 20);
        bool late =
            steady_ms() - begun >= 300; /* as a busy machine may be: then there are two looks */
        uint64_t seen = span_drain(source, other, 100);
        cr_expect(seen == 3 || late, "%d", (int)seen);
        (void)usleep(400000);
    }
    source->close(other);
    shunt_close(often);
}

Test(shunt, takes_a_stream_back)
{
    struct media_flow flow = stream(false);
    add_usual();
    cr_expect_eq(delivered(usual, 10), 0);
    cr_expect(shunt_remove(shunt, &flow));
    cr_expect_not(shunt_remove(shunt, &flow));
    cr_expect_not(shunt_count(shunt, &flow, &(struct shunt_count){ 0 }));
    cr_expect_eq(delivered(usual, 10), 10);
    cr_expect_eq(shunt_total(shunt).packets, 10, "what was counted stays counted");
}

Test(shunt, lists_its_streams)
{
    enum { FLOWS = 100 };
    struct shunted list[FLOWS + 1];
    bool seen[FLOWS] = { false };
    for (unsigned i = 0; i < FLOWS; i++) {
        struct media_flow flow = stream(false);
        flow.src.port = (uint16_t)(PORT + i);
        flow.ssrc = i;
        cr_assert(shunt_add(shunt, &flow));
    }
    cr_assert_eq(shunt_list(shunt, list, FLOWS + 1), FLOWS);
    for (int i = 0; i < FLOWS; i++) {
        cr_assert_lt(list[i].flow.ssrc, FLOWS);
        cr_expect_eq(list[i].flow.src.port, PORT + list[i].flow.ssrc);
        cr_expect_eq(list[i].flow.payload_type, TYPE);
        cr_expect_arr_eq(list[i].flow.dst.ip.b + 12, "\xc0\x00\x02\x05", 4);
        seen[list[i].flow.ssrc] = true;
    }
    for (int i = 0; i < FLOWS; i++)
        cr_expect(seen[i]);
    cr_expect_eq(shunt_list(shunt, list, 7), 7);
}

Test(shunt, gives_way_when_it_is_full)
{
    struct error e = { "" };
    struct shunt *small = shunt_open(&(struct shunt_settings){ .flows = 64 }, &e);
    struct shunted list[1000];
    cr_assert_not_null(small, "%s", e.s);
    for (unsigned i = 0; i < 1000; i++) {
        struct media_flow flow = stream(false);
        flow.src.port = (uint16_t)i;
        cr_assert(shunt_add(small, &flow));
    }
    cr_expect_leq(shunt_list(small, list, 1000), 64);
    shunt_close(small);
}

Test(shunt, gives_way_to_a_filter)
{
    struct media_flow flow = stream(false);
    void *other = span_open(
        source, &(struct live_settings){ .interface = "span", .filter = "udp", .shunt = shunt });
    cr_expect_not(source->shunt(other, &flow));
    add_usual();
    (void)span_drain(source, other, QUIET_MS);
    send_these(usual, 10);
    cr_expect_eq(span_drain(source, other, QUIET_MS), 10);
    source->close(other);
}

Test(shunt, is_still_there_when_the_interface_was_deleted)
{
    add_usual();
    span_run(span_unplug);
    span_run(span_plug);
    for (int i = 0; i < 8; i++)
        (void)span_drain(source, self, 100);
    far = span_socket("far");
    cr_expect_eq(delivered(usual, 10), 0);
    struct sent s = usual;
    s.ssrc++;
    cr_expect_eq(delivered(s, 10), 10);
}

Test(shunt, needs_no_capability_but_to_begin)
{
    struct error e = { "" };
    struct media_flow flow = stream(false);
    span_drop_capabilities();
    add_usual();
    cr_expect_eq(delivered(usual, 10), 0);
    cr_expect_eq(shunt_total(shunt).packets, 10);
    cr_expect(shunt_remove(shunt, &flow));
    cr_expect_null(shunt_open(&(struct shunt_settings){ 0 }, &e));
    cr_expect_not_null(strstr(e.s, "needs CAP_BPF"), "%s", e.s);
}
