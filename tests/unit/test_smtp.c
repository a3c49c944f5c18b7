#include <criterion/criterion.h>

#include "tests/support/dissect.h"

extern const struct dissector smtp_dissector;

/* RFC 4954 section 4.1 has its examples in this shape. "AGNhbWVyYQBNYWlsMSE=" is NUL camera NUL
 * Mail1!. */
static const struct turn mail[] = {
    SERVER("220 mail.example.net ESMTP\r\n"),
    CLIENT("EHLO camera.example.net\r\n"),
    SERVER("250-mail.example.net\r\n250-STARTTLS\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n"),
    CLIENT("AUTH PLAIN AGNhbWVyYQBNYWlsMSE=\r\n"),
    SERVER("235 2.7.0 Authentication successful\r\n"),
    CLIENT("MAIL FROM:<camera@example.net>\r\nRCPT TO:<soc@example.net>\r\nDATA\r\n"),
    SERVER("250 ok\r\n250 ok\r\n354 go ahead\r\n"),
    CLIENT("Subject: alarm\r\n\r\nMAIL FROM:<not@an.envelope>\r\n..\r\nAUTH LOGIN\r\n.\r\n"),
    SERVER("250 queued\r\n"),
    CLIENT("QUIT\r\n"),
    SERVER("221 bye\r\n"),
};
enum { MAIL_TURNS = sizeof mail / sizeof mail[0] };

Test(smtp, sees_login_answer_and_envelope_and_nothing_in_the_mail)
{
    struct seen *seen = talk(&smtp_dissector, mail, MAIL_TURNS, SIZE_MAX);
    cr_assert_eq(seen->n, 3);
    cr_assert_eq(seen->o[0].kind, OBS_LOGIN);
    cr_assert_eq(seen->o[0].login.scheme, SCHEME_PLAIN);
    cr_assert_str_eq(seen->o[0].login.user.s, "camera");
    cr_assert(seen->o[0].login.password.seen);
    cr_assert_eq(seen->o[0].login.password.classes, 4);
    cr_assert_eq(seen->o[0].login.password.length, 4);
    cr_assert_eq(seen->o[1].kind, OBS_EXCHANGE);
    cr_assert_eq(seen->o[1].exchange.status, 235);
    cr_assert_eq(seen->o[1].exchange.scheme, SCHEME_PLAIN);
    cr_assert_eq(seen->o[2].kind, OBS_MAIL);
    cr_assert(seen->o[2].mail.start_tls_offered);
    cr_assert_str_eq(seen->o[2].mail.helo.s, "camera.example.net");
    cr_assert_str_eq(seen->o[2].protocol, "smtp");
    seen_free(seen);
}

/* The one login that a client's lines say, with an answer of the server's after each of them. */
static struct observation login_of(const char *const *lines, size_t n, const char *answer)
{
    struct turn turns[16];
    for (size_t i = 0; i < n; i++) {
        turns[2 * i] = (struct turn){ true, bytes_of_text(lines[i]) };
        turns[2 * i + 1] = (struct turn){ false, bytes_of_text(i + 1 < n ? "334 \r\n" : answer) };
    }
    struct seen *seen = talk(&smtp_dissector, turns, 2 * n, SIZE_MAX);
    cr_assert_eq(seen_count(seen, OBS_LOGIN), 1);
    struct observation o = *seen_first(seen, OBS_LOGIN);
    cr_assert_eq(seen_count(seen, OBS_EXCHANGE), 1);
    cr_assert_eq(seen_first(seen, OBS_EXCHANGE)->exchange.scheme, o.login.scheme);
    seen_free(seen);
    return o;
}

Test(smtp, reads_plain_in_a_line_of_its_own)
{
    static const char *const lines[] = { "AUTH PLAIN\r\n", "YWRtAGNhbWVyYQBjYW1lcmEx\r\n" };
    struct observation o = login_of(lines, 2, "535 no\r\n");
    cr_assert_str_eq(o.login.user.s, "camera"); /* not "adm", whom it would act for */
    cr_assert(o.login.password.contains_user);
    cr_assert_eq(o.login.password.classes, 2);
}

