#include <criterion/criterion.h>

#include "tests/support/dissect.h"

extern const struct dissector ftp_dissector;

static bool is(const struct endpoint *e, const char *address, uint16_t port)
{
    struct ip ip;
    return ip_parse(address, &ip) && ip_equal(&e->ip, &ip) && e->port == port;
}

static const struct turn upload[] = {
    SERVER("220-Welcome\r\n220 is not the end\r\n"),
    SERVER("220-331 neither\r\n220 Camera FTP server ready.\r\n"),
    CLIENT("USER admin\r\n"),
    SERVER("331 Password required\r\n"),
    CLIENT("PASS Admin 123\r\n"),
    SERVER("230-Hello\r\n 227 Entering Passive Mode (1,2,3,4,5,6)\r\n230 Logged in\r\n"),
    CLIENT("TYPE I\r\n"),
    SERVER("200 Type set to I\r\n"),
    CLIENT("PASV\r\n"),
    SERVER("227 Entering Passive Mode (192,0,2,5,156,65).\r\n"),
    CLIENT("STOR /alarm/pic 001.jpg\r\n"),
    SERVER("150 Opening\r\n226 Transfer complete\r\n"),
    CLIENT("QUIT\r\n"),
    SERVER("221 Goodbye.\r\n"),
};
enum { UPLOAD_TURNS = sizeof upload / sizeof upload[0] };

Test(ftp, sees_a_login_and_weighs_its_password)
{
    struct seen *seen = talk(&ftp_dissector, upload, UPLOAD_TURNS, SIZE_MAX);
    const struct observation *o = seen_first(seen, OBS_LOGIN);
    cr_assert_not_null(o);
    cr_assert_eq(seen_count(seen, OBS_LOGIN), 1);
    cr_assert_str_eq(o->protocol, "ftp");
    cr_assert_eq(o->login.scheme, SCHEME_PASSWORD);
    cr_assert_eq(o->login.outcome, OUTCOME_UNKNOWN);
    cr_assert_str_eq(o->login.user.s, "admin");
    cr_assert(o->login.password.seen);
    cr_assert(o->login.password.contains_user);
    cr_assert_eq(o->login.password.classes, 4); /* the space is part of it */
    cr_assert_eq(o->login.password.length, 8);
    seen_free(seen);
}

Test(ftp, says_what_the_server_made_of_a_login)
{
    struct seen *seen = talk(&ftp_dissector, upload, UPLOAD_TURNS, SIZE_MAX);
    cr_assert_eq(seen->n, 4);
    cr_assert_eq(seen->o[0].kind, OBS_EXCHANGE); /* the banner */
    cr_assert_eq(seen->o[0].exchange.status, 220);
    cr_assert_str_eq(seen->o[0].exchange.agent.s, "Welcome");
    cr_assert_eq(seen->o[2].kind, OBS_EXCHANGE);
    cr_assert_eq(seen->o[2].exchange.status, 230);
    cr_assert_eq(seen->o[2].exchange.scheme, SCHEME_PASSWORD);
    cr_assert_not(seen->o[2].from_client);
    seen_free(seen);
}

Test(ftp, sees_an_upload_and_where_it_goes)
{
    struct seen *seen = talk(&ftp_dissector, upload, UPLOAD_TURNS, SIZE_MAX);
    const struct observation *o = seen_first(seen, OBS_TRANSFER);
    cr_assert_not_null(o);
    cr_assert_eq(o->transfer.act, ACT_UPLOAD);
    cr_assert_not(o->transfer.active);
    cr_assert_not(o->transfer.private);
    cr_assert(is(&o->transfer.data, "192.0.2.5", 40001));
    cr_assert_str_eq(o->transfer.name.s, "pic 001.jpg");
    seen_free(seen);
}

