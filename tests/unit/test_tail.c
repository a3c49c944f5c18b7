#include "alerts/tail.h"

#include <criterion/criterion.h>
#include <stdio.h>

enum { ROOM = 4096 };

static bool add(struct tail *t, uint64_t number, const char *text)
{
    struct tail_line line = { .number = number,
                              .put_ns = number * 10,
                              .severity = (unsigned)(number % 4 + 1),
                              .text = bytes_of_text(text) };
    return tail_add(t, &line);
}

Test(tail, gives_lines_back_in_the_order_they_came)
{
    struct tail *t = tail_new(ROOM);
    cr_assert(add(t, 3, "three") && add(t, 5, "5") && add(t, 9, "nine"));
    cr_expect_eq(tail_count(t), 3);
    cr_expect_eq(tail_used(t), 10);
    struct tail_line first = tail_at(t, 0), last = tail_at(t, 2);
    cr_expect_eq(first.number, 3);
    cr_expect_eq(first.put_ns, 30);
    cr_expect_eq(first.severity, 4);
    cr_expect(bytes_equal(first.text, bytes_of_text("three")));
    cr_expect_eq(tail_at(t, 1).text.n, 1);
    cr_expect(bytes_equal(last.text, bytes_of_text("nine")));
    tail_free(t);
}

Test(tail, finds_the_first_line_after_a_number)
{
    struct tail *t = tail_new(ROOM);
    cr_expect_eq(tail_after(t, 0), 0);
    cr_assert(add(t, 3, "a") && add(t, 5, "b") && add(t, 9, "c"));
    cr_expect_eq(tail_after(t, 0), 0);
    cr_expect_eq(tail_after(t, 3), 1);
    cr_expect_eq(tail_after(t, 4), 1);
    cr_expect_eq(tail_after(t, 8), 2);
    cr_expect_eq(tail_after(t, 9), 3);
    tail_free(t);
}

Test(tail, refuses_what_has_no_room_and_goes_round)
{
    struct tail *t = tail_new(ROOM);
    uint64_t next = 1, oldest = 1;
    char text[64];
    for (int round = 0; round < 1000; round++) {
        (void)snprintf(text, sizeof text, "line %llu of all", (unsigned long long)next);
        for (; !add(t, next, text); oldest++)
            tail_drop(t);
        next++;
        cr_assert(tail_used(t) <= ROOM);
        struct tail_line first = tail_at(t, 0);
        (void)snprintf(text, sizeof text, "line %llu of all", (unsigned long long)oldest);
        cr_assert_eq(first.number, oldest);
        cr_assert(bytes_equal(first.text, bytes_of_text(text)));
        cr_assert_eq(tail_count(t), next - oldest);
    }
    cr_expect(oldest > 1);
    tail_free(t);
}

Test(tail, never_holds_a_line_longer_than_itself)
{
    static char text[2 * ROOM + 1];
    memset(text, 'a', sizeof text - 1);
    struct tail *t = tail_new(ROOM);
    cr_expect(!add(t, 1, text));
    cr_expect_eq(tail_count(t), 0);
    cr_expect(add(t, 2, "short"));
    tail_free(t);
}
