#include "evidence/shelf.h"

#include <criterion/criterion.h>

#include "tests/support/evidence.h"

static void put(struct shelf *s, uint64_t no, uint16_t port)
{
    struct kept_frame k = frame_kept(no, port, "frame");
    shelf_put(s, &k);
}

static size_t find(const struct shelf *s, uint64_t no, uint16_t port,
                   const struct kept_frame *found[SHELF_GIVES])
{
    struct kept_frame k = frame_kept(no, port, "");
    struct observation o = fact_kept(&k);
    return shelf_find(s, &o, found);
}

Test(shelf, gives_the_frames_of_a_conversation_up_to_the_fact)
{
    const struct kept_frame *found[SHELF_GIVES];
    struct shelf *s = shelf_new();
    put(s, 1, 1000);
    put(s, 2, 2000);
    put(s, 3, 1000);
    put(s, 4, 1000);
    cr_assert_eq(find(s, 3, 1000, found), 2);
    cr_expect_eq(found[0]->frame_no, 1);
    cr_expect_eq(found[1]->frame_no, 3);
    cr_expect_eq(find(s, 5, 1000, found), 0, "its own frame is not there");
    shelf_free(s);
    shelf_free(NULL);
}

Test(shelf, gives_nothing_that_is_more_than_a_minute_older)
{
    const struct kept_frame *found[SHELF_GIVES];
    struct shelf *s = shelf_new();
    put(s, 1, 1000);
    put(s, 62, 1000);
    cr_expect_eq(find(s, 62, 1000, found), 1);
    shelf_free(s);
}

Test(shelf, lets_the_oldest_go)
{
    const struct kept_frame *found[SHELF_GIVES];
    struct shelf *s = shelf_new();
    for (uint64_t no = 1; no <= 5000; no++)
        put(s, no, 1000);
    cr_expect_eq(find(s, 100, 1000, found), 0);
    cr_assert_eq(find(s, 5000, 1000, found), SHELF_GIVES);
    cr_expect_eq(found[0]->frame_no, 4985);
    cr_expect_eq(found[SHELF_GIVES - 1]->frame_no, 5000);
    shelf_free(s);
}