/* What the last of a client's commands says of a transfer, after `reply` to the one before. */
static struct observation transfer_after(const char *command, const char *reply, const char *last)
{
    struct turn turns[] = { { true, bytes_of_text(command) },
                            { false, bytes_of_text(reply) },
                            { true, bytes_of_text(last) } };
    struct seen *seen = talk(&ftp_dissector, turns, 3, SIZE_MAX);
    const struct observation *o = seen_first(seen, OBS_TRANSFER);
    cr_assert_not_null(o);
    struct observation found = *o;
    seen_free(seen);
    return found;
}

Test(ftp, knows_all_ways_to_agree_on_a_data_connection)
{
    struct observation o =
        transfer_after("PORT 192,0,2,9,156,64\r\n", "200 ok\r\n", "RETR a.avi\r\n");
    cr_assert(o.transfer.active && o.transfer.act == ACT_DOWNLOAD);
    cr_assert(is(&o.transfer.data, "192.0.2.9", 40000));
    o = transfer_after("EPRT |2|2001:db8::9|40000|\r\n", "200 ok\r\n", "APPE a\r\n");
    cr_assert(o.transfer.active && o.transfer.act == ACT_UPLOAD);
    cr_assert(is(&o.transfer.data, "2001:db8::9", 40000));
    o = transfer_after("LPRT 4,4,192,0,2,9,2,156,64\r\n", "200 ok\r\n", "STOU\r\n");
    cr_assert(o.transfer.active && is(&o.transfer.data, "192.0.2.9", 40000));
    o = transfer_after("EPSV\r\n", "229 Entering (|||40001|)\r\n", "RETR a\r\n");
    cr_assert(!o.transfer.active && is(&o.transfer.data, "192.0.2.5", 40001));
    o = transfer_after("LPSV\r\n", "228 Entering (4,4,192,0,2,7,2,156,64)\r\n", "RETR a\r\n");
    cr_assert(!o.transfer.active && is(&o.transfer.data, "192.0.2.7", 40000));
    o = transfer_after("PASV\r\n", "227 =0,0,0,0,156,64\r\n", "RETR a\r\n");
    cr_assert(is(&o.transfer.data, "192.0.2.5", 40000));
}

static void names(const char *last, const char *expected)
{
    struct observation o = transfer_after("NOOP\r\n", "200 ok\r\n", last);
    cr_assert_str_eq(o.transfer.name.s, expected, "%s gave %s", last, o.transfer.name.s);
}

Test(ftp, tells_no_secret_in_the_name_of_a_file)
{
    names("STOR C:\\pics\\a-1 (2).jpg\r\n", "a-1 (2).jpg");
    names("STOR admin:Canary\r\n", "admin");
    names("STOR admin:Canary@x\r\n", "");
    names("STOR /pass=Canary\r\n", "pass");
    names("STOR /pass/Canary\r\n", "");
    names("STOR user=a&pwd=Canary\r\n", "user");
    names("STOR a\\pass=Canary\r\n", "pass");
    names("STOR a.jpg?key=Canary\r\n", "a.jpg");
    names("STOR pictures/\r\n", "");
}

static bool is_private(const char *prot, const char *reply)
{
    return transfer_after(prot, reply, "STOR a\r\n").transfer.private;
}

Test(ftp, believes_in_private_data_when_the_server_agrees)
{
    cr_assert(is_private("PROT P\r\n", "200 ok\r\n"));
    cr_assert(is_private("PROT P\r\n", "150 wait\r\n200 ok\r\n"));
    cr_assert_not(is_private("PROT P\r\n", ""));
    cr_assert_not(is_private("PROT P\r\n", "536 no\r\n"));
    cr_assert_not(is_private("PROT P\r\n", "536 no\r\n200 what else\r\n"));
    cr_assert_not(is_private("PROT P\r\nPROT C\r\n", "200 ok\r\n"));
    cr_assert_not(is_private("PROT C\r\n", "200 ok\r\n"));
}

