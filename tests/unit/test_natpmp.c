#include <criterion/criterion.h>

#include "tests/support/datagram.h"

/* RFC 6886 section 3.3. */
static const char map_tcp[] = "0002 0000 0050 1f90 00000e10";
static const char map_udp[] = "0001 0000 e720 0000 00000e10";
static const char unmap_tcp[] = "0002 0000 0050 0000 00000000";
static const char mapped[] = "0082 0000 00001234 0050 1f91 00000708";
static const char unmapped[] = "0082 0000 00001234 0050 0000 00000000";
static const char refused[] = "0082 0002 00001234 0050 0000 00000000";
/* sections 3.2 and 3.5 */
static const char address[] = "0000";
static const char address_answer[] = "0080 0000 00001234 cb007105";
static const char other_version[] = "0082 0001 00001234";

extern const struct dissector natpmp_dissector;

static struct seen *said_in_turn(const char *question, const char *answer)
{
    struct datagram q = datagram_of_hex(question), a = datagram_of_hex(answer);
    struct turn turns[] = { { true, datagram_bytes(&q) }, { false, datagram_bytes(&a) } };
    struct seen *seen = talk(&natpmp_dissector, turns, 2, SIZE_MAX);
    cr_assert_eq(seen->n, 2);
    return seen;
}

static bool is_clients(const struct observation *o)
{
    return ip_equal(&o->mapping.internal, &o->client.ip);
}

Test(natpmp, sees_what_is_asked_for)
{
    struct seen *seen = said_in_turn(map_tcp, mapped);
    const struct observation *o = &seen->o[0];

    cr_assert_eq(o->kind, OBS_MAPPING);
    cr_assert_str_eq(o->protocol, "natpmp");
    cr_assert(o->from_client);
    cr_assert_eq(o->mapping.act, ACT_ADD);
    cr_assert_eq(o->mapping.outcome, OUTCOME_UNKNOWN);
    cr_assert_eq(o->mapping.internal_port, 80);
    cr_assert_eq(o->mapping.external_port, 8080);
    cr_assert_eq(o->mapping.lease_s, 3600);
    cr_assert_not(o->mapping.udp);
    cr_assert(is_clients(o));
    seen_free(seen);
}

Test(natpmp, sees_what_is_granted)
{
    struct seen *seen = said_in_turn(map_tcp, mapped);
    const struct observation *o = &seen->o[1];

    cr_assert_not(o->from_client);
    cr_assert_eq(o->mapping.act, ACT_ADD);
    cr_assert_eq(o->mapping.outcome, OUTCOME_ACCEPTED);
    cr_assert_eq(o->mapping.external_port, 8081);
    cr_assert_eq(o->mapping.lease_s, 1800);
    cr_assert(is_clients(o));
    seen_free(seen);
}

Test(natpmp, takes_no_lifetime_for_an_end)
{
    struct seen *seen = said_in_turn(unmap_tcp, unmapped);

    cr_assert_eq(seen->o[0].mapping.act, ACT_DELETE);
    cr_assert_eq(seen->o[1].mapping.act, ACT_DELETE);
    cr_assert_eq(seen->o[1].mapping.outcome, OUTCOME_ACCEPTED);
    seen_free(seen);
}

Test(natpmp, remembers_what_a_refusal_refuses)
{
    struct seen *add = said_in_turn(map_tcp, refused), *delete = said_in_turn(unmap_tcp, refused);

    cr_assert_eq(add->o[1].mapping.outcome, OUTCOME_REFUSED);
    cr_assert_eq(add->o[1].mapping.act, ACT_ADD);
    cr_assert_eq(delete->o[1].mapping.act, ACT_DELETE);
    seen_free(add);
    seen_free(delete);
}

static size_t facts_in(const char *hex, uint16_t from, uint16_t to)
{
    struct datagram d = datagram_of_hex(hex);
    cr_assert_eq(recognised(&natpmp_dissector, datagram_bytes(&d), from, to, NULL), MINE);
    struct seen *seen = hear(&natpmp_dissector, datagram_bytes(&d), from, to);
    size_t n = seen->n;
    cr_assert_eq(seen->counters.n[COUNT_message_rejected], 0);
    seen_free(seen);
    return n;
}

Test(natpmp, sees_mappings_of_udp)
{
    struct datagram d = datagram_of_hex(map_udp);
    struct seen *seen = hear(&natpmp_dissector, datagram_bytes(&d), 40000, 5351);

    cr_assert(seen->o[0].mapping.udp);
    seen_free(seen);
    cr_assert_eq(facts_in(map_udp, 40000, 5351), 1);
    cr_assert_eq(facts_in(refused, 5351, 40000), 1);
}

Test(natpmp, takes_questions_for_the_address_and_says_nothing)
{
    cr_assert_eq(facts_in(address, 40000, 5351), 0);
    cr_assert_eq(facts_in(address_answer, 5351, 40000), 0);
    cr_assert_eq(facts_in(other_version, 5351, 40000), 0);
}

static bool is_known(const char *hex, uint16_t from, uint16_t to)
{
    return knows(&natpmp_dissector, hex, from, to);
}

Test(natpmp, is_known_only_on_its_port)
{
    cr_assert(is_known(map_tcp, 40000, 5351));
    cr_assert(is_known(mapped, 5351, 40000));
    cr_assert_not(is_known(map_tcp, 5351, 40000));
    cr_assert_not(is_known(mapped, 40000, 5351));
    cr_assert_not(is_known(map_tcp, 40000, 5352));
}

Test(natpmp, says_nothing_of_a_message_cut_short)
{
    struct datagram question = datagram_of_hex(map_tcp), answer = datagram_of_hex(mapped);
    struct bytes all = datagram_bytes(&question);

    says_nothing_of_a_cut_datagram(&natpmp_dissector, all, 40000, 5351);
    says_nothing_of_a_cut_datagram(&natpmp_dissector, datagram_bytes(&answer), 5351, 40000);
}

Test(natpmp, rejects_what_is_not_its_own)
{
    cr_assert_not(is_known("0102 0000 0050 1f90 00000e10", 40000, 5351)); /* version */
    cr_assert_not(is_known("0003 0000 0050 1f90 00000e10", 40000, 5351)); /* operation */
    cr_assert_not(is_known("0002 0001 0050 1f90 00000e10", 40000, 5351)); /* reserved bits */
    cr_assert_not(is_known("0002 0000 0050 1f90 00000e10 00", 40000, 5351));
    cr_assert_not(is_known("0000 00", 40000, 5351));
    cr_assert_not(is_known("0082 0000 00001234 0050 1f91 00000708 00", 5351, 40000));
}
