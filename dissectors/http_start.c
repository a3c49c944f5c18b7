#include "dissectors/http_start.h"

enum {
    METHOD_MAX = 20,
    EMPTY_MAX = 4096, /* bytes of empty lines before the first request: as much as is kept */
    LONG_LINE =
        2048, /* a request line of a known method is recognised before its end, if so long */
};

/* IANA's registry, UPnP's own and those of Subversion and CalDAV servers. */
static const char *const methods[] = {
    "",
    "GET",
    "POST",
    "HEAD",
    "PUT",
    "DELETE",
    "OPTIONS",
    "CONNECT",
    "PATCH",
    "TRACE",
    "PROPFIND",
    "PROPPATCH",
    "MKCOL",
    "COPY",
    "MOVE",
    "LOCK",
    "UNLOCK",
    "REPORT",
    "SEARCH",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
    "NOTIFY",
    "POLL",
    "M-POST",
    "M-SEARCH",
    "MERGE",
    "CHECKOUT",
    "CHECKIN",
    "MKACTIVITY",
    "MKCALENDAR",
    "BIND",
    "UNBIND",
    "REBIND",
    "LINK",
    "UNLINK",
    "PURGE",
    "ACL",
    "LABEL",
    "UPDATE",
    "VERSION-CONTROL",
    "BMOVE",
    "BCOPY",
    "BDELETE",
    "BPROPFIND",
    "BPROPPATCH",
    "RPC_IN_DATA",
    "RPC_OUT_DATA",
    "QUERY",
};

uint8_t http_method_number(struct bytes method)
{
    for (size_t i = 1; i < sizeof methods / sizeof methods[0]; i++)
        if (method.n > 0 && method.p[0] == (uint8_t)methods[i][0] &&
            bytes_equal(method, bytes_of_text(methods[i])))
            return (uint8_t)i;
    return 0;
}

const char *http_method_name(uint8_t number)
{
    return methods[number];
}

static bool is_digit(uint8_t b)
{
    return b >= '0' && b <= '9';
}

/* "HTTP/1.1 200 OK"; some say "HTTP/1.1 200" and no more. */
static bool read_answer(struct bytes line, struct http_start *start)
{
    struct bytes code = bytes_after(line, 9);
    if (line.n < 12 || !is_digit(line.p[7]) || line.p[8] != ' ')
        return false;
    if (!is_digit(code.p[0]) || !is_digit(code.p[1]) || !is_digit(code.p[2]))
        return false;
    *start = (struct http_start){ .is_answer = true,
                                  .status = (uint16_t)bytes_number(bytes_first(code, 3)) };
    return true;
}

static bool is_method(struct bytes word)
{
    for (size_t i = 0; i < word.n; i++)
        if ((word.p[i] < 'A' || word.p[i] > 'Z') && word.p[i] != '-' && word.p[i] != '_')
            return false;
    return word.n > 0;
}

bool http_start_read(struct bytes line, struct http_start *start)
{
    if (bytes_start_with(line, "HTTP/1.") || bytes_start_with(line, "HTTP/0."))
        return read_answer(line, start);
    line = bytes_trim(line);
    const uint8_t *space = line.n > 0 ? memrchr(line.p, ' ', line.n) : NULL;
    size_t before = space != NULL ? (size_t)(space - line.p) : 0;
    struct bytes version = bytes_after(line, before + 1);
    if (before == 0 || version.n < 8 || !bytes_start_with(version, "HTTP/1.") ||
        !is_digit(version.p[7]))
        return false;
    struct cursor c = cursor_over(bytes_first(line, before));
    *start = (struct http_start){ .method = take_word(&c) };
    start->target = bytes_trim(cursor_rest(&c)); /* with spaces in it, if somebody wrote some */
    return is_method(start->method);
}

bool http_start_here(struct bytes b)
{
    struct cursor c = cursor_over(b);
    struct bytes line = take_line(&c);
    struct http_start start;
    return cursor_ok(&c) && http_start_read(line, &start);
}

static enum recognition recognise_answer(struct bytes said)
{
    static const char begin[] = "HTTP/1.";
    size_t n = said.n < sizeof begin - 1 ? said.n : sizeof begin - 1;
    if (!bytes_equal(bytes_first(said, n), bytes_first(bytes_of_text(begin), n)))
        return NOT_MINE;
    if (said.n < 9)
        return TOO_LITTLE;
    return is_digit(said.p[7]) && said.p[8] == ' ' ? MINE : NOT_MINE;
}

static enum recognition recognise_request(struct bytes said)
{
    struct cursor c = cursor_over(said);
    const uint8_t *space = memchr(said.p, ' ', said.n < METHOD_MAX ? said.n : METHOD_MAX);
    struct bytes method = bytes_first(said, space != NULL ? (size_t)(space - said.p) : said.n);
    if (method.n >= METHOD_MAX || !is_method(method))
        return NOT_MINE;
    struct bytes line = take_line(&c);
    struct http_start start;
    if (cursor_ok(&c))
        return http_start_read(line, &start) ? MINE : NOT_MINE;
    if (said.n < LONG_LINE)
        return TOO_LITTLE;
    return http_method_number(method) > 0 ? MINE : NOT_MINE;
}

enum recognition http_start_recognise(struct bytes said, enum speaker *speaker)
{
    if (said.n == 0)
        return TOO_LITTLE;
    enum recognition answer = recognise_answer(said);
    if (answer == MINE)
        *speaker = SPEAKER_SERVER;
    if (answer != NOT_MINE)
        return answer;
    size_t empty = 0; /* RFC 9112 section 2.2: empty lines before a request are passed over */
    while (empty < said.n && empty < EMPTY_MAX && (said.p[empty] == '\r' || said.p[empty] == '\n'))
        empty++;
    if (empty == said.n)
        return empty < EMPTY_MAX ? TOO_LITTLE : NOT_MINE;
    enum recognition request = recognise_request(bytes_after(said, empty));
    if (request == MINE)
        *speaker = SPEAKER_CLIENT;
    return request;
}