Test(ftp, does_not_know_where_a_transfer_goes_that_was_agreed_wrongly)
{
    struct observation o =
        transfer_after("PORT 192,0,2,999,156,64\r\n", "200 ok\r\n", "STOR a\r\n");
    cr_assert_eq(o.transfer.data.port, 0);
    o = transfer_after("EPSV\r\n", "229 Entering (|||0|)\r\n", "STOR a\r\n");
    cr_assert_eq(o.transfer.data.port, 0);
    o = transfer_after("PORT 192,0,2,9,156,64\r\n", "226 done\r\n", "STOR a\r\n");
    cr_assert_eq(o.transfer.data.port, 0);
}

Test(ftp, does_not_take_a_directory_for_a_file)
{
    struct seen *seen = dissect(&ftp_dissector, "LIST /\r\nNLST\r\nMLSD\r\nSTORAGE x\r\n");
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
}

static const struct turn protected[] = {
    SERVER("220 FTP\r\n"),
    CLIENT("AUTH TLS\r\n"),
    SERVER("234 Proceed with negotiation.\r\n"),
    CLIENT("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"),
};

Test(ftp, hands_over_after_auth_tls)
{
    const char *protocol = NULL;
    struct seen *seen = talk_recognised(protected, 4, TRANSPORT_TCP, &protocol);
    const struct observation *o = seen_first(seen, OBS_TLS_UPGRADE);
    cr_assert_not_null(o);
    cr_assert_str_eq(o->protocol, "ftp");
    cr_assert_str_eq(protocol, "tls");
    seen_free(seen);
}

static size_t upgrades(const char *asked, const char *answered)
{
    struct turn turns[] = { { true, bytes_of_text(asked) }, { false, bytes_of_text(answered) } };
    struct seen *seen = talk(&ftp_dissector, turns, 2, SIZE_MAX);
    size_t n = seen_count(seen, OBS_TLS_UPGRADE);
    seen_free(seen);
    return n;
}

Test(ftp, tells_tls_from_other_security_and_from_a_refusal)
{
    cr_assert_eq(upgrades("AUTH SSL\r\n", "234 ok\r\n"), 1);
    cr_assert_eq(upgrades("AUTH TLS-P\r\n", "234 ok\r\n"), 1);
    cr_assert_eq(upgrades("AUTH TLS\r\n", "530 no\r\n234 TLS\r\n"), 1);
    cr_assert_eq(upgrades("AUTH TLS\r\n", "502 no\r\n"), 0);
    cr_assert_eq(upgrades("AUTH GSSAPI\r\n", "234 ok\r\n"), 0);
    cr_assert_eq(upgrades("AUTH GSSAPI\r\n", "334 ADAT\r\n"), 0);
    cr_assert_eq(upgrades("NOOP\r\n", "234 AUTH TLS OK.\r\n"), 1);
}

Test(ftp, says_a_login_that_wanted_no_password)
{
    static const struct turn turns[] = { CLIENT("USER guest\r\n"), SERVER("230 come in\r\n") };
    struct seen *seen = talk(&ftp_dissector, turns, 2, SIZE_MAX);
    cr_assert_eq(seen->n, 1);
    cr_assert_eq(seen->o[0].kind, OBS_LOGIN);
    cr_assert_eq(seen->o[0].login.outcome, OUTCOME_ACCEPTED);
    cr_assert_not(seen->o[0].login.password.seen);
    seen_free(seen);
}

Test(ftp, counts_every_attempt)
{
    static const struct turn turns[] = {
        CLIENT("USER a\nPASS\nUSER b\nPASS two\n"),
        SERVER("331 \n530 \n331 \n230 \n"),
    };
    struct seen *seen = talk(&ftp_dissector, turns, 2, SIZE_MAX);
    cr_assert_eq(seen_count(seen, OBS_LOGIN), 2);
    cr_assert(seen->o[0].login.password.empty);
    cr_assert_str_eq(seen->o[1].login.user.s, "b");
    seen_free(seen);
}

static void put(char *at, const char *text)
{
    memcpy(at, text, strlen(text));
}

