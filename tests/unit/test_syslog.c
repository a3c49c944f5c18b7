#include <criterion/criterion.h>

#include "tests/support/datagram.h"

extern const struct dissector syslog_dissector;

static struct observation sent(const char *text, uint16_t to)
{
    struct bytes said = bytes_of_text(text);
    enum speaker speaker = SPEAKER_UNKNOWN;
    cr_assert_eq(recognised(&syslog_dissector, said, 50000, to, &speaker), MINE);
    cr_assert_eq(speaker, SPEAKER_CLIENT);
    struct seen *seen = hear(&syslog_dissector, said, 50000, to);
    cr_assert_eq(seen->n, 1);
    struct observation o = seen->o[0];
    seen_free(seen);
    cr_assert_eq(o.kind, OBS_LOG_EXPORT);
    cr_assert_str_eq(o.protocol, "syslog");
    cr_assert(o.from_client);
    return o;
}

static bool is_taken(struct bytes said, uint16_t to)
{
    bool mine = recognised(&syslog_dissector, said, 50000, to, NULL) == MINE;
    struct seen *seen = hear(&syslog_dissector, said, 50000, to);
    cr_assert_eq(mine, seen->n > 0);
    seen_free(seen);
    return mine;
}

Test(syslog, sees_a_message_of_rfc_3164)
{
    struct observation o = sent("<34>Oct 11 22:14:15 cam-7 su[12]: 'su root' failed", 5140);

    cr_assert_eq(o.log_export.facility, 4);
    cr_assert_eq(o.log_export.severity, 2);
    cr_assert_not(o.log_export.structured);
    cr_assert_str_eq(o.log_export.sender.s, "cam-7");
}

Test(syslog, sees_a_message_of_rfc_5424)
{
    struct observation o = sent("<165>1 2003-10-11T22:14:15.003Z cam7.example.com evt - ID47 "
                                "[x@32473 iut=\"3\"] An event",
                                40514);

    cr_assert_eq(o.log_export.facility, 20);
    cr_assert_eq(o.log_export.severity, 5);
    cr_assert(o.log_export.structured);
    cr_assert_str_eq(o.log_export.sender.s, "cam7.example.com");
}

Test(syslog, knows_no_sender_where_none_is_told)
{
    cr_assert_str_empty(sent("<165>1 - - - - - -", 40514).log_export.sender.s);
    cr_assert_str_empty(sent("<0>Oct  1 22:14:15 su: failed", 514).log_export.sender.s);
    cr_assert_str_empty(sent("<30>Oct  1 22:14:15 User admin logged in", 514).log_export.sender.s);
    cr_assert_str_empty(
        sent("<189>38: R1: *Sep 22 13:39:11.250: %LINK-3", 514).log_export.sender.s);
}

Test(syslog, reads_the_time_that_relays_write)
{
    struct observation o = sent("<13>2013-09-12T19:16:34.457849+04:00 cam-7 main: started", 5140);

    cr_assert_not(o.log_export.structured);
    cr_assert_str_eq(o.log_export.sender.s, "cam-7");
}

Test(syslog, tells_nothing_of_the_message)
{
    struct observation o = sent("<13>Oct 11 22:14:15 cam-7 main: secret-word", 514);

    cr_assert_null(memmem(&o, sizeof o, "secret", 6));
}

Test(syslog, takes_a_priority_and_a_text_on_its_own_port_alone)
{
    struct bytes bare = bytes_of_text("<191>motion detected\n");

    cr_assert(is_taken(bare, 514));
    cr_assert_not(is_taken(bare, 5140));
    cr_assert(is_taken((struct bytes){ (const uint8_t *)"<14>ended\0", 10 }, 514));
    cr_assert(is_taken(bytes_of_text("<14>\xe3\x82\xab\xe3\x83\xa1\xe3\x83\xa9"), 514));
}

Test(syslog, rejects_what_is_not_its_own)
{
    static const char *const others[] = {
        "",
        "X",
        "EVIL",
        "<",
        "<34",
        "<192>x",
        "<034>x",
        "<00>x",
        "<x>",
        "<1234>x",
        "< 4>x",
        "34>x",
        "<a/>",
        "<34>\x01\x02",
        "<>x",
        "GET /x",
        "\r\x1d\x03x",
        "<34>a\x7f\x01",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_assert_not(is_taken(bytes_of_text(others[i]), 514), "case %zu", i);
}

Test(syslog, rejects_a_head_that_is_not_as_the_norm_wants_it_on_another_port)
{
    static const char *const others[] = {
        "<34>Okt 11 22:14:15 cam su: x",
        "<34>Oct 11 22:14 cam su: x",
        "<34>2 2003-10-11T22:14:15Z a b c",
        "<34>1 2003-10-11 a b c d -",
        "<34>1 - a b c d",
        "<34>1 - a b c d x",
        "<34>1 - a \x80 c d -",
        "<34>hello",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_assert_not(is_taken(bytes_of_text(others[i]), 5140), "case %zu", i);
}

Test(syslog, says_nothing_of_less_than_a_head_on_another_port)
{
    struct bytes message = bytes_of_text("<34>1 - cam7 b c d -");

    says_nothing_of_a_cut_datagram(&syslog_dissector, message, 50000, 5140);
}

Test(syslog, stays_inside_a_datagram_of_any_length)
{
    struct bytes message = bytes_of_text("<34>Oct 11 22:14:15 cam-7 su: x");
    for (size_t n = 0; n <= message.n; n++)
        seen_free(hear(&syslog_dissector, bytes_first(message, n), 514, 514));
}
