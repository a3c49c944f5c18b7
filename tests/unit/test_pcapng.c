#include <criterion/criterion.h>

#include "tests/support/blocks.h"

enum { BATCH = 8 };

static struct wire *w;

static void begin(void)
{
    w = wire_new();
}

static void end(void)
{
    wire_free(w);
}

TestSuite(pcapng, .init = begin, .fini = end);

struct read {
    int n;
    struct frame frames[BATCH];
    char texts[BATCH][8];
    struct error e;
};

/* All frames; e: what ended them, or empty. */
static void read_all(struct read *r)
{
    struct file f = file_of(w->b, w->n);
    r->n = 0;
    r->e.s[0] = '\0';
    void *s = pcap_file_source.open(f.path, NULL, &r->e);
    cr_assert_not_null(s, "%s", r->e.s);
    while (r->n < BATCH && pcap_file_source.next(s, &r->frames[r->n], 1, &r->e) == 1) {
        struct bytes in = r->frames[r->n].bytes;
        cr_assert_lt(in.n, sizeof r->texts[0]);
        memcpy(r->texts[r->n], in.p, in.n);
        r->texts[r->n++][in.n] = '\0';
    }
    pcap_file_source.close(s);
    file_gone(&f);
}

static void expect_frame(const struct read *r, int i, const char *text, uint64_t time_ns)
{
    cr_assert_lt(i, r->n);
    cr_expect_str_eq(r->texts[i], text);
    cr_expect_eq(r->frames[i].time_ns, time_ns, "%s: %llu", text,
                 (unsigned long long)r->frames[i].time_ns);
    cr_expect_eq(r->frames[i].frame_no, (uint64_t)i + 1);
}

Test(pcapng, reads_sections_of_either_byte_order)
{
    for (int i = 0; i < 2; i++) {
        put_section(w, i == 0);
        put_interface(w, LINK_ETHERNET, 0, 6, 0);
        put_enhanced(w, 0, 7000123, i == 0 ? "one" : "two");
    }
    struct read r;
    read_all(&r);
    cr_assert_eq(r.n, 2);
    cr_expect_str_empty(r.e.s);
    expect_frame(&r, 0, "one", UINT64_C(7000123000));
    expect_frame(&r, 1, "two", UINT64_C(7000123000));
    cr_expect_eq(r.frames[0].wire_n, 5);
    cr_expect_eq(r.frames[0].bytes.n, 3);
}

Test(pcapng, gives_each_frame_its_interface)
{
    put_section(w, false);
    put_interface(w, LINK_ETHERNET, 0, 9, 0);
    put_interface(w, LINK_RAW, 0, 6, 1000);
    put_enhanced(w, 1, 7000123, "raw");
    put_enhanced(w, 0, 7000000123, "eth");
    put_section(w, true); /* has no interfaces yet */
    put_interface(w, LINK_NULL, 0, 0, 0);
    put_enhanced(w, 0, 8, "lo");
    struct read r;
    read_all(&r);
    cr_assert_eq(r.n, 3);
    expect_frame(&r, 0, "raw", UINT64_C(1007000123000));
    expect_frame(&r, 1, "eth", UINT64_C(7000000123));
    expect_frame(&r, 2, "lo", UINT64_C(8000000000));
    cr_expect_eq(r.frames[0].link, LINK_RAW);
    cr_expect_eq(r.frames[1].link, LINK_ETHERNET);
    cr_expect_eq(r.frames[2].link, LINK_NULL);
}

Test(pcapng, knows_every_resolution)
{
    put_section(w, true);
    put_interface(w, LINK_RAW, 0, 3, 0);
    put_interface(w, LINK_RAW, 0, 12, 5);
    put_interface(w, LINK_RAW, 0, 0x80 | 10, 0);
    put_interface(w, LINK_RAW, 0, 0x80 | 40, 0);
    put_interface(w, LINK_RAW, 0, 0x80 | 127, 0);
    put_interface(w, LINK_RAW, 0, 127, 0);
    put_enhanced(w, 0, 7123, "ms");
    put_enhanced(w, 1, UINT64_C(7123456789012), "ps");
    put_enhanced(w, 2, 7 * 1024 + 512, "2^-10");
    put_enhanced(w, 3, (UINT64_C(7) << 40) + (UINT64_C(1) << 39), "2^-40");
    put_enhanced(w, 4, UINT64_MAX, "2^-127");
    put_enhanced(w, 5, UINT64_MAX, "e-127");
    struct read r;
    read_all(&r);
    cr_assert_eq(r.n, 6);
    expect_frame(&r, 0, "ms", UINT64_C(7123000000));
    expect_frame(&r, 1, "ps", UINT64_C(12123456789));
    expect_frame(&r, 2, "2^-10", UINT64_C(7500000000));
    expect_frame(&r, 3, "2^-40", UINT64_C(7500000000));
    expect_frame(&r, 4, "2^-127", 0);
    expect_frame(&r, 5, "e-127", 1);
}

