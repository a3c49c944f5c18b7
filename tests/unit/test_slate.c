#include "rules/slate.h"

#include <criterion/criterion.h>

static size_t place_of(const char *number)
{
    size_t i = 0;
    while (strcmp(items[i]->about.number, number) != 0)
        i++;
    return i;
}

static bool enter(struct slate *s, struct mark *m, struct opinion x)
{
    return slate_enter(s, m, &x, &(struct observation){ .time_ns = 7, .frame_no = 3 });
}

Test(slate, lets_what_is_graver_outweigh)
{
    struct slate *s = slate_new(16);
    struct mark *m = slate_mark(s, 3, place_of("3.5"));
    cr_assert(enter(s, m, opine(VERDICT_LIKELY_OK, "a", "a")));
    cr_assert(enter(s, m, opine(VERDICT_PASS, "b", "b")));
    cr_assert(enter(s, m, opine(VERDICT_SUSPECT, "c", "c")));
    cr_assert_not(enter(s, m, opine(VERDICT_PASS, "b", "b")));
    cr_assert(enter(s, m, opine(VERDICT_FAIL, "d", "d")));
    cr_assert_not(enter(s, m, opine(VERDICT_PASS, "b", "b")));
    cr_assert_eq(m->verdict, VERDICT_FAIL);
    struct opinion mends = opine(VERDICT_PASS, "e", "e");
    mends.mends = true;
    cr_assert(enter(s, m, mends));
    cr_assert_eq(m->verdict, VERDICT_PASS);
    cr_assert_str_eq(m->evidence->why.s, "e");
    slate_free(s);
}

Test(slate, knows_since_when_it_stands_so_and_how_it_stood_before)
{
    struct slate *s = slate_new(16);
    struct mark *m = slate_mark(s, 3, place_of("3.5"));
    cr_expect_eq(m->since_ns, 0);
    (void)enter(s, m, opine(VERDICT_PASS, "a", "a"));
    cr_expect_eq(m->since_ns, 7);
    cr_expect_eq(m->before, VERDICT_UNKNOWN);
    struct opinion fails = opine(VERDICT_FAIL, "b", "b");
    (void)slate_enter(s, m, &fails, &(struct observation){ .time_ns = 9 });
    (void)slate_enter(s, m, &fails, &(struct observation){ .time_ns = 11 });
    cr_expect_eq(m->since_ns, 9, "one more is no change");
    cr_expect_eq(m->before, VERDICT_PASS);
    slate_free(s);
}

Test(slate, counts_opportunities_and_has_no_pass_without_one)
{
    struct slate *s = slate_new(16);
    struct mark *m = slate_mark(s, 3, place_of("3.5"));
    struct opinion by_time = opine(VERDICT_PASS, "t", "t");
    by_time.proved_ns = 5;
    cr_assert_not(enter(s, m, by_time));
    cr_assert_eq(m->verdict, VERDICT_UNKNOWN);
    (void)enter(s, m, opine(VERDICT_UNKNOWN, "u", "u"));
    (void)enter(s, m, silent());
    cr_assert_eq(m->opportunities, 1);
    cr_assert_eq(m->opportunity_ns, 7);
    cr_assert(enter(s, m, by_time));
    cr_assert_eq(m->opportunities, 1, "time alone is none");
    cr_assert_eq(m->proved_ns, 5, "the host was alive then");
    (void)enter(s, m, opine(VERDICT_PASS, "p", "p"));
    cr_assert_eq(m->opportunities, 2);
    cr_assert_eq(m->proved_ns, 7, "shown again");
    slate_free(s);
}

Test(slate, lets_a_proof_speak_for_what_it_proves)
{
    struct slate *s = slate_new(16);
    struct mark *m = slate_mark(s, 3, place_of("3.5"));
    struct opinion proof = opine(VERDICT_FAIL, "proved", "64 of 64");
    proof.proves = true;
    (void)enter(s, m, opine(VERDICT_FAIL, "said", "said"));
    (void)enter(s, m, proof);
    cr_expect_str_eq(m->evidence->why.s, "64 of 64");
    cr_expect_eq(m->count, 2, "it counts");
    (void)enter(s, m, opine(VERDICT_FAIL, "said", "said"));
    cr_expect_str_eq(m->evidence->why.s, "64 of 64");
    slate_free(s);
}

