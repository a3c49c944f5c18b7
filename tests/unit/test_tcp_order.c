#include <criterion/criterion.h>

#include "flow/tcp_order.h"

#include <stdlib.h>

/* A lane that is given segments of "abcdefghij..." by offset, and what comes out of it. */
struct rig {
    struct tcp_lane lane;
    struct held_pool pool;
    struct counters counters;
    char out[4096];
    size_t n;
    uint32_t holes;
};

static const uint32_t base = UINT32_MAX - 10; /* the numbers wrap on the way */

static void collect(struct rig *r, const struct piece *p)
{
    if (p->kind == PIECE_HOLE)
        r->holes += p->hole;
    if (p->kind != PIECE_BYTES)
        return;
    memcpy(r->out + r->n, p->bytes.p, p->bytes.n);
    r->n += p->bytes.n;
    r->out[r->n] = '\0';
}

static void read_on(struct rig *r, bool closing)
{
    struct piece piece;
    do {
        piece = tcp_order_next(&r->lane, closing, &r->pool, &r->counters);
        collect(r, &piece);
    } while (piece.kind != PIECE_NONE);
}

static void segment(struct rig *r, uint32_t offset, const char *text)
{
    struct packet p = { .tcp_seq = base + offset, .payload = bytes_of_text(text) };
    struct piece piece = tcp_order_take(&r->lane, &p, &r->pool, &r->counters);
    collect(r, &piece);
    read_on(r, false);
}

static struct rig *rig_new(uint32_t blocks)
{
    struct rig *r = calloc(1, sizeof *r);
    cr_assert(r != NULL && held_pool_make(&r->pool, blocks));
    r->lane = (struct tcp_lane){ .known = true, .next = base };
    return r;
}

static void rig_free(struct rig *r)
{
    tcp_order_drop(&r->lane, &r->pool);
    held_pool_drop(&r->pool);
    free(r);
}

Test(tcp_order, in_order_segments_pass_through)
{
    struct rig *r = rig_new(8);
    segment(r, 0, "abc");
    segment(r, 3, "def");
    cr_assert_str_eq(r->out, "abcdef");
    rig_free(r);
}

Test(tcp_order, every_order_of_four_segments_gives_the_same)
{
    static const char *const text[4] = { "abcd", "efghij", "k", "lmnopqrst" };
    static const uint32_t at[4] = { 0, 4, 10, 11 };
    for (int code = 0; code < 256; code++) {
        int order[4] = { code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6 & 3 };
        struct rig *r = rig_new(8);
        for (int i = 0; i < 4; i++)
            segment(r, at[order[i]], text[order[i]]);
        for (int i = 0; i < 4; i++) /* those that were left out, and all again */
            segment(r, at[i], text[i]);
        cr_assert_str_eq(r->out, "abcdefghijklmnopqrst", "order %d", code);
        rig_free(r);
    }
}

Test(tcp_order, of_different_copies_one_wins_and_that_is_counted)
{
    struct rig *r = rig_new(8);
    segment(r, 4, "EFGH");
    segment(r, 2, "cdXXXXij");
    segment(r, 0, "ab");
    cr_assert_str_eq(r->out, "abcdXXXXij", "the one that began earlier");
    cr_assert_eq(r->counters.n[COUNT_tcp_overlap_differs], 1);
    segment(r, 14, "OPQR");
    segment(r, 14, "XXXX");
    segment(r, 16, "YYYY");
    segment(r, 10, "klmn");
    cr_assert_str_eq(r->out, "abcdXXXXijklmnOPQRYY", "of the same beginning, or later, the first");
    rig_free(r);
}

Test(tcp_order, what_was_seen_before_is_not_told_twice)
{
    struct rig *r = rig_new(8);
    segment(r, 0, "abcdef");
    segment(r, 2, "cd");
    segment(r, 4, "efgh");
    cr_assert_str_eq(r->out, "abcdefgh");
    cr_assert_eq(r->counters.n[COUNT_tcp_retransmitted], 2);
    rig_free(r);
}

Test(tcp_order, a_hole_is_waited_for_until_the_end)
{
    struct rig *r = rig_new(8);
    segment(r, 0, "ab");
    segment(r, 5, "fg");
    cr_assert_str_eq(r->out, "ab");
    read_on(r, true);
    cr_assert_str_eq(r->out, "abfg");
    cr_assert_eq(r->holes, 3);
    cr_assert_eq(r->counters.n[COUNT_tcp_gap_bytes], 3);
    rig_free(r);
}

Test(tcp_order, an_acknowledged_hole_is_given_up_after_a_while)
{
    struct rig *r = rig_new(64);
    r->lane.has_acked = true;
    r->lane.acked = base + 1000;
    for (uint32_t i = 0; i < HELD_PATIENCE; i++)
        segment(r, 10 + 2 * i, "xy");
    cr_assert_eq(r->holes, 10);
    cr_assert_eq(r->n, 2 * HELD_PATIENCE);
    rig_free(r);
}

