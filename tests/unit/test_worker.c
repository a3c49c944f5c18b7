#include <criterion/criterion.h>

#include "sensor/worker.h"
#include "tests/support/frames.h"

static struct packet packet(unsigned number)
{
    const uint8_t client[4] = { 192, 0, 2, (uint8_t)number };
    const uint8_t server[4] = { 192, 0, 2, (uint8_t)(200 + number % 7) };
    return (struct packet){ .transport = TRANSPORT_TCP,
                            .src = { ip_from_v4(client), (uint16_t)(40000 + number) },
                            .dst = { ip_from_v4(server), 554 } };
}

static struct packet back(struct packet p)
{
    struct endpoint src = p.src;
    p.src = p.dst;
    p.dst = src;
    return p;
}

Test(worker, a_conversation_is_one_workers_in_both_directions_and_any_vlan)
{
    struct share s = { .key = hash_key_new(), .of = 3 };
    unsigned own[3] = { 0 };
    for (unsigned i = 0; i < 600; i++) {
        struct packet there = packet(i), again = back(there);
        unsigned owners = 0;
        again.vlan = 7;
        for (s.number = 0; s.number < s.of; s.number++) {
            bool has = share_has(&s, &there);
            cr_assert_eq(share_has(&s, &again), has);
            owners += has;
            own[s.number] += has;
        }
        cr_assert_eq(owners, 1);
    }
    for (size_t i = 0; i < 3; i++)
        cr_assert_gt(own[i], 100, "worker %zu has %u of 600", i, own[i]);
}

static unsigned owner_of(struct share s, const struct packet *p)
{
    unsigned owner = 0, owners = 0;
    for (s.number = 0; s.number < s.of; s.number++) {
        bool has = share_has(&s, p);
        owner = has ? s.number : owner;
        owners += has;
    }
    cr_assert_eq(owners, 1);
    return owner;
}

Test(worker, what_has_no_ip_is_one_workers)
{
    struct share s = { .key = hash_key_new(), .of = 5 };
    struct packet p = { .transport = TRANSPORT_LINK, .ethertype = PROTOCOL_EAPOL };
    unsigned first = owner_of(s, &p);
    for (uint8_t i = 0; i < 100; i++) {
        p.src_mac.b[5] = i;
        p.dst_mac.b[4] = i;
        cr_assert_eq(owner_of(s, &p), first);
    }
}

Test(worker, what_a_host_says_by_icmp_is_one_workers)
{
    struct share s = { .key = hash_key_new(), .of = 5 };
    unsigned owners = 0;
    for (unsigned host = 0; host < 100; host++) {
        struct packet p = packet(host);
        p.transport = TRANSPORT_ICMP;
        p.src.port = p.dst.port = 0;
        unsigned owner = owner_of(s, &p);
        owners |= 1U << owner;
        p.dst.ip.b[15]++;
        cr_assert_eq(owner_of(s, &p), owner);
    }
    cr_assert_eq(owners, 0x1f);
}

Test(worker, a_span_knows_the_earliest_the_latest_and_the_last)
{
    struct span s = { 0 };
    span_add(&s, 50);
    span_add(&s, 30);
    span_add(&s, 90);
    span_add(&s, 40);
    cr_assert_eq(s.first_ns, 30);
    cr_assert_eq(s.last_ns, 90);
    cr_assert_eq(s.end_ns, 40);
}

/* A pcap of two UDP datagrams that nobody knows. */
static struct file two_datagrams(void)
{
    struct wire *w = wire_new(), *frame = wire_new();
    put_datagram(frame, "hello");
    put_32(w, 0xa1b2c3d4);
    put_16(w, 2);
    put_16(w, 4);
    put_fill(w, 0, 8);
    put_32(w, 65535);
    put_32(w, LINK_ETHERNET);
    for (unsigned i = 0; i < 2; i++) {
        put_32(w, 7 + i);
        put_32(w, 0);
        put_32(w, (uint32_t)frame->n);
        put_32(w, (uint32_t)frame->n);
        put_bytes(w, frame->b, frame->n);
    }
    struct file f = file_of(w->b, w->n);
    wire_free(frame);
    wire_free(w);
    return f;
}

/* The one worker that is to take that share, after it has read the capture. */
static struct worker *reader(const char *path, uint32_t number, uint32_t of)
{
    struct flow_settings settings = flow_settings_default();
    struct share share = { .number = number, .of = of };
    struct error e = { "" };
    struct worker *w = worker_new(share, &settings, 16);
    cr_assert_not_null(w);
    cr_assert(worker_start(w, path, NULL, &e), "%s", e.s);
    worker_join(w);
    return w;
}

Test(worker, decodes_all_and_follows_its_own)
{
    struct file f = two_datagrams();
    uint64_t flows = 0;
    for (uint32_t i = 0; i < 2; i++) {
        struct worker *w = reader(f.path, i, 2);
        cr_assert(worker_opened(w));
        cr_assert_null(worker_error(w));
        cr_assert_eq(worker_decoded(w)->n[COUNT_frames], 2);
        cr_assert_eq(worker_followed(w)->n[COUNT_frames], 0);
        cr_assert_eq(worker_span(w).first_ns, UINT64_C(7000000000));
        cr_assert_eq(worker_span(w).end_ns, UINT64_C(8000000000));
        cr_assert_eq(fact_ring_passed(worker_ring(w)), UINT64_MAX);
        cr_assert_gt(worker_done(w), 0);
        flows += worker_followed(w)->n[COUNT_flows];
        worker_free(w);
    }
    cr_assert_eq(flows, 1);
    file_gone(&f);
}

Test(worker, says_why_a_capture_cannot_be_read_and_ends_all_the_same)
{
    struct worker *w = reader("/nonexistent/capture.pcap", 0, 1);
    cr_assert_not(worker_opened(w));
    cr_assert_not_null(worker_error(w));
    cr_assert_eq(fact_ring_passed(worker_ring(w)), UINT64_MAX);
    worker_free(w);
}
