#include <criterion/criterion.h>

#include "tests/support/certificates.h"
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
    says((struct line[]){ { true, signed_client_reset },
                          { false, signed_part_2 },
                          { false, signed_part_1 } },
         3, 0x0304, 0x1302);
    says_nothing((struct line[]){ { true, signed_client_reset }, { false, signed_part_2 } }, 2);
}

/* ---- certificates ---- */

enum { PIECE = 200, PIECES_MAX = 16 };

struct piece {
    bool from_client;
    struct datagram d;
};

struct pieces {
    size_t n;
    struct piece at[PIECES_MAX];
};

static void append(struct datagram *d, struct bytes b)
{
    cr_assert_leq(b.n, sizeof d->b - d->n);
    memcpy(d->b + d->n, b.p, b.n);
    d->n += b.n;
}

static void append_number(struct datagram *d, size_t value, int bytes)
{
    while (bytes-- > 0)
        append(d, (struct bytes){ &(uint8_t){ (uint8_t)(value >> 8 * bytes) }, 1 });
}

static void append_hex(struct datagram *d, const char *hex)
{
    struct datagram part = datagram_of_hex(hex);
    append(d, datagram_bytes(&part));
}

/* A hello and a Certificate message in one record. */
static struct datagram flight(const char *hello, struct bytes der)
{
    struct datagram said = datagram_of_hex("160303"), first = datagram_of_hex(hello);
    append_number(&said, first.n + 10 + der.n, 2);
    append(&said, datagram_bytes(&first));
    append_number(&said, 11, 1);
    append_number(&said, 6 + der.n, 3);
    append_number(&said, 3 + der.n, 3);
    append_number(&said, der.n, 3);
    append(&said, der);
    return said;
}

/* In as many messages of the control channel as it takes, numbered from 1 on. */
static void cut(struct pieces *p, bool from_client, const struct datagram *said)
{
    size_t number = 1;
    for (struct bytes in = datagram_bytes(said); in.n > 0; in = bytes_after(in, PIECE)) {
        struct piece *to = &p->at[p->n++];
        *to = (struct piece){ .from_client = from_client };
        append_hex(&to->d, from_client ? "20" CLIENT_ID "00" : "20" SERVER_ID "00");
        append_number(&to->d, number++, 4);
        append(&to->d, bytes_first(in, PIECE));
    }
}

#define SERVER_HELLO "02 000026 0303" RANDOM "00 c030 00"
#define CLIENT_HELLO "01 000029 0303" RANDOM "00 0002 c030 01 00"

static struct pieces both_ends(void)
{
    struct pieces p = { .n = 2 };
    p.at[0] = (struct piece){ true, datagram_of_hex(client_reset) };
    p.at[1] = (struct piece){ false, datagram_of_hex(server_reset) };
    struct datagram server = flight(SERVER_HELLO, CERTIFICATE("ec_signed"));
    struct datagram client = flight(CLIENT_HELLO, CERTIFICATE("ec_self"));
    cut(&p, false, &server);
    cut(&p, true, &client);
    return p;
}

static struct seen *hear_pieces(const struct pieces *p)
{
    struct turn turns[PIECES_MAX];
    for (size_t i = 0; i < p->n; i++)
        turns[i] = (struct turn){ p->at[i].from_client, datagram_bytes(&p->at[i].d) };
    return talk(&openvpn_dissector, turns, p->n, SIZE_MAX);
}

static void shows_certificates(const struct pieces *p, size_t n)
{
    struct seen *seen = hear_pieces(p);
    cr_assert_eq(seen_count(seen, OBS_CERTIFICATE), n);
    cr_assert_eq(seen_count(seen, OBS_TLS), 1);
    for (size_t i = 0; i < seen->n; i++)
        cr_assert_str_eq(seen->o[i].protocol, "openvpn");
    seen_free(seen);
}

static void swap(struct pieces *p, size_t a, size_t b)
{
    struct piece was = p->at[a];
    p->at[a] = p->at[b];
    p->at[b] = was;
}

Test(openvpn, shows_the_certificates_of_both_ends)
{
    struct pieces p = both_ends();
    cr_assert_gt(p.n, 6);
    struct seen *seen = hear_pieces(&p);
    cr_assert_eq(seen->n, 3);
    cr_assert_str_eq(seen->o[1].certificate.subject.s, "cam.example.net");
    cr_assert_not(seen->o[1].from_client);
    cr_assert(seen->o[2].certificate.self_signed);
    cr_assert(seen->o[2].from_client);
    seen_free(seen);
}

Test(openvpn, puts_certificates_together_in_any_order)
{
    struct pieces p = both_ends();
    swap(&p, 2, 4);
    shows_certificates(&p, 2);
    p.at[p.n] = p.at[p.n - 1]; /* sent again */
    p.n++;
    shows_certificates(&p, 2);
    swap(&p, 3, p.n - 1); /* what came of the client was before the server's */
    shows_certificates(&p, 2);
}

Test(openvpn, says_nothing_of_a_certificate_of_which_a_message_was_missed)
{
    struct pieces p = both_ends();
    p.at[3] = p.at[2];
    shows_certificates(&p, 1);
}

Test(openvpn, forgets_half_a_certificate_when_the_client_begins_anew)
{
    struct pieces p = both_ends(), again = both_ends();
    p.n = 4;
    for (size_t i = 0; i < again.n && p.n < PIECES_MAX; i++)
        p.at[p.n++] = again.at[i];
    shows_certificates(&p, 2);
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
