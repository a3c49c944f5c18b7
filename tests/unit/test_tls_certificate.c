/* What tls.c says of the certificate that a server shows. */
#include <criterion/criterion.h>

#include "tests/support/certificates.h"
#include "tests/support/dissect.h"

extern const struct dissector tls_dissector;

struct said {
    size_t n;
    uint8_t b[24000];
};

static void say(struct said *s, const void *p, size_t n)
{
    cr_assert_leq(n, sizeof s->b - s->n);
    memcpy(s->b + s->n, p, n);
    s->n += n;
}

static void say_number(struct said *s, size_t n, int bytes)
{
    while (bytes-- > 0)
        say(s, &(uint8_t){ (uint8_t)(n >> 8 * bytes) }, 1);
}

static void say_hello(struct said *s, uint16_t version)
{
    say(s, "\x02\0\0\x26", 4);
    say_number(s, version, 2);
    say(s, "0123456789abcdef0123456789abcdef\0\xc0\x2f\0", 36);
}

/* A chain of that certificate and of `more` bytes. */
static void say_certificate(struct said *s, struct bytes der, size_t more)
{
    static const uint8_t signer[16000];
    say_number(s, 11, 1);
    say_number(s, 3 + 3 + der.n + 3 + more, 3);
    say_number(s, 3 + der.n + 3 + more, 3);
    say_number(s, der.n, 3);
    say(s, der.p, der.n);
    say_number(s, more, 3);
    say(s, signer, more);
}

/* Handshake messages in records of at most that many bytes. */
static void in_records(struct said *to, const struct said *messages, size_t record_n)
{
    for (struct bytes in = { messages->b, messages->n }; in.n > 0; in = bytes_after(in, record_n)) {
        struct bytes part = bytes_first(in, record_n);
        say(to, "\x16\x03\x03", 3);
        say_number(to, part.n, 2);
        say(to, part.p, part.n);
    }
}

#define CLIENT_HELLO                               \
    "\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03" \
    "0123456789abcdef0123456789abcdef"             \
    "\x00\x00\x02\xc0\x2f\x01\x00\x00\x00"
#define CHANGE_CIPHER "\x14\x03\x03\x00\x01\x01"
#define DATA          "\x17\x03\x03\x00\x14this is not readable"

/* A client's hello, those server messages in such records, and data both ways. */
struct talk {
    struct said server;
    struct turn turns[4];
};

static const struct turn *conversation(struct talk *t, const struct said *messages, size_t record_n)
{
    t->server.n = 0;
    in_records(&t->server, messages, record_n);
    t->turns[0] = (struct turn)CLIENT(CLIENT_HELLO);
    t->turns[1] = (struct turn){ false, { t->server.b, t->server.n } };
    t->turns[2] = (struct turn)CLIENT(CHANGE_CIPHER DATA);
    t->turns[3] = (struct turn)SERVER(CHANGE_CIPHER DATA);
    return t->turns;
}

static struct seen *seen_of(const struct said *messages, size_t record_n)
{
    static struct talk t;
    return talk(&tls_dissector, conversation(&t, messages, record_n), 4, SIZE_MAX);
}

static void expect(const struct said *messages, size_t record_n, size_t certificates)
{
    struct seen *seen = seen_of(messages, record_n);
    cr_assert_eq(seen_count(seen, OBS_TLS), 1);
    cr_assert_eq(seen->n, 1 + certificates, "records of %zu: %zu facts", record_n, seen->n);
    seen_free(seen);
}

static struct said usual(void)
{
    struct said m = { 0 };
    say_hello(&m, 0x0303);
    say_certificate(&m, CERTIFICATE("ec_signed"), 700);
    say(&m, "\x0e\0\0\0", 4); /* ServerHelloDone */
    return m;
}

