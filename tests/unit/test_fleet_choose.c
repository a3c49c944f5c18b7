#include "sensor/fleet_choose.h"

#include <criterion/criterion.h>

/* Days of a month sort as times do. */
static struct claim fail_on(const char *seen, const char *sensor)
{
    return (struct claim){ VERDICT_FAIL, VERDICT_UNKNOWN, "x", "01", seen, seen, 0, sensor };
}

static struct claim shown_on(enum verdict v, const char *day, const char *sensor)
{
    return (struct claim){ v, VERDICT_UNKNOWN, "x", "01", "", day, 0, sensor };
}

static struct claim withdrawn_on(const char *day, enum verdict before, const char *reason)
{
    return (struct claim){ VERDICT_UNKNOWN, before, reason, day, "", day, 0, "withdrawer" };
}

static struct claim unseen(int vantage, const char *sensor)
{
    return (struct claim){ VERDICT_UNKNOWN, VERDICT_UNKNOWN, "", "", "", "", vantage, sensor };
}

/* Whose word counts, whatever the order they come in. */
static const char *chosen(struct claim a, struct claim b, struct claim c)
{
    struct claim all[6][3] = { { a, b, c }, { a, c, b }, { b, a, c },
                               { b, c, a }, { c, a, b }, { c, b, a } };
    const char *who = all[0][fleet_choose(all[0], 3)].sensor;
    for (size_t i = 1; i < 6; i++)
        cr_expect_str_eq(all[i][fleet_choose(all[i], 3)].sensor, who, "order %zu", i);
    return who;
}

Test(fleet_choose, takes_the_newest_proof)
{
    struct claim nobody = unseen(3, "nobody");
    cr_expect_str_eq(chosen(fail_on("05", "a"), shown_on(VERDICT_PASS, "06", "b"), nobody), "b");
    cr_expect_str_eq(chosen(fail_on("07", "a"), shown_on(VERDICT_PASS, "06", "b"), nobody), "a");
    cr_expect_str_eq(chosen(fail_on("05", "a"), fail_on("06", "b"), nobody), "b");
}

Test(fleet_choose, does_not_take_a_fail_for_newer_because_something_else_came)
{
    struct claim old = fail_on("05", "a");
    old.opportunity = "09";
    cr_expect_str_eq(chosen(old, shown_on(VERDICT_PASS, "06", "b"), unseen(0, "c")), "b");
}

Test(fleet_choose, takes_no_sign_for_a_proof)
{
    struct claim sign = shown_on(VERDICT_LIKELY_OK, "20", "b");
    cr_expect_str_eq(chosen(fail_on("05", "a"), sign, unseen(0, "c")), "a");
    cr_expect_str_eq(chosen(sign, shown_on(VERDICT_SUSPECT, "10", "a"), unseen(0, "c")), "b",
                     "the newer of two signs");
    cr_expect_str_eq(chosen(sign, unseen(2, "a"), unseen(1, "c")), "b", "a sign before none");
}

Test(fleet_choose, believes_who_knows_that_something_changed)
{
    struct claim pass = shown_on(VERDICT_PASS, "05", "a"), c = unseen(0, "c");
    struct claim restarted = withdrawn_on("08", VERDICT_LIKELY_OK, "restarted");
    cr_expect_str_eq(chosen(pass, restarted, c), "withdrawer");
    cr_expect_str_eq(chosen(shown_on(VERDICT_PASS, "09", "a"), restarted, c), "a", "shown since");
    cr_expect_str_eq(chosen(fail_on("05", "a"), restarted, c), "a", "a FAIL outlasts a start");
    struct claim mended = withdrawn_on("08", VERDICT_FAIL, "set-otherwise");
    cr_expect_str_eq(chosen(fail_on("05", "a"), mended, c), "withdrawer");
    cr_expect_str_eq(chosen(fail_on("09", "a"), mended, c), "a");
}

Test(fleet_choose, does_not_believe_who_only_has_not_seen_it_for_long)
{
    struct claim expired = withdrawn_on("30", VERDICT_PASS, "expired");
    cr_expect_str_eq(chosen(shown_on(VERDICT_PASS, "20", "a"), expired, unseen(0, "c")), "a");
    cr_expect_str_eq(chosen(unseen(3, "a"), expired, unseen(0, "c")), "withdrawer",
                     "but it says more than who never saw it");
}

Test(fleet_choose, has_an_answer_when_all_is_the_same)
{
    struct claim pass = shown_on(VERDICT_PASS, "05", "b");
    cr_expect_str_eq(chosen(pass, fail_on("05", "c"), unseen(0, "a")), "c", "the worse");
    cr_expect_str_eq(chosen(pass, shown_on(VERDICT_PASS, "05", "a"), unseen(0, "c")), "a");
    cr_expect_str_eq(chosen(unseen(0, "a"), unseen(2, "b"), unseen(1, "c")), "b", "the vantage");
}

Test(fleet_choose, has_an_order_that_knows_no_circle)
{
    struct claim fail = fail_on("01", "fail"), pass = shown_on(VERDICT_PASS, "02", "pass"),
                 suspect = shown_on(VERDICT_SUSPECT, "03", "suspect"),
                 gone = withdrawn_on("02", VERDICT_LIKELY_OK, "restarted");
    cr_expect_str_eq(chosen(fail, pass, suspect), "pass");
    cr_expect_str_eq(chosen(fail, gone, suspect), "fail");
    pass.opportunity = "01";
    cr_expect_str_eq(chosen(pass, gone, suspect), "suspect");
}
