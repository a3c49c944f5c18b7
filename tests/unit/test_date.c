#include <criterion/criterion.h>

#include "dissectors/date.h"

static int64_t seconds_of(const char *text)
{
    int64_t s = -1;
    return date_read(bytes_of_text(text), &s) ? s : -1;
}

Test(date, counts_seconds_from_1970)
{
    int64_t s = -1;
    cr_assert(date_seconds(&(struct date){ 1970, 1, 1, 0, 0, 0 }, &s));
    cr_assert_eq(s, 0);
    cr_assert(date_seconds(&(struct date){ 2000, 2, 29, 23, 59, 60 }, &s));
    cr_assert_eq(s, 951868800);
    cr_assert(date_seconds(&(struct date){ 2100, 3, 1, 0, 0, 0 }, &s));
    cr_assert_eq(s, 4107542400);
    cr_assert(date_seconds(&(struct date){ 2026, 11, 23, 6, 26, 59 }, &s));
    cr_assert_eq(s, 1795415219);
}

Test(date, knows_no_day_that_does_not_exist)
{
    static const struct date dates[] = {
        { 1969, 12, 31, 0, 0, 0 }, { 2106, 1, 1, 0, 0, 0 },  { 2023, 0, 1, 0, 0, 0 },
        { 2023, 13, 1, 0, 0, 0 },  { 2023, 2, 29, 0, 0, 0 }, { 2100, 2, 29, 0, 0, 0 },
        { 2023, 4, 31, 0, 0, 0 },  { 2023, 1, 0, 0, 0, 0 },  { 2023, 1, 1, 24, 0, 0 },
        { 2023, 1, 1, 0, 60, 0 },  { 2023, 1, 1, 0, 0, 61 },
    };
    int64_t s;
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
        cr_assert_not(date_seconds(&dates[i], &s), "%zu", i);
}

Test(date, reads_dates_of_http_and_mail)
{
    cr_assert_eq(seconds_of("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
    cr_assert_eq(seconds_of("Sun, 6 Nov 1994 09:49:37 +0100"), 784111777);
    cr_assert_eq(seconds_of(" 06 nov 94 04:19:37 -0430 (VET)"), 784111777);
    cr_assert_eq(seconds_of("Sun,06 Nov 1994 08:49 UT"), 784111740);
    cr_assert_eq(seconds_of("Thu, 1 Jan 26 00:00:00 Z"), 1767225600);
}

Test(date, reads_other_forms_that_servers_have)
{
    static const char *const others[] = { "Sun Nov  6 08:49:37 1994 GMT",
                                          "Nov 6 08:49:37 1994",
                                          "Sun Nov 6 08:49 94",
                                          "Sun Nov 31 08:49:37 1994",
                                          "",
                                          "Sun, Nov 31 1994 08:49:37 GMT",
                                          "Sun, Nov 06 1994 08:49:37" };
    int64_t s = 0;
    cr_assert(date_read_http(bytes_of_text("Sun Nov  6 08:49:37 1994"), &s));
    cr_assert_eq(s, 784111777);
    cr_assert(date_read_http(bytes_of_text("Sun, 06 Nov 1994 08:49:38 GMT"), &s));
    cr_assert_eq(s, 784111778);
    cr_assert(date_read_http(bytes_of_text(" Sun, Nov 06 1994 08:49:39 GMT"), &s));
    cr_assert_eq(s, 784111779);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_assert_not(date_read_http(bytes_of_text(others[i]), &s), "%s", others[i]);
}

Test(date, reads_nothing_else)
{
    static const char *const texts[] = {
        "",
        "Sun, 06 Nov 1994",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 PST",
        "Sun, 06 Nov 1994 08:49:37 +1500",
        "Sun, 06 Nov 1994 08:49:37 +01",
        "Sun Nov  6 08:49:37 1994",
        "Sun, Nov 06 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37x GMT",
        "Sun, 06 Nov 19940 08:49:37 GMT",
        "Sun, 06x Nov 1994 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT",
        "Sun, 06 November 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 8h49 GMT",
        "0",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        cr_assert_eq(seconds_of(texts[i]), -1, "%s", texts[i]);
}

static struct dissection at(struct packet *p, uint64_t time_ns)
{
    *p = (struct packet){ .time_ns = time_ns };
    return (struct dissection){ .packet = p };
}

Test(date, holds_a_clock_against_the_packets_time)
{
    struct packet p;
    struct dissection d = at(&p, UINT64_C(1795415219250000000));
    cr_assert_eq(date_ahead_ms(&d, 1795415219), -250);
    cr_assert_eq(date_ahead_ms(&d, 1795418819), 3599750);
    cr_assert_eq(date_ahead_ms(&d, 0), INT32_MIN);
    cr_assert_eq(date_ahead_ms(&d, 4000000000), INT32_MAX);
}

Test(date, is_due_once_a_minute)
{
    struct packet p;
    struct dissection d = at(&p, UINT64_C(1795415219250000000));
    uint32_t told_s = 0;
    cr_assert(date_is_due(&d, &told_s));
    cr_assert_not(date_is_due(&d, &told_s));
    p.time_ns += UINT64_C(59000000000);
    cr_assert_not(date_is_due(&d, &told_s));
    p.time_ns += UINT64_C(1000000000);
    cr_assert(date_is_due(&d, &told_s));
    p.time_ns -= UINT64_C(3600000000000); /* the clock was set */
    cr_assert(date_is_due(&d, &told_s));
}
