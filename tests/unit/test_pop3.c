#include <criterion/criterion.h>

#include "tests/support/dissect.h"

extern const struct dissector pop3_dissector;

static const struct turn fetch[] = {
    SERVER("+OK POP3 ready\r\n"),
    CLIENT("USER camera\r\n"),
    SERVER("+OK\r\n"),
    CLIENT("PASS Mail1!\r\n"),
    SERVER("+OK logged in\r\n"),
    CLIENT("RETR 1\r\n"),
    SERVER("+OK 30 octets\r\nSubject: x\r\n\r\n\x01+ text\r\n+ more\r\nAUTH\r\n..\r\n.\r\n"),
    CLIENT("QUIT\r\n"),
    SERVER("+OK bye\r\n"),
};
enum { FETCH_TURNS = sizeof fetch / sizeof fetch[0] };

Test(pop3, sees_a_login)
{
    struct seen *seen = talk(&pop3_dissector, fetch, FETCH_TURNS, SIZE_MAX);
    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].kind, OBS_LOGIN);
    cr_assert_str_eq(seen->o[0].protocol, "pop3");
    cr_assert_eq(seen->o[0].login.scheme, SCHEME_PASSWORD);
    cr_assert_str_eq(seen->o[0].login.user.s, "camera");
    cr_assert(seen->o[0].login.password.seen);
    cr_assert_eq(seen->o[0].login.password.classes, 4);
    seen_free(seen);
}

/* RFC 1939 section 7. */
Test(pop3, sees_apop)
{
    struct seen *seen = dissect(&pop3_dissector, "APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n");
    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].login.scheme, SCHEME_OTHER);
    cr_assert_str_eq(seen->o[0].login.user.s, "mrose");
    cr_assert_not(seen->o[0].login.password.seen);
    seen_free(seen);
}

Test(pop3, sees_sasl)
{
    static const struct turn turns[] = {
        CLIENT("AUTH\r\n"), SERVER("+OK\r\nPLAIN\r\n.\r\n"),    CLIENT("AUTH PLAIN\r\n"),
        SERVER("+ \r\n"),   CLIENT("AGNhbWVyYQBNYWlsMSE=\r\n"), SERVER("+OK\r\n")
    };
    struct seen *seen = talk(&pop3_dissector, turns, 6, SIZE_MAX);
    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].login.scheme, SCHEME_PLAIN);
    cr_assert_str_eq(seen->o[0].login.user.s, "camera");
    seen_free(seen);
}

static void user_is(const char *line, const char *expected)
{
    struct seen *seen = dissect(&pop3_dissector, line);
    cr_assert_eq(seen->n, 1);
    cr_assert_str_eq(seen->o[0].login.user.s, expected, "%s", line);
    cr_assert_not(seen->o[0].login.password.seen);
    seen_free(seen);
}

Test(pop3, takes_no_secret_for_a_user)
{
    /* u NUL Canary */
    user_is("AUTH PLAIN dQBDYW5hcnk=\r\n", "");
    /* username="u",nonce="N"; then without the quote that ends the name, and with a later one */
    user_is("AUTH DIGEST-MD5 dXNlcm5hbWU9InUiLG5vbmNlPSJOIg==\r\n", "u");
    user_is("AUTH DIGEST-MD5 dXNlcm5hbWU9InUsbm9uY2U9Q2FuYXJ5\r\n", "");
    user_is("AUTH DIGEST-MD5 dXNlcm5hbWU9InUsbm9uY2U9IkNhbmFyeSI=\r\n", "");
    /* user=u ^A auth=Bearer Canary; then without the ^A */
    user_is("AUTH XOAUTH2 dXNlcj11AWF1dGg9QmVhcmVyIENhbmFyeQEB\r\n", "u");
    user_is("AUTH XOAUTH2 dXNlcj11IGF1dGg9QmVhcmVyIENhbmFyeQ==\r\n", "");
}

