#include <criterion/criterion.h>

#include "tests/support/cut.h"

static struct cut c;

static void begin(void)
{
    c = cut_new();
}

static void end(void)
{
    cut_free(&c);
}

TestSuite(fragments_views, .init = begin, .fini = end);

/* With so many hops left; `mark` is added to every byte. */
static bool send_with(unsigned hops, unsigned mark, size_t from, size_t to)
{
    return cut_send(&c, (struct cut_way){ 7, hops, mark }, from, to);
}

/* Of several worths, the least of which had so many hops left. */
static void expect_joined(unsigned hops)
{
    bench_expect(c.b, "hello, fragmented wor");
    cr_expect(c.b->p.overlapped);
    cr_expect_eq(c.b->p.hops, hops);
}

Test(fragments_views, of_more_hops_do_not_stand_in_the_way_of_others)
{
    cut_say(&c, "hello, fragmented wor");
    cr_assert_not(send_with(64, 0, 0, 16));
    cr_assert_not(send_with(255, 1, 0, 8));
    cr_assert_not(send_with(255, 1, 8, 16));
    cr_assert(send_with(64, 0, 16, 29));
    expect_joined(64);
}

Test(fragments_views, that_each_have_another_ttl_are_put_together)
{
    cut_say(&c, "hello, fragmented wor");
    cr_assert_not(send_with(64, 0, 16, 24));
    cr_assert_not(send_with(60, 0, 0, 16));
    cr_assert(send_with(255, 0, 24, 29));
    expect_joined(60);
}

Test(fragments_views, of_few_hops_do_not_spoil_those_of_several_ttls)
{
    cut_say(&c, "hello, fragmented wor");
    cr_assert_not(send_with(2, 1, 0, 16));
    cr_assert_not(send_with(64, 0, 0, 16));
    cr_assert(send_with(2, 1, 16, 29), "what was put in between is whole");
    cr_expect_eq(c.b->p.hops, 2, "and low");
    cr_assert(send_with(60, 0, 16, 29));
    expect_joined(60);
}

Test(fragments_views, of_the_next_datagram_of_the_same_number_are_its_own)
{
    for (unsigned i = 0; i < 3; i++) {
        cut_say(&c, i == 1 ? "HELLO, another thing." : "hello, fragmented wor");
        cr_assert_not(send_with(64, 0, 0, 16) && i == 0);
        cr_assert(send_with(60, 0, 16, 29));
        bench_expect(c.b, i == 1 ? "HELLO, another thing." : "hello, fragmented wor");
    }
}

Test(fragments_views, of_several_ttls_are_not_put_together_for_ever)
{
    cut_say(&c, "hello, fragmented wor");
    unsigned joined = 0;
    cr_assert_not(send_with(255, 0, 0, 16));
    for (unsigned hops = 1; hops < 100; hops++)
        joined += send_with(hops, 0, 16, 29);
    cr_expect_eq(joined, 32, "nobody is farther away");
}

static const char nine[] = "nine fragments of nine TTLs are one datagram, no matter what is in";
enum { NINE_N = 8 + sizeof nine - 1, EIGHT = 8 };

/* Nine fragments, the first with so many hops left and each with one less. */
static bool send_nine(unsigned hops)
{
    bool joined = false;
    cut_say(&c, nine);
    for (size_t from = 0; from < NINE_N; from += EIGHT) {
        cr_expect_not(joined, "not before the last");
        size_t to = from + EIGHT < NINE_N ? from + EIGHT : NINE_N;
        joined = send_with(hops - (unsigned)(from / EIGHT), 0, from, to);
    }
    return joined;
}

Test(fragments_views, of_nine_ttls_are_one_datagram)
{
    cr_assert(send_nine(64));
    bench_expect(c.b, nine);
    cr_expect_eq(c.b->p.hops, 64 - (NINE_N - 1) / EIGHT);
    cr_assert(send_nine(20));
    bench_expect(c.b, nine);
}

