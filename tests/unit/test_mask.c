#include "evidence/mask.h"

#include <criterion/criterion.h>

struct masking {
    const char *wire;
    const char *told;
};

static void check(const struct packet *p, struct bytes told)
{
    uint8_t *out = malloc(p->payload.n + 1);
    cr_assert(out != NULL);
    mask_payload(p, out);
    cr_expect(told.n == p->payload.n && memcmp(out, told.p, told.n) == 0, "%.*s became %.*s",
              (int)p->payload.n, (const char *)p->payload.p, (int)p->payload.n, (char *)out);
    free(out);
}

static void check_text(enum transport transport, uint16_t port, const struct masking *m)
{
    struct packet p = { .transport = transport,
                        .src.port = 40000,
                        .dst.port = port,
                        .payload = bytes_of_text(m->wire) };
    check(&p, bytes_of_text(m->told));
}

Test(mask, of_http_and_rtsp_shows_the_form_and_no_login)
{
    static const struct masking table[] = {
        { "GET /live/index.html?password=Secret HTTP/1.1\r\nHost: cam\r\n"
          "Authorization: Basic YWRtaW46YWRtaW4=\r\nUser-Agent: curl\r\n\r\npassword=Secret",
          "GET /live/index.htmlxxxxxxxxxxxxxxxx HTTP/1.1\r\nxxxx:xxxx\r\n"
          "Authorization: Basic xxxxxxxxxxxxxxxx\r\nUser-Agent: curl\r\n\r\nxxxxxxxxxxxxxxx" },
        { "DESCRIBE rtsp://admin:pw@10.0.0.5/live RTSP/1.0\r\nCSeq: 2\r\n\r\n",
          "DESCRIBE rtsp://xxxxxxxxxxxxxxxxxxxxxx RTSP/1.0\r\nCSeq: 2\r\n\r\n" },
        { "DESCRIBE rtsp://10.0.0.5:554/live RTSP/1.0\nSession: 8372\n folded secret\n\n",
          "DESCRIBE rtsp://10.0.0.5:554/live RTSP/1.0\nxxxxxxx:xxxxx\nxxxxxxxxxxxxxx\n\n" },
        { "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n\r\n",
          "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest xxxxxxxxxxxxxxxxxxxx\r\n\r\n" },
        { "DESCRIBE rtsp://10.0.0.5?user=admin&password=pw/ch1 RTSP/1.0\r\n\r\n",
          "DESCRIBE rtsp://xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx RTSP/1.0\r\n\r\n" },
        { "SETUP rtsp://h/a RTSP/2.0\r\nTransport: RTP/SAVP;MIKEY=\"AAA\"\r\n\r\n",
          "SETUP rtsp://h/a RTSP/2.0\r\nTransport:xxxxxxxxxxxxxxxxxxxxx\r\n\r\n" },
        { "HTTP/1.1 200 admin:12345\r\n", "HTTP/1.1 200xxxxxxxxxxxx\r\n" },
        { "HTTP/1.1 200 OK\r\nServer: cut off he", "HTTP/1.1 200 OK\r\nxxxxxxxxxxxxxxxxxx" },
        { "rest of a body\r\nServer: not in a head\r\n",
          "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" },
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        check_text(TRANSPORT_TCP, 80, &table[i]);
}

Test(mask, of_lines_shows_commands_and_codes)
{
    static const struct masking table[] = {
        { "USER admin\r\n", "USER xxxxx\r\n" },
        { "PASS secret\r\nSTOR a.jpg\r\n", "PASS xxxxxx\r\nSTOR xxxxx\r\n" },
        { "AUTH PLAIN AGFkbWlu\r\n", "AUTH PLAINxxxxxxxxx\r\n" },
        { "331 Password for admin\r\n", "331 xxxxxxxxxxxxxxxxxx\r\n" },
        { "AGFkbWluAHNlY3JldA==\r\n", "xxxxxxxxxxxxxxxxxxxxxx" },
        { "PASS without an end", "xxxxxxxxxxxxxxxxxxx" },
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        check_text(TRANSPORT_TCP, 21, &table[i]);
}

Test(mask, of_xml_shows_the_names_of_elements)
{
    static const struct masking table[] = {
        { "<s:Header xmlns:s=\"b\"><Password>pw</Password></s:Header>",
          "<s:Headerxxxxxxxxxxxx><Password>xx</Password></s:Header>" },
        { "<LOGIN:admin:12345>", "xxxxxxxxxxxxxxxxxxx" },
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        check_text(TRANSPORT_UDP, 3702, &table[i]);
}

Test(mask, of_a_log_line_shows_how_bad_it_is)
{
    static const struct masking table[] = {
        { "<34>login as admin with 12345", "<34>xxxxxxxxxxxxxxxxxxxxxxxxx" },
        { "<3a>login", "xxxxxxxxx" },
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        check_text(TRANSPORT_UDP, 514, &table[i]);
}

Test(mask, of_snmp_hides_the_community)
{
    static const uint8_t get[] = { 0x30, 0x10, 2,   1,   1,    4, 6, 'p', 'u',
                                   'b',  'l',  'i', 'c', 0xa0, 3, 2, 1,   9 };
    static const uint8_t told[] = { 0x30, 0x10, 2,   1,   1,    4,   6,   'x', 'x',
                                    'x',  'x',  'x', 'x', 0xa0, 'x', 'x', 'x', 'x' };
    struct packet p = { .transport = TRANSPORT_UDP,
                        .dst.port = 161,
                        .payload = { get, sizeof get } };
    check(&p, (struct bytes){ told, sizeof told });
}

Test(mask, of_media_hides_the_picture)
{
    static const uint8_t rtp[] = { 0x80, 96, 0, 1, 0, 0, 0, 1, 1, 2, 3, 4, 0x65, 0x88,
                                   1,    2,  3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4,    5 };
    uint8_t told[sizeof rtp];
    struct packet p = { .transport = TRANSPORT_UDP,
                        .src.port = 5000,
                        .dst.port = 6000,
                        .payload = { rtp, sizeof rtp } };
    memset(told, 'x', sizeof told);
    memcpy(told, rtp, 14);
    check(&p, (struct bytes){ told, sizeof told });
    p.payload.n = 16; /* a key that was pressed: RFC 4733 */
    memset(told, 'x', sizeof told);
    memcpy(told, rtp, 12);
    check(&p, (struct bytes){ told, 16 });
}

Test(mask, of_tls_shows_handshakes_until_keys_are_in_use)
{
    static const uint8_t records[] = { 22, 3, 3, 0, 2, 1, 2, 20, 3, 3, 0, 1, 1,
                                       22, 3, 3, 0, 2, 7, 8, 23, 3, 3, 0, 1, 9 };
    static const uint8_t told[] = { 22, 3, 3, 0, 2, 1,   2,   20, 3, 3, 0, 1, 1,
                                    22, 3, 3, 0, 2, 'x', 'x', 23, 3, 3, 0, 1, 'x' };
    struct packet p = { .transport = TRANSPORT_TCP,
                        .dst.port = 443,
                        .payload = { records, sizeof records } };
    check(&p, (struct bytes){ told, sizeof told });
}

Test(mask, hides_what_it_does_not_know)
{
    static const struct masking typed[] = {
        { "pass\r\n", "xxxxxx" },
        { "007-bond\r\n", "xxxxxxxxxx" },
        { "$ecr3t!\r\n", "xxxxxxxxx" },
    };
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++)
        check_text(TRANSPORT_TCP, 23, &typed[i]);
    static const struct masking unknown = { "\xff\xf1secret\x01", "xxxxxxxxx" };
    check_text(TRANSPORT_TCP, 23, &unknown);
    check_text(TRANSPORT_UDP, 9, &unknown);
    check_text(TRANSPORT_OTHER, 0, &unknown);
    static const struct masking nothing = { "", "" };
    check_text(TRANSPORT_TCP, 23, &nothing);
    check_text(TRANSPORT_UDP, 161, &nothing);
    check_text(TRANSPORT_LINK, 0, &nothing);
}

Test(mask, of_icmp_shows_the_head_without_the_sum)
{
    check_text(TRANSPORT_ICMP, 0, &(struct masking){ "AB12CDEFsecret", "ABxxCDEFxxxxxx" });
    check_text(TRANSPORT_ICMP, 0, &(struct masking){ "AB1", "ABx" });
}
