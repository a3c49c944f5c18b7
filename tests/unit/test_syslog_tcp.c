#include <criterion/criterion.h>

#include "tests/support/datagram.h"

#include <stdio.h>

extern const struct dissector syslog_tcp_dissector;

static const struct turn lines[] = {
    CLIENT("<34>Oct 11 22:14:15 cam-7 su[12]: failed\n<35>Oct 11 22:14:16 cam-7 su: again\r\n"),
    CLIENT("  a line that goes on\n<36>third\n"),
};
enum { LINES_N = sizeof lines / sizeof lines[0] };

static const struct turn counted[] = {
    CLIENT("30 <34>1 - cam-7 app 12 - - hello30 <35>1 - cam-8 app 12 - - two\nl\n"),
    CLIENT("21 <36>1 - cam-9 a b c -"),
};
enum { COUNTED_N = sizeof counted / sizeof counted[0] };

static enum recognition answer_to(const char *text)
{
    return recognised(&syslog_tcp_dissector, bytes_of_text(text), 50000, 514, NULL);
}

Test(syslog_tcp, reads_messages_that_end_with_a_line_feed)
{
    struct seen *seen = talk(&syslog_tcp_dissector, lines, LINES_N, SIZE_MAX);

    cr_assert_eq(seen->n, 3);
    cr_assert_str_eq(seen->o[0].protocol, "syslog");
    cr_assert_str_eq(seen->o[0].log_export.sender.s, "cam-7");
    cr_assert_eq(seen->o[1].log_export.severity, 3);
    cr_assert_eq(seen->o[2].log_export.severity, 4);
    seen_free(seen);
}

Test(syslog_tcp, reads_messages_that_are_counted)
{
    struct seen *seen = talk(&syslog_tcp_dissector, counted, COUNTED_N, SIZE_MAX);

    cr_assert_eq(seen->n, 3);
    cr_assert_str_eq(seen->o[0].log_export.sender.s, "cam-7");
    cr_assert_str_eq(seen->o[1].log_export.sender.s, "cam-8");
    cr_assert_str_eq(seen->o[2].log_export.sender.s, "cam-9");
    cr_assert(seen->o[2].log_export.structured);
    seen_free(seen);
}

Test(syslog_tcp, counts_off_a_long_message)
{
    static char text[6000] = "4000 <34>1 - cam-7 app 12 - - ";
    memset(text + strlen(text), 'x', 4005 - strlen(text));
    memcpy(text + 4005, "21 <36>1 - cam-9 a b c -", 24);
    struct seen *seen = dissect(&syslog_tcp_dissector, text);

    cr_assert_eq(seen->n, 2);
    cr_assert_str_eq(seen->o[1].log_export.sender.s, "cam-9");
    seen_free(seen);
}

Test(syslog_tcp, passes_over_the_rest_of_a_long_line)
{
    static char text[6000] = "<34>Oct 11 22:14:15 cam-7 su: ";
    memset(text + strlen(text), '<', 4000);
    memcpy(text + strlen(text), "\n<35>Oct 11 22:14:15 cam-8 su: x\n", 34);
    struct turn turn = { true, bytes_of_text(text) };
    struct seen *seen = dissect(&syslog_tcp_dissector, text);

    cr_assert_eq(seen->n, 2);
    seen_free(seen);
    struct seen *pieces = talk(&syslog_tcp_dissector, &turn, 1, 7);
    cr_assert_eq(pieces->n, 2);
    seen_free(pieces);
}

Test(syslog_tcp, is_recognised_by_an_exact_head)
{
    cr_assert_eq(answer_to("<34>Oct 11 22:14:15 cam-7 su: x\n"), MINE);
    cr_assert_eq(answer_to("<34>1 - a b c d -\n"), MINE);
    cr_assert_eq(answer_to("29 <34>1 - cam-7 app 12 - - hel"), MINE);
    static const char *const beginnings[] = { "2", "29",  "29 ",  "29 <",         "29 <3",
                                              "<", "<34", "<34>", "<34>Oct 11 22" };
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
        cr_assert_eq(answer_to(beginnings[i]), TOO_LITTLE, "case %zu", i);
}

Test(syslog_tcp, is_recognised_among_all_others)
{
    const char *protocol = NULL;
    seen_free(talk_recognised(lines, LINES_N, TRANSPORT_TCP, &protocol));
    cr_assert_str_eq(protocol, "syslog");
    seen_free(talk_recognised(counted, COUNTED_N, TRANSPORT_TCP, &protocol));
    cr_assert_str_eq(protocol, "syslog");
}

Test(syslog_tcp, rejects_what_is_not_its_own)
{
    static const char *const others[] = {
        "<stream:stream>", "<?xml",       "<34>motion\n",   "<192>",     "200 OK\r\n",
        "220 mail ready",  "0 <34>1 - a", "123456 <34>1 -", "12<34>1 -", "5 <34>1 - a b c d -",
        "GET / HTTP/1.1",  "\x01\x02",    "<34>Oct\n",      "<34>\x01",  "29 x",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_assert_eq(answer_to(others[i]), NOT_MINE, "case %zu", i);
}

Test(syslog_tcp, gives_up_where_a_count_is_missing)
{
    struct seen *seen = dissect(&syslog_tcp_dissector, "21 <36>1 - cam-9 a b c -xx20 <36>1 - c");

    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->counters.n[COUNT_message_rejected], 1);
    seen_free(seen);
}

Test(syslog_tcp, finds_the_next_line_after_a_hole)
{
    struct bytes in = bytes_of_text("lost text\nmore <1>\n<34>Oct 11");

    cr_assert_eq(syslog_tcp_dissector.resynchronise(in), 19);
    cr_assert_eq(syslog_tcp_dissector.resynchronise(bytes_first(in, 19)), 19);
}

Test(syslog_tcp, says_the_same_in_pieces)
{
    says_the_same_in_pieces(&syslog_tcp_dissector, lines, LINES_N);
    says_the_same_in_pieces(&syslog_tcp_dissector, counted, COUNTED_N);
}

Test(syslog_tcp, says_less_of_a_prefix)
{
    says_less_of_a_prefix(&syslog_tcp_dissector, lines, LINES_N);
    says_less_of_a_prefix(&syslog_tcp_dissector, counted, COUNTED_N);
}
