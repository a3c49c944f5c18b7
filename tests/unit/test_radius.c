#include <criterion/criterion.h>

#include "tests/support/datagram.h"

#include <stdio.h>

extern const struct dissector radius_dissector;

enum { NAS = 40000, SERVER_PORT = 1812 };

/* A message is put together from attributes, so that its lengths are right. */
static struct datagram message(const char *code_and_id, const char *attributes)
{
    char hex[2 * DATAGRAM_MAX] = "";
    (void)snprintf(hex, sizeof hex, "%s 0000 000102030405060708090a0b0c0d0e0f %s", code_and_id,
                   attributes);
    struct datagram d = datagram_of_hex(hex);
    d.b[2] = (uint8_t)(d.n >> 8);
    d.b[3] = (uint8_t)d.n;
    return d;
}

/* Attributes: 1 "frank", 4 192.0.2.9, 31 "02-00-00-00-00-09", 80. */
#define FRANK   "01 07 6672616e6b "
#define NAS_IP  "04 06 c0000209 "
#define STATION "1f 13 30322d30302d30302d30302d30302d3039 "
#define SIGNED  "50 12 000102030405060708090a0b0c0d0e0f "
#define WHO     FRANK NAS_IP STATION SIGNED
/* EAP of n bytes in one attribute. */
#define IDENTITY  "4f 0c 0207 000a 01 6672616e6b "
#define ASK_MD5   "4f 08 0108 0006 04 10 "
#define MD5       "4f 08 0208 0006 04 10 "
#define WANTS_TLS "4f 08 0208 0006 03 0d "
#define SUCCESS   "4f 06 0309 0004 "
#define FAILURE   "4f 06 0409 0004 "

struct said {
    bool asks;
    const char *code_and_id;
    const char *attributes;
};

enum { SAID_MAX = 16 };

static struct seen *conversation(const struct said *said, size_t n)
{
    static struct datagram d[SAID_MAX];
    struct turn turns[SAID_MAX];
    cr_assert_leq(n, SAID_MAX);
    for (size_t i = 0; i < n; i++) {
        d[i] = message(said[i].code_and_id, said[i].attributes);
        turns[i] = (struct turn){ said[i].asks, datagram_bytes(&d[i]) };
    }
    struct seen *seen = talk(&radius_dissector, turns, n, SIZE_MAX);
    cr_assert_eq(seen->counters.n[COUNT_message_rejected], 0);
    return seen;
}

static void expect(const struct observation *o, enum port_event event, enum port_method method)
{
    cr_assert_eq(o->kind, OBS_PORT_AUTH);
    cr_assert_str_eq(o->protocol, "radius");
    cr_assert_eq(o->port_auth.event, event);
    cr_assert_eq(o->port_auth.method, method);
    cr_assert(o->port_auth.by_radius);
}

static void expect_nine(const struct observation *o)
{
    static const struct mac nine = { { 2, 0, 0, 0, 0, 9 } };
    cr_assert(mac_equal(&o->port_auth.mac, &nine));
}

Test(radius, follows_a_login)
{
    static const struct said said[] = {
        { true, "01 01", WHO IDENTITY },
        { false, "0b 01", ASK_MD5 SIGNED },
        { true, "01 02", WHO MD5 },
        { false, "02 02", SUCCESS SIGNED },
    };
    struct seen *seen = conversation(said, 4);
    cr_assert_eq(seen->n, 4);
    expect(&seen->o[0], PORT_IDENTITY, PORT_METHOD_UNKNOWN);
    expect(&seen->o[1], PORT_PROPOSED, PORT_MD5);
    expect(&seen->o[2], PORT_ANSWERED, PORT_MD5);
    expect(&seen->o[3], PORT_SUCCESS, PORT_MD5);
    for (size_t i = 0; i < 4; i++) {
        expect_nine(&seen->o[i]);
        cr_assert_eq(seen->o[i].from_client, said[i].asks);
    }
    seen_free(seen);
}

Test(radius, sees_refusals)
{
    static const struct said said[] = {
        { true, "01 01", WHO IDENTITY },
        { false, "0b 01", ASK_MD5 SIGNED },
        { true, "01 02", WHO WANTS_TLS },
        { false, "03 02", FAILURE SIGNED },
    };
    struct seen *seen = conversation(said, 4);
    cr_assert_eq(seen->n, 4);
    expect(&seen->o[2], PORT_REFUSED, PORT_TLS);
    expect(&seen->o[3], PORT_FAILURE, PORT_METHOD_UNKNOWN);
    expect_nine(&seen->o[3]);
    seen_free(seen);
}

