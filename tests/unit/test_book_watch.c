#include "sensor/book_watch.h"

#include <criterion/criterion.h>

static const uint64_t second = 1000000000;
static struct ruling r;

static bool tell(struct book_watch *w, const struct counters *c, uint64_t s)
{
    return book_watch_ruling(w, c, "gate", s * second, &r);
}

Test(book_watch, says_nothing_as_long_as_there_is_room)
{
    struct book_watch w = { .room = 16384 };
    const struct counters none = { { 0 } };
    for (uint64_t s = 1; s < 2000; s++)
        cr_expect_not(tell(&w, &none, s));
}

Test(book_watch, tells_how_many_were_left_out_and_when_it_is_over)
{
    struct book_watch w = { .room = 16384 };
    struct counters c = { { 0 } };
    c.n[COUNT_strangers_forgotten] = 7;
    cr_assert(tell(&w, &c, 1));
    cr_expect_eq(r.verdict, VERDICT_FAIL);
    cr_expect_eq(r.before, VERDICT_UNKNOWN);
    cr_expect_eq(r.times, 7);
    cr_expect_str_eq(r.reason, "strangers-forgotten");
    c.n[COUNT_cameras_forgotten] = 2;
    c.n[COUNT_cameras_full] = 1;
    cr_assert(tell(&w, &c, 2));
    cr_expect_eq(r.before, VERDICT_FAIL);
    cr_expect_eq(r.times, 3);
    cr_expect_str_eq(r.reason, "cameras-left-out");
    cr_expect_str_eq(r.why.s, "room for 16384 hosts; hosts forgotten: 7, cameras given up: 2, "
                              "newcomers turned away: 1");
    for (uint64_t s = 3; s < 602; s++)
        cr_expect_not(tell(&w, &c, s));
    cr_assert(tell(&w, &c, 602));
    cr_expect_eq(r.verdict, VERDICT_PASS);
    cr_expect_not(tell(&w, &c, 2000));
}

Test(book_watch, ends_what_the_last_run_told)
{
    struct book_watch w = { .room = 16384 };
    const struct counters none = { { 0 } };
    book_watch_recall(&w, second);
    cr_expect_not(tell(&w, &none, 600));
    cr_assert(tell(&w, &none, 601));
    cr_expect_eq(r.verdict, VERDICT_PASS);
}
