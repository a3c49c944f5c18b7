#include "alerts/line_ring.h"

#include <criterion/criterion.h>
#include <stdio.h>

static struct line_ring *ring;

static bool add(const char *line)
{
    return line_ring_add(ring, bytes_of_text(line));
}

static void expect_first(const char *line)
{
    struct bytes first;
    cr_assert_eq(line_ring_first(ring, &first, 1), 1);
    cr_expect(bytes_equal(first, bytes_of_text(line)), "%.*s is not %s", (int)first.n,
              (const char *)first.p, line);
}

static void end(void)
{
    line_ring_free(ring);
}

TestSuite(line_ring, .fini = end);

Test(line_ring, gives_lines_in_the_order_they_came)
{
    ring = line_ring_new(100);
    cr_assert(add("one") && add("") && add("three"));
    struct bytes line[4];
    cr_expect_eq(line_ring_first(ring, line, 2), 2, "no more than asked for");
    cr_assert_eq(line_ring_first(ring, line, 4), 3);
    cr_expect(bytes_equal(line[0], bytes_of_text("one")));
    cr_expect_eq(line[1].n, 0);
    cr_expect(bytes_equal(line[2], bytes_of_text("three")));
    line_ring_drop(ring, 2);
    expect_first("three");
    line_ring_drop(ring, 5);
    cr_expect_eq(line_ring_count(ring), 0);
    cr_expect_eq(line_ring_first(ring, line, 4), 0);
}

Test(line_ring, takes_exactly_what_it_has_room_for)
{
    ring = line_ring_new(20);
    cr_expect_not(add("12345678901234567"), "17 and 4 are 21");
    cr_expect(add("1234567890123456"));
    cr_expect_not(add(""));
    line_ring_drop(ring, 1);
    cr_expect(add("123456") && add("123456"));
    cr_expect_not(add(""));
    cr_expect_eq(line_ring_count(ring), 2);
}

Test(line_ring, leaves_a_line_where_it_is_until_it_is_dropped)
{
    ring = line_ring_new(64);
    cr_assert(add("first") && add("second"));
    struct bytes line[2];
    cr_assert_eq(line_ring_first(ring, line, 2), 2);
    for (size_t i = 0; add("more"); i++)
        cr_assert_lt(i, 64);
    cr_expect(bytes_equal(line[0], bytes_of_text("first")));
    cr_expect(bytes_equal(line[1], bytes_of_text("second")));
}

/* Every size of block and of line, many times round. */
Test(line_ring, is_a_queue_however_the_lines_meet_its_end)
{
    for (size_t size = 16; size < 90; size++) {
        ring = line_ring_new(size);
        size_t in = 0, out = 0, full = 0;
        for (size_t step = 0; step < 600; step++) {
            char line[32];
            int n = snprintf(line, sizeof line, "%0*zu", (int)(3 + in * 7 % 10), in);
            bool added = line_ring_add(ring, (struct bytes){ (const uint8_t *)line, (size_t)n });
            in += added;
            full += !added;
            for (size_t k = 0; (!added || step % 3 == 0) && k < 2 && out < in; k++, out++) {
                (void)snprintf(line, sizeof line, "%0*zu", (int)(3 + out * 7 % 10), out);
                expect_first(line);
                line_ring_drop(ring, 1);
            }
            cr_assert_eq(line_ring_count(ring), in - out);
        }
        cr_expect(in > 200 && full > 0);
        line_ring_free(ring);
    }
    ring = NULL;
}
