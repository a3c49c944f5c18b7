#include <criterion/criterion.h>

#include "tests/support/datagram.h"

/* Made by hand after RFC 8415; client 02:00:00:5e:00:10 or :11, server's DUID :01. */

static const char solicit[] =
    "0111223300080002000000060004001700380027000d000563616d2d370474657374000010000d0000270f000754"
    "65737443616d0003000c0000000100000000000000000001000e000100012a0000010200005e0010";

static const char advertise[] =
    "021122330002000a000300010200005e0001000300280000000100000000000000000005001820010db800000000"
    "000000000000001000000000000000000017002020010db800000000000000000000005320010db8000000000000"
    "0000000000540001000e000100012a0000010200005e0010";

static const char request[] =
    "031122330002000a000300010200005e000100080002000000030028000000010000000000000000000500182001"
    "0db800000000000000000000001000000000000000000001000a000300010200005e0011";

static const char reply[] =
    "071122330002000a000300010200005e0001000300280000000100000000000000000005001820010db800000000"
    "000000000000001000000000000000000017001020010db80000000000000000000000530001000a000300010200"
    "005e0011";

static const char refusal[] =
    "071122330002000a000300010200005e00010003001b000000010000000000000000000d000b00026e6f6e65206c"
    "6566740001000a000300010200005e0011";

static const char release[] =
    "081122330002000a000300010200005e000100080002000000030028000000010000000000000000000500182001"
    "0db800000000000000000000001000000000000000000001000a000300010200005e0011";

static const char information[] = "0b11223300060002001f000800020000";

static const char information_reply[] =
    "071122330017001020010db80000000000000000000000530002000a000300010200005e0001";

static const char reconfigure[] =
    "0a11223300130001050002000a000300010200005e00010001000a000300010200005e0011";

static const char by_number[] =
    "011122330008000200000003000c0000000100000000000000000001000e000200007f0173657269616c2d31";

static const char relayed[] =
    "0c0020010db8000000000000000000000001fe800000000000000000000000000002004f000800010200005e0010"
    "00120004657468300009002c011122330008000200000003000c0000000100000000000000000001000e00020000"
    "7f0173657269616c2d31";

static const char relayed_reply[] =
    "0d0020010db8000000000000000000000001fe800000000000000000000000000002000900720d0020010db80000"
    "00000000000000000001fe8000000000000000000000000000020009004c071122330002000a000300010200005e"
    "0001000300280000000100000000000000000005001820010db80000000000000000000000100000000000000000"
    "0001000a000300010200005e0011";

static const char too_many_relays[] =
    "0c0020010db8000000000000000000000001fe800000000000000000000000000002000901480c0020010db80000"
    "00000000000000000001fe800000000000000000000000000002000901220c0020010db800000000000000000000"
    "0001fe800000000000000000000000000002000900fc0c0020010db8000000000000000000000001fe8000000000"
    "00000000000000000002000900d60c0020010db8000000000000000000000001fe80000000000000000000000000"
    "0002000900b00c0020010db8000000000000000000000001fe8000000000000000000000000000020009008a0c00"
    "20010db8000000000000000000000001fe800000000000000000000000000002000900640c0020010db800000000"
    "0000000000000001fe8000000000000000000000000000020009003e0c0020010db8000000000000000000000001"
    "fe80000000000000000000000000000200090018011122330008000200000001000a000300010200005e0011";

static const char nobody[] = "011122330008000200000003000c000000010000000000000000";

static const char server_unnamed[] =
    "07112233000300280000000100000000000000000005001820010db8000000000000000000000010000000000000"
    "00000001000a000300010200005e0011";

static const char strange_duid[] = "01112233000100080009616263646566";

static const char type_0[] = "001122330001000a000300010200005e0011";

static const char option_beyond[] = "011122330001000a000300010200005e0011000800096162";

static const char empty_relay[] =
    "0c000000000000000000000000000000000000000000000000000000000000000000";

static const char ia_beyond[] = "011122330001000a000300010200005e001100030003616263";

extern const struct dissector dhcp6_dissector;

static struct observation said_between(const char *hex, uint16_t from, uint16_t to)
{
    struct datagram d = datagram_of_hex(hex);
    cr_assert_eq(recognised(&dhcp6_dissector, datagram_bytes(&d), from, to, NULL), MINE);
    struct seen *seen = hear(&dhcp6_dissector, datagram_bytes(&d), from, to);
    cr_assert_eq(seen->n, 1);
    struct observation o = seen->o[0];
    seen_free(seen);
    cr_assert_eq(o.kind, OBS_ADDRESS);
    cr_assert_str_eq(o.protocol, "dhcp6");
    return o;
}

static struct observation asked(const char *hex)
{
    struct observation o = said_between(hex, 546, 547);
    cr_assert(o.from_client);
    return o;
}

static struct observation answered(const char *hex)
{
    struct observation o = said_between(hex, 547, 546);
    cr_assert_not(o.from_client);
    return o;
}

/* 2001:db8::n */
static bool is_address(const struct ip *ip, uint8_t n)
{
    const struct ip wanted = { { 0x20, 0x01, 0x0d, 0xb8, [15] = n } };
    return ip_equal(ip, &wanted);
}

