#include <criterion/criterion.h>

#include "tests/support/dissect.h"

extern const struct dissector tls_dissector;

/* A ClientHello with two cipher suites and the name "cam.example.net", in one record. */
#define CLIENT_HELLO_BODY                  \
    "\x03\x03"                             \
    "0123456789abcdef0123456789abcdef"     \
    "\x04IDID"                             \
    "\x00\x04\x13\x01\xc0\x2f"             \
    "\x01\x00"                             \
    "\x00\x1c"                             \
    "\x00\x17\x00\x00"                     \
    "\x00\x00\x00\x14\x00\x12\x00\x00\x0f" \
    "cam.example.net"
#define CLIENT_HELLO "\x16\x03\x01\x00\x51\x01\x00\x00\x4d" CLIENT_HELLO_BODY

/* ServerHellos: TLS 1.2 with a Certificate behind it in the same record; TLS 1.3. */
#define SERVER_HELLO_12                            \
    "\x16\x03\x03\x00\x36\x02\x00\x00\x26\x03\x03" \
    "0123456789abcdef0123456789abcdef"             \
    "\x00\xc0\x2f\x00\x0b\x00\x00\x08"             \
    "certific"
#define SERVER_HELLO_13                            \
    "\x16\x03\x03\x00\x32\x02\x00\x00\x2e\x03\x03" \
    "0123456789abcdef0123456789abcdef"             \
    "\x00\x13\x01\x00\x00\x06\x00\x2b\x00\x02\x03\x04"
#define RETRY                                                          \
    "\x16\x03\x03\x00\x32\x02\x00\x00\x2e\x03\x03"                     \
    "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91" \
    "\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c" \
    "\x00\x13\x02\x00\x00\x06\x00\x2b\x00\x02\x03\x04"
#define DATA "\x17\x03\x03\x00\x14this is not readable"

static struct seen *seen_of(const struct turn *turns, size_t n)
{
    return talk(&tls_dissector, turns, n, SIZE_MAX);
}

static void is_agreed(const struct seen *seen, uint16_t version, uint16_t cipher, bool guessed)
{
    cr_assert_eq(seen->n, 1, "%zu facts", seen->n);
    const struct observation *o = &seen->o[0];
    cr_assert_eq(o->kind, OBS_TLS);
    cr_assert_str_eq(o->protocol, "tls");
    cr_assert_eq(o->tls.version, version, "version %04x", o->tls.version);
    cr_assert_eq(o->tls.cipher, cipher, "cipher %04x", o->tls.cipher);
    cr_assert_eq(o->tls.guessed, guessed);
}

static const struct turn tls12[] = { CLIENT(CLIENT_HELLO), SERVER(SERVER_HELLO_12), CLIENT(DATA) };

Test(tls, says_version_cipher_and_name)
{
    struct seen *seen = seen_of(tls12, 3);
    is_agreed(seen, 0x0303, 0xc02f, false);
    cr_assert_str_eq(seen->o[0].tls.server_name.s, "cam.example.net");
    cr_assert_not(seen->o[0].from_client);
    seen_free(seen);
}

Test(tls, says_the_version_of_the_extension)
{
    static const struct turn turns[] = { CLIENT(CLIENT_HELLO), SERVER(SERVER_HELLO_13) };
    struct seen *seen = seen_of(turns, 2);
    is_agreed(seen, 0x0304, 0x1301, false);
    seen_free(seen);
}

static const struct turn retried[] = { CLIENT(CLIENT_HELLO), SERVER(RETRY), CLIENT(CLIENT_HELLO),
                                       SERVER(SERVER_HELLO_13) };

Test(tls, waits_for_the_last_word_after_a_retry)
{
    struct seen *seen = seen_of(retried, 4);
    is_agreed(seen, 0x0304, 0x1301, false);
    seen_free(seen);
    seen = seen_of(retried, 3); /* it never comes */
    is_agreed(seen, 0x0304, 0x1302, false);
    seen_free(seen);
}

Test(tls, says_nothing_of_a_client_that_is_not_answered)
{
    static const struct turn alone[] = { CLIENT(CLIENT_HELLO) };
    static const struct turn refused[] = { CLIENT(CLIENT_HELLO),
                                           SERVER("\x15\x03\x03\x00\x02\x02\x28") };
    struct seen *seen = seen_of(alone, 1);
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
    seen = seen_of(refused, 2);
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
}