Test(radius, tells_supplicants_of_one_switch_apart)
{
    static const struct said said[] = {
        { true, "01 01", WHO MD5 },
        { true, "01 02", NAS_IP "1f 0e 303230303030303030303038 " IDENTITY SIGNED },
        { false, "02 01", SUCCESS SIGNED },
        { false, "03 02", FAILURE SIGNED },
    };
    struct seen *seen = conversation(said, 4);
    cr_assert_eq(seen->n, 4);
    expect(&seen->o[2], PORT_SUCCESS, PORT_MD5);
    expect_nine(&seen->o[2]);
    expect(&seen->o[3], PORT_FAILURE, PORT_METHOD_UNKNOWN);
    cr_assert_eq(seen->o[3].port_auth.mac.b[5], 8);
    seen_free(seen);
}

/* RFC 3579 section 3.1: EAP is put together from all attributes. */
Test(radius, puts_eap_together)
{
    static const struct said said[] = {
        { true, "01 01",
          WHO "4f 05 0208 00 "
              "4f 03 06 "
              "4f 04 04 10 " },
    };
    struct seen *seen = conversation(said, 1);
    cr_assert_eq(seen->n, 1);
    expect(&seen->o[0], PORT_ANSWERED, PORT_MD5);
    seen_free(seen);
}

Test(radius, sees_the_session_that_is_agreed_in_it)
{
    static const struct said said[] = {
        { false, "0b 01",
          "4f 3d 010a 003b 15 c0 00000600 16 0303 0500 02 000026 0303"
          "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00 c030 00 "
          "1600 " SIGNED },
    };
    struct seen *seen = conversation(said, 1);
    cr_assert_eq(seen->n, 2);
    expect(&seen->o[0], PORT_PROPOSED, PORT_TTLS);
    cr_assert_eq(seen->o[1].kind, OBS_TLS);
    cr_assert_eq(seen->o[1].tls.version, 0x0303);
    cr_assert_eq(seen->o[1].tls.cipher, 0xc030);
    seen_free(seen);
}

/* ---- MAC bypass ---- */

/* User-Name 020000000009, User-Password. */
#define MAC_AS_NAME "01 0e 303230303030303030303039 02 12 000102030405060708090a0b0c0d0e0f "
#define CALL_CHECK  "06 06 0000000a "

Test(radius, is_not_deceived_by_a_mac_in_place_of_a_name)
{
    static const struct said said[] = {
        { true, "01 01", MAC_AS_NAME NAS_IP STATION },
        { false, "02 01", "" },
        { true, "01 02", MAC_AS_NAME NAS_IP STATION },
        { false, "03 02", "" },
    };
    struct seen *seen = conversation(said, 4);
    cr_assert_eq(seen->n, 4);
    expect(&seen->o[0], PORT_IDENTITY, PORT_MAB);
    expect(&seen->o[1], PORT_SUCCESS, PORT_MAB);
    expect(&seen->o[3], PORT_FAILURE, PORT_MAB);
    for (size_t i = 0; i < 4; i++)
        expect_nine(&seen->o[i]);
    seen_free(seen);
}

Test(radius, knows_call_check_even_with_eap)
{
    static const struct said said[] = {
        { true, "01 01", WHO CALL_CHECK IDENTITY },
        { false, "0b 01", ASK_MD5 SIGNED },
        { true, "01 02", WHO CALL_CHECK MD5 },
        { false, "02 02", SUCCESS SIGNED },
    };
    struct seen *seen = conversation(said, 4);
    expect(&seen->o[0], PORT_IDENTITY, PORT_MAB);
    expect(&seen->o[seen->n - 1], PORT_SUCCESS, PORT_MAB);
    seen_free(seen);
}

Test(radius, does_not_take_a_mac_with_eap_or_of_another_for_bypass)
{
    static const struct said with_eap = {
        true, "01 01", "01 0e 303230303030303030303039 " NAS_IP STATION IDENTITY SIGNED
    };
    static const struct said of_another = { true, "01 01",
                                            "01 0e 303230303030303030303038 " NAS_IP STATION };
    struct seen *seen = conversation(&with_eap, 1);
    cr_assert_eq(seen->n, 1);
    expect(&seen->o[0], PORT_IDENTITY, PORT_METHOD_UNKNOWN);
    seen_free(seen);
    seen = conversation(&of_another, 1);
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
}

/* A login to the switch itself. */
Test(radius, says_nothing_of_logins_that_are_no_ports)
{
    static const struct said said[] = {
        { true, "01 01", FRANK NAS_IP "02 12 000102030405060708090a0b0c0d0e0f " },
        { false, "02 01", "" },
        { false, "03 07", "" },
    };
    struct seen *seen = conversation(said, 3);
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
}

