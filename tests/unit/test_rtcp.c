#include <criterion/criterion.h>
#include <stdlib.h>

#include "dissectors/rtcp.h"

/* RFC 3550 section 6.4.1, of 2023-11-14, and section 6.5 with the name "cam". */
static const uint8_t report[] = { 0x80, 200, 0, 6,    0, 0, 0x12, 0x34, 0xe8, 0xfe,
                                  0xa1, 0,   0, 0,    0, 0, 0,    0,    0x10, 0,
                                  0,    0,   0, 0x10, 0, 0, 0x10, 0 };
static const uint8_t name[] = { 0x81, 202, 0, 3, 0, 0, 0x12, 0x34, 1, 3, 'c', 'a', 'm', 0, 0, 0 };

static bool weigh(struct rtcp_source *s, const uint8_t *p, size_t n, struct observation *said)
{
    return rtcp_weigh(s, (struct bytes){ p, n }, n, said);
}

Test(rtcp, reads_a_name)
{
    uint8_t b[sizeof report + sizeof name];
    memcpy(b, report, sizeof report);
    memcpy(b + sizeof report, name, sizeof name);
    struct rtcp_source s = { 0 };
    struct observation said;
    cr_assert(weigh(&s, b, sizeof b, &said));
    cr_assert_eq(said.kind, OBS_MEDIA);
    cr_assert_eq(said.media.encrypted, ENCRYPTED_NO);
    cr_assert_eq(said.media.ssrc, 0x1234);
    cr_assert(said.media.control);
    cr_assert_str_eq(said.media.because, "RTCP SDES with a readable name");
    cr_assert_not(weigh(&s, b, sizeof b, &said), "twice");
}

Test(rtcp, is_not_content_with_a_name_that_cannot_be_read)
{
    uint8_t b[sizeof report + sizeof name];
    memcpy(b, report, sizeof report);
    memcpy(b + sizeof report, name, sizeof name);
    b[sizeof report + 11] = 0x80;
    struct rtcp_source s = { 0 };
    struct observation said;
    cr_assert_not(weigh(&s, b, sizeof b, &said));
}

Test(rtcp, says_less_of_every_prefix)
{
    uint8_t b[sizeof report + sizeof name];
    memcpy(b, report, sizeof report);
    memcpy(b + sizeof report, name, sizeof name);
    for (size_t n = 0; n < sizeof b; n++) {
        struct rtcp_source s = { 0 };
        struct observation said;
        uint8_t *exact = malloc(n + 1);
        memcpy(exact, b, n);
        cr_assert_not(weigh(&s, exact, n, &said), "%zu bytes", n);
        bool readable = n >= sizeof report + 13; /* the name is here, the end need not be */
        cr_assert_eq(rtcp_weigh(&s, (struct bytes){ exact, n }, sizeof b, &said), readable,
                     "%zu here", n);
        free(exact);
    }
}

Test(rtcp, reads_a_clock_that_goes_on)
{
    uint8_t b[sizeof report];
    struct rtcp_source s = { 0 };
    struct observation said;
    memcpy(b, report, sizeof b);
    cr_assert_not(weigh(&s, b, sizeof b, &said));
    cr_assert_not(weigh(&s, b, sizeof b, &said), "it stands still");
    b[11] += 5;
    cr_assert(weigh(&s, b, sizeof b, &said));
    cr_assert_eq(said.media.encrypted, ENCRYPTED_NO);
}

Test(rtcp, reads_a_clock_where_the_rest_is_not_here)
{
    uint8_t b[sizeof report + sizeof name];
    struct rtcp_source s = { 0 };
    struct observation said;
    memcpy(b, report, sizeof report);
    memcpy(b + sizeof report, name, sizeof name);
    for (size_t i = 0; i < 2; i++, b[11] += 5)
        if (rtcp_weigh(&s, (struct bytes){ b, sizeof report + 8 }, sizeof b, &said))
            cr_assert_eq(i, 1);
    cr_assert(s.told);
    cr_assert_eq(s.verdict, ENCRYPTED_NO);
}

Test(rtcp, takes_one_report_for_clear_when_no_more_come)
{
    struct rtcp_source s = { 0 };
    struct observation said;
    cr_assert_not(weigh(&s, report, sizeof report, &said));
    cr_assert(rtcp_weigh_rest(&s, &said));
    cr_assert_eq(said.media.encrypted, ENCRYPTED_NO);
    cr_assert_not(rtcp_weigh_rest(&s, &said));
}

Test(rtcp, does_not_judge_by_receiver_reports)
{
    static const uint8_t b[] = { 0x80, 201, 0, 1, 0, 0, 0, 7 };
    struct rtcp_source s = { 0 };
    struct observation said;
    for (size_t i = 0; i < 100; i++)
        cr_assert_not(weigh(&s, b, sizeof b, &said));
    cr_assert(rtcp_weigh_rest(&s, &said));
    cr_assert_eq(said.media.encrypted, ENCRYPTED_UNKNOWN);
}

