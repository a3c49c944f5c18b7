#include <criterion/criterion.h>

#include "flow/urgent.h"

static struct packet pointing(uint32_t seq, size_t n, uint16_t pointer)
{
    return (struct packet){ .tcp_seq = seq, .tcp_urgent = pointer, .payload = { .n = n } };
}

static void note(struct urgent_bytes *u, uint32_t seq, size_t n, uint16_t pointer, uint32_t next)
{
    struct packet p = pointing(seq, n, pointer);
    urgent_note(u, &p, next);
}

static size_t first(const struct urgent_bytes *u, uint32_t seq, const char *text)
{
    return urgent_first(u, seq, bytes_of_text(text), false);
}

Test(urgent, bytes_are_where_the_pointer_says)
{
    struct urgent_bytes u = { 0 };
    cr_expect_eq(first(&u, 1000, "abcdef"), 6);
    note(&u, 1000, 6, 3, 1000);
    cr_expect_eq(first(&u, 1000, "abcdef"), 2);
    cr_expect_eq(first(&u, 1003, "def"), 3);
    note(&u, 1010, 6, 0, 1010);
    cr_expect_eq(first(&u, 1010, "abcdef"), 0, "0 is as 1");
}

Test(urgent, bytes_may_be_in_another_segment)
{
    struct urgent_bytes u = { 0 };
    note(&u, 1000, 2, 5, 1000);
    cr_expect_eq(first(&u, 1000, "ab"), 2);
    cr_expect_eq(first(&u, 1002, "cdef"), 2);
    note(&u, 1002, 4, 3, 1002);
    cr_expect_eq(first(&u, 1002, "cdef"), 2, "each segment says the same of it");
    cr_expect_eq(u.n, 1);
}

Test(urgent, a_byte_that_has_not_come_is_like_others_when_the_pointer_goes_on)
{
    struct urgent_bytes u = { 0 };
    note(&u, 1000, 2, 5, 1000);
    note(&u, 1000, 2, 8, 1000);
    cr_expect_eq(first(&u, 1002, "cdefghi"), 5);
    note(&u, 1000, 2, 4, 1000);
    cr_expect_eq(first(&u, 1002, "cdefghi"), 5, "it does not go back");
    note(&u, 1000, 2, 4, 1008);
    cr_expect_eq(first(&u, 1002, "cdefghi"), 5, "least of all to what was read");
}

Test(urgent, of_those_that_came_the_last_four_are_known)
{
    struct urgent_bytes u = { 0 };
    for (uint32_t i = 0; i < 5; i++)
        note(&u, 1000 + i, 1, 1, 1000);
    cr_expect_eq(first(&u, 1000, "a"), 1);
    cr_expect_eq(first(&u, 1000, "abc"), 1);
    cr_expect_eq(first(&u, 1004, "e"), 0);
}

Test(urgent, signs_of_telnet_stay_where_they_are_read)
{
    struct urgent_bytes u = { 0 };
    note(&u, 1000, 2, 2, 1000);
    cr_expect_eq(urgent_first(&u, 1000, bytes_of_text("\xff\xf2"), true), 2);
    cr_expect_eq(urgent_first(&u, 1000, bytes_of_text("\xff\xef"), true), 1);
    cr_expect_eq(first(&u, 1000, "\xff\xf2"), 1, "and nowhere else");
}