Test(smtp, reads_login_with_and_without_a_first_answer)
{
    static const char *const asked[] = { "AUTH LOGIN\r\n", "Y2FtZXJh\r\n", "TWFpbDEh\r\n" };
    static const char *const first[] = { "AUTH LOGIN Y2FtZXJh\r\n", "TWFpbDEh\r\n" };
    for (int i = 0; i < 2; i++) {
        struct observation o = login_of(i == 0 ? asked : first, i == 0 ? 3 : 2, "235 ok\r\n");
        cr_assert_eq(o.login.scheme, SCHEME_LOGIN);
        cr_assert_str_eq(o.login.user.s, "camera");
        cr_assert(o.login.password.seen);
        cr_assert_eq(o.login.password.classes, 4);
    }
}

/* RFC 2195 section 2. */
Test(smtp, reads_the_user_of_cram_md5)
{
    static const char *const lines[] = { "AUTH CRAM-MD5\r\n",
                                         "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\r\n" };
    struct observation o = login_of(lines, 2, "235 ok\r\n");
    cr_assert_eq(o.login.scheme, SCHEME_CRAM_MD5);
    cr_assert_str_eq(o.login.user.s, "tim");
    cr_assert_not(o.login.password.seen);
}

/* charset=utf-8,username="chris",realm="x" */
Test(smtp, reads_the_user_of_digest_md5)
{
    static const char *const lines[] = {
        "AUTH DIGEST-MD5\r\n", "Y2hhcnNldD11dGYtOCx1c2VybmFtZT0iY2hyaXMiLHJlYWxtPSJ4Ig==\r\n",
        "\r\n"
    };
    struct observation o = login_of(lines, 3, "235 ok\r\n");
    cr_assert_eq(o.login.scheme, SCHEME_DIGEST);
    cr_assert_str_eq(o.login.user.s, "chris");
}

/* The first is "user=cam@example.net" ^A "auth=Bearer token" ^A ^A, the second "n,a=cam@x.y," ^A.
 */
Test(smtp, reads_the_user_of_bearer_tokens)
{
    static const char *const xoauth[] = {
        "AUTH XOAUTH2 dXNlcj1jYW1AZXhhbXBsZS5uZXQBYXV0aD1CZWFyZXIgdG9rZW4BAQ==\r\n"
    };
    static const char *const bearer[] = { "AUTH OAUTHBEARER bixhPWNhbUB4LnksAQ==\r\n" };
    struct observation o = login_of(xoauth, 1, "235 ok\r\n");
    cr_assert_eq(o.login.scheme, SCHEME_BEARER);
    cr_assert_str_eq(o.login.user.s, "cam@example.net");
    o = login_of(bearer, 1, "235 ok\r\n");
    cr_assert_eq(o.login.scheme, SCHEME_BEARER);
    cr_assert_str_eq(o.login.user.s, "cam@x.y");
}

/* NEGOTIATE_MESSAGE, then an AUTHENTICATE_MESSAGE with the user "cam" in UTF-16 at offset 64. */
Test(smtp, reads_the_user_of_ntlm)
{
    static const char *const lines[] = { "AUTH NTLM\r\n", "TlRMTVNTUAABAAAAB4IIAA==\r\n",
                                         "TlRMTVNTUAADAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABgAGAEAAA"
                                         "AAAAAAAAAAAAAAAAAAAAAAAAQAAAGMAYQBt"
                                         "AA==\r\n" };
    struct observation o = login_of(lines, 3, "235 ok\r\n");
    cr_assert_eq(o.login.scheme, SCHEME_NTLM);
    cr_assert_str_eq(o.login.user.s, "cam");
}

Test(smtp, says_a_login_that_was_refused_or_given_up_before_it_was_read)
{
    static const char *const refused[] = { "AUTH LOGIN\r\n" };
    static const char *const given_up[] = { "AUTH LOGIN\r\n", "*\r\n" };
    struct observation o = login_of(refused, 1, "504 no\r\n");
    cr_assert_eq(o.login.scheme, SCHEME_LOGIN);
    cr_assert_not(o.login.password.seen);
    o = login_of(given_up, 2, "501 cancelled\r\n");
    cr_assert_not(o.login.password.seen);
}

Test(smtp, says_a_login_whose_end_was_not_seen)
{
    struct seen *seen = dissect(&smtp_dissector, "AUTH LOGIN\r\nY2FtZXJh\r\n");
    cr_assert_eq(seen->n, 1);
    cr_assert_str_eq(seen->o[0].login.user.s, "camera");
    cr_assert_not(seen->o[0].login.password.seen);
    seen_free(seen);
}

