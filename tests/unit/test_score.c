#include "sensor/score.h"

#include <criterion/criterion.h>

static struct score some(void)
{
    struct score s = { 0 };
    score_add(&s, VERDICT_PASS, false);
    score_add(&s, VERDICT_LIKELY_OK, false);
    score_add(&s, VERDICT_FAIL, false);
    score_add(&s, VERDICT_FAIL, true);
    score_add(&s, VERDICT_SUSPECT, false);
    score_add(&s, VERDICT_UNKNOWN, false);
    score_add(&s, VERDICT_UNKNOWN, true);
    score_add(&s, VERDICT_NOT_OBSERVABLE, false);
    return s;
}

Test(score, counts_each_verdict_once_and_what_is_suppressed_as_broken)
{
    struct score s = some();
    cr_expect_eq(s.kept, 1);
    cr_expect_eq(s.likely, 1);
    cr_expect_eq(s.broken, 2);
    cr_expect_eq(s.suppressed, 1);
    cr_expect_eq(s.suspect, 1);
    cr_expect_eq(s.unseen, 2);
    cr_expect_eq(s.never, 1);
}

Test(score, is_the_share_of_what_is_kept_in_what_could_be_decided)
{
    struct score s = some(), none = { .unseen = 7, .never = 2 };
    cr_expect_eq(score_percent(&s), 40);
    cr_expect_eq(score_seen_percent(&s), 71);
    cr_expect_eq(score_percent(&none), -1);
    cr_expect_eq(score_seen_percent(&none), 0);
    cr_expect_eq(score_seen_percent(&(struct score){ .never = 2 }), -1);
}

Test(score, of_several_is_their_sum)
{
    struct score s = some(), other = some();
    score_join(&s, &other);
    cr_expect_eq(s.kept + s.likely + s.broken + s.suspect + s.unseen + s.never, 16);
    cr_expect_eq(s.suppressed, 2);
    cr_expect_eq(score_percent(&s), score_percent(&other));
}