Test(pcapng, reads_simple_and_obsolete_blocks)
{
    put_section(w, true);
    put_interface(w, LINK_ETHERNET, 3, 6, 0);
    size_t at = begin_block(w, OBSOLETE);
    put_16(w, 0);
    put_16(w, 9); /* dropped */
    put_32(w, 0);
    put_32(w, 7000123);
    put_32(w, 3);
    put_32(w, 3);
    put_text(w, "old");
    end_block(w, at);
    at = begin_block(w, SIMPLE);
    put_32(w, 100);
    put_text(w, "new");
    end_block(w, at);
    struct read r;
    read_all(&r);
    cr_assert_eq(r.n, 2);
    expect_frame(&r, 0, "old", UINT64_C(7000123000));
    expect_frame(&r, 1, "new", UINT64_C(7000123000)); /* has no time of its own */
    cr_expect_eq(r.frames[1].wire_n, 100);
}

Test(pcapng, passes_over_blocks_it_does_not_know)
{
    put_section(w, true);
    put_other(w, 4, 40); /* names */
    put_interface(w, LINK_ETHERNET, 0, 6, 0);
    put_other(w, 0xa, 100);     /* secrets for decryption */
    put_other(w, 5, 20);        /* statistics */
    put_other(w, 0xbad, 60000); /* of somebody */
    put_enhanced(w, 0, 1, "one");
    put_other(w, 0x80000bad, 0);
    struct read r;
    read_all(&r);
    cr_assert_eq(r.n, 1);
    cr_expect_str_empty(r.e.s);
    expect_frame(&r, 0, "one", 1000);
}

Test(pcapng, says_where_it_is_cut)
{
    put_section(w, true);
    put_interface(w, LINK_ETHERNET, 0, 6, 0);
    put_enhanced(w, 0, 1, "one");
    size_t n = w->n;
    put_enhanced(w, 0, 1, "two");
    w->n -= 8;
    struct read r;
    read_all(&r);
    cr_expect_eq(r.n, 1);
    cr_expect_str_eq(r.e.s, "is cut in the middle of frame 2 (needs 8 bytes more)");
    w->n = n;
    put_other(w, 5, 20);
    w->n -= 12;
    read_all(&r);
    cr_expect_eq(r.n, 1);
    cr_expect_str_eq(r.e.s, "is cut in what follows frame 1 (needs 12 bytes more)");
}

static void expect_broken(const char *why)
{
    struct read r;
    read_all(&r);
    cr_expect_eq(r.n, 1);
    cr_expect_str_eq(r.e.s, why);
}

Test(pcapng, says_what_is_damaged)
{
    put_section(w, true);
    put_interface(w, LINK_ETHERNET, 0, 6, 0);
    put_enhanced(w, 0, 1, "one");
    size_t n = w->n;
    put_enhanced(w, 1, 1, "two");
    expect_broken("is damaged after frame 1: a frame of an interface that was not described");
    w->n = n;
    put_enhanced(w, 0, 1, "two");
    w->b[w->n - 4]++;
    expect_broken("is damaged after frame 1: a block whose two lengths differ");
    w->n = n;
    put_enhanced(w, 0, 1, "two");
    w->b[n + 20] = 200;
    expect_broken("is damaged after frame 1: a frame longer than its block");
    w->n = n;
    put_32(w, 5);
    put_32(w, 11);
    expect_broken("is damaged after frame 1: a block of an impossible length");
    w->n = n;
    put_32(w, ENHANCED);
    put_32(w, 0x10000000);
    expect_broken("is damaged after frame 1: a block longer than any frame");
    w->n = n;
    put_section(w, false);
    w->b[n + 8] = 0;
    expect_broken("is damaged after frame 1: a section in no byte order");
}

Test(pcapng, filters_each_link_type_by_itself)
{
    struct wire *frame = wire_new();
    put_datagram(frame, "hello");
    char text[128];
    cr_assert_lt(frame->n, sizeof text);
    put_section(w, true);
    put_interface(w, LINK_ETHERNET, 0, 6, 0);
    put_interface(w, LINK_RAW, 0, 6, 0);
    for (uint32_t face = 0; face < 2; face++) {
        size_t at = begin_block(w, ENHANCED), from = face * 14;
        put_32(w, face);
        put_32(w, 0);
        put_32(w, 0);
        put_32(w, (uint32_t)(frame->n - from));
        put_32(w, (uint32_t)(frame->n - from));
        put_bytes(w, frame->b + from, frame->n - from);
        end_block(w, at);
    }
    wire_free(frame);
    struct file f = file_of(w->b, w->n);
    struct error e;
    struct frame out[4];
    void *s = pcap_file_source.open(f.path, "udp dst port 5000", &e);
    cr_assert_not_null(s);
    cr_expect_eq(pcap_file_source.next(s, out, 4, &e), 2);
    pcap_file_source.close(s);
    s = pcap_file_source.open(f.path, "ether src 02:00:00:00:00:09", &e);
    cr_assert_not_null(s);
    cr_expect_eq(pcap_file_source.next(s, out, 4, &e), 1);
    pcap_file_source.close(s);
    file_gone(&f);
}