Test(smtp, needs_only_one_direction)
{
    struct seen *seen = dissect(&smtp_dissector, "EHLO a\r\nAUTH LOGIN\r\nMAIL FROM:<b>\r\n"
                                                 "RCPT TO:<c>\r\nDATA\r\nMAIL FROM:<d>\r\n.\r\n"
                                                 "MAIL FROM:<e>\r\n");
    cr_assert_eq(seen_count(seen, OBS_LOGIN), 1);
    cr_assert_eq(seen_count(seen, OBS_MAIL), 2);
    seen_free(seen);
}

Test(smtp, hears_that_a_mail_was_refused_before_it_began)
{
    static const struct turn turns[] = { CLIENT("DATA\r\n"), SERVER("503 no\r\n"),
                                         CLIENT("MAIL FROM:<a>\n") };
    struct seen *seen = talk(&smtp_dissector, turns, 3, SIZE_MAX);
    cr_assert_eq(seen_count(seen, OBS_MAIL), 1);
    seen_free(seen);
}

Test(smtp, passes_over_the_bytes_of_bdat)
{
    struct seen *seen = dissect(&smtp_dissector, "BDAT 15 LAST\r\nMAIL FROM:<no>\n"
                                                 "MAIL FROM:<yes>\r\n");
    cr_assert_eq(seen_count(seen, OBS_MAIL), 1);
    seen_free(seen);
}

static void put(char *at, const char *text)
{
    memcpy(at, text, strlen(text));
}

Test(smtp, passes_over_a_mail_of_one_long_line)
{
    static char said[70000];
    memset(said, 'x', sizeof said - 1);
    put(said, "DATA\r\n");
    put(said + sizeof said - 24, "\r\n.\r\nMAIL FROM:<yes>\r\n");
    struct turn turn = { true, bytes_of_text(said) };
    static const size_t pieces[] = { 1, 7, 1460, 20000, 70000 };
    for (size_t i = 0; i < 5; i++) {
        struct seen *seen = talk(&smtp_dissector, &turn, 1, pieces[i]);
        cr_assert_eq(seen_count(seen, OBS_MAIL), 1, "pieces of %zu", pieces[i]);
        seen_free(seen);
    }
}

static const struct turn upgraded[] = {
    SERVER("220 mail.example.net ESMTP\r\n"),   CLIENT("EHLO camera\r\n"),
    SERVER("250-mail\r\n250 STARTTLS\r\n"),     CLIENT("STARTTLS\r\n"),
    SERVER("220 2.0.0 Ready to start TLS\r\n"), CLIENT("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"),
};

Test(smtp, hands_over_after_starttls)
{
    const char *protocol = NULL;
    struct seen *seen = talk_recognised(upgraded, 6, TRANSPORT_TCP, &protocol);
    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].kind, OBS_TLS_UPGRADE);
    cr_assert_str_eq(seen->o[0].protocol, "smtp");
    cr_assert_str_eq(protocol, "tls");
    seen_free(seen);
}

Test(smtp, goes_on_in_clear_when_starttls_is_refused)
{
    static const struct turn turns[] = { CLIENT("EHLO a\r\n"), SERVER("250 STARTTLS\r\n"),
                                         CLIENT("STARTTLS\r\n"), SERVER("454 not now\r\n"),
                                         CLIENT("MAIL FROM:<a>\r\n") };
    struct seen *seen = talk(&smtp_dissector, turns, 5, SIZE_MAX);
    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].kind, OBS_MAIL);
    seen_free(seen);
}

static enum recognition asked(const char *said, uint16_t from, uint16_t to)
{
    struct opening o = { bytes_of_text(said), from, to, true, SPEAKER_UNKNOWN };
    return smtp_dissector.recognise(&o);
}

Test(smtp, is_recognised_by_its_words_on_any_port)
{
    cr_assert_eq(asked("220 a.example ESMTP x\r\n", 9999, 40000), MINE);
    cr_assert_eq(asked("220 mail.example ready\r\n", 9999, 40000), MINE);
    cr_assert_eq(asked("220 ready\r\n", 25, 40000), MINE);
    cr_assert_eq(asked("EHLO camera\r\n", 40000, 9999), MINE);
    cr_assert_eq(asked("helo camera\r\n", 40000, 9999), MINE);
    cr_assert_eq(asked("MAIL FROM:<a>\r\n", 40000, 9999), MINE);
    cr_assert_eq(asked("AUTH LOGIN\r\n", 40000, 587), MINE);
}