/* RFC 8446 section 5.1: a handshake message may be split over records. */
#define FRAGMENTED                                     \
    "\x16\x03\x03\x00\x02\x02\x00"                     \
    "\x16\x03\x03\x00\x05\x00\x2e\x03\x03"             \
    "0"                                                \
    "\x16\x03\x03\x00\x2c"                             \
    "123456789abcdef0123456789abcdef"                  \
    "\x00\x13\x01\x00\x00\x06\x00\x2b\x00\x02\x03\x04" \
    "\x0b"

static const struct turn fragments[] = { CLIENT(CLIENT_HELLO), SERVER(FRAGMENTED) };

Test(tls, puts_a_hello_together_that_came_in_several_records)
{
    struct seen *seen = seen_of(fragments, 2);
    is_agreed(seen, 0x0304, 0x1301, false);
    seen_free(seen);
}

Test(tls, does_not_wait_for_the_certificate)
{
    static uint8_t said[16000];
    struct turn turns[] = { CLIENT(CLIENT_HELLO), { false, { said, 200 } } };
    memcpy(said, SERVER_HELLO_12, sizeof SERVER_HELLO_12 - 1);
    said[3] = 0x3f; /* the record is 16128 bytes long */
    struct seen *seen = seen_of(turns, 2);
    is_agreed(seen, 0x0303, 0xc02f, false);
    seen_free(seen);
}

Test(tls, knows_a_conversation_that_was_picked_up_later)
{
    static const struct turn server[] = { SERVER(DATA DATA) };
    static const struct turn client[] = { CLIENT(DATA) };
    static const struct turn one_sided[] = { CLIENT(CLIENT_HELLO), CLIENT(DATA) };
    struct seen *seen = seen_of(server, 1);
    is_agreed(seen, 0x0303, 0, true);
    seen_free(seen);
    seen = seen_of(client, 1);
    is_agreed(seen, 0x0303, 0, true);
    seen_free(seen);
    seen = seen_of(one_sided, 2);
    is_agreed(seen, 0x0303, 0, true);
    cr_assert_str_eq(seen->o[0].tls.server_name.s, "cam.example.net");
    seen_free(seen);
}

/* RFC 8446 section 2.3. */
Test(tls, does_not_take_early_data_for_an_agreement)
{
    static const struct turn turns[] = { CLIENT(CLIENT_HELLO DATA), SERVER(SERVER_HELLO_13) };
    struct seen *seen = seen_of(turns, 2);
    is_agreed(seen, 0x0304, 0x1301, false);
    seen_free(seen);
}

#define SSL2_CLIENT                                            \
    "\x80\x1c\x01\x00\x02\x00\x03\x00\x00\x00\x10\x01\x00\x80" \
    "0123456789abcdef"
#define SSL2_SERVER                                        \
    "\x80\x22\x04\x00\x01\x00\x02\x00\x04\x00\x03\x00\x10" \
    "cert\x01\x00\x80"                                     \
    "0123456789abcdef"

static const struct turn ssl2[] = { CLIENT(SSL2_CLIENT), SERVER(SSL2_SERVER) };

Test(tls, knows_ssl_2)
{
    struct seen *seen = seen_of(ssl2, 2);
    is_agreed(seen, 0x0002, 0, false);
    seen_free(seen);
}

Test(tls, knows_an_answer_to_the_old_hello)
{
    static const struct turn turns[] = { CLIENT(SSL2_CLIENT), SERVER(SERVER_HELLO_12) };
    struct seen *seen = seen_of(turns, 2);
    is_agreed(seen, 0x0303, 0xc02f, false);
    seen_free(seen);
}

static const struct turn postgresql[] = { CLIENT("\0\0\0\x08\x04\xd2\x16\x30"),
                                          SERVER("N"),
                                          CLIENT("\0\0\0\x08\x04\xd2\x16\x2f"),
                                          SERVER("S"),
                                          CLIENT(CLIENT_HELLO),
                                          SERVER(SERVER_HELLO_13) };

Test(tls, knows_how_a_database_is_asked_for_it)
{
    const char *protocol = NULL;
    struct seen *seen = talk_recognised(postgresql, 6, TRANSPORT_TCP, &protocol);
    is_agreed(seen, 0x0304, 0x1301, false);
    seen_free(seen);
    seen = seen_of(postgresql, 4);
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
}

