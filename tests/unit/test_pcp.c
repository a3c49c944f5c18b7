#include <criterion/criterion.h>

#include "tests/support/datagram.h"

/* RFC 6887 sections 7, 11 and 12. The client is 192.0.2.9. */
#define HEAD_OF(opcode, lifetime) "02" opcode "0000" lifetime "00000000000000000000ffffc0000209"
#define ANSWER_OF(opcode, result, lifetime) \
    "02" opcode "00" result lifetime "00001234 000000000000000000000000"
#define NONCE       "0102030405060708090a0b0c"
#define TCP_80_8080 NONCE "06000000 0050 1f90"
#define UDP_80_8080 NONCE "11000000 0050 1f90"
#define NO_IP       "00000000000000000000ffff00000000"
#define SOME_IP     "00000000000000000000ffffcb007105"

static const char map[] = HEAD_OF("01", "00000e10") TCP_80_8080 NO_IP;
static const char map_udp[] = HEAD_OF("01", "00000e10") UDP_80_8080 NO_IP;
static const char unmap[] = HEAD_OF("01", "00000000") TCP_80_8080 NO_IP;
static const char mapped[] = ANSWER_OF("81", "00", "00000708") TCP_80_8080 SOME_IP;
static const char refused[] = ANSWER_OF("81", "02", "0000001e") TCP_80_8080 NO_IP;
static const char peer[] = HEAD_OF("02", "00000e10") UDP_80_8080 NO_IP "1f400000" SOME_IP;
/* PREFER_FAILURE, then THIRD_PARTY with 2001:db8::5; before them one of three bytes. */
static const char for_another[] =
    HEAD_OF("01", "00000e10") TCP_80_8080 NO_IP "80000003 01020300"
                                                "02000000"
                                                "01000010 20010db8000000000000000000000005";
static const char announce[] = ANSWER_OF("80", "00", "00000000");
static const char other_version[] = ANSWER_OF("81", "01", "00000708");

extern const struct dissector pcp_dissector;

static struct seen *said_in_turn(const char *question, const char *answer)
{
    struct datagram q = datagram_of_hex(question), a = datagram_of_hex(answer);
    struct turn turns[] = { { true, datagram_bytes(&q) }, { false, datagram_bytes(&a) } };
    struct seen *seen = talk(&pcp_dissector, turns, 2, SIZE_MAX);
    cr_assert_eq(seen->n, 2);
    return seen;
}

static bool leads_to(const struct observation *o, const char *address)
{
    char s[IP_TEXT_MAX];
    return strcmp(ip_text(&o->mapping.internal, s), address) == 0;
}

Test(pcp, sees_what_is_asked_for)
{
    struct seen *seen = said_in_turn(map, mapped);
    const struct observation *o = &seen->o[0];

    cr_assert_eq(o->kind, OBS_MAPPING);
    cr_assert_str_eq(o->protocol, "pcp");
    cr_assert(o->from_client);
    cr_assert_eq(o->mapping.act, ACT_ADD);
    cr_assert_eq(o->mapping.outcome, OUTCOME_UNKNOWN);
    cr_assert_eq(o->mapping.internal_port, 80);
    cr_assert_eq(o->mapping.external_port, 8080);
    cr_assert_eq(o->mapping.lease_s, 3600);
    cr_assert_not(o->mapping.udp);
    cr_assert(leads_to(o, "192.0.2.9"));
    seen_free(seen);
}

Test(pcp, sees_what_is_granted)
{
    struct seen *seen = said_in_turn(map, mapped);
    const struct observation *o = &seen->o[1];

    cr_assert_not(o->from_client);
    cr_assert_eq(o->mapping.act, ACT_ADD);
    cr_assert_eq(o->mapping.outcome, OUTCOME_ACCEPTED);
    cr_assert_eq(o->mapping.lease_s, 1800);
    cr_assert(leads_to(o, "192.0.2.9"));
    seen_free(seen);
}

Test(pcp, takes_no_lifetime_for_an_end_and_remembers_what_a_refusal_refuses)
{
    struct seen *add = said_in_turn(map, refused), *delete = said_in_turn(unmap, refused);

    cr_assert_eq(add->o[1].mapping.outcome, OUTCOME_REFUSED);
    cr_assert_eq(add->o[1].mapping.act, ACT_ADD);
    cr_assert_eq(delete->o[0].mapping.act, ACT_DELETE);
    cr_assert_eq(delete->o[1].mapping.act, ACT_DELETE);
    seen_free(add);
    seen_free(delete);
}

static struct observation only_fact(const char *hex, uint16_t from, uint16_t to)
{
    struct datagram d = datagram_of_hex(hex);
    cr_assert_eq(recognised(&pcp_dissector, datagram_bytes(&d), from, to, NULL), MINE);
    struct seen *seen = hear(&pcp_dissector, datagram_bytes(&d), from, to);
    cr_assert_eq(seen->n, 1);
    struct observation o = seen->o[0];
    seen_free(seen);
    return o;
}

Test(pcp, sees_peers_and_udp)
{
    struct observation p = only_fact(peer, 40000, 5351), u = only_fact(map_udp, 40000, 5351);

    cr_assert(p.mapping.udp);
    cr_assert_eq(p.mapping.internal_port, 80);
    cr_assert(u.mapping.udp);
}

Test(pcp, sees_whom_a_mapping_leads_to_when_another_asks)
{
    struct observation o = only_fact(for_another, 40000, 5351);

    cr_assert(leads_to(&o, "2001:db8::5"));
}

static void is_taken_in_silence(const char *hex)
{
    struct datagram d = datagram_of_hex(hex);
    takes_in_silence(&pcp_dissector, datagram_bytes(&d), 5351, 5350);
}

Test(pcp, takes_announcements_and_answers_without_a_body_and_says_nothing)
{
    is_taken_in_silence(announce);
    is_taken_in_silence(other_version);
}

static bool is_known(const char *hex, uint16_t from, uint16_t to)
{
    return knows(&pcp_dissector, hex, from, to);
}

Test(pcp, is_known_only_on_its_port)
{
    cr_assert(is_known(map, 5350, 5351));
    cr_assert(is_known(mapped, 5351, 5350));
    cr_assert_not(is_known(map, 5351, 5350));
    cr_assert_not(is_known(mapped, 5350, 5351));
}

Test(pcp, says_nothing_of_a_message_cut_short)
{
    struct datagram question = datagram_of_hex(map), answer = datagram_of_hex(mapped);

    says_nothing_of_a_cut_datagram(&pcp_dissector, datagram_bytes(&question), 40000, 5351);
    says_nothing_of_a_cut_datagram(&pcp_dissector, datagram_bytes(&answer), 5351, 40000);
}

Test(pcp, rejects_what_is_not_its_own)
{
    cr_assert_not(is_known("01"
                           "01"
                           "0000"
                           "00000e10" NO_IP TCP_80_8080 NO_IP,
                           40000, 5351));
    cr_assert_not(is_known(HEAD_OF("03", "00000e10") TCP_80_8080 NO_IP, 40000, 5351));
    cr_assert_not(is_known(HEAD_OF("01", "00000e10") TCP_80_8080 NO_IP "00", 40000, 5351));
    cr_assert_not(is_known(HEAD_OF("01", "00000e10") TCP_80_8080 NO_IP "01000010", 40000, 5351));
}
