/* The streams that a shunt has: how they come, go and are looked at again. */
#include <criterion/criterion.h>

#include "core/clock.h"
#include "tests/support/media_span.h"

#include <unistd.h>

static struct media_span m;

static void begin(void)
{
    media_span_begin(&m);
}

static void end(void)
{
    media_span_end(&m);
}

TestSuite(shunt_list, .init = begin, .fini = end);

Test(shunt_list, looks_again_after_a_time)
{
    struct error e = { "" };
    struct shunt *often = shunt_open(
        &(struct shunt_settings){ .every_packets = 1000000, .every_ms = 300, .look_packets = 3 },
        &e);
    void *other =
        span_open(m.source, &(struct live_settings){ .interface = "span", .shunt = often });
    struct media_flow flow = media_span_stream(false);
    cr_assert_not_null(often, "%s", e.s);
    cr_assert(shunt_add(often, &flow));
    for (int turn = 0; turn < 3; turn++) {
        uint64_t begun = steady_ms();
        media_span_send(&m, usual, 20);
        bool late =
            steady_ms() - begun >= 300; /* as a busy machine may be: then there are two looks */
        uint64_t seen = span_drain(m.source, other, 100);
        cr_expect(seen == 3 || late, "%d", (int)seen);
        (void)usleep(400000);
    }
    m.source->close(other);
    shunt_close(often);
}

Test(shunt_list, takes_a_stream_back)
{
    struct media_flow flow = media_span_stream(false);
    media_span_add_usual(&m);
    cr_expect_eq(media_span_delivered(&m, usual, 10), 0);
    cr_expect(shunt_remove(m.shunt, &flow));
    cr_expect_not(shunt_remove(m.shunt, &flow));
    cr_expect_not(shunt_count(m.shunt, &flow, &(struct shunt_count){ 0 }));
    cr_expect_eq(media_span_delivered(&m, usual, 10), 10);
    cr_expect_eq(shunt_total(m.shunt).packets, 10, "what was counted stays counted");
}

Test(shunt_list, lists_its_streams)
{
    enum { FLOWS = 100 };
    struct shunted list[FLOWS + 1];
    bool seen[FLOWS] = { false };
    for (unsigned i = 0; i < FLOWS; i++) {
        struct media_flow flow = media_span_stream(false);
        flow.src.port = (uint16_t)(PORT + i);
        flow.ssrc = i;
        cr_assert(shunt_add(m.shunt, &flow));
    }
    cr_assert_eq(shunt_list(m.shunt, list, FLOWS + 1), FLOWS);
    for (int i = 0; i < FLOWS; i++) {
        cr_assert_lt(list[i].flow.ssrc, FLOWS);
        cr_expect_eq(list[i].flow.src.port, PORT + list[i].flow.ssrc);
        cr_expect_eq(list[i].flow.payload_type, TYPE);
        cr_expect_arr_eq(list[i].flow.dst.ip.b + 12, "\xc0\x00\x02\x05", 4);
        seen[list[i].flow.ssrc] = true;
    }
    for (int i = 0; i < FLOWS; i++)
        cr_expect(seen[i]);
    cr_expect_eq(shunt_list(m.shunt, list, 7), 7);
}

Test(shunt_list, gives_way_when_it_is_full)
{
    struct error e = { "" };
    struct shunt *small = shunt_open(&(struct shunt_settings){ .flows = 64 }, &e);
    struct shunted list[1000];
    cr_assert_not_null(small, "%s", e.s);
    for (unsigned i = 0; i < 1000; i++) {
        struct media_flow flow = media_span_stream(false);
        flow.src.port = (uint16_t)i;
        cr_assert(shunt_add(small, &flow));
    }
    cr_expect_leq(shunt_list(small, list, 1000), 64);
    shunt_close(small);
}

Test(shunt_list, gives_way_to_a_filter)
{
    struct media_flow flow = media_span_stream(false);
    void *other = span_open(m.source, &(struct live_settings){
                                          .interface = "span", .filter = "udp", .shunt = m.shunt });
    cr_expect_not(m.source->shunt(other, &flow));
    media_span_add_usual(&m);
    (void)span_drain(m.source, other, QUIET_MS);
    media_span_send(&m, usual, 10);
    cr_expect_eq(span_drain(m.source, other, QUIET_MS), 10);
    m.source->close(other);
}

Test(shunt_list, is_still_there_when_the_interface_was_deleted)
{
    media_span_add_usual(&m);
    span_run(span_unplug);
    span_run(span_plug);
    for (int i = 0; i < 8; i++)
        (void)span_drain(m.source, m.self, 100);
    m.far = span_socket("far");
    cr_expect_eq(media_span_delivered(&m, usual, 10), 0);
    struct sent s = usual;
    s.ssrc++;
    cr_expect_eq(media_span_delivered(&m, s, 10), 10);
}

Test(shunt_list, needs_no_capability_but_to_begin)
{
    struct error e = { "" };
    struct media_flow flow = media_span_stream(false);
    span_drop_capabilities();
    media_span_add_usual(&m);
    cr_expect_eq(media_span_delivered(&m, usual, 10), 0);
    cr_expect_eq(shunt_total(m.shunt).packets, 10);
    cr_expect(shunt_remove(m.shunt, &flow));
    cr_expect_null(shunt_open(&(struct shunt_settings){ 0 }, &e));
    cr_expect_not_null(strstr(e.s, "needs CAP_BPF"), "%s", e.s);
}
