#include "dissectors/http_coding.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "tests/support/dissect.h"

extern const struct dissector http_dissector;

/* ---- fields ---- */

static struct http_coding coding(const char *fields)
{
    struct head h = { .fields = bytes_of_text(fields) };
    return http_coding_of(&h);
}

static void is_coded(const char *fields, enum packing packing, bool chunked)
{
    cr_assert_eq(coding(fields).packing, packing, "%s", fields);
    cr_assert_eq(coding(fields).chunked, chunked, "%s", fields);
}

Test(http_coding, is_known_by_its_name)
{
    is_coded("", PACKING_NONE, false);
    is_coded("Content-Encoding: gzip\r\n", PACKING_GZIP, false);
    is_coded("Content-Encoding: X-GZip\r\n", PACKING_GZIP, false);
    is_coded("Content-Encoding: deflate\r\n", PACKING_DEFLATE, false);
    is_coded("Content-Encoding: identity\r\n", PACKING_NONE, false);
    is_coded("Content-Encoding: identity,\r\n gzip\r\n", PACKING_GZIP, false);
    is_coded("Content-Encoding: identity\r\ncontent-encoding: gzip\r\n", PACKING_GZIP, false);
    is_coded("Content-Encoding: br\r\n", PACKING_UNKNOWN, false);
    is_coded("Content-Encoding: gzip, gzip\r\n", PACKING_UNKNOWN, false);
}

Test(http_coding, may_be_of_the_way_only)
{
    is_coded("Transfer-Encoding: chunked\r\n", PACKING_NONE, true);
    is_coded("Transfer-Encoding: gzip, chunked\r\n", PACKING_GZIP, true);
    is_coded("Transfer-Encoding: gzip;q=1 ,chunked ;a=b\r\n", PACKING_GZIP, true);
    is_coded("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", PACKING_GZIP, true);
    is_coded("Transfer-Encoding: chunked, gzip\r\n", PACKING_GZIP, false);
    is_coded("Transfer-Encoding: gzip, chunked\r\nContent-Encoding: gzip\r\n", PACKING_UNKNOWN,
             true);
    is_coded("Content-Encoding: chunked\r\n", PACKING_UNKNOWN, false);
}

/* ---- bodies ---- */

#define ANSWER                                                                                 \
    "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"> " \
    "<s:Body><t:GetNTPResponse xmlns:t=\"http://www.onvif.org/ver10/device/wsdl\">"            \
    "<t:NTPInformation><FromDHCP>false</FromDHCP><NTPManual><Type>IPv4</Type>"                 \
    "<IPv4Address>192.0.2.1</IPv4Address></NTPManual></t:NTPInformation>"                      \
    "</t:GetNTPResponse></s:Body></s:Envelope>"

#define ASKED CLIENT("POST /onvif HTTP/1.1\r\nContent-Length: 0\r\n\r\n")

enum { BODY_MAX = 4096 };

struct body {
    size_t n;
    uint8_t b[BODY_MAX];
};

static struct body packed_by(const char *text, int window_bits)
{
    struct body to = { 0 };
    z_stream z = { .next_in = (Bytef *)(uintptr_t)text,
                   .avail_in = (uInt)strlen(text),
                   .next_out = to.b,
                   .avail_out = sizeof to.b };
    cr_assert_eq(deflateInit2(&z, 9, Z_DEFLATED, window_bits, 9, Z_DEFAULT_STRATEGY), Z_OK);
    cr_assert_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    to.n = z.total_out;
    (void)deflateEnd(&z);
    return to;
}

static struct body gzipped(const char *text)
{
    return packed_by(text, 15 + 16);
}

/* A head and what follows it. */
static struct turn message(bool from_client, const char *head, const struct body *body)
{
    static uint8_t room[1 << 16];
    static size_t taken;
    size_t n = strlen(head);
    uint8_t *text = room + taken;
    taken += n + 2 + body->n;
    cr_assert_leq(taken, sizeof room);
    memcpy(text, head, n);
    memcpy(text + n, "\r\n", 2);
    memcpy(text + n + 2, body->b, body->n);
    return (struct turn){ from_client, { text, n + 2 + body->n } };
}

/* With the length it has. */
static struct turn sized(bool from_client, const char *head, const struct body *body)
{
    char whole[1024];
    (void)snprintf(whole, sizeof whole, "%sContent-Length: %zu\r\n", head, body->n);
    return message(from_client, whole, body);
}

/* In chunks of so many bytes. */
static struct body in_chunks(const struct body *body, size_t size)
{
    struct body to = { 0 };
    for (struct bytes left = { body->b, body->n }; left.n > 0; left = bytes_after(left, size)) {
        struct bytes some = bytes_first(left, size);
        to.n += (size_t)sprintf((char *)to.b + to.n, "%zx\r\n", some.n);
        memcpy(to.b + to.n, some.p, some.n);
        memcpy(to.b + to.n + some.n, "\r\n", 2);
        to.n += some.n + 2;
    }
    to.n += (size_t)sprintf((char *)to.b + to.n, "0\r\n\r\n");
    return to;
}

