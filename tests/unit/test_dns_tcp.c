#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/datagram.h"

/* Made by hand after RFC 1035 and RFC 7766: each begins with its length. */

static const char query[] =
    "0021123401000001000000000000036e7470076578616d706c6503636f6d0000010001";
static const char query_opt[] = "002c123401200001000000000001036e7470076578616d706c6503636f6d00001c"
                                "000100002904d0000000000000";
static const char answer[] = "0031123481800001000100000000036e7470076578616d706c6503636f6d00000100"
                             "01c00c000100010000003c0004c0000207";
static const char no_such[] =
    "00211234818300010000000000000363616d076578616d706c6503636f6d0000010001";
/* the second message of a zone transfer: no question */
static const char more_of_a_zone[] = "001b0001840000000001000000000000010001"
                                     "0000003c0004c0000207";

extern const struct dissector dns_tcp_dissector;

struct talk_of {
    struct datagram client, server;
    struct turn turns[3];
};

/* Two questions in one go, then both answers and the rest of a zone. */
static void make_talk(struct talk_of *t)
{
    static char both[512];
    (void)snprintf(both, sizeof both, "%s%s", query, query_opt);
    t->client = datagram_of_hex(both);
    (void)snprintf(both, sizeof both, "%s%s%s", answer, more_of_a_zone, no_such);
    t->server = datagram_of_hex(both);
    t->turns[0] = (struct turn){ true, datagram_bytes(&t->client) };
    t->turns[1] = (struct turn){ false, datagram_bytes(&t->server) };
}

Test(dns_tcp, sees_questions_and_answers)
{
    struct talk_of t;
    make_talk(&t);
    struct seen *seen = talk(&dns_tcp_dissector, t.turns, 2, SIZE_MAX);

    cr_assert_eq(seen->n, 4);
    cr_assert_str_eq(seen->o[0].protocol, "dns");
    cr_assert_str_eq(seen->o[0].name_lookup.name.s, "ntp.example.com");
    cr_assert(seen->o[0].from_client);
    cr_assert_eq(seen->o[1].name_lookup.type, 28);
    cr_assert(seen->o[2].name_lookup.answer);
    cr_assert_not(seen->o[2].from_client);
    cr_assert(seen->o[3].name_lookup.failed);
    cr_assert_eq(seen->o[3].roles, ROLES_BY_SYN);
    seen_free(seen);
}

Test(dns_tcp, is_known_on_any_port_if_every_byte_fits)
{
    struct talk_of t;
    make_talk(&t);
    const char *protocol = NULL;
    struct seen *seen = talk_recognised(t.turns, 2, TRANSPORT_TCP, &protocol);

    cr_assert_str_eq(protocol, "dns_tcp");
    cr_assert_eq(seen->n, 4);
    seen_free(seen);
}

Test(dns_tcp, says_the_same_in_pieces)
{
    struct talk_of t;
    make_talk(&t);
    says_the_same_in_pieces(&dns_tcp_dissector, t.turns, 2);
}

Test(dns_tcp, says_less_of_a_prefix)
{
    struct talk_of t;
    make_talk(&t);
    says_less_of_a_prefix(&dns_tcp_dissector, t.turns, 2);
}

Test(dns_tcp, waits_for_the_rest_of_a_question)
{
    struct datagram d = datagram_of_hex(query_opt);
    for (size_t n = 1; n < d.n; n++) {
        struct bytes part = bytes_first(datagram_bytes(&d), n);
        cr_assert_neq(recognised(&dns_tcp_dissector, part, 40000, 53, NULL), MINE);
        cr_assert_eq(recognised(&dns_tcp_dissector, part, 40000, 53, NULL), TOO_LITTLE);
    }
}

Test(dns_tcp, finds_the_next_message_after_a_hole)
{
    static char text[512];
    (void)snprintf(text, sizeof text, "00ffff%s", answer);
    struct datagram d = datagram_of_hex(text);

    cr_assert_eq(dns_tcp_dissector.resynchronise(datagram_bytes(&d)), 3);
    d = datagram_of_hex("00000000000000000000000000000000000000000000000000000000000000000000");
    cr_assert_eq(dns_tcp_dissector.resynchronise(datagram_bytes(&d)), d.n);
}

Test(dns_tcp, rejects_what_is_not_its_own)
{
    static const struct {
        const char *what;
        const char *hex;
        uint16_t to;
    } cases[] = {
        { "text", "474554202f20485454502f312e310d0a", 53 },
        { "a length of nothing", "0000123401000001000000000000", 53 },
        { "a length too short for the question", "000e1234010000010000000000000163000001", 53 },
        { "the ports of others", query, 5353 },
        { "zeros", "0020000000000000000000000000000000000000000000000000000000000000000000", 9999 },
        { "a question with an answer in it",
          "0021123401000001000100000000036e7470076578616d706c6503636f6d0000010001", 9999 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct datagram d = datagram_of_hex(cases[i].hex);
        cr_assert_eq(recognised(&dns_tcp_dissector, datagram_bytes(&d), 40000, cases[i].to, NULL),
                     NOT_MINE, "%s", cases[i].what);
    }
}
