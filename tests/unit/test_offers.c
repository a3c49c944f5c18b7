#include "rules/offers.h"

#include <criterion/criterion.h>

static void offer(struct offers *f, const char *protocol, enum scheme scheme)
{
    struct observation o = { .kind = OBS_CHALLENGE, .protocol = protocol };
    o.challenge.scheme = scheme;
    offers_note(f, &o);
}

static bool volunteered(const struct offers *f, const char *protocol, const char *method,
                        enum scheme scheme)
{
    struct observation o = { .kind = OBS_EXCHANGE, .protocol = protocol };
    o.exchange.scheme = scheme;
    o.exchange.method = text_of(bytes_of_text(method));
    return offers_volunteered(f, &o);
}

Test(offers, say_that_basic_was_volunteered_where_only_digest_is_asked_for)
{
    struct offers f = { 0 };
    cr_assert_not(volunteered(&f, "http", "GET", SCHEME_BASIC));
    offer(&f, "http", SCHEME_DIGEST);
    cr_assert(volunteered(&f, "http", "GET", SCHEME_BASIC));
    cr_assert_not(volunteered(&f, "http", "GET", SCHEME_DIGEST));
    cr_assert_not(volunteered(&f, "http", "GET", SCHEME_URL));
    cr_assert_not(volunteered(&f, "rtsp", "OPTIONS", SCHEME_BASIC));
    cr_assert_not(volunteered(&f, "ftp", "PASS", SCHEME_BASIC));
}

Test(offers, say_nothing_once_basic_was_offered)
{
    struct offers f = { 0 };
    offer(&f, "http", SCHEME_DIGEST);
    offer(&f, "rtsp", SCHEME_BASIC);
    cr_assert_not(volunteered(&f, "http", "GET", SCHEME_BASIC));
}

Test(offers, take_a_described_stream_for_none_of_the_public_pages)
{
    struct offers f = { 0 };
    offer(&f, "rtsp", SCHEME_DIGEST);
    cr_assert(volunteered(&f, "rtsp", "OPTIONS", SCHEME_BASIC));
    cr_assert_not(volunteered(&f, "rtsp", "DESCRIBE", SCHEME_BASIC));
}

Test(offers, take_a_part_of_a_page_for_public_where_basic_was_never_asked_for)
{
    struct offers f = { 0 };
    struct observation o = { .kind = OBS_EXCHANGE, .protocol = "http" };
    o.exchange.scheme = SCHEME_BASIC;
    o.exchange.path = text_of(bytes_of_text("/style/main.css"));
    cr_assert(offers_volunteered(&f, &o));
    offer(&f, "http", SCHEME_BASIC);
    cr_assert_not(offers_volunteered(&f, &o));
}
