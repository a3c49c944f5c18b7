#include <criterion/criterion.h>

#include "tests/support/datagram.h"

extern const struct dissector openvpn_tcp_dissector;

#define CLIENT_ID "1122334455667788"
#define SERVER_ID "99aabbccddeeff00"
#define RANDOM    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

/* Each message with its length before it. */
static const char client_says[] = "000e 38" CLIENT_ID "00 00000000";
static const char server_says[] =
    "001a 40" SERVER_ID "01 00000000" CLIENT_ID "00000000"
    "003f 20" SERVER_ID "00 00000001 160303 0031 02 00002d 0303" RANDOM "00 c030 00 0005";

enum { TURNS = 2 };

struct talking {
    struct datagram client, server;
    struct turn turns[TURNS];
};

static void talking_make(struct talking *t, const char *client, const char *server)
{
    t->client = datagram_of_hex(client);
    t->server = datagram_of_hex(server);
    t->turns[0] = (struct turn){ true, datagram_bytes(&t->client) };
    t->turns[1] = (struct turn){ false, datagram_bytes(&t->server) };
}

static size_t facts(const char *client, const char *server)
{
    struct talking t;
    talking_make(&t, client, server);
    struct seen *seen = talk(&openvpn_tcp_dissector, t.turns, TURNS, SIZE_MAX);
    size_t n = seen->n;
    seen_free(seen);
    return n;
}

Test(openvpn_tcp, says_what_its_control_channel_agreed_on)
{
    struct talking t;
    talking_make(&t, client_says, server_says);
    struct seen *seen = talk(&openvpn_tcp_dissector, t.turns, TURNS, SIZE_MAX);
    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].kind, OBS_TLS);
    cr_assert_str_eq(seen->o[0].protocol, "openvpn");
    cr_assert_eq(seen->o[0].tls.version, 0x0303);
    cr_assert_eq(seen->o[0].tls.cipher, 0xc030);
    cr_assert_not(seen->o[0].from_client);
    seen_free(seen);
}

Test(openvpn_tcp, says_the_same_in_pieces)
{
    struct talking t;
    talking_make(&t, client_says, server_says);
    says_the_same_in_pieces(&openvpn_tcp_dissector, t.turns, TURNS);
}

Test(openvpn_tcp, says_less_of_a_prefix)
{
    struct talking t;
    talking_make(&t, client_says, server_says);
    says_less_of_a_prefix(&openvpn_tcp_dissector, t.turns, TURNS);
}

Test(openvpn_tcp, is_recognised_among_all)
{
    struct talking t;
    const char *protocol = NULL;
    talking_make(&t, client_says, server_says);
    struct seen *seen = talk_recognised(t.turns, TURNS, TRANSPORT_TCP, &protocol);
    cr_assert_eq(seen_count(seen, OBS_TLS), 1);
    cr_assert_str_eq(protocol, "openvpn");
    seen_free(seen);
}

static enum recognition asked(const char *hex)
{
    struct datagram d = datagram_of_hex(hex);
    struct opening o = { .said = datagram_bytes(&d), .at_start = true };
    return openvpn_tcp_dissector.recognise(&o);
}

Test(openvpn_tcp, waits_for_the_whole_reset)
{
    struct datagram d = datagram_of_hex(client_says);
    struct opening o = { .at_start = true };
    for (size_t n = 0; n < d.n; n++) {
        o.said = (struct bytes){ d.b, n };
        cr_assert_eq(openvpn_tcp_dissector.recognise(&o), TOO_LITTLE);
    }
    cr_assert_eq(asked(client_says), MINE);
    o = (struct opening){ .said = datagram_bytes(&d) };
    cr_assert_eq(openvpn_tcp_dissector.recognise(&o), NOT_MINE); /* in mid-stream */
}

Test(openvpn_tcp, rejects_what_is_not_its_own)
{
    cr_assert_eq(asked("16"), NOT_MINE);
    cr_assert_eq(asked("0000"), NOT_MINE);
    cr_assert_eq(asked("0063"), NOT_MINE);
    cr_assert_eq(asked("000e 39"), NOT_MINE);
    cr_assert_eq(asked("000e 38" CLIENT_ID "00 00000001"), NOT_MINE);
    cr_assert_eq(facts(client_says, "0000"), 0);
    cr_assert_eq(facts(client_says, "ffff"), 0);
    cr_assert_eq(facts("000e 20" CLIENT_ID "00 00000000", server_says), 0);
}