Test(smtp, waits_for_the_client_where_the_banner_says_nothing)
{
    cr_assert_eq(asked("220 ready\r\n", 9999, 40000), TOO_LITTLE);
    cr_assert_eq(asked("220 mail.", 9999, 40000), TOO_LITTLE);
    cr_assert_eq(asked("2", 9999, 40000), TOO_LITTLE);
    cr_assert_eq(asked("EHL", 40000, 9999), TOO_LITTLE);
}

Test(smtp, rejects_what_is_not_its_own)
{
    cr_assert_eq(asked("220 mail.example FTP\r\n", 9999, 40000), NOT_MINE);
    cr_assert_eq(asked("USER a\r\n", 40000, 25), NOT_MINE);
    cr_assert_eq(asked("+OK mail\r\n", 110, 40000), NOT_MINE);
    cr_assert_eq(asked("EHLOX\r\n", 40000, 9999), NOT_MINE);
    struct seen *seen = dissect(&smtp_dissector, "\x16\x03\x01\nMAIL FROM:<a>\n");
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
}

Test(smtp, finds_its_place_after_a_hole)
{
    cr_assert_eq(smtp_dissector.resynchronise(bytes_of_text("f text\r\nMAIL FROM:<a>\r\n")), 8);
}

Test(smtp, says_the_same_in_pieces)
{
    static const struct turn login[] = { CLIENT("EHLO a\nAUTH LOGIN\n"), SERVER("334 \n"),
                                         CLIENT("Y2FtZXJh\nTWFpbDEh\nBDAT 3\nAUTMAIL FROM:<a>\n") };
    says_the_same_in_pieces(&smtp_dissector, mail, MAIL_TURNS);
    says_the_same_in_pieces(&smtp_dissector, upgraded, 5);
    says_the_same_in_pieces(&smtp_dissector, login, 3);
}

Test(smtp, says_less_of_a_prefix)
{
    says_less_of_a_prefix(&smtp_dissector, mail, MAIL_TURNS);
    says_less_of_a_prefix(&smtp_dissector, upgraded, 5);
}

/* ---- the clock ---- */

#define MAILED(head)                                                          \
    CLIENT("EHLO c\r\nMAIL FROM:<a@b>\r\nDATA\r\n"), SERVER("354 go on\r\n"), \
        CLIENT(head "\r\ntext\r\n.\r\nQUIT\r\n")

/* The packets of the tests are of 2023-11-14 22:13:20 UTC. */
static const struct turn dated[] = {
    MAILED("From: <a@b>\r\nSubject: a line that is so long that it does not fit anywhere at all\r\n"
           "Date: Tue, 14 Nov 2023 23:13:25 +0000\r\n"),
};

Test(smtp, sees_the_clock_of_who_writes_a_mail)
{
    struct seen *s = talk(&smtp_dissector, dated, 3, SIZE_MAX);
    const struct observation *o = seen_first(s, OBS_CLOCK);
    cr_assert_eq(seen_count(s, OBS_CLOCK), 1);
    cr_assert_str_eq(o->clock.source, "mail");
    cr_assert_eq(o->clock.ahead_ms, 3605000);
    cr_assert(o->from_client);
    seen_free(s);
    says_the_same_in_pieces(&smtp_dissector, dated, 3);
    says_less_of_a_prefix(&smtp_dissector, dated, 3);
}

static size_t clocks(const struct turn *turns)
{
    struct seen *s = talk(&smtp_dissector, turns, 3, SIZE_MAX);
    size_t n = seen_count(s, OBS_CLOCK);
    seen_free(s);
    return n;
}

Test(smtp, takes_the_date_of_no_relayed_mail_and_of_no_text)
{
    static const struct turn relayed[] = { MAILED(
        "Received: from c\r\nDate: Tue, 14 Nov 2023 23:13:25 +0000\r\n") };
    static const struct turn text[] = { MAILED(
        "From: <a@b>\r\n\r\nDate: Tue, 14 Nov 2023 23:13:25 +0000\r\n") };
    static const struct turn broken[] = { MAILED("Date: today\r\n") };
    cr_assert_eq(clocks(relayed), 0);
    cr_assert_eq(clocks(text), 0);
    cr_assert_eq(clocks(broken), 0);
}
