#include "alerts/rival.h"

#include <criterion/criterion.h>
#include <stdio.h>

static struct rival r;

static bool look_from(const char *kept, uint64_t now_ms)
{
    static const char ours[] = "{\"instance\":\"aa\",\"state\":\"running\",\"every_s\":30}";
    return rival_look(&r, bytes_of_text(kept), bytes_of_text(ours), now_ms);
}

static const char our_own[] = "{\"instance\":\"aa\",\"state\":\"running\",\"every_s\":30}";
static const char another[] = "{\"instance\":\"bb\",\"state\":\"running\",\"every_s\":10,"
                              "\"machine\":\"gate\",\"pid\":77}";
static const char stopped[] = "{\"instance\":\"bb\",\"state\":\"stopped\",\"every_s\":10}";

Test(rival, is_who_takes_the_place_of_our_heartbeat)
{
    cr_expect_not(look_from("", 1000));
    cr_expect_not(look_from(our_own, 31000));
    cr_expect(look_from(another, 61000));
    cr_expect_str_eq(r.who.s, "process 77 on gate");
    cr_expect_not(look_from(another, 91000), "that was said");
    cr_expect_str_eq(r.who.s, "process 77 on gate");
}

Test(rival, is_no_predecessor_that_died)
{
    cr_expect_not(look_from(another, 1000));
    cr_expect_not(look_from(our_own, 31000));
    cr_expect_str_eq(r.who.s, "");
}

Test(rival, is_gone_when_it_was_silent_for_three_beats)
{
    cr_expect_not(look_from("", 1000));
    cr_expect(look_from(another, 31000));
    cr_expect_not(look_from(our_own, 61000), "it may be slower than we are");
    cr_expect_str_neq(r.who.s, "");
    cr_expect_not(look_from(our_own, 61001));
    cr_expect_str_eq(r.who.s, "");
    cr_expect(look_from(another, 91000), "and it is said again");
}

Test(rival, is_none_that_stopped_or_says_nothing_of_itself)
{
    cr_expect_not(look_from("", 1000));
    cr_expect_not(look_from(stopped, 31000));
    cr_expect_not(look_from("{\"state\":\"running\"}", 61000), "an older version has no instance");
    cr_expect_not(look_from("{\"instance\":7,\"state\":[]}", 91000));
    cr_expect_not(look_from("[1]", 91000));
    cr_expect_not(look_from("{\"instance\":\"b", 91000));
}

Test(rival, cannot_move_the_terminal_by_its_name)
{
    (void)look_from("", 1000);
    cr_expect(look_from("{\"instance\":\"bb\",\"state\":\"running\",\"every_s\":-7,"
                        "\"machine\":\"\\u001b[2J\",\"pid\":\"x\"}",
                        2000));
    cr_expect_str_eq(r.who.s, "process 0 on .[2J");
    cr_expect_eq(r.until_ms, 5000);
}
