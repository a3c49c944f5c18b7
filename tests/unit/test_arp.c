#include <criterion/criterion.h>

#include "tests/support/datagram.h"

extern const struct dissector arp_dissector;

/* Hardware, protocol, lengths. */
#define HEAD "0001 0800 0604 "
#define MAC  "0200000000 09 "

static const char ask[] = HEAD "0001 " MAC "c0000209 000000000000 c0000205";
static const char answer[] = HEAD "0002 " MAC "c0000209 020000000005 c0000205";
static const char probe[] = HEAD "0001 " MAC "00000000 000000000000 c0000209";
static const char claim[] = HEAD "0001 " MAC "c0000209 000000000000 c0000209";
static const char claim_by_reply[] = HEAD "0002 " MAC "c0000209 ffffffffffff c0000209";

static struct seen *said(const char *hex)
{
    struct datagram d = datagram_of_hex(hex);
    cr_assert_eq(recognised(&arp_dissector, datagram_bytes(&d), 0, 0, NULL), MINE);
    return hear(&arp_dissector, datagram_bytes(&d), 0, 0);
}

static void expect(const char *hex, enum address_act act)
{
    static const uint8_t ip[4] = { 192, 0, 2, 9 };
    struct ip expected = ip_from_v4(ip);
    struct seen *seen = said(hex);
    cr_assert_eq(seen->n, 1, "%s", hex);
    const struct observation *o = &seen->o[0];
    cr_assert_eq(o->kind, OBS_ADDRESS);
    cr_assert_str_eq(o->protocol, "arp");
    cr_assert_eq(o->transport, TRANSPORT_LINK);
    cr_assert_eq(o->address.act, act, "%s", hex);
    cr_assert(ip_equal(&o->address.ip, &expected));
    cr_assert_eq(o->address.mac.b[0], 2);
    cr_assert_eq(o->address.mac.b[5], 9);
    cr_assert_eq(o->roles, ROLES_BY_CONTENT);
    seen_free(seen);
}

Test(arp, says_what_is_done_about_an_address)
{
    expect(ask, ADDRESS_ASK);
    expect(answer, ADDRESS_ANSWER);
    expect(probe, ADDRESS_PROBE);
    expect(claim, ADDRESS_CLAIM);
    expect(claim_by_reply, ADDRESS_CLAIM);
}

Test(arp, reads_frames_of_wireless_networks_and_does_not_mind_padding)
{
    expect("0006 0800 0604 0001 " MAC "c0000209 000000000000 c0000205", ADDRESS_ASK);
    expect(HEAD "0001 " MAC "c0000209 000000000000 c0000205 0000000000000000", ADDRESS_ASK);
}

static size_t facts(const char *hex)
{
    struct seen *seen = said(hex);
    size_t n = seen->n;
    cr_assert_eq(seen->counters.n[COUNT_message_rejected], 0);
    seen_free(seen);
    return n;
}

Test(arp, says_nothing_of_addresses_that_are_no_hosts)
{
    cr_assert_eq(facts(HEAD "0002 " MAC "00000000 020000000005 c0000205"), 0);
    cr_assert_eq(facts(HEAD "0001 " MAC "00000000 000000000000 00000000"), 0);
    cr_assert_eq(facts(HEAD "0001 " MAC "e0000001 000000000000 c0000205"), 0);
    cr_assert_eq(facts(HEAD "0001 000000000000 c0000209 000000000000 c0000205"), 0);
    cr_assert_eq(facts(HEAD "0001 010000000009 c0000209 000000000000 c0000205"), 0);
}

/* ---- what was said before ---- */

enum { HOSTS = 100 };

static size_t facts_of(const struct turn *turns, size_t n)
{
    struct seen *seen = talk(&arp_dissector, turns, n, SIZE_MAX);
    size_t facts = seen->n;
    cr_assert_eq(seen->counters.n[COUNT_message_rejected], 0);
    seen_free(seen);
    return facts;
}

Test(arp, does_not_repeat_itself)
{
    struct datagram a = datagram_of_hex(ask), c = datagram_of_hex(claim);
    struct turn asks = { true, datagram_bytes(&a) }, claims = { true, datagram_bytes(&c) };
    struct turn turns[] = { asks, claims, asks, claims, asks };
    cr_assert_eq(facts_of(turns, 5), 2);
}

Test(arp, tells_another_address_of_the_same_mac)
{
    struct datagram d[2] = { datagram_of_hex(ask), datagram_of_hex(ask) };
    d[1].b[17] = 10;
    struct turn turns[] = { { true, datagram_bytes(&d[0]) },
                            { true, datagram_bytes(&d[1]) },
                            { true, datagram_bytes(&d[0]) } };
    cr_assert_eq(facts_of(turns, 3), 2);
}

Test(arp, forgets_the_oldest_of_too_many)
{
    static struct datagram d[HOSTS];
    static struct turn turns[2 * HOSTS];
    for (size_t i = 0; i < HOSTS; i++) {
        d[i] = datagram_of_hex(ask);
        d[i].b[17] = (uint8_t)(i + 1);
        turns[i] = turns[HOSTS + i] = (struct turn){ true, datagram_bytes(&d[i]) };
    }
    cr_assert_eq(facts_of(turns, HOSTS), HOSTS);
    cr_assert_eq(facts_of(turns, HOSTS + 1), HOSTS + 1);
}

Test(arp, says_nothing_of_a_message_cut_short)
{
    struct datagram d = datagram_of_hex(claim);
    says_nothing_of_a_cut_datagram(&arp_dissector, datagram_bytes(&d), 0, 0);
}

static bool is_known(const char *hex)
{
    struct datagram d = datagram_of_hex(hex);
    return recognised(&arp_dissector, datagram_bytes(&d), 0, 0, NULL) == MINE;
}

Test(arp, rejects_what_is_not_its_own)
{
    cr_assert_not(is_known("0020 0800 0604 0001 " MAC "c0000209 000000000000 c0000205"));
    cr_assert_not(is_known("0001 86dd 0604 0001 " MAC "c0000209 000000000000 c0000205"));
    cr_assert_not(is_known("0001 0800 0804 0001 " MAC "c0000209 000000000000 c0000205"));
    cr_assert_not(is_known(HEAD "0003 " MAC "c0000209 000000000000 c0000205")); /* RARP */
    cr_assert_not(is_known(HEAD "0000 " MAC "c0000209 000000000000 c0000205"));
}
