#include <criterion/criterion.h>

#include "capture/fanout.h"
#include "capture/pair_hash.h"
#include "tests/support/span.h"

#include <unistd.h>

enum { QUIET_MS = 300, WORKERS = 3, HOSTS = 30, PORTS = 4 };

static const struct live_source *const source = &af_packet_source;
static void *worker[WORKERS];
static int far = -1;

static void begin(void)
{
    if (!span_begin())
        cr_skip_test("needs root and network namespaces");
    struct error e = { "" };
    int code = fanout_code_open(&e);
    if (code < 0)
        cr_skip_test("%s", e.s);
    struct live_settings settings = {
        .interface = "span", .blocks = 4, .fanout_id = 7, .fanout_code = &code
    };
    for (int i = 0; i < WORKERS; i++)
        worker[i] = span_open(source, &settings);
    close(code);
    far = span_socket("far");
}

static void end(void)
{
    for (int i = 0; i < WORKERS; i++)
        if (worker[i] != NULL)
            source->close(worker[i]);
}

TestSuite(fanout, .init = begin, .fini = end);
TestSuite(pair_hash);

static void put_address(struct wire *w, bool v6, unsigned host)
{
    if (v6)
        put_hex(w, "20010db8 00000000 00000000");
    put_32(w, 0x0a000000U + host);
}

/* An empty datagram from host a to host b. */
static void send_one(const char *link, bool v6, unsigned a, unsigned b, unsigned port)
{
    struct wire *w = wire_new();
    put_hex(w, link);
    put_hex(w, v6 ? "60000000 0008 11 40" : "4500001c 00000000 40110000");
    put_address(w, v6, a);
    put_address(w, v6, b);
    put_udp(w, port, port + 1, 0);
    span_send(far, w);
    wire_free(w);
}

struct kind {
    const char *digits;
    bool v6;
    size_t src; /* where the last byte of the address is */
    size_t dst;
};

/* Frames between host 200 and each of HOSTS, both ways: who got those of which host. */
static void expect_hosts_whole(const struct kind *link)
{
    int of[HOSTS];
    uint64_t all = 0;
    for (unsigned host = 0; host < HOSTS; host++) {
        of[host] = -1;
        for (unsigned port = 0; port < PORTS; port++) {
            send_one(link->digits, link->v6, host, 200, port);
            send_one(link->digits, link->v6, 200, host, port);
        }
    }
    for (int i = 0; i < WORKERS; i++) {
        struct frame batch[64];
        struct error e = { "" };
        uint64_t before = all;
        for (int n = 1; n > 0; all += (uint64_t)n) {
            n = source->next(worker[i], batch, 64, QUIET_MS, &e);
            for (int k = 0; k < n; k++) {
                const uint8_t *p = batch[k].bytes.p;
                unsigned host = p[link->src] != 200 ? p[link->src] : p[link->dst];
                cr_assert(of[host] == -1 || of[host] == i, "host %u is torn apart", host);
                of[host] = i;
            }
        }
        cr_expect_gt(all, before, "worker %d got nothing", i);
    }
    cr_expect_eq(all, HOSTS * PORTS * 2);
}

Test(fanout, leaves_what_two_hosts_say_to_one_worker)
{
    expect_hosts_whole(&(struct kind){ "020000000005 020000000009 0800", false, 29, 33 });
}

Test(fanout, knows_ipv6)
{
    expect_hosts_whole(&(struct kind){ "020000000005 020000000009 86dd", true, 37, 53 });
}

Test(fanout, looks_behind_vlan_tags)
{
    expect_hosts_whole(&(struct kind){ "020000000005 020000000009 8100 0007 0800", false, 33, 37 });
    expect_hosts_whole(
        &(struct kind){ "020000000005 020000000009 88a8 0007 8100 0008 0800", false, 37, 41 });
}

Test(fanout, leaves_the_rest_to_the_first)
{
    struct wire *w = wire_new();
    put_hex(w, "ffffffffffff 020000000009 0806 0001 0800 0604 0001 020000000009 c0000209");
    put_hex(w, "000000000000 c0000205");
    span_send(far, w);
    cr_expect_eq(span_drain(source, worker[0], QUIET_MS), 1);
    wire_free(w);
}

/* A switch and what wants to be let in, to each other and to the group address. */
Test(fanout, leaves_both_directions_of_a_login_to_one_worker)
{
    static const char *const frames[] = {
        "0180c2000003 020000000009 888e 0101 0000",
        "020000000009 020000000001 888e 0100 0005 0101 0005 01",
        "020000000001 020000000009 888e 0100 0005 0201 0005 01",
        "0180c2000003 020000000001 8100 0007 888e 0100 0004 0301 0004",
    };
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
        struct wire *w = wire_new();
        put_hex(w, frames[i]);
        put_fill(w, 0, 64 - w->n);
        span_send(far, w);
        wire_free(w);
    }
    cr_expect_eq(span_drain(source, worker[0], QUIET_MS), 4);
}

Test(pair_hash, does_not_mind_the_direction)
{
    uint8_t a[PAIR_ADDRESS_N] = { [15] = 1 }, b[PAIR_ADDRESS_N] = { [0] = 1 };
    cr_expect_eq(pair_hash(a, b), pair_hash(b, a));
    cr_expect_neq(pair_hash(a, a), pair_hash(a, b));
}

Test(pair_hash, shares_neighbours_out_evenly)
{
    enum { CAMERAS = 240 };
    uint8_t recorder[PAIR_ADDRESS_N] = { [10] = 0xff, 0xff, 192, 168, 10, 5 };
    uint8_t camera[PAIR_ADDRESS_N] = { [10] = 0xff, 0xff, 192, 168, 10, 0 };
    for (unsigned workers = 2; workers <= 8; workers++) {
        unsigned of[8] = { 0 };
        for (unsigned i = 10; i < 10 + CAMERAS; i++) {
            camera[15] = (uint8_t)i;
            of[pair_hash(camera, recorder) % workers]++;
        }
        for (unsigned i = 0; i < workers; i++) {
            cr_expect_gt(of[i], CAMERAS / workers / 2);
            cr_expect_lt(of[i], CAMERAS / workers * 2);
        }
    }
}