Test(slate, counts_fails_by_reason)
{
    struct slate *s = slate_new(16);
    struct mark *m = slate_mark(s, 3, place_of("3.5"));
    struct opinion many = opine(VERDICT_FAIL, "b", "second");
    many.times = 5;
    (void)enter(s, m, opine(VERDICT_FAIL, "a", "first"));
    (void)enter(s, m, many);
    (void)enter(s, m, opine(VERDICT_FAIL, "a", "third"));
    cr_assert_eq(m->count, 7);
    cr_assert_str_eq(m->by[0].reason, "a");
    cr_assert_eq(m->by[0].n, 2);
    cr_assert_eq(m->by[1].n, 5);
    cr_assert_str_eq(m->evidence->why.s, "first", "the first evidence is kept");
    slate_free(s);
}

Test(slate, goes_on_counting_when_there_is_no_room_for_evidence)
{
    enum { HOSTS = 5000 };
    struct slate *s = slate_new(HOSTS);
    size_t kept = 0, marks = 0;
    for (uint32_t host = 0; host < HOSTS; host++)
        for (size_t i = 0; i < items_n; i++) {
            struct mark *m = slate_mark(s, host, i);
            if (m == NULL)
                continue;
            cr_assert(enter(s, m, opine(VERDICT_FAIL, "a", "a")));
            cr_assert_eq(m->count, 1);
            marks++;
            kept += m->evidence != NULL;
        }
    cr_assert_eq(kept, 4096 * (marks / HOSTS) + (HOSTS - 4096) * 4);
    slate_wipe(s, 0);
    struct mark *m = slate_mark(s, HOSTS - 1, place_of("4.2"));
    slate_wipe(s, HOSTS - 1);
    cr_assert_eq(m->count, 0);
    (void)enter(s, m, opine(VERDICT_FAIL, "a", "a"));
    cr_assert_not_null(m->evidence, "what was wiped is free again");
    slate_free(s);
}

/* In the room of 500 hosts as well as in that of many. */
Test(slate, keeps_all_evidence_of_500_cameras_that_break_15_items_each)
{
    static const uint32_t rooms[] = { 500, 512, POLICY_HOSTS };
    for (size_t room = 0; room < sizeof rooms / sizeof rooms[0]; room++) {
        struct slate *s = slate_new(rooms[room]);
        for (uint32_t host = 0; host < 500; host++) {
            size_t fails = 0;
            for (size_t i = 0; i < items_n && fails < 15; i++) {
                struct mark *m = slate_mark(s, host, i);
                if (m == NULL)
                    continue;
                (void)enter(s, m, opine(VERDICT_FAIL, "a", "a"));
                cr_assert_not_null(m->evidence, "%u hosts, host %u", rooms[room], host);
                fails++;
            }
            cr_assert_eq(fails, 15);
        }
        slate_free(s);
    }
}

Test(slate, keeps_the_evidence_of_what_holds_no_longer_with_other_words)
{
    struct slate *s = slate_new(16);
    struct mark *m = slate_mark(s, 3, place_of("3.5"));
    (void)enter(s, m, opine(VERDICT_PASS, "p", "p"));
    struct opinion x = opine(VERDICT_UNKNOWN, "expired", "too long ago");
    slate_unsettle(s, m, &x, &(struct observation){ .frame_no = 9 });
    cr_assert_eq(m->verdict, VERDICT_UNKNOWN);
    cr_assert_str_eq(m->reason, "expired");
    cr_assert_str_eq(m->evidence->why.s, "too long ago");
    cr_assert_eq(m->evidence->o.frame_no, 3);
    cr_assert(enter(s, m, opine(VERDICT_LIKELY_OK, "l", "l")), "anything outweighs it");
    slate_free(s);
}

Test(slate, has_no_mark_for_what_is_not_judged)
{
    struct slate *s = slate_new(16);
    cr_assert_null(slate_mark(s, 0, place_of("2.9")));
    slate_free(s);
}

Test(slate, has_only_words_of_an_earlier_run_until_the_same_is_shown_again)
{
    struct slate *s = slate_new(16);
    struct mark *m = slate_mark(s, 3, place_of("3.5"));
    struct sentence why;
    sentence_format(&why, "then");
    const struct mark as = { .verdict = VERDICT_FAIL, .reason = "d", .count = 4, .last_ns = 5 };
    slate_recall(s, m, &as, &why);
    cr_assert(m->evidence->recalled);
    cr_assert_eq(m->count, 4);
    (void)enter(s, m, opine(VERDICT_FAIL, "e", "another"));
    cr_assert(m->evidence->recalled);
    cr_assert_str_eq(m->evidence->why.s, "then");
    (void)enter(s, m, opine(VERDICT_FAIL, "d", "now"));
    cr_assert_not(m->evidence->recalled);
    cr_assert_str_eq(m->evidence->why.s, "now");
    cr_assert_eq(m->evidence->o.frame_no, 3);
    cr_assert_eq(m->count, 6);
    slate_free(s);
}
