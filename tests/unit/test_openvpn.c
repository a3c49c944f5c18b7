#include <criterion/criterion.h>

#include "tests/support/datagram.h"

extern const struct dissector openvpn_dissector;

#define CLIENT_ID "1122334455667788"
#define SERVER_ID "99aabbccddeeff00"
#define SIGNATURE "000102030405060708090a0b0c0d0e0f10111213 00000001 65500000"
#define RANDOM    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static const char client_reset[] = "38" CLIENT_ID "00 00000000";
static const char server_reset[] = "40" SERVER_ID "01 00000000" CLIENT_ID "00000000";
static const char client_hello[] = "20" CLIENT_ID "00 00000001 160301 0004 01000000";
static const char server_hello[] = "20" SERVER_ID "01 00000001" CLIENT_ID "00000001"
                                   "160303 0031 02 00002d 0303" RANDOM "00 c030 00 0005 ff01000100";
static const char acknowledged[] = "28" CLIENT_ID "01 00000001" SERVER_ID;

static const char signed_client_reset[] = "38" CLIENT_ID SIGNATURE "00 00000000";
static const char signed_server_reset[] =
    "40" SERVER_ID SIGNATURE "01 00000000" CLIENT_ID "00000000";
/* TLS 1.3, whose hello goes on in further messages. */
static const char signed_hello[] =
    "20" SERVER_ID SIGNATURE "00 00000001 160303 04ba 02 0004b6 0303" RANDOM
    "00 1302 00 048e 0033 0484";
static const char signed_part_1[] = "20" SERVER_ID SIGNATURE "00 00000001 160303 04ba 02 0004b6"
                                    "0303";
static const char signed_part_2[] = "20" SERVER_ID SIGNATURE "00 00000002" RANDOM "00 1302";

struct line {
    bool from_client;
    const char *hex;
};

enum { LINES_MAX = 8 };

static struct seen *hear_all(const struct line *lines, size_t n)
{
    struct datagram d[LINES_MAX];
    struct turn turns[LINES_MAX];
    for (size_t i = 0; i < n; i++) {
        d[i] = datagram_of_hex(lines[i].hex);
        turns[i] = (struct turn){ lines[i].from_client, datagram_bytes(&d[i]) };
    }
    return talk(&openvpn_dissector, turns, n, SIZE_MAX);
}

static void says(const struct line *lines, size_t n, uint16_t version, uint16_t cipher)
{
    struct seen *seen = hear_all(lines, n);
    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].kind, OBS_TLS);
    cr_assert_str_eq(seen->o[0].protocol, "openvpn");
    cr_assert_eq(seen->o[0].tls.version, version);
    cr_assert_eq(seen->o[0].tls.cipher, cipher);
    cr_assert_not(seen->o[0].tls.guessed);
    cr_assert_not(seen->o[0].from_client);
    seen_free(seen);
}

static void says_nothing(const struct line *lines, size_t n)
{
    struct seen *seen = hear_all(lines, n);
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
}

Test(openvpn, says_what_its_control_channel_agreed_on)
{
    const struct line lines[] = { { true, client_reset },
                                  { false, server_reset },
                                  { true, client_hello },
                                  { false, server_hello },
                                  { true, acknowledged } };
    says(lines, 5, 0x0303, 0xc030);
    says((struct line[]){ { false, server_reset }, { false, server_hello } }, 2, 0x0303, 0xc030);
}

Test(openvpn, reads_behind_the_signature_of_tls_auth)
{
    says((struct line[]){ { true, signed_client_reset },
                          { false, signed_server_reset },
                          { false, signed_hello } },
         3, 0x0304, 0x1302);
}

Test(openvpn, puts_a_hello_together_in_order)
{
    says((struct line[]){ { true, signed_client_reset },
                          { false, signed_part_1 },
                          { false, signed_part_1 },
                          { false, signed_part_2 } },
         4, 0x0304, 0x1302);
    says_nothing((struct line[]){ { true, signed_client_reset },
                                  { false, signed_part_2 },
                                  { false, signed_part_1 } },
                 3);
}

Test(openvpn, begins_anew_with_a_reset)
{
    says((struct line[]){ { true, signed_client_reset },
                          { false, signed_part_1 },
                          { true, client_reset },
                          { false, server_hello } },
         4, 0x0303, 0xc030);
}

Test(openvpn, says_nothing_without_a_hello_of_the_server)
{
    says_nothing((struct line[]){ { true, client_reset }, { true, server_hello } }, 2);
    says_nothing((struct line[]){ { false, server_hello } }, 1);
    says_nothing((struct line[]){ { true, client_reset },
                                  { false, "30" SERVER_ID "0001020304" },
                                  { false, "48000000" SERVER_ID } },
                 3);
}

static enum recognition asked(const char *hex, enum speaker *speaker)
{
    struct datagram d = datagram_of_hex(hex);
    return recognised(&openvpn_dissector, datagram_bytes(&d), 40000, 443, speaker);
}

Test(openvpn, is_recognised_by_its_resets)
{
    enum speaker speaker = SPEAKER_UNKNOWN;
    cr_assert_eq(asked(client_reset, &speaker), MINE);
    cr_assert_eq(speaker, SPEAKER_CLIENT);
    cr_assert_eq(asked(signed_client_reset, &speaker), MINE);
    cr_assert_eq(asked(server_reset, &speaker), MINE);
    cr_assert_eq(speaker, SPEAKER_SERVER);
    cr_assert_eq(asked(signed_server_reset, &speaker), MINE);
}

Test(openvpn, rejects_what_is_not_its_own)
{
    cr_assert_eq(asked("", NULL), NOT_MINE);
    cr_assert_eq(asked(client_hello, NULL), NOT_MINE);
    cr_assert_eq(asked("39" CLIENT_ID "00 00000000", NULL), NOT_MINE); /* another key */
    cr_assert_eq(asked("38" CLIENT_ID "00 00000001", NULL), NOT_MINE);
    cr_assert_eq(asked("38" CLIENT_ID "01 00000000", NULL), NOT_MINE);
    cr_assert_eq(asked("38" CLIENT_ID "00 00000000 00", NULL), NOT_MINE);
    cr_assert_eq(asked("40" SERVER_ID "00 00000000" CLIENT_ID "00000000", NULL), NOT_MINE);
    cr_assert_eq(asked("38" CLIENT_ID "000102030405060708090a0b0c0d0e0f10111213 00000000 65500000"
                       "00 00000000",
                       NULL),
                 NOT_MINE); /* the first message has the number 1 */
    says_nothing((struct line[]){ { true, client_reset }, { false, "00" } }, 2);
    says_nothing((struct line[]){ { true, client_reset }, { true, "28" CLIENT_ID "09" } }, 2);
}

Test(openvpn, says_nothing_of_a_cut_datagram)
{
    struct datagram d = datagram_of_hex(signed_client_reset);
    says_nothing_of_a_cut_datagram(&openvpn_dissector, datagram_bytes(&d), 443, 40000);
}