static const struct turn upgraded[] = {
    SERVER("+OK POP3 ready\r\n"),
    CLIENT("STLS\r\n"),
    SERVER("+OK Begin TLS negotiation\r\n"),
    CLIENT("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"),
};

Test(pop3, hands_over_after_stls)
{
    const char *protocol = NULL;
    struct seen *seen = talk_recognised(upgraded, 4, TRANSPORT_TCP, &protocol);
    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].kind, OBS_TLS_UPGRADE);
    cr_assert_str_eq(seen->o[0].protocol, "pop3");
    cr_assert_str_eq(protocol, "tls");
    seen_free(seen);
}

Test(pop3, sees_stls_agreed_after_the_capabilities)
{
    static const struct turn turns[] = {
        SERVER("+OK ready\r\n"),
        CLIENT("CAPA\r\n"),
        SERVER("+OK\r\nSTLS\r\nUSER\r\n.\r\n"),
        CLIENT("stls\r\n"),
        SERVER("+OK\r\n"),
        CLIENT("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"),
    };
    const char *protocol = NULL;
    struct seen *seen = talk_recognised(turns, 6, TRANSPORT_TCP, &protocol);
    cr_assert_eq(seen_count(seen, OBS_TLS_UPGRADE), 1);
    cr_assert_str_eq(protocol, "tls");
    seen_free(seen);
}

Test(pop3, goes_on_in_clear_when_stls_is_refused)
{
    static const struct turn turns[] = { CLIENT("STLS\r\n"), SERVER("-ERR no\r\n"),
                                         CLIENT("USER a\r\nPASS b\r\n"), SERVER("+OK\r\n+OK\r\n") };
    struct seen *seen = talk(&pop3_dissector, turns, 4, SIZE_MAX);
    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].kind, OBS_LOGIN);
    seen_free(seen);
}

static enum recognition asked(const char *said, uint16_t from, uint16_t to)
{
    struct opening o = { bytes_of_text(said), from, to, true, SPEAKER_UNKNOWN };
    return pop3_dissector.recognise(&o);
}

Test(pop3, is_recognised)
{
    cr_assert_eq(asked("+OK hello\r\n", 9999, 40000), MINE);
    cr_assert_eq(asked("+OK\r\n", 110, 40000), MINE);
    cr_assert_eq(asked("USER a\r\n", 40000, 110), MINE);
    cr_assert_eq(asked("CAPA\r\n", 40000, 9999), MINE);
    cr_assert_eq(asked("+O", 9999, 40000), TOO_LITTLE);
    cr_assert_eq(asked("+OK he", 9999, 40000), TOO_LITTLE);
}

Test(pop3, rejects_what_is_not_its_own)
{
    cr_assert_eq(asked("+OK\r\n", 6379, 40000), NOT_MINE); /* Redis */
    cr_assert_eq(asked("USER a\r\n", 40000, 9999), NOT_MINE);
    cr_assert_eq(asked("* OK IMAP4\r\n", 143, 40000), NOT_MINE);
    struct seen *seen = dissect(&pop3_dissector, "\x16\x03\x01\nUSER a\nPASS b\n");
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
}

Test(pop3, finds_its_place_after_a_hole)
{
    cr_assert_eq(pop3_dissector.resynchronise(bytes_of_text("f text\r\nPASS a\r\n")), 8);
    cr_assert_eq(pop3_dissector.resynchronise(bytes_of_text("f text\r\n+OK a\r\n")), 8);
}

Test(pop3, says_the_same_in_pieces)
{
    says_the_same_in_pieces(&pop3_dissector, fetch, FETCH_TURNS);
    says_the_same_in_pieces(&pop3_dissector, upgraded, 3);
}

Test(pop3, says_less_of_a_prefix)
{
    says_less_of_a_prefix(&pop3_dissector, fetch, FETCH_TURNS);
    says_less_of_a_prefix(&pop3_dissector, upgraded, 3);
}