/* Whatever was put together before. */
Test(fragments_views, begin_anew_whenever_they_were_whole)
{
    for (unsigned i = 0; i < 100; i++) {
        cut_say(&c, i % 2 == 0 ? "hello, fragmented wor" : "HELLO, another thing.");
        cr_assert_not(send_with(i % 3 == 0 ? 64 : 60, 0, 0, 16));
        cr_assert(send_with(i % 3 == 0 ? 60 : 64, 0, 16, 29), "the %uth", i);
        bench_expect(c.b, i % 2 == 0 ? "hello, fragmented wor" : "HELLO, another thing.");
    }
}

Test(fragments_views, are_not_spent_by_what_does_not_get_there)
{
    cut_say(&c, "hello, fragmented wor");
    cr_assert_not(send_with(64, 0, 0, 16));
    for (unsigned hops = 1; hops < 32; hops++)
        (void)send_with(hops, 1, 16, 29);
    cr_assert(send_with(60, 0, 16, 29));
    expect_joined(60);
}

/* However near the other end is. */
Test(fragments_views, of_few_hops_are_put_together_when_nearer_ends_had_theirs)
{
    for (unsigned there = 2; there < 32; there++) {
        cut_say(&c, "hello, fragmented wor");
        c.b->now_ns += UINT64_C(31000000000);
        for (unsigned hops = 1; hops < there; hops++) {
            (void)send_with(hops, 1, 16, 29);
            (void)send_with(hops, 2, 0, 16);
        }
        (void)send_with(there, 0, 0, 16);
        cr_assert(send_with(there + 1, 0, 16, 29));
        bench_expect(c.b, "hello, fragmented wor");
    }
}

Test(fragments_views, leave_a_datagram_its_room_in_a_flood_that_does_not_get_there)
{
    cut_say(&c, "hello, fragmented wor");
    cr_assert_not(send_with(64, 0, 0, 16));
    for (unsigned i = 0; i < 1000; i++)
        (void)cut_send(&c, (struct cut_way){ 7 + i / 3, 1 + i % 31, 1 }, 16, 29);
    cr_assert(send_with(60, 0, 16, 29));
    bench_expect(c.b, "hello, fragmented wor");
}

/* A flood drives out views, and what one lends is bounded: the fragments of a worth stay. */
Test(fragments_views, that_were_driven_out_begin_again)
{
    cut_say(&c, "hello, fragmented wor");
    cr_assert_not(send_with(64, 0, 0, 16));
    for (unsigned i = 0; i < 5000; i++)
        (void)cut_send(&c, (struct cut_way){ i % 4, 1 + i % 31, 1 }, 8, 16);
    for (unsigned i = 0; i < 1000; i++)
        (void)send_with(1 + i % 31, 1, 8, 16);
    cr_assert(send_with(60, 0, 16, 29));
    bench_expect(c.b, "hello, fragmented wor");
}

Test(fragments_views, are_of_those_with_a_right_checksum_alone)
{
    cut_say(&c, "hello, fragmented wor");
    cr_assert_not(send_with(64, 0, 0, 16));
    cr_assert_not(send_with(60, 0, 16, 24));
    c.w->b[14 + 10] ^= 0x55;
    c.w->b[14 + 8] = 3;
    cr_assert_not(bench_decode(c.b, c.w, LINK_ETHERNET));
    cr_assert(send_with(62, 0, 24, 29));
    expect_joined(60);
}

/* As an end does that takes what comes first. */
Test(fragments_views, that_contradict_each_other_give_way_to_those_of_one_worth)
{
    cut_say(&c, "hello, fragmented wor");
    cr_assert_not(send_with(255, 1, 0, 16));
    cr_assert_not(send_with(64, 0, 0, 16));
    cr_assert(send_with(64, 0, 16, 29));
    expect_joined(64);
}
