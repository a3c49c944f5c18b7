#include <criterion/criterion.h>

#include "tests/support/datagram.h"

#include <stdlib.h>

extern const struct dissector nd_dissector;

/* fe80::9, whom it is about. */
#define NINE        "fe800000000000000000000000000009 "
#define SOURCE_LINK "0101 020000000009 "
#define TARGET_LINK "0201 020000000009 "

static const char solicitation[] =
    "8700 0000 00000000 fe800000000000000000000000000005 " SOURCE_LINK;
static const char detection[] = "8700 0000 00000000 " NINE;
static const char answer[] = "8800 0000 60000000 " NINE TARGET_LINK;
static const char announcement[] = "8800 0000 20000000 " NINE TARGET_LINK;
static const char wanted[] = "8500 0000 00000000 " SOURCE_LINK;
static const char router[] =
    "8600 0000 40c00708 00000000 00000000 " SOURCE_LINK "0501 0000 000005dc "
    "1903 0000 00000708 20010db8000000000000000000000053 ";

/* What is said of a message from `src`. */
static struct seen *said(const char *hex, const char *src)
{
    _Alignas(max_align_t) static uint8_t state[STATE_MAX];
    static struct remarks remarks;
    struct datagram message = datagram_of_hex(hex);
    struct seen *seen = calloc(1, sizeof *seen);
    struct packet p = { .time_ns = 1700000000000000000,
                        .transport = TRANSPORT_ICMP,
                        .src_mac = { { 2, 0, 0, 0, 0, 9 } } };
    struct dissection d = { .packet = &p, .state = state, .remarks = &remarks };
    cr_assert_not_null(seen);
    cr_assert(ip_parse(src, &p.src.ip));
    cr_assert_eq(recognised(&nd_dissector, datagram_bytes(&message), 0, 0, NULL), MINE, "%s", hex);
    memset(state, 0, sizeof state);
    remarks.n = 0;
    d.in = cursor_over(datagram_bytes(&message));
    cr_assert_eq(nd_dissector.dissect(&d), DISSECT_DONE);
    seen->n = remarks.n;
    memcpy(seen->o, remarks.o, remarks.n * sizeof remarks.o[0]);
    return seen;
}

static struct observation fact(const char *hex, const char *src)
{
    struct seen *seen = said(hex, src);
    cr_assert_eq(seen->n, 1, "%s", hex);
    struct observation o = seen->o[0];
    cr_assert_eq(o.kind, OBS_ADDRESS);
    cr_assert_eq(o.address.mac.b[5], 9);
    cr_assert_eq(o.address.ip.b[0], 0xfe);
    cr_assert_eq(o.address.ip.b[15], 9);
    seen_free(seen);
    return o;
}

Test(nd, says_who_asks)
{
    struct observation o = fact(solicitation, "fe80::9");
    cr_assert_eq(o.address.act, ADDRESS_ASK);
    cr_assert(o.from_client);
    o = fact(wanted, "fe80::9");
    cr_assert_eq(o.address.act, ADDRESS_ASK);
}

Test(nd, knows_a_probe_by_its_lack_of_an_address)
{
    cr_assert_eq(fact(detection, "::").address.act, ADDRESS_PROBE);
}

Test(nd, tells_answers_from_announcements)
{
    struct observation o = fact(answer, "fe80::9");
    cr_assert_eq(o.address.act, ADDRESS_ANSWER);
    cr_assert_not(o.from_client);
    cr_assert_eq(fact(announcement, "fe80::77").address.act, ADDRESS_CLAIM);
}

Test(nd, says_which_router_and_name_server_there_are)
{
    struct ip dns;
    struct observation o = fact(router, "fe80::9");
    cr_assert(ip_parse("2001:db8::53", &dns));
    cr_assert_eq(o.address.act, ADDRESS_ROUTER);
    cr_assert(ip_equal(&o.address.dns, &dns));
    cr_assert_not(o.from_client);
}

Test(nd, says_nothing_of_addresses_that_are_no_hosts)
{
    struct seen *nobody = said(wanted, "::");
    struct seen *group = said("8800 0000 20000000 ff020000000000000000000000000001", "fe80::9");
    cr_assert_eq(nobody->n, 0);
    cr_assert_eq(group->n, 0);
    seen_free(nobody);
    seen_free(group);
}

Test(nd, does_not_repeat_itself)
{
    struct datagram a = datagram_of_hex(answer), c = datagram_of_hex(announcement);
    struct turn turns[] = { { true, datagram_bytes(&a) },
                            { true, datagram_bytes(&c) },
                            { true, datagram_bytes(&a) } };
    struct seen *seen = talk(&nd_dissector, turns, 3, SIZE_MAX);
    cr_assert_eq(seen->n, 2);
    seen_free(seen);
}

static bool is_known(struct bytes message)
{
    return recognised(&nd_dissector, message, 0, 0, NULL) == MINE;
}

/* Options need not be there, so a message cut between two of them is whole. */
Test(nd, takes_only_whole_messages)
{
    struct datagram d = datagram_of_hex(router);
    for (size_t n = 0; n < d.n; n++)
        cr_assert_eq(is_known(bytes_first(datagram_bytes(&d), n)), n == 16 || n == 24 || n == 32,
                     "%zu bytes", n);
}

static bool is_known_hex(const char *hex)
{
    struct datagram d = datagram_of_hex(hex);
    return is_known(datagram_bytes(&d));
}

Test(nd, rejects_what_is_not_its_own)
{
    cr_assert_not(is_known_hex("8000 0000 00000000 " NINE)); /* an echo */
    cr_assert_not(is_known_hex("8900 0000 00000000 " NINE)); /* a redirect */
    cr_assert_not(is_known_hex("8701 0000 00000000 " NINE));
    cr_assert_not(is_known_hex("8700 0000 00000000 " NINE "0100 020000000009"));
    cr_assert_not(is_known_hex("8700 0000 00000000 " NINE "0102 020000000009"));
}
