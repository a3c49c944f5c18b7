/* Where bodies of HTTP end, and the pictures in them. */
#include <criterion/criterion.h>

#include "tests/support/dissect.h"

extern const struct dissector http_dissector;

static struct seen *talked(const struct turn *turns, size_t n)
{
    return talk(&http_dissector, turns, n, SIZE_MAX);
}

/* Whether the request that comes after is found. */
static size_t exchanges(const struct turn *turns, size_t n)
{
    struct seen *s = talked(turns, n);
    size_t found = seen_count(s, OBS_EXCHANGE);
    seen_free(s);
    says_the_same_in_pieces(&http_dissector, turns, n);
    says_less_of_a_prefix(&http_dissector, turns, n);
    return found;
}

Test(http_body, passes_over_chunks)
{
    static const struct turn turns[] = {
        CLIENT("GET /a HTTP/1.1\r\n\r\n"),
        SERVER("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"
               "1a;x=y\r\nabcdefghij\r\n\r\nabcdefghijkl\r\n3 \r\nabc\r\n0\r\nTrailer: 1\r\n\r\n"
               "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        CLIENT("POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\nHTTP/\n0\n\n"
               "GET /c HTTP/1.1\r\n\r\n"),
    };
    cr_assert_eq(exchanges(turns, LENGTH(turns)), 5);
}

Test(http_body, knows_what_has_no_body)
{
    static const struct turn turns[] = {
        CLIENT("HEAD /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\nPOST /c HTTP/1.1\r\n"
               "Expect: 100-continue\r\nContent-Length: 2\r\n\r\nab"),
        SERVER("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
               "HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n"
               "HTTP/1.1 100 Continue\r\n\r\n"
               "HTTP/1.1 204 No Content\r\n\r\n"
               "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n!"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(exchanges(turns, LENGTH(turns)), 8);
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 3)->exchange.method.s, "HEAD");
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 4)->exchange.method.s, "GET");
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 5)->exchange.method.s, "POST");
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 6)->exchange.method.s, "POST");
    cr_assert_str_eq(seen_nth(s, OBS_EXCHANGE, 7)->exchange.method.s, "");
    seen_free(s);
}

Test(http_body, passes_over_a_body_that_lasts_as_long_as_the_connection)
{
    static const struct turn turns[] = {
        CLIENT("GET /nphMotionJpeg?Resolution=640x480 HTTP/1.0\r\n\r\n"),
        SERVER("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=a\r\n\r\n"
               "--a\r\nContent-Type: image/jpeg\r\n\r\nHTTP/1.1 401 No\r\n\r\n"),
        SERVER("GET /x HTTP/1.1\r\n\r\n"),
    };
    struct seen *s = talked(turns, LENGTH(turns));

    cr_assert_eq(exchanges(turns, LENGTH(turns)), 2);
    cr_assert_eq(seen_nth(s, OBS_EXCHANGE, 1)->exchange.content, CONTENT_JPEG);
    seen_free(s);
}

Test(http_body, reads_what_is_long_by_its_length)
{
    static const struct turn turns[] = {
        CLIENT("PUT /a HTTP/1.1\r\nContent-Length: 18\r\n\r\nGET /x HTTP/1.1\r\n\r"),
        CLIENT("GET /b HTTP/1.1\n\n"),
    };
    cr_assert_eq(exchanges(turns, LENGTH(turns)), 2);
}

/* ---- pictures ---- */

#define JPEG                                                               \
    "\xff\xd8\xff\xe0\0\4JF\xff\xdb\0\3\1\xff\xc0\0\5\1\2\3\xff\xda\0\3\1" \
    "abc\xff\0def\xff\xd0gh\xff\xd9"
#define JPEG_N "39"

static const struct turn pictures[] = {
    CLIENT("GET /a HTTP/1.1\r\n\r\n"),
    SERVER("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
           "Content-Length: " JPEG_N "\r\n\r\n" JPEG),
    CLIENT("GET /b HTTP/1.1\r\n\r\n"),
    SERVER("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: chunked\r\n\r\n"
           "27\r\n" JPEG "\r\n0\r\n\r\n"),
    CLIENT("POST /c HTTP/1.1\r\nContent-Type: image/jpeg\r\nContent-Length: " JPEG_N
           "\r\n\r\n" JPEG),
    SERVER("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    CLIENT("GET /d HTTP/1.1\r\n\r\n"),
    SERVER("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 8\r\n\r\nno image"),
    CLIENT("GET /e HTTP/1.1\r\n\r\n"),
    SERVER("HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n"
           "--b\r\nContent-Type: image/jpeg\r\n\r\n" JPEG "\r\n--b\r\n" JPEG),
};

Test(http_body, sees_pictures_by_their_content_and_not_by_their_type)
{
    struct seen *s = talked(pictures, LENGTH(pictures));
    cr_assert_eq(seen_count(s, OBS_PICTURE), 4);
    for (size_t i = 0; i < 4; i++) {
        const struct observation *o = seen_nth(s, OBS_PICTURE, i);
        cr_assert_eq(o->picture.readable, READABLE_YES);
        cr_assert_eq(o->picture.content, CONTENT_JPEG);
        cr_assert_eq(o->picture.place, i == 3 ? PLACE_SERIES : PLACE_BODY);
        cr_assert_eq(o->from_client, i == 2);
    }
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 10);
    seen_free(s);
}

Test(http_body, sees_the_same_pictures_in_pieces)
{
    says_the_same_in_pieces(&http_dissector, pictures, LENGTH(pictures));
    says_less_of_a_prefix(&http_dissector, pictures, LENGTH(pictures));
}

/* 300 kB in one chunk: more than of any text is read. */
Test(http_body, sees_a_picture_in_a_long_chunk)
{
    static char answer[310000];
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: "
                               "chunked\r\n\r\n493e0\r\n",
                      next[] = "\r\n0\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    size_t head_n = sizeof head - 1, n = head_n + 300000 + sizeof next - 1;
    memset(answer, 'x', sizeof answer);
    memcpy(answer, head, head_n);
    memcpy(answer + head_n, JPEG, sizeof JPEG - 1);
    memcpy(answer + head_n + 300000, next, sizeof next - 1);
    const struct turn turns[] = { CLIENT("GET /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\n\r\n"),
                                  { false, { (const uint8_t *)answer, n } } };
    struct seen *s = talk(&http_dissector, turns, 2, 1460);
    cr_assert_eq(seen_count(s, OBS_PICTURE), 1);
    cr_assert_eq(seen_count(s, OBS_EXCHANGE), 4);
    seen_free(s);
}

Test(http_body, finds_its_step_again)
{
    static const struct turn turns[] = {
        CLIENT("GET /a HTTP/1.1\r\n\r\n"),
        SERVER("\1\2 the middle of a body\r\n\r\nHTTP/1.1 200 OK\r\n"
               "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n\nHTTP/1.1 204 OK\r\n\r\n"),
        CLIENT("GET /b HTTP/1.1\r\nContent-Length: 1\r\n\r\n12345\r\nGET /c HTTP/1.1\r\n\r\n"),
    };
    cr_assert_eq(exchanges(turns, LENGTH(turns)), 5);
}