Test(tcp_order, holds_no_more_than_its_pool)
{
    struct rig *r = rig_new(2);
    segment(r, 4, "e");
    segment(r, 4 + HELD_BYTES, "g");
    cr_assert_str_eq(r->out, "e", "the pool was empty: the first hole was given up");
    cr_assert_eq(r->holes, 4);
    rig_free(r);
}

Test(tcp_order, the_fin_ends_the_stream_when_all_before_it_is_there)
{
    struct rig *r = rig_new(8);
    struct packet fin = { .tcp_seq = base + 3, .tcp_flags = TCP_FIN };
    (void)tcp_order_take(&r->lane, &fin, &r->pool, &r->counters);
    cr_assert_not(tcp_order_ended(&r->lane));
    segment(r, 0, "abc");
    cr_assert(tcp_order_ended(&r->lane));
    rig_free(r);
}

Test(tcp_order, every_second_byte_of_much_is_held_in_little_room)
{
    struct rig *r = rig_new(3);
    for (uint32_t i = 1; i < 1000; i += 2)
        segment(r, i, (i & 2) != 0 ? "b" : "a");
    cr_assert_eq(r->n, 0);
    for (uint32_t i = 0; i < 1000; i += 2)
        segment(r, i, "-");
    cr_assert_eq(r->n, 1000);
    cr_assert_eq(r->holes, 0);
    cr_assert(memcmp(r->out, "-a-b-a-b", 8) == 0);
    rig_free(r);
}

static void doubt(struct rig *r, uint32_t offset, const char *text)
{
    struct packet p = { .tcp_seq = base + offset, .payload = bytes_of_text(text) };
    tcp_order_doubt(&r->lane, &p, 0, &r->pool);
    read_on(r, false);
}

static void acknowledge(struct rig *r, uint32_t offset)
{
    r->lane.has_acked = true;
    r->lane.acked = base + offset;
    read_on(r, false);
}

Test(tcp_order, what_is_in_doubt_waits_for_its_acknowledgement)
{
    struct rig *r = rig_new(8);
    acknowledge(r, 0);
    doubt(r, 0, "abcd");
    segment(r, 4, "efgh");
    cr_assert_eq(r->n, 0);
    acknowledge(r, 4);
    cr_assert_str_eq(r->out, "abcdefgh");
    cr_assert_eq(r->holes, 0);
    rig_free(r);
}

Test(tcp_order, what_is_without_doubt_takes_the_place_of_what_is_in_doubt)
{
    struct rig *r = rig_new(8);
    acknowledge(r, 0);
    doubt(r, 0, "XXXXXXXX");
    segment(r, 4, "efgh"); /* held, for what is in doubt is before it */
    cr_assert(r->lane.denied);
    doubt(r, 4, "YYYY");
    segment(r, 0, "abcd");
    acknowledge(r, 8);
    cr_assert_str_eq(r->out, "abcdefgh");
    cr_assert_not(r->lane.differs);
    rig_free(r);
}

Test(tcp_order, the_end_does_not_bring_what_nobody_acknowledged)
{
    struct rig *r = rig_new(8);
    r->lane.strict = true;
    acknowledge(r, 0);
    doubt(r, 0, "XXXX");
    segment(r, 6, "far");
    read_on(r, true);
    cr_assert_eq(r->n, 0);
    rig_free(r);
}

Test(tcp_order, a_hole_that_nobody_acknowledged_is_waited_for_however_much_comes)
{
    struct rig *r = rig_new(2);
    acknowledge(r, 0);
    for (uint32_t i = 0; i < 100; i++)
        segment(r, 10 + 1000 * i, "junk");
    cr_assert_eq(r->holes, 0);
    segment(r, 0, "abcdefghij");
    cr_assert_str_eq(r->out, "abcdefghijjunk", "the nearest were kept");
    rig_free(r);
}

Test(tcp_order, an_end_that_is_none_is_noticed_and_forgotten)
{
    struct rig *r = rig_new(8);
    struct packet fin = { .tcp_seq = base + 3, .tcp_flags = TCP_FIN };
    segment(r, 0, "a");
    (void)tcp_order_take(&r->lane, &fin, &r->pool, &r->counters);
    segment(r, 1, "bcdef");
    cr_assert(r->lane.misfin);
    cr_assert_not(tcp_order_ended(&r->lane));
    fin.tcp_seq = base + 2;
    r->lane.misfin = false;
    (void)tcp_order_take(&r->lane, &fin, &r->pool, &r->counters);
    cr_assert(r->lane.misfin);
    cr_assert_not(r->lane.has_fin);
    rig_free(r);
}

Test(tcp_order, knows_where_what_came_ends)
{
    struct rig *r = rig_new(8);
    cr_assert_eq(tcp_order_end(&r->lane), base);
    segment(r, 0, "abc");
    cr_assert_eq(tcp_order_end(&r->lane), base + 3);
    segment(r, 5, "fgh");
    cr_assert_eq(tcp_order_end(&r->lane), base + 8);
    segment(r, 3000, "x");
    cr_assert_eq(tcp_order_end(&r->lane), base + 3001);
    rig_free(r);
}