Test(ftp, reads_on_after_a_line_that_is_too_long)
{
    static char said[4200];
    memset(said, 'x', 4096);
    put(said, "STOR ");
    put(said + 4096, "\r\nPASS b\r\n");
    struct turn turn = { true, bytes_of_text(said) };
    for (size_t piece = 1; piece < 4200; piece += 97) {
        struct seen *seen = talk(&ftp_dissector, &turn, 1, piece);
        cr_assert_eq(seen->n, 2);
        cr_assert_eq(seen->o[0].kind, OBS_TRANSFER);
        cr_assert_eq(seen->o[1].kind, OBS_LOGIN);
        seen_free(seen);
    }
}

static enum recognition asked(const char *said, uint16_t from, uint16_t to, enum speaker *speaker)
{
    struct opening o = { bytes_of_text(said), from, to, true, SPEAKER_UNKNOWN };
    enum recognition known = ftp_dissector.recognise(&o);
    if (speaker != NULL)
        *speaker = o.speaker;
    return known;
}

Test(ftp, is_recognised_by_its_words_on_any_port)
{
    enum speaker speaker = SPEAKER_UNKNOWN;
    cr_assert_eq(asked("220 My FTP server\r\n", 9999, 40000, &speaker), MINE);
    cr_assert_eq(speaker, SPEAKER_SERVER);
    cr_assert_eq(asked("USER camera\r\n", 40000, 9999, &speaker), MINE);
    cr_assert_eq(speaker, SPEAKER_CLIENT);
    cr_assert_eq(asked("AUTH TLS\r\n", 40000, 9999, NULL), MINE);
    cr_assert_eq(asked("227 Entering Passive Mode (1,2,3,4,5,6)\r\n", 9999, 40000, NULL), MINE);
    cr_assert_eq(asked("220 ready\r\n", 21, 40000, NULL), MINE);
    cr_assert_eq(asked("230 ok\r\n", 21, 40000, NULL), MINE);
    cr_assert_eq(asked("PASS x\r\n", 40000, 21, NULL), MINE);
}

Test(ftp, waits_for_the_client_where_the_banner_says_nothing)
{
    cr_assert_eq(asked("220 ready\r\n", 9999, 40000, NULL), TOO_LITTLE);
    cr_assert_eq(asked("22", 9999, 40000, NULL), TOO_LITTLE);
    cr_assert_eq(asked("USE", 40000, 9999, NULL), TOO_LITTLE);
    cr_assert_eq(asked("USER cam", 40000, 9999, NULL), TOO_LITTLE);
}

Test(ftp, rejects_what_is_not_its_own)
{
    cr_assert_eq(asked("USER guest 0 * :IRC client\r\n", 40000, 6667, NULL), NOT_MINE);
    cr_assert_eq(asked("PASS x\r\n", 40000, 6667, NULL), NOT_MINE);
    cr_assert_eq(asked("AUTH PLAIN AGEAYg==\r\n", 40000, 9999, NULL), NOT_MINE);
    cr_assert_eq(asked("GET / HTTP/1.1\r\n", 40000, 21, NULL), NOT_MINE);
    cr_assert_eq(asked("HTTP/1.1 220 FTP\r\n", 9999, 40000, NULL), NOT_MINE);
    struct seen *seen = dissect(&ftp_dissector, "\x16\x03\x01\nUSER a\nPASS b\n");
    cr_assert_eq(seen->n, 0);
    seen_free(seen);
}

Test(ftp, finds_its_place_after_a_hole)
{
    cr_assert_eq(ftp_dissector.resynchronise(bytes_of_text("d.jpg\r\nPASS b\r\n")), 7);
}

Test(ftp, says_the_same_in_pieces)
{
    says_the_same_in_pieces(&ftp_dissector, upload, UPLOAD_TURNS);
    says_the_same_in_pieces(&ftp_dissector, protected, 3);
}

Test(ftp, says_less_of_a_prefix)
{
    says_less_of_a_prefix(&ftp_dissector, upload, UPLOAD_TURNS);
    says_less_of_a_prefix(&ftp_dissector, protected, 3);
}
