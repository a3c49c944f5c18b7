#include "alerts/redis_order.h"

#include <criterion/criterion.h>

static struct bytes line[600];

static size_t cut_of(size_t n, size_t bytes)
{
    for (size_t i = 0; i < n; i++)
        line[i] = (struct bytes){ (const uint8_t *)"", bytes };
    return order_cut(line, n);
}

Test(redis_order, is_put_together_word_by_word)
{
    static const struct bytes lines[] = { { (const uint8_t *)"a b", 3 },
                                          { (const uint8_t *)"\0c", 2 } };
    struct order o = { 0 };
    order_add(&o, "RPUSH");
    order_add_number(&o, UINT64_MAX);
    order_add_lines(&o, lines, 2);
    struct command c = order_command(&o, "alerts");
    cr_assert_eq(c.n, 4);
    cr_expect_str_eq(c.purpose, "alerts");
    cr_expect_not(c.secret);
    cr_expect_str_eq(c.word[1], "18446744073709551615");
    cr_expect_eq(c.length[1], 20);
    cr_expect_eq(c.word[3], (const char *)lines[1].p);
    cr_expect_eq(c.length[3], 2);
}

Test(redis_order, is_cut_by_lines_and_by_bytes)
{
    cr_expect_eq(cut_of(1, 0), 1);
    cr_expect_eq(cut_of(256, 2048), 256);
    cr_expect_eq(cut_of(257, 2048), 256);
    cr_expect_eq(cut_of(600, 1 << 14), 64);
    cr_expect_eq(cut_of(600, (1 << 20) - 1), 1);
    cr_expect_eq(cut_of(600, 1 << 21), 1, "what is longer goes alone");
}