Test(radius, an_answer_says_nothing_of_a_request_that_had_another_answer)
{
    static const struct said said[] = {
        { true, "01 01", MAC_AS_NAME NAS_IP STATION },
        { false, "02 01", "" },
        { false, "02 01", "" },
    };
    struct seen *seen = conversation(said, 3);
    cr_assert_eq(seen->n, 2);
    seen_free(seen);
}

Test(radius, reads_a_mac_in_every_spelling)
{
    static const char *const spellings[] = {
        "1f 13 30323a30303a30303a30303a30303a3039 ",           /* 02:00:00:00:00:09 */
        "1f 10 303230302e303030302e30303039 ",                 /* 0200.0000.0009 */
        "1f 0e 303230303030303030303039 ",                     /* 020000000009 */
        "1f 18 30322d30302d30302d30302d30302d30393a63616d73 ", /* and a network's name */
    };
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        char attributes[256];
        (void)snprintf(attributes, sizeof attributes, "%s %s %s %s", NAS_IP, spellings[i], IDENTITY,
                       SIGNED);
        struct said said = { true, "01 01", attributes };
        struct seen *seen = conversation(&said, 1);
        cr_assert_eq(seen->n, 1);
        expect_nine(&seen->o[0]);
        seen_free(seen);
    }
}

Test(radius, tells_a_login_without_a_mac_all_the_same)
{
    static const struct said said[] = {
        { true, "01 01", FRANK NAS_IP "1f 07 7061726973 " IDENTITY SIGNED }, /* "paris" */
        { false, "03 01", FAILURE SIGNED },
    };
    struct seen *seen = conversation(said, 2);
    cr_assert_eq(seen->n, 2);
    cr_assert_not(mac_known(&seen->o[0].port_auth.mac));
    cr_assert_not(mac_known(&seen->o[1].port_auth.mac));
    seen_free(seen);
}

Test(radius, never_tells_who_logs_in)
{
    static const struct said said = { true, "01 01", WHO IDENTITY };
    struct seen *seen = conversation(&said, 1);
    for (size_t i = 0; i + 5 <= sizeof seen->o[0]; i++)
        cr_assert_neq(memcmp((const char *)&seen->o[0] + i, "frank", 5), 0);
    seen_free(seen);
}

/* ---- what every dissector must ---- */

static bool is_known(const char *code_and_id, const char *attributes, uint16_t from, uint16_t to)
{
    struct datagram d = message(code_and_id, attributes);
    return recognised(&radius_dissector, datagram_bytes(&d), from, to, NULL) == MINE;
}

Test(radius, is_known_on_any_port_by_eap_and_its_authenticator)
{
    cr_assert(is_known("01 01", WHO IDENTITY, NAS, 4000));
    cr_assert(is_known("02 01", SUCCESS SIGNED, 4000, NAS));
    cr_assert_not(is_known("01 01", FRANK NAS_IP STATION IDENTITY, NAS, 4000));
    cr_assert_not(is_known("01 01", WHO, NAS, 4000));
    cr_assert_not(is_known("02 01", "", 4000, NAS));
    cr_assert_not(is_known("01 01", FRANK STATION SIGNED IDENTITY, NAS, 4000));
}

Test(radius, is_known_on_its_ports_without)
{
    cr_assert(is_known("01 01", FRANK NAS_IP, NAS, SERVER_PORT));
    cr_assert(is_known("02 01", "", SERVER_PORT, NAS));
    cr_assert(is_known("03 01", "", 1645, NAS));
    cr_assert_not(is_known("02 01", "", NAS, SERVER_PORT));
}

Test(radius, says_nothing_of_a_message_cut_short)
{
    struct datagram d = message("01 01", WHO IDENTITY);
    says_nothing_of_a_cut_datagram(&radius_dissector, datagram_bytes(&d), NAS, SERVER_PORT);
}

Test(radius, rejects_what_is_not_its_own)
{
    struct datagram longer = message("01 01", WHO IDENTITY);
    longer.n++;
    cr_assert_not(is_known("04 01", WHO, NAS, SERVER_PORT)); /* accounting */
    cr_assert_not(is_known("01 01", WHO "01 01 ", NAS, SERVER_PORT));
    cr_assert_not(is_known("01 01", WHO "01 00 ", NAS, SERVER_PORT));
    cr_assert_not(is_known("01 01", WHO "01 07 6672 ", NAS, SERVER_PORT));
    cr_assert_neq(recognised(&radius_dissector, datagram_bytes(&longer), NAS, SERVER_PORT, NULL),
                  MINE);
}
