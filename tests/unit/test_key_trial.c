#include "dissectors/key_trial.h"

#include <criterion/criterion.h>

static struct key_trial after(size_t n, enum srtp_answer answer, bool control)
{
    struct key_trial t = { .number = 1, .ssrc = 7 };
    for (size_t i = 0; i < n; i++)
        key_trial_count(&t, answer, control, (struct bytes){ NULL, 0 });
    return t;
}

static bool is_over(size_t n, enum srtp_answer answer, bool control)
{
    struct key_trial t = after(n, answer, control);
    return key_trial_is_over(&t);
}

Test(key_trial, is_over_after_so_many_packets)
{
    cr_assert_not(is_over(63, SRTP_FITS, false));
    cr_assert(is_over(64, SRTP_FITS, false));
    cr_assert_not(is_over(7, SRTP_UNFIT, false));
    cr_assert(is_over(8, SRTP_UNFIT, false));
}

Test(key_trial, is_over_sooner_where_only_srtcp_comes)
{
    cr_assert_not(is_over(7, SRTP_FITS, true));
    cr_assert(is_over(8, SRTP_FITS, true));
    cr_assert_not(is_over(1, SRTP_UNFIT, true));
    cr_assert(is_over(2, SRTP_UNFIT, true));
}

Test(key_trial, counts_no_packet_twice)
{
    struct key_trial t = after(100, SRTP_SEEN_BEFORE, false);
    cr_assert_eq(t.tried, 0);
}

Test(key_trial, says_what_fits_and_nothing_of_a_key_seen_that_does_not)
{
    struct observation o;
    struct key_trial t = after(5, SRTP_FITS, true);
    cr_assert(key_trial_conclude(&t, &o));
    cr_assert_eq(o.kind, OBS_MEDIA_KEY);
    cr_assert_eq(o.media_key.authenticated, 5);
    cr_assert_eq(o.media_key.ssrc, 7);
    cr_assert(o.media_key.control);
    cr_assert_eq(t.number, 0, "its place is free");
    t = after(8, SRTP_UNFIT, false);
    cr_assert_not(key_trial_conclude(&t, &o));
}

Test(key_trial, says_that_no_key_of_the_operator_fits_by_srtcp_alone)
{
    struct observation o;
    struct key_trial t = after(8, SRTP_UNFIT, false);
    t.supplied = true;
    cr_assert_not(key_trial_conclude(&t, &o), "how often its numbers went round is guessed");
    t = after(2, SRTP_UNFIT, true);
    t.supplied = true;
    cr_assert(key_trial_conclude(&t, &o));
    cr_assert_eq(o.media_key.authenticated, 0);
}
