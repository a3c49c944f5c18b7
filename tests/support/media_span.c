#include "tests/support/media_span.h"

#include <criterion/criterion.h>

struct media_flow media_span_stream(bool v6)
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

void media_span_begin(struct media_span *m)
{
    *m = (struct media_span){ .source = &af_packet_source, .far = -1 };
    if (!span_begin())
        cr_skip_test("needs root and network namespaces");
    struct error e = { "" };
    m->shunt = shunt_open(&(struct shunt_settings){ .every_packets = EVERY,
                                                    .every_ms = 3600 * 1000,
                                                    .look_packets = LOOK },
                          &e);
    if (m->shunt == NULL)
        cr_skip_test("%s", e.s);
    m->self =
        span_open(m->source, &(struct live_settings){ .interface = "span", .shunt = m->shunt });
    m->far = span_socket("far");
}

void media_span_end(struct media_span *m)
{
    if (m->self != NULL)
        m->source->close(m->self);
    shunt_close(m->shunt);
}

struct wire *media_span_wire(struct sent s)
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

size_t media_span_send(const struct media_span *m, struct sent s, int n)
{
    struct wire *w = media_span_wire(s);
    size_t length = w->n;
    for (int i = 0; i < n; i++)
        span_send(m->far, w);
    wire_free(w);
    return length;
}

uint64_t media_span_delivered(const struct media_span *m, struct sent s, int n)
{
    media_span_send(m, s, n);
    return span_drain(m->source, m->self, QUIET_MS);
}

void media_span_add_usual(const struct media_span *m)
{
    struct media_flow flow = media_span_stream(false);
    cr_assert(m->source->shunt(m->self, &flow));
    (void)media_span_delivered(m, usual, LOOK);
    cr_assert(shunt_count(m->shunt, &flow, &(struct shunt_count){ 0 }));
}