/* How many settings are told of a call that is answered so; that must not depend on the cut. */
static size_t settings_of(struct turn answer)
{
    const struct turn turns[] = { ASKED, answer };
    struct seen *s = talk(&http_dissector, turns, LENGTH(turns), SIZE_MAX);
    size_t n = seen_count(s, OBS_SETTING);
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
    says_less_of_a_prefix(&http_dissector, turns, LENGTH(turns));
    return n;
}

#define XML  "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n"
#define GZIP "Content-Encoding: gzip\r\n"

Test(http_coding, unpacks_an_answer)
{
    struct body gzip = gzipped(ANSWER), zlib = packed_by(ANSWER, 15), raw = packed_by(ANSWER, -15);
    cr_assert_eq(settings_of(sized(false, XML GZIP, &gzip)), 1);
    cr_assert_eq(settings_of(sized(false, XML "Content-Encoding: deflate\r\n", &zlib)), 1);
    cr_assert_eq(settings_of(sized(false, XML "Content-Encoding: deflate\r\n", &raw)), 1);
}

Test(http_coding, unpacks_what_comes_in_chunks)
{
    struct body gzip = gzipped(ANSWER), small = in_chunks(&gzip, 7), large = in_chunks(&gzip, 999);
    static const char chunked[] = XML GZIP "Transfer-Encoding: chunked\r\n";
    cr_assert_eq(settings_of(message(false, chunked, &small)), 1);
    cr_assert_eq(settings_of(message(false, chunked, &large)), 1);
    cr_assert_eq(settings_of(message(false, XML "Transfer-Encoding: gzip, chunked\r\n", &small)),
                 1);
}

Test(http_coding, unpacks_what_lasts_as_long_as_the_connection)
{
    struct body gzip = gzipped(ANSWER);
    cr_assert_eq(settings_of(message(false, XML GZIP, &gzip)), 1);
}

Test(http_coding, takes_plain_text_that_is_called_gzip_as_it_is)
{
    struct body plain = { .n = sizeof ANSWER - 1 };
    memcpy(plain.b, ANSWER, plain.n);
    cr_assert_eq(settings_of(sized(false, XML GZIP, &plain)), 1);
}

Test(http_coding, says_nothing_of_what_is_broken_or_not_known)
{
    struct body gzip = gzipped(ANSWER), cut = gzip, spoilt = gzip;
    cut.n -= 8; /* the text is all there, its checksum is not */
    spoilt.b[spoilt.n - 8] ^= 1;
    cr_assert_eq(settings_of(sized(false, XML GZIP, &cut)), 0);
    cr_assert_eq(settings_of(sized(false, XML GZIP, &spoilt)), 0);
    cr_assert_eq(settings_of(sized(false, XML "Content-Encoding: br\r\n", &gzip)), 0);
    cr_assert_eq(settings_of(sized(false, XML "Content-Encoding: gzip, gzip\r\n", &gzip)), 0);
}

/* What follows such a body is read. */
static void reads_on_after(struct turn broken)
{
    struct body gzip = gzipped(ANSWER);
    const struct turn turns[] = { ASKED, broken, ASKED, sized(false, XML GZIP, &gzip) };
    struct seen *s = talk(&http_dissector, turns, LENGTH(turns), SIZE_MAX);
    cr_assert_eq(seen_count(s, OBS_SETTING), 1);
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 4);
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
}

Test(http_coding, reads_on_after_a_broken_one)
{
    struct body spoilt = gzipped(ANSWER);
    spoilt.b[40] ^= 0xff;
    struct body chunks = in_chunks(&spoilt, 10);
    reads_on_after(sized(false, XML GZIP, &spoilt));
    reads_on_after(message(false, XML GZIP "Transfer-Encoding: chunked\r\n", &chunks));
}

/* Well-formed to the end, and 1000 times as long as what is sent. */
Test(http_coding, lets_a_bomb_be)
{
    enum { SPACES = 200000 };
    char *text = malloc(SPACES + sizeof ANSWER);
    size_t before = (size_t)(strstr(ANSWER, " <s:Body") - (const char *)ANSWER);
    int n = sprintf(text, "%.*s%*s%s", (int)before, ANSWER, SPACES - 1000, "", &ANSWER[before]);
    cr_assert_gt(n, 0);
    struct body bomb = gzipped(text);
    cr_assert_lt(bomb.n, 700);
    const struct turn turns[] = { ASKED, sized(false, XML GZIP, &bomb) };
    struct seen *s = talk(&http_dissector, turns, LENGTH(turns), SIZE_MAX);
    cr_assert_eq(seen_count(s, OBS_SETTING), 0);
    cr_assert_eq(s->counters.n[COUNT_unpacked], 1);
    cr_assert_eq(s->counters.n[COUNT_unpack_broken], 1);
    seen_free(s);
    reads_on_after(sized(false, XML GZIP, &bomb));
    free(text);
}

