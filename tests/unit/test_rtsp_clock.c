/* What RTSP's answers show of a clock. The packets of the tests are of 2023-11-14 22:13:20 UTC. */
#include <criterion/criterion.h>

#include "tests/support/dissect.h"

extern const struct dissector rtsp_dissector;

#define ASKS(n)             CLIENT("OPTIONS rtsp://192.0.2.5/ RTSP/1.0\r\nCSeq: " #n "\r\n\r\n")
#define DATED(status, date) "RTSP/1.0 " status "\r\nCSeq: 1\r\nDate: " date "\r\n"

static struct seen *talked(const struct turn *turns, size_t n)
{
    return talk(&rtsp_dissector, turns, n, SIZE_MAX);
}

static void expect_clock(const struct seen *s, bool from_client, int32_t ahead_ms)
{
    const struct observation *o = seen_nth(s, OBS_CLOCK, 0);
    cr_expect_eq(seen_count(s, OBS_CLOCK), 1);
    cr_expect_str_eq(o->protocol, "rtsp");
    cr_expect_str_eq(o->clock.source, "date");
    cr_expect_eq(o->clock.ahead_ms, ahead_ms);
    cr_expect_eq(o->clock.coarse_ms, 1000);
    cr_expect_eq(o->from_client, from_client);
}

Test(rtsp_clock, is_seen_once_a_minute_in_what_a_server_answers)
{
    static const struct turn turns[] = {
        ASKS(1),
        SERVER(DATED("200 OK", "Tue, 14 Nov 2023 22:13:10 GMT") "\r\n"),
        ASKS(2),
        SERVER(DATED("454 Session Not Found", "Tue, 14 Nov 2023 22:13:10 GMT") "\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    expect_clock(s, false, -10000);
    seen_free(s);
    says_the_same_in_pieces(&rtsp_dissector, turns, LENGTH(turns));
}

Test(rtsp_clock, is_read_as_live555_writes_it)
{
    static const struct turn turns[] = {
        ASKS(1),
        SERVER(DATED("401 Unauthorized", "Tue, Nov 14 2023 22:13:30 GMT") "\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    expect_clock(s, false, 10000);
    seen_free(s);
}

Test(rtsp_clock, is_nothing_that_is_asked)
{
    static const struct turn turns[] = {
        CLIENT("OPTIONS rtsp://192.0.2.5/ RTSP/1.0\r\nCSeq: 1\r\n"
               "Date: Tue, 14 Nov 2023 22:13:10 GMT\r\n\r\n"),
        SERVER("RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    cr_expect_eq(seen_count(s, OBS_CLOCK), 0);
    cr_expect_eq(seen_count(s, OBS_EXCHANGE), 2);
    seen_free(s);
}

/* A server asks, too; whoever answers shows a clock of its own, not the server's. */
Test(rtsp_clock, is_that_of_whoever_answers)
{
    static const struct turn turns[] = {
        SERVER("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"),
        CLIENT(DATED("200 OK", "Tue, 14 Nov 2023 22:13:10 GMT") "\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    expect_clock(s, true, -10000);
    seen_free(s);
}

Test(rtsp_clock, is_not_seen_behind_a_proxy_before_the_answer_or_in_no_date)
{
    static const struct turn turns[] = {
        ASKS(1), SERVER(DATED("200 OK", "Tue, 14 Nov 2023 22:13:10 GMT") "Via: 1.0 p\r\n\r\n"),
        ASKS(2), SERVER(DATED("100 Continue", "Tue, 14 Nov 2023 22:13:10 GMT") "\r\n"),
        ASKS(3), SERVER(DATED("200 OK", "0") "\r\n"),
        ASKS(4), SERVER(DATED("200 OK", "Tue, Nov 31 2023 22:13:10 GMT") "\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));
    cr_expect_eq(seen_count(s, OBS_CLOCK), 0);
    cr_expect_eq(seen_count(s, OBS_EXCHANGE), 8);
    seen_free(s);
}
