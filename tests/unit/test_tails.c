#include <criterion/criterion.h>

#include "flow/feed.h"

Test(tails, are_lent_until_there_are_no_more)
{
    struct tail_pool pool;
    cr_assert(tail_pool_make(&pool, 2));
    struct tail *a = tail_borrow(&pool, NULL), *b = tail_borrow(&pool, NULL);
    cr_assert(a != NULL && b != NULL && a != b);
    cr_assert_null(tail_borrow(&pool, NULL));
    tail_give_back(&pool, a);
    cr_assert_eq(tail_borrow(&pool, NULL), a);
    tail_pool_drop(&pool);
}

Test(tails, that_nothing_was_added_to_for_longest_gives_way_but_none_of_ones_own)
{
    struct tail_pool pool;
    struct feed me = { 0 }, other = { 0 };
    cr_assert(tail_pool_make(&pool, 3));
    cr_assert_null(tail_oldest_of_others(&pool, &me));
    struct tail *mine = tail_borrow(&pool, &me);
    cr_assert_null(tail_oldest_of_others(&pool, &me));
    struct tail *a = tail_borrow(&pool, &other), *b = tail_borrow(&pool, &other);
    cr_assert_eq(tail_oldest_of_others(&pool, &me), a);
    tail_touch(&pool, a);
    cr_assert_eq(tail_oldest_of_others(&pool, &me), b);
    tail_give_back(&pool, b);
    cr_assert_eq(tail_oldest_of_others(&pool, &me), a);
    cr_assert_eq(tail_oldest_of_others(&pool, &other), mine);
    tail_pool_drop(&pool);
}

Test(tails, are_wiped_when_they_are_given_back)
{
    struct tail_pool pool;
    cr_assert(tail_pool_make(&pool, 1));
    struct tail *t = tail_borrow(&pool, NULL);
    tail_append(t, bytes_of_text("secret"));
    tail_append(t, bytes_of_text("s"));
    cr_assert(bytes_equal_text(tail_bytes(t), "secrets"));
    tail_give_back(&pool, t);
    cr_assert_eq(t->bytes[0], 0);
    cr_assert_eq(t->bytes[6], 0);
    cr_assert_eq(t->n, 0);
    tail_pool_drop(&pool);
}

Test(tails, hold_a_part_of_themselves_and_wipe_the_rest)
{
    struct tail_pool pool;
    cr_assert(tail_pool_make(&pool, 1));
    struct tail *t = tail_borrow(&pool, NULL);
    tail_append(t, bytes_of_text("first second"));
    tail_hold(t, bytes_after(tail_bytes(t), 6));
    cr_assert(bytes_equal_text(tail_bytes(t), "second"));
    cr_assert_eq(t->bytes[6], 0);
    cr_assert_eq(t->bytes[11], 0);
    tail_pool_drop(&pool);
}