Test(tls_certificate, is_told_after_what_was_agreed)
{
    struct said m = usual();
    struct seen *seen = seen_of(&m, 16384);
    cr_assert_eq(seen->n, 2);
    cr_assert_eq(seen->o[0].kind, OBS_TLS);
    cr_assert_eq(seen->o[0].tls.version, 0x0303);
    const struct observation *o = &seen->o[1];
    cr_assert_eq(o->kind, OBS_CERTIFICATE);
    cr_assert_str_eq(o->protocol, "tls");
    cr_assert_str_eq(o->certificate.subject.s, "cam.example.net");
    cr_assert_str_eq(o->certificate.issuer.s, "Test CA");
    cr_assert_not(o->from_client);
    seen_free(seen);
}

Test(tls_certificate, is_found_however_the_handshake_lies_in_records)
{
    struct said m = usual();
    size_t hello_n = 4 + 38;
    expect(&m, 16384, 1);
    expect(&m, hello_n, 1);
    expect(&m, hello_n + 2, 1); /* the next message's header is cut */
    expect(&m, hello_n + 9, 1);
    expect(&m, 64, 1);
    expect(&m, 7, 0); /* nobody cuts that fine: more records than are followed */
}

Test(tls_certificate, does_not_wait_for_the_rest_of_a_long_chain)
{
    struct said m = { 0 };
    struct talk t;
    say_hello(&m, 0x0303);
    say_certificate(&m, CERTIFICATE("rsa2048_signed"), 16000);
    expect(&m, 16384, 1);
    conversation(&t, &m, 16384);
    t.turns[1].said.n = 1000;
    struct seen *seen = talk(&tls_dissector, t.turns, 2, SIZE_MAX);
    cr_assert_eq(seen_count(seen, OBS_CERTIFICATE), 1);
    seen_free(seen);
}

Test(tls_certificate, is_passed_over_when_too_long_or_none)
{
    static const uint8_t zeros[9000];
    struct said too_long = { 0 }, none = { 0 }, empty = { 0 };
    say_hello(&too_long, 0x0303);
    say_certificate(&too_long, (struct bytes){ zeros, sizeof zeros }, 0);
    expect(&too_long, 16384, 0);
    say_hello(&none, 0x0303);
    say_certificate(&none, bytes_of_text("certificate"), 40);
    expect(&none, 16384, 0);
    say_hello(&empty, 0x0303);
    say(&empty, "\x0b\0\0\x03\0\0\0", 7);
    expect(&empty, 16384, 0);
}

/* Lengths that do not fit into one another. */
Test(tls_certificate, is_not_read_beyond_its_message)
{
    struct said m = usual();
    m.b[42 + 9]++;
    m.b[42 + 8] += 16;
    expect(&m, 16384, 0);
    m = usual();
    m.b[42 + 6]++;
    expect(&m, 16384, 0);
}

/* In a conversation that is taken up again (RFC 5246 section 7.3) there is none, and in TLS 1.3 it
 * is encrypted. What looks like one there is not. */
Test(tls_certificate, is_not_looked_for_where_there_is_none)
{
    struct said m = { 0 }, certificate = { 0 };
    struct said server = { 0 };
    say_hello(&m, 0x0303);
    in_records(&server, &m, 16384);
    say(&server, CHANGE_CIPHER, sizeof CHANGE_CIPHER - 1);
    say_certificate(&certificate, CERTIFICATE("ec_signed"), 0);
    in_records(&server, &certificate, 16384);
    struct turn turns[] = { CLIENT(CLIENT_HELLO), { false, { server.b, server.n } } };
    struct seen *seen = talk(&tls_dissector, turns, 2, SIZE_MAX);
    cr_assert_eq(seen->n, 1);
    seen_free(seen);
    m.n = 0;
    say_hello(&m, 0x0304);
    say_certificate(&m, CERTIFICATE("ec_signed"), 0);
    expect(&m, 16384, 0);
    m.n = 0;
    say_hello(&m, 0x0303);
    say(&m, "\x0c\0\0\0", 4); /* an anonymous key exchange */
    say_certificate(&m, CERTIFICATE("ec_signed"), 0);
    expect(&m, 42, 0);
}