static bool is_none(const struct ip *ip)
{
    return ip_equal(ip, &(struct ip){ { 0 } });
}

static bool is_mac(const struct mac *mac, uint8_t n)
{
    const struct mac wanted = { { 2, 0, 0, 0x5e, 0, n } };
    return mac_equal(mac, &wanted);
}

static bool is_taken(const char *hex, uint16_t to)
{
    struct datagram d = datagram_of_hex(hex);
    return recognised(&dhcp6_dissector, datagram_bytes(&d), 546, to, NULL) == MINE;
}

Test(dhcp6, sees_what_a_client_tells_of_itself_and_asks_for)
{
    struct observation o = asked(solicit);

    cr_assert_eq(o.address.act, ADDRESS_DISCOVER);
    cr_assert(is_mac(&o.address.mac, 0x10));
    cr_assert(is_none(&o.address.ip));
    cr_assert_str_eq(o.address.host.s, "cam-7.test");
    cr_assert_str_eq(o.address.maker.s, "TestCam");
    cr_assert(o.address.asks_dns);
    cr_assert(o.address.asks_ntp);
    cr_assert(o.address.dhcp);
}

Test(dhcp6, sees_what_a_server_offers_and_gives)
{
    struct observation offer = answered(advertise), given = answered(reply);

    cr_assert_eq(offer.address.act, ADDRESS_OFFER);
    cr_assert(is_address(&offer.address.ip, 0x10));
    cr_assert(is_address(&offer.address.dns, 0x53));
    cr_assert(is_mac(&offer.address.mac, 0x10));
    cr_assert(ip_equal(&offer.address.server, &offer.server.ip));
    cr_assert_eq(given.address.act, ADDRESS_ACK);
    cr_assert(is_mac(&given.address.mac, 0x11));
    cr_assert(given.address.dhcp);
}

Test(dhcp6, sees_requests_and_releases)
{
    struct observation want = asked(request), give_back = asked(release);

    cr_assert_eq(want.address.act, ADDRESS_REQUEST);
    cr_assert(is_address(&want.address.ip, 0x10));
    cr_assert(is_none(&want.address.server));
    cr_assert_eq(give_back.address.act, ADDRESS_RELEASE);
}

Test(dhcp6, sees_a_refusal)
{
    struct observation o = answered(refusal);

    cr_assert_eq(o.address.act, ADDRESS_NAK);
    cr_assert(is_none(&o.address.ip));
}

Test(dhcp6, says_not_of_a_device_that_only_asks_around_that_it_is_given_an_address)
{
    struct observation question = asked(information), answer = answered(information_reply);

    cr_assert_eq(question.address.act, ADDRESS_INFORM);
    cr_assert_not(question.address.dhcp);
    cr_assert(question.address.asks_ntp);
    cr_assert_not(question.address.asks_dns);
    cr_assert_eq(answer.address.act, ADDRESS_ACK);
    cr_assert_not(answer.address.dhcp);
    cr_assert(is_address(&answer.address.dns, 0x53));
}

Test(dhcp6, knows_no_mac_from_an_identifier_that_was_made_up)
{
    struct observation o = asked(by_number);

    cr_assert_not(mac_known(&o.address.mac));
}

Test(dhcp6, looks_into_what_relays_pass_on)
{
    struct observation question = said_between(relayed, 547, 547),
                       answer = said_between(relayed_reply, 547, 547);

    cr_assert_eq(question.address.act, ADDRESS_DISCOVER);
    cr_assert(question.from_client);
    cr_assert(is_mac(&question.address.mac, 0x10)); /* the relay saw it */
    cr_assert_eq(answer.address.act, ADDRESS_ACK);
    cr_assert(is_address(&answer.address.ip, 0x10));
    cr_assert(is_none(&answer.address.server)); /* it came from the relay */
}

Test(dhcp6, says_nothing_of_a_reconfiguration)
{
    struct datagram d = datagram_of_hex(reconfigure);
    struct seen *seen = hear(&dhcp6_dissector, datagram_bytes(&d), 547, 546);

    cr_assert(is_taken(reconfigure, 546));
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
}

Test(dhcp6, rejects_what_is_not_its_own)
{
    static const char *const others[] = { too_many_relays, nobody,   server_unnamed,
                                          strange_duid,    type_0,   option_beyond,
                                          empty_relay,     ia_beyond };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct datagram d = datagram_of_hex(others[i]);
        struct seen *seen = hear(&dhcp6_dissector, datagram_bytes(&d), 546, 547);
        cr_assert_not(is_taken(others[i], 547), "case %zu", i);
        cr_assert_eq(seen->n, 0);
        seen_free(seen);
    }
    cr_assert_not(is_taken(solicit, 5353));
}

Test(dhcp6, says_nothing_of_a_cut_datagram)
{
    struct datagram plain = datagram_of_hex(solicit), wrapped = datagram_of_hex(relayed_reply);

    says_nothing_of_a_cut_datagram(&dhcp6_dissector, datagram_bytes(&plain), 546, 547);
    says_nothing_of_a_cut_datagram(&dhcp6_dissector, datagram_bytes(&wrapped), 547, 547);
}