/* RFC 3711 section 3.4: eight bytes in clear, ciphertext, E and index, tag. */
static size_t make_srtcp(uint8_t *b, uint32_t index, size_t tag_n)
{
    static const uint8_t head[] = { 0x80, 200, 0, 6, 0, 0, 0x12, 0x34 };
    size_t n = 28 + 4 + tag_n;
    for (size_t i = 0; i < n; i++)
        b[i] = (uint8_t)((i + 3) * (index * 2654435761U >> 24 | 1));
    memcpy(b, head, sizeof head);
    b[28] = 0x80;
    b[29] = 0;
    b[30] = (uint8_t)(index >> 8);
    b[31] = (uint8_t)index;
    return n;
}

Test(rtcp, sees_the_index_of_srtcp_count_up)
{
    static const size_t tags[] = { 0, 4, 10, 14 };
    for (size_t t = 0; t < sizeof tags / sizeof tags[0]; t++) {
        struct rtcp_source s = { 0 };
        struct observation said;
        uint8_t b[64];
        cr_assert_not(weigh(&s, b, make_srtcp(b, 254, tags[t]), &said));
        cr_assert_not(weigh(&s, b, make_srtcp(b, 255, tags[t]), &said));
        cr_assert(weigh(&s, b, make_srtcp(b, 256, tags[t]), &said), "tag of %zu", tags[t]);
        cr_assert_eq(said.media.encrypted, ENCRYPTED_YES);
        cr_assert_str_eq(said.media.because, "SRTCP index counts up");
    }
}

Test(rtcp, is_content_with_two_when_no_more_come)
{
    struct rtcp_source s = { 0 };
    struct observation said;
    uint8_t b[64];
    cr_assert_not(weigh(&s, b, make_srtcp(b, 1, 10), &said));
    cr_assert_not(weigh(&s, b, make_srtcp(b, 2, 10), &said));
    cr_assert(rtcp_weigh_rest(&s, &said));
    cr_assert_eq(said.media.encrypted, ENCRYPTED_YES);
}

Test(rtcp, wants_the_index_to_count)
{
    struct rtcp_source s = { 0 };
    struct observation said;
    uint8_t b[64];
    for (uint32_t i = 0; i < 50; i++)
        cr_assert_not(weigh(&s, b, make_srtcp(b, i * i * 97, 10), &said));
    cr_assert(rtcp_weigh_rest(&s, &said));
    cr_assert_eq(said.media.encrypted, ENCRYPTED_UNKNOWN);
}

Test(rtcp, is_not_begun_by_anything_else)
{
    static const uint8_t media[12] = { 0x80, 96, 0, 1 };
    static const uint8_t too_long[12] = { 0x80, 200, 0, 6 };
    static const uint8_t version_1[12] = { 0x40, 200, 0, 1 };
    uint32_t ssrc = 0;
    cr_assert_not(rtcp_begins((struct bytes){ media, 12 }, 12, &ssrc));
    cr_assert_not(rtcp_begins((struct bytes){ too_long, 12 }, 12, &ssrc));
    cr_assert_not(rtcp_begins((struct bytes){ version_1, 12 }, 12, &ssrc));
}

/* ---- the clock ---- */

/* Sender reports `step_s` apart; how many of them tell the clock. */
static size_t tellings(uint32_t ntp_s, uint32_t step_s, size_t reports, struct observation *last)
{
    struct rtcp_source s = { 0 };
    size_t n = 0;
    for (size_t i = 0; i < reports; i++, ntp_s += step_s) {
        uint8_t b[sizeof report];
        memcpy(b, report, sizeof report);
        for (size_t k = 0; k < 4; k++)
            b[8 + k] = (uint8_t)(ntp_s >> (24 - 8 * k));
        struct observation said;
        (void)weigh(&s, b, sizeof b, &said);
        n += rtcp_tell_clock(&s, UINT64_C(1700000000500000000), last);
        cr_assert_not(rtcp_tell_clock(&s, UINT64_C(1700000000500000000), last), "twice");
    }
    return n;
}

Test(rtcp, tells_the_clock_of_sender_reports_once_a_minute)
{
    struct observation o;
    cr_assert_eq(tellings(0xe8fea100, 5, 2, &o), 1);
    cr_assert_eq(tellings(0xe8fea100, 5, 25, &o), 3);
    cr_assert_eq(o.kind, OBS_CLOCK);
    cr_assert_str_eq(o.clock.source, "rtcp");
    cr_assert_eq(o.clock.coarse_ms, 1000);
}

Test(rtcp, holds_that_clock_against_the_packets_time)
{
    struct observation o;
    cr_assert_eq(tellings(2208988800U + 1700003579U, 1, 2, &o), 1);
    cr_assert_eq(o.clock.ahead_ms, 3579500, "%d", o.clock.ahead_ms);
}

Test(rtcp, takes_no_time_since_the_start_for_a_clock)
{
    struct observation o;
    cr_assert_eq(tellings(58, 5, 25, &o), 0);
    cr_assert_eq(tellings(0x70000000, 5, 25, &o), 0);
}

Test(rtcp, believes_no_single_report_and_no_leaping_clock)
{
    struct observation o;
    cr_assert_eq(tellings(0xe8fea100, 5, 1, &o), 0);
    cr_assert_eq(tellings(0xe8fea100, 0x01234567, 10, &o), 0);
}
