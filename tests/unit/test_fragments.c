#include <criterion/criterion.h>

#include "tests/support/cut.h"

enum { UDP = 17, FRAGMENT = 44, MORE = 0x2000, LONG = 60000 };

static struct cut c;
static struct bench *b;
static struct wire *w, *whole;

static void begin(void)
{
    c = cut_new();
    b = c.b;
    w = c.w;
    whole = c.whole;
}

static void end(void)
{
    cut_free(&c);
}

TestSuite(fragments, .init = begin, .fini = end);

static void put_whole(const char *text)
{
    cut_say(&c, text);
}

/* Sends bytes `from` to `to` of it. */
static bool send(unsigned id, size_t from, size_t to)
{
    return cut_send(&c, (struct cut_way){ id, 64, 0 }, from, to);
}

static bool send6(unsigned id, size_t from, size_t to)
{
    w->n = 0;
    put_ethernet(w, 0x86dd);
    put_ipv6(w, FRAGMENT, 8 + to - from);
    put_hex(w, "11 00");
    put_16(w, (unsigned)from | (to < whole->n));
    put_32(w, id);
    put_bytes(w, whole->b + from, to - from);
    return bench_decode(b, w, LINK_ETHERNET);
}

Test(fragments, are_put_together_in_any_order)
{
    static const size_t cuts[] = { 0, 8, 24, 29 };
    static const int orders[][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
                                     { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
    put_whole("hello, fragmented wor");
    for (unsigned i = 0; i < 6; i++) {
        for (int j = 0; j < 3; j++) {
            size_t from = cuts[orders[i][j]], to = cuts[orders[i][j] + 1];
            cr_assert_eq(send(i, from, to), j == 2);
        }
        bench_expect(b, "hello, fragmented wor");
        for (int j = 0; j < 3; j++)
            cr_assert_eq(send6(i, cuts[orders[i][j]], cuts[orders[i][j] + 1]), j == 2);
        bench_expect(b, "hello, fragmented wor");
    }
    cr_expect_eq(b->counters.n[COUNT_fragments], 36);
    cr_expect_eq(b->counters.n[COUNT_fragments_joined], 12);
    cr_expect_eq(b->counters.n[COUNT_fragment_overlap], 0);
}

Test(fragments, belong_together_by_addresses_number_and_vlan)
{
    put_whole("hello, fragmented wor");
    cr_assert_not(send(1, 0, 16));
    cr_assert_not(send(2, 16, 29));
    cr_assert_not(send6(1, 16, 29));
    (void)send(1, 16, 29); /* laid on the bench: the same from another host, and in a VLAN */
    w->b[14 + 15] = 77;
    cr_assert_not(send(3, 0, 16));
    w->n = 0;
    put_ethernet(w, 0x8100);
    put_hex(w, "0009 0800");
    put_ipv4_fragment(w, 3, 16 / 8, 13);
    put_bytes(w, whole->b + 16, 13);
    cr_assert_not(bench_decode(b, w, LINK_ETHERNET));
    cr_assert(send(3, 16, 29));
}

Test(fragments, that_overlap_change_nothing_of_what_was_there)
{
    put_whole("hello, fragmented wor");
    cr_assert_not(send(1, 0, 16));
    memset(whole->b + 8, 'X', 16);
    cr_assert_not(send(1, 8, 24)); /* its second half is new */
    cr_assert(send(1, 24, 29));
    bench_expect(b, "hello, fXXXXXXXXd wor");
    cr_expect_eq(b->counters.n[COUNT_fragment_overlap], 1);
}

Test(fragments, that_come_twice_do_no_harm)
{
    put_whole("hello, fragmented wor");
    cr_assert_not(send(1, 0, 16));
    cr_assert_not(send(1, 0, 16));
    cr_assert(send(1, 16, 29));
    bench_expect(b, "hello, fragmented wor");
}

Test(fragments, that_cannot_be_are_refused)
{
    put_whole("hello, fragmented wor");
    cr_assert_not(send(1, 0, 13));  /* not the last, and no multiple of eight */
    cr_assert_not(send(1, 8, 8));   /* empty */
    cr_assert_not(send(1, 16, 29)); /* the end */
    whole->n = 64;
    cr_assert_not(send(1, 16, 40)); /* beyond the end */
    cr_assert_not(send(1, 40, 64)); /* another end */
    cr_expect_eq(b->counters.n[COUNT_fragment_bad], 4);
    w->n = 0;
    put_ethernet(w, 0x0800);
    put_ipv4_fragment(w, 2, 0x1fff, 100); /* beyond 64 KiB */
    put_fill(w, 0, 100);
    cr_assert_not(bench_decode(b, w, LINK_ETHERNET));
    cr_expect_eq(b->counters.n[COUNT_fragment_bad], 5);
    whole->n = 29;
    cr_assert(send(1, 0, 16));
    bench_expect(b, "hello, fragmented wor");
}

Test(fragments, that_the_capture_cut_are_counted)
{
    put_whole("hello, fragmented wor");
    (void)send(1, 0, 16);
    cr_assert_not(bench_decode_cut(b, w, LINK_ETHERNET, w->n - 1));
    cr_expect_eq(b->counters.n[COUNT_fragment_cut], 1);
}

Test(fragments, are_forgotten_after_half_a_minute)
{
    put_whole("hello, fragmented wor");
    cr_assert_not(send(1, 0, 16));
    b->now_ns += UINT64_C(31000000000);
    cr_assert_not(send(1, 16, 29));
    cr_expect_eq(b->counters.n[COUNT_fragment_timeout], 1);
    cr_assert(send(1, 0, 16)); /* the second half is there now */
}

Test(fragments, of_the_oldest_datagram_make_room)
{
    put_whole("hello, fragmented wor");
    for (unsigned id = 0; id < 300; id++)
        cr_assert_not(send(id, 0, 16));
    cr_expect_eq(b->counters.n[COUNT_fragment_full], 300 - 256);
    cr_assert(send(299, 16, 29));
    cr_assert(send(44, 16, 29));
    cr_assert_not(send(43, 16, 29));
}

Test(fragments, make_the_longest_datagram)
{
    whole->n = 0;
    put_udp(whole, 40000, 5000, LONG - 8);
    for (size_t i = 8; i < LONG; i++)
        put_8(whole, (i * 7) & 0xff);
    size_t at = 0;
    for (; at + 1480 < LONG; at += 1480)
        cr_assert_not(send(1, at, at + 1480));
    cr_assert(send(1, at, LONG));
    cr_assert_eq(b->p.payload.n, LONG - 8);
    cr_expect_arr_eq(b->p.payload.p, whole->b + 8, LONG - 8);
}

/* A fragmented packet in a fragmented packet: the inner one must not be laid over the outer. */
Test(fragments, can_be_inside_fragments)
{
    struct wire *deep = wire_new();
    put_udp(deep, 40000, 5000, 21);
    put_text(deep, "hello, fragmented wor");
    for (unsigned half = 0; half < 2; half++) {
        whole->n = 0;
        put_udp(whole, 1, 6081, 8 + 20 + (half == 0 ? 16 : 13));
        put_hex(whole, "0000 0800 00000000");
        put_ipv4_fragment(whole, 9, half == 0 ? MORE : 2, half == 0 ? 16 : 13);
        put_bytes(whole, deep->b + half * 16U, half == 0 ? 16 : 13);
        cr_assert_not(send(half, 0, 16));
        cr_assert_eq(send(half, 16, whole->n), half == 1);
    }
    bench_expect(b, "hello, fragmented wor");
    wire_free(deep);
}