Test(tls, makes_do_with_a_retry_when_the_last_word_was_lost)
{
    static const struct turn turns[] = { CLIENT(CLIENT_HELLO), SERVER(RETRY), SERVER(DATA) };
    struct seen *seen = seen_of(turns, 3);
    is_agreed(seen, 0x0304, 0x1302, false);
    seen_free(seen);
}

#define BYTES(text) ((struct bytes){ (const uint8_t *)(text), sizeof(text) - 1 })

static enum recognition asked(struct bytes said, enum speaker *speaker)
{
    struct opening o = { said, 40000, 9999, true, SPEAKER_UNKNOWN };
    enum recognition known = tls_dissector.recognise(&o);
    *speaker = o.speaker;
    return known;
}

Test(tls, is_recognised_by_its_hellos)
{
    enum speaker speaker = SPEAKER_UNKNOWN;
    cr_assert_eq(asked(BYTES(CLIENT_HELLO), &speaker), MINE);
    cr_assert_eq(speaker, SPEAKER_CLIENT);
    cr_assert_eq(asked(BYTES(SERVER_HELLO_13), &speaker), MINE);
    cr_assert_eq(speaker, SPEAKER_SERVER);
    cr_assert_eq(asked(BYTES(SSL2_CLIENT), &speaker), MINE);
    cr_assert_eq(speaker, SPEAKER_CLIENT);
    cr_assert_eq(asked(BYTES("\x16\x03"), &speaker), TOO_LITTLE);
    cr_assert_eq(asked(BYTES("\x80\x1c\x01"), &speaker), TOO_LITTLE);
}

Test(tls, is_recognised_later_by_its_records)
{
    enum speaker speaker = SPEAKER_UNKNOWN;
    cr_assert_eq(asked(BYTES(DATA DATA), &speaker), MINE);
    cr_assert_eq(asked(BYTES("\x17\x03\x03\x40\x00mid"), &speaker), MINE);
    cr_assert_eq(speaker, SPEAKER_UNKNOWN);
    cr_assert_eq(asked(BYTES(DATA "X"), &speaker), NOT_MINE);
}

Test(tls, rejects_what_is_not_its_own)
{
    enum speaker speaker = SPEAKER_UNKNOWN;
    cr_assert_eq(asked(BYTES("GET / HTTP/1.1\r\n"), &speaker), NOT_MINE);
    cr_assert_eq(asked(BYTES("\x16\x02\x01\x00\x05\x01"), &speaker), NOT_MINE);
    cr_assert_eq(asked(BYTES("\x18\x03\x01\x00\x05\x01"), &speaker), NOT_MINE);
    cr_assert_eq(asked(BYTES("\x17\x03\x03\xff\xff"), &speaker), NOT_MINE);
    cr_assert_eq(asked(BYTES("\x80\x1d\x01\x00\x02\x00\x03\x00\x00\x00\x10"), &speaker), NOT_MINE);
    static const struct turn turns[] = { CLIENT("GET / HTTP/1.1\r\n"), SERVER(SERVER_HELLO_13) };
    struct seen *seen = seen_of(turns, 2);
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
}

Test(tls, finds_its_place_after_a_hole)
{
    cr_assert_eq(tls_dissector.resynchronise(BYTES("readable" DATA)), 8);
    cr_assert_eq(tls_dissector.resynchronise(BYTES("readable")), 8);
    cr_assert_eq(tls_dissector.resynchronise(BYTES(SERVER_HELLO_13)), 0);
}

Test(tls, says_the_same_in_pieces)
{
    says_the_same_in_pieces(&tls_dissector, tls12, 3);
    says_the_same_in_pieces(&tls_dissector, retried, 4);
    says_the_same_in_pieces(&tls_dissector, fragments, 2);
    says_the_same_in_pieces(&tls_dissector, ssl2, 2);
    says_the_same_in_pieces(&tls_dissector, postgresql, 6);
}

Test(tls, says_less_of_a_prefix)
{
    says_less_of_a_prefix(&tls_dissector, tls12, 3);
    says_less_of_a_prefix(&tls_dissector, fragments, 2);
    says_less_of_a_prefix(&tls_dissector, ssl2, 2);
    says_less_of_a_prefix(&tls_dissector, postgresql, 6);
}
