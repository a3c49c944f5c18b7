#include <criterion/criterion.h>

#include "flow/tails.h"

Test(tails, are_lent_until_there_are_no_more)
{
    struct tail_pool pool;
    cr_assert(tail_pool_make(&pool, 2));
    struct tail *a = tail_borrow(&pool), *b = tail_borrow(&pool);
    cr_assert(a != NULL && b != NULL && a != b);
    cr_assert_null(tail_borrow(&pool));
    tail_give_back(&pool, a);
    cr_assert_eq(tail_borrow(&pool), a);
    tail_pool_drop(&pool);
}

Test(tails, are_wiped_when_they_are_given_back)
{
    struct tail_pool pool;
    cr_assert(tail_pool_make(&pool, 1));
    struct tail *t = tail_borrow(&pool);
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
    struct tail *t = tail_borrow(&pool);
    tail_append(t, bytes_of_text("first second"));
    tail_hold(t, bytes_after(tail_bytes(t), 6));
    cr_assert(bytes_equal_text(tail_bytes(t), "second"));
    cr_assert_eq(t->bytes[6], 0);
    cr_assert_eq(t->bytes[11], 0);
    tail_pool_drop(&pool);
}
