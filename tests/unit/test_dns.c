#include <criterion/criterion.h>

#include "tests/support/datagram.h"

/* Made by hand after RFC 1035, RFC 2136 and RFC 6891. */

static const char query[] = "123401000001000000000000036e7470076578616d706c6503636f6d0000010001";
static const char query_opt[] =
    "123401200001000000000001036e7470076578616d706c6503636f6d00001c000100002904d0000000000000";
static const char answer[] = "123481800001000100000000036e7470076578616d706c6503636f6d0000010001c00"
                             "c000100010000003c0004c00002"
                             "07";
static const char no_such[] = "1234818300010000000000000363616d076578616d706c6503636f6d0000010001";
static const char root[] = "0001010000010000000000000000020001";
static const char reverse[] =
    "0001010000010000000000000135016501630131013401390165016601660166016101640139013001320162013001"
    "30"
    "0130013001300130013001300130013001300130013001380165016603697036046172706100000c0001";
static const char odd[] = "00010100000100000000000006612e6200e97a03636f6d0000010001";
static const char update[] = "000128000001000000010000076578616d706c6503636f6d00000600010363616d076"
                             "578616d706c6503636f6d000001"
                             "00010000003c0004c0000207";
static const char loop[] = "000101000001000000000000c00c00010001";
static const char two[] = "000101000002000000000000056669727374076578616d706c6503636f6d000001000106"
                          "7365636f6e64076578616d70"
                          "6c6503636f6d00001c0001";

extern const struct dissector dns_dissector;

static struct observation said_between(const char *hex, uint16_t from, uint16_t to)
{
    struct datagram d = datagram_of_hex(hex);
    cr_assert_eq(recognised(&dns_dissector, datagram_bytes(&d), from, to, NULL), MINE);
    struct seen *seen = hear(&dns_dissector, datagram_bytes(&d), from, to);
    cr_assert_eq(seen->n, 1);
    struct observation o = seen->o[0];
    seen_free(seen);
    cr_assert_eq(o.kind, OBS_NAME_LOOKUP);
    cr_assert_str_eq(o.protocol, "dns");
    return o;
}

static bool is_recognised(const char *hex, uint16_t from, uint16_t to)
{
    struct datagram d = datagram_of_hex(hex);
    return recognised(&dns_dissector, datagram_bytes(&d), from, to, NULL) == MINE;
}

Test(dns, sees_who_asks_for_which_name)
{
    struct observation o = said_between(query, 40000, 53);

    cr_assert_str_eq(o.name_lookup.name.s, "ntp.example.com");
    cr_assert_eq(o.name_lookup.type, 1);
    cr_assert_not(o.name_lookup.answer);
    cr_assert_not(o.name_lookup.failed);
    cr_assert(o.from_client);
    cr_assert_eq(o.server.port, 53);
}

Test(dns, sees_an_answer_and_who_gives_it)
{
    struct observation o = said_between(answer, 53, 40000);

    cr_assert_str_eq(o.name_lookup.name.s, "ntp.example.com");
    cr_assert(o.name_lookup.answer);
    cr_assert_not(o.name_lookup.failed);
    cr_assert_not(o.from_client);
    cr_assert_eq(o.server.port, 53);
}

Test(dns, sees_that_there_is_no_such_name)
{
    struct observation o = said_between(no_such, 53, 40000);

    cr_assert(o.name_lookup.answer);
    cr_assert(o.name_lookup.failed);
}

Test(dns, says_the_first_question_only)
{
    cr_assert_str_eq(said_between(two, 40000, 53).name_lookup.name.s, "first.example.com");
}

Test(dns, keeps_the_end_of_a_long_name)
{
    struct observation o = said_between(reverse, 40000, 53);

    cr_assert_str_eq(o.name_lookup.name.s,
                     "...e.f.f.f.a.d.9.0.2.b.0.0.0.0.0.0.0.0.0.0.0.0.0.8.e.f.ip6.arpa");
}

Test(dns, a_dot_inside_a_label_ends_no_label)
{
    cr_assert_str_eq(said_between(odd, 40000, 53).name_lookup.name.s, "a?b??z.com");
}

Test(dns, knows_the_root_and_an_update)
{
    cr_assert_str_eq(said_between(root, 40000, 53).name_lookup.name.s, ".");
    cr_assert_str_eq(said_between(update, 40000, 53).name_lookup.name.s, "example.com");
}

Test(dns, takes_for_an_answer_what_a_server_says_without_saying_so)
{
    struct observation o = said_between(query, 53, 40000);

    cr_assert(o.name_lookup.answer);
    cr_assert_not(o.from_client);
}

Test(dns, is_known_on_any_port_if_every_byte_fits)
{
    static const char *const all[] = { query, query_opt, answer, no_such };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct datagram d = datagram_of_hex(all[i]);
        struct turn turn = { true, datagram_bytes(&d) };
        const char *protocol = NULL;
        seen_free(talk_recognised(&turn, 1, TRANSPORT_UDP, &protocol));
        cr_assert_str_eq(protocol, "dns");
    }
    cr_assert_not(is_recognised(root, 40000, 8053));
    cr_assert_not(is_recognised(update, 40000, 8053));
    cr_assert_not(is_recognised(two, 40000, 8053));
    cr_assert_not(is_recognised(odd, 40000, 8053));
}

Test(dns, leaves_alone_what_has_its_shape_on_ports_of_others)
{
    static const uint16_t ports[] = { 137, 5353, 5355 };
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        cr_assert_not(is_recognised(query, 40000, ports[i]));
        cr_assert_not(is_recognised(answer, ports[i], 40000));
        cr_assert(is_recognised(query, ports[i], 53));
    }
}

Test(dns, says_nothing_of_a_message_cut_short)
{
    static const char *const all[] = { query, no_such, reverse };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct datagram d = datagram_of_hex(all[i]);
        says_nothing_of_a_cut_datagram(&dns_dissector, datagram_bytes(&d), 40000, 53);
    }
    struct datagram d = datagram_of_hex(query_opt);
    says_nothing_of_a_cut_datagram(&dns_dissector, datagram_bytes(&d), 40000, 8053);
}

Test(dns, rejects_what_is_not_its_own)
{
    static const struct {
        const char *what;
        const char *hex;
    } cases[] = {
        { "a name that leads to itself", loop },
        { "a name that leads into the head", "000101000001000000000000c00400010001" },
        { "a name that leads past the end", "000101000001000000000000c0ff00010001" },
        { "a label of a kind that never came to be",
          "0001010000010000000000004161000001000100000000" },
        { "a class that there is not", "0001010000010000000000000163000001000200" },
        { "a class of multicast DNS", "00010000000100000000000001630000018001" },
        { "an opcode that there is not", "0001780000010000000000000163000001000100" },
        { "a great many questions", "0001010000ff0000000000000163000001000100" },
        { "no question", "000101000000000000000000" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct datagram d = datagram_of_hex(cases[i].hex);
        cr_assert_neq(recognised(&dns_dissector, datagram_bytes(&d), 40000, 53, NULL), MINE, "%s",
                      cases[i].what);
        struct seen *seen = hear(&dns_dissector, datagram_bytes(&d), 40000, 53);
        cr_assert_eq(seen->n, 0, "%s", cases[i].what);
        seen_free(seen);
    }
}