Test(http_coding, unpacks_the_login_in_a_call)
{
    struct body gzip = gzipped(
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header><Security>"
        "<UsernameToken><Username>admin</Username><Password>12345</Password></UsernameToken>"
        "</Security></s:Header><s:Body><GetUsers/></s:Body></s:Envelope>");
    const struct turn turns[] = {
        sized(true, "POST /onvif HTTP/1.1\r\nContent-Type: application/soap+xml\r\n" GZIP, &gzip),
    };
    struct seen *s = talk(&http_dissector, turns, LENGTH(turns), SIZE_MAX);
    const struct observation *o = seen_first(s, OBS_LOGIN);
    cr_assert_not_null(o);
    cr_assert_str_eq(o->login.user.s, "admin");
    cr_assert(o->login.password.is_default);
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
}

#define CALL_TO_ROUTER       \
    "POST /ctl HTTP/1.1\r\n" \
    "SOAPAction: \"urn:schemas-upnp-org:service:WANIPConnection:1#AddPortMapping\"\r\n"

Test(http_coding, unpacks_a_call_to_a_router)
{
    struct body gzip =
        gzipped("<E><B><A><NewExternalPort>8080</NewExternalPort><NewInternalPort>80"
                "</NewInternalPort><NewInternalClient>192.0.2.5</NewInternalClient></A></B></E>");
    struct body chunks = in_chunks(&gzip, 9), spoilt = gzip;
    spoilt.b[30] ^= 0xff;
    const struct turn turns[] = {
        sized(true, CALL_TO_ROUTER GZIP, &gzip),
        SERVER("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        message(true, CALL_TO_ROUTER GZIP "Transfer-Encoding: chunked\r\n", &chunks),
        SERVER("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        sized(true, CALL_TO_ROUTER GZIP, &spoilt),
        sized(true, CALL_TO_ROUTER "Content-Encoding: br\r\n", &gzip),
    };
    static const uint16_t ports[] = { 8080, 8080, 8080, 8080, 0, 0 };
    struct seen *s = talk(&http_dissector, turns, LENGTH(turns), SIZE_MAX);
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->o[i].kind != OBS_MAPPING)
            continue;
        cr_assert_eq(s->o[i].mapping.act, ACT_ADD);
        cr_assert_eq(s->o[i].mapping.external_port, ports[n++]);
    }
    cr_assert_eq(n, LENGTH(ports));
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
}

/* What i-PRO's CGI answers; and a picture. */
Test(http_coding, unpacks_all_that_is_read_plain)
{
    struct body cgi = gzipped("MAC=d4:2d:c5:00:00:01\r\nNAME=WV-S1\r\nVERSION=1.00\r\n");
    struct body jpeg = { 0 };
    static const uint8_t beginning[] = {
        0xff, 0xd8, 0xff, 0xc0, 0, 8, 8, 0, 8, 0, 8, 1, 0xff, 0xda, 0, 2,
    };
    uint8_t plain[sizeof beginning + 64];
    memcpy(plain, beginning, sizeof beginning);
    for (size_t i = 0; i < 64; i += 4)
        memcpy(plain + sizeof beginning + i, "\x11\x22\xff\0", 4);
    z_stream z = {
        .next_in = plain, .avail_in = sizeof plain, .next_out = jpeg.b, .avail_out = sizeof jpeg.b
    };
    cr_assert_eq(deflateInit2(&z, 9, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY), Z_OK);
    cr_assert_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    jpeg.n = z.total_out;
    (void)deflateEnd(&z);
    const struct turn turns[] = {
        CLIENT("GET /cgi-bin/getinfo HTTP/1.1\r\n\r\n"),
        message(false, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" GZIP, &cgi),
    };
    const struct turn picture[] = {
        CLIENT("GET /a HTTP/1.1\r\n\r\n"),
        sized(false, "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n" GZIP, &jpeg),
        CLIENT("GET /b HTTP/1.1\r\n\r\n"),
    };
    struct seen *s = talk(&http_dissector, turns, LENGTH(turns), SIZE_MAX);
    cr_assert_eq(seen_count(s, OBS_DEVICE), 1);
    seen_free(s);
    s = talk(&http_dissector, picture, LENGTH(picture), SIZE_MAX);
    cr_assert_eq(seen_count(s, OBS_PICTURE), 1);
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 3);
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, LENGTH(turns));
    says_the_same_in_pieces(&http_dissector, picture, LENGTH(picture));
}