/* A client's hello, the server's messages, and of the client those messages and data. */
static struct seen *with_client(const struct said *server, const struct said *client)
{
    static struct said from_server, from_client;
    from_server.n = from_client.n = 0;
    in_records(&from_server, server, 16384);
    in_records(&from_client, client, 16384);
    struct turn turns[] = { CLIENT(CLIENT_HELLO),
                            { false, { from_server.b, from_server.n } },
                            { true, { from_client.b, from_client.n } },
                            CLIENT(CHANGE_CIPHER DATA) };
    return talk(&tls_dissector, turns, 4, SIZE_MAX);
}

Test(tls_certificate, of_the_client_is_said_to_be_the_clients)
{
    struct said m = usual(), client = { 0 };
    say_certificate(&client, CERTIFICATE("ec_self"), 0);
    say(&client, "\x10\0\0\x02\0\0", 6); /* ClientKeyExchange */
    struct seen *seen = with_client(&m, &client);
    cr_assert_eq(seen->n, 3);
    cr_assert_eq(seen->o[1].kind, OBS_CERTIFICATE);
    cr_assert_not(seen->o[1].from_client);
    cr_assert_eq(seen->o[2].kind, OBS_CERTIFICATE);
    cr_assert(seen->o[2].from_client);
    cr_assert(seen->o[2].certificate.self_signed);
    seen_free(seen);
}

Test(tls_certificate, of_the_client_comes_first_or_not_at_all)
{
    struct said m = usual(), none = { 0 }, late = { 0 };
    say(&none, "\x0b\0\0\x03\0\0\0", 7); /* it has none: RFC 5246 section 7.4.6 */
    struct seen *seen = with_client(&m, &none);
    cr_assert_eq(seen_count(seen, OBS_CERTIFICATE), 1);
    seen_free(seen);
    say(&late, "\x10\0\0\x02\0\0", 6);
    say_certificate(&late, CERTIFICATE("ec_self"), 0);
    seen = with_client(&m, &late);
    cr_assert_eq(seen_count(seen, OBS_CERTIFICATE), 1);
    seen_free(seen);
}

Test(tls_certificate, is_told_though_the_hello_was_missed)
{
    struct said m = { 0 };
    say_certificate(&m, CERTIFICATE("rsa2048_self"), 0);
    struct seen *seen = seen_of(&m, 16384);
    cr_assert_eq(seen->n, 2);
    cr_assert_eq(seen->o[0].kind, OBS_CERTIFICATE);
    cr_assert(seen->o[0].certificate.self_signed);
    cr_assert_eq(seen->o[1].kind, OBS_TLS);
    cr_assert(seen->o[1].tls.guessed);
    seen_free(seen);
}

Test(tls_certificate, is_told_where_mail_goes_on_inside_tls)
{
    static struct talk t;
    struct said m = usual();
    const struct turn *tls = conversation(&t, &m, 16384);
    const struct turn turns[] = {
        SERVER("220 mail.example.net ESMTP\r\n"),
        CLIENT("EHLO camera.example.net\r\n"),
        SERVER("250-mail.example.net\r\n250 STARTTLS\r\n"),
        CLIENT("STARTTLS\r\n"),
        SERVER("220 go ahead\r\n"),
        tls[0],
        tls[1],
        tls[2],
        tls[3],
    };
    struct seen *seen = talk_recognised(turns, 9, TRANSPORT_TCP, NULL);
    cr_assert_eq(seen_count(seen, OBS_TLS_UPGRADE), 1);
    cr_assert_eq(seen_count(seen, OBS_TLS), 1);
    cr_assert_eq(seen_count(seen, OBS_CERTIFICATE), 1);
    seen_free(seen);
}

Test(tls_certificate, says_the_same_in_pieces)
{
    struct talk t;
    struct said m = usual();
    says_the_same_in_pieces(&tls_dissector, conversation(&t, &m, 16384), 4);
    says_the_same_in_pieces(&tls_dissector, conversation(&t, &m, 64), 4);
    says_the_same_in_pieces(&tls_dissector, conversation(&t, &m, 43), 4);
}

Test(tls_certificate, says_less_of_a_prefix)
{
    struct talk t;
    struct said m = usual();
    says_less_of_a_prefix(&tls_dissector, conversation(&t, &m, 16384), 4);
    says_less_of_a_prefix(&tls_dissector, conversation(&t, &m, 64), 4);
}
