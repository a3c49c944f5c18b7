#include <criterion/criterion.h>

#include "flow/tcp_held.h"

static const struct held_doubt sure, doubtful = { .is = true };

Test(tcp_held, a_stretch_ends_at_a_hole_and_where_doubt_begins)
{
    struct held_pool pool;
    struct tcp_lane l = { .known = true };
    cr_assert(held_pool_make(&pool, 4));
    cr_assert(tcp_hold(&l, 100, bytes_of_text("abcd"), sure, &pool));
    cr_assert(tcp_hold(&l, 104, bytes_of_text("ef"), doubtful, &pool));
    cr_assert(tcp_hold(&l, 300, bytes_of_text("z"), sure, &pool));
    struct stretch s = tcp_first_stretch(l.held, 0);
    cr_assert(s.from == 100 && s.n == 4 && !s.doubted);
    s = tcp_first_stretch(l.held, 102);
    cr_assert(s.from == 102 && s.n == 2);
    s = tcp_first_stretch(l.held, 104);
    cr_assert(s.from == 104 && s.n == 2 && s.doubted);
    s = tcp_first_stretch(l.held, 106);
    cr_assert(s.from == 300 && s.n == 1);
    cr_assert_eq(tcp_first_stretch(l.held, 301).n, 0);
    tcp_order_drop(&l, &pool);
    held_pool_drop(&pool);
}

Test(tcp_held, a_long_segment_lies_in_several_blocks_across_the_wrap_of_numbers)
{
    static char text[3 * HELD_BYTES];
    struct held_pool pool;
    struct tcp_lane l = { .known = true };
    memset(text, 'x', sizeof text);
    cr_assert(held_pool_make(&pool, 8));
    cr_assert(tcp_hold(&l, UINT32_MAX - HELD_BYTES / 2,
                       (struct bytes){ (const uint8_t *)text, sizeof text }, sure, &pool));
    cr_assert_eq(l.held_n, 4);
    cr_assert_eq(l.held->seq, UINT32_MAX - HELD_BYTES + 1);
    tcp_order_drop(&l, &pool);
    cr_assert_eq(pool.used, 4);
    cr_assert_eq(pool.free->have[0], 0, "given back all zero");
    held_pool_drop(&pool);
}

Test(tcp_held, the_nearest_stay_when_there_is_no_room)
{
    struct held_pool pool;
    struct tcp_lane l = { .known = true };
    cr_assert(held_pool_make(&pool, 2));
    cr_assert(tcp_hold(&l, 5 * HELD_BYTES, bytes_of_text("f"), sure, &pool));
    cr_assert(tcp_hold(&l, 3 * HELD_BYTES, bytes_of_text("d"), sure, &pool));
    cr_assert(tcp_hold(&l, 1 * HELD_BYTES, bytes_of_text("b"), sure, &pool));
    cr_assert_not(tcp_hold(&l, 7 * HELD_BYTES, bytes_of_text("h"), sure, &pool));
    cr_assert_eq(l.held->seq, HELD_BYTES);
    cr_assert_eq(l.held->next->seq, 3 * HELD_BYTES);
    tcp_order_drop(&l, &pool);
    held_pool_drop(&pool);
}

Test(tcp_held, of_bytes_with_few_hops_left_those_with_more_win)
{
    static const uint8_t hops[] = { 2, 59, 2, 58 };
    static const char *const texts[] = { "forged", "true", "forged", "nowhere" };
    struct held_pool pool;
    struct tcp_lane l = { .known = true };
    cr_assert(held_pool_make(&pool, 4));
    cr_assert(tcp_hold(&l, 200, bytes_of_text("far"), doubtful, &pool));
    for (size_t i = 0; i < 4; i++) {
        struct held_doubt low = { true, hops[i] };
        cr_assert(tcp_hold(&l, 100, bytes_of_text(texts[i]), low, &pool));
        cr_assert_eq(l.denied, i > 0);
    }
    cr_assert(tcp_hold(&l, 200, bytes_of_text("FAR"), doubtful, &pool));
    cr_assert(memcmp(l.held->bytes + 100, "trueere", 7) == 0);
    cr_assert(memcmp(l.held->bytes + 200, "far", 3) == 0);
    cr_assert(tcp_hold(&l, 100, bytes_of_text("TRUE"), sure, &pool));
    cr_assert(memcmp(l.held->bytes + 100, "TRUEere", 7) == 0);
    tcp_order_drop(&l, &pool);
    held_pool_drop(&pool);
}
