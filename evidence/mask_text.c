/* Messages that people could read: heads of HTTP and RTSP, lines of FTP and mail, tags of XML. */
#include <ctype.h>
#include <strings.h>

#include "dissectors/url_path.h"
#include "evidence/mask_parts.h"

enum { WORD_MAX = 20, REASON_MAX = 32, START_MAX = 4096, XML_WITHIN = 512 };

/* ---- words ---- */

static bool is_any(struct bytes word, const char *const *list)
{
    for (; *list != NULL; list++)
        if (strlen(*list) == word.n && strncasecmp(*list, (const char *)word.p, word.n) == 0)
            return true;
    return false;
}

/* Up to the first of `end`, or all of b. */
static struct bytes before(struct bytes b, uint8_t end)
{
    const uint8_t *at = b.n > 0 ? memchr(b.p, end, b.n) : NULL;
    return at != NULL ? bytes_first(b, (size_t)(at - b.p)) : b;
}

/* A line with its line feed; empty: there is none whole. */
static struct bytes line_of(struct bytes b)
{
    struct bytes line = before(b, '\n');
    return line.n < b.n ? bytes_first(b, line.n + 1) : bytes_first(b, 0);
}

static struct bytes without_end(struct bytes line)
{
    while (line.n > 0 && (line.p[line.n - 1] == '\n' || line.p[line.n - 1] == '\r'))
        line.n--;
    return line;
}

static void show_end(struct veil *v, struct bytes line)
{
    veil_show(v, bytes_after(line, without_end(line).n));
}

static bool begins(struct bytes b, const char *with)
{
    size_t n = strlen(with);
    return b.n >= n && memcmp(b.p, with, n) == 0;
}

static bool is_number(struct bytes b, size_t n)
{
    if (b.n < n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!isdigit(b.p[i]))
            return false;
    return true;
}

/* ---- heads ---- */

static const char *const versions[] = { "HTTP/1.0", "HTTP/1.1", "RTSP/1.0", "RTSP/2.0", NULL };

static const char *const methods[] = {
    "GET",       "HEAD",     "POST",          "PUT",           "DELETE",
    "OPTIONS",   "CONNECT",  "DESCRIBE",      "SETUP",         "PLAY",
    "PAUSE",     "TEARDOWN", "GET_PARAMETER", "ANNOUNCE",      "RECORD",
    "SUBSCRIBE", "M-SEARCH", "NOTIFY",        "SET_PARAMETER", NULL,
};

/* Their values are told in alerts too, or are of no use to anybody. */
static const char *const harmless[] = {
    "server",        "user-agent",
    "content-type",  "content-length",
    "cseq",          "transport",
    "public",        "allow",
    "date",          "connection",
    "accept",        "nt",
    "nts",           "st",
    "man",           "mx",
    "upgrade",       "transfer-encoding",
    "cache-control", NULL,
};

/* A host and a port, and nothing that could be somebody's. */
static bool is_place(struct bytes b)
{
    static const char marks[] = ".:-[]";
    for (size_t i = 0; i < b.n; i++)
        if (!isalnum(b.p[i]) && memchr(marks, b.p[i], sizeof marks - 1) == NULL)
            return false;
    return true;
}

/* A key may stand in a Transport, RFC 7826 section 18.54. */
static bool has_key(struct bytes value)
{
    static const char word[] = "mikey";
    for (size_t i = 0; i + sizeof word - 1 <= value.n; i++)
        if (strncasecmp((const char *)value.p + i, word, sizeof word - 1) == 0)
            return true;
    return false;
}

static const char *const logins[] = { "authorization", "www-authenticate", "proxy-authorization",
                                      "proxy-authenticate", NULL };
static const char *const schemes[] = { "basic", "digest", "bearer", "ntlm", "negotiate", NULL };

/* "rtsp://host:554" if there is no user in it, and the path as far as it may be told. */
static void show_target(struct veil *v, struct bytes target)
{
    static const char *const kinds[] = { "http", "https", "rtsp", "rtsps", "rtspu", NULL };
    struct bytes kind = before(target, ':'), path = target;
    if (is_any(kind, kinds) && begins(bytes_after(target, kind.n), "://")) {
        veil_show(v, bytes_first(target, kind.n + 3));
        struct bytes rest = bytes_after(target, kind.n + 3), place = before(rest, '/');
        if (path_find_at(rest) < rest.n || place.n == rest.n || !is_place(place))
            return;
        veil_show(v, place);
        path = bytes_after(rest, place.n);
    }
    if (path.n > 0 && (path.p[0] == '/' || path.p[0] == '*'))
        veil_show(v, path_told(before(path, '?')));
}

static bool show_request(struct veil *v, struct bytes line)
{
    struct bytes method = before(line, ' ');
    struct bytes target = before(bytes_after(line, method.n + 1), ' ');
    struct bytes version = bytes_after(line, method.n + target.n + 2);
    if (!is_any(method, methods) || !is_any(version, versions))
        return false;
    veil_show(v, bytes_first(line, method.n + 1));
    show_target(v, target);
    veil_show(v, bytes_after(line, method.n + target.n + 1));
    return true;
}

/* Letters and spaces, and not many. */
static bool is_plain(struct bytes b)
{
    for (size_t i = 0; i < b.n; i++)
        if (!isalpha(b.p[i]) && b.p[i] != ' ')
            return false;
    return b.n <= REASON_MAX;
}

static bool show_status(struct veil *v, struct bytes line)
{
    struct bytes version = before(line, ' ');
    struct bytes code = bytes_after(line, version.n + 1);
    if (!is_any(version, versions) || !is_number(code, 3))
        return false;
    veil_show(v, bytes_first(line, version.n + 4));
    struct bytes reason = bytes_after(line, version.n + 4);
    if (is_plain(reason))
        veil_show(v, reason);
    return true;
}

static void show_field(struct veil *v, struct bytes line)
{
    struct bytes name = before(line, ':'), value = bytes_after(line, name.n);
    bool folded = line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
    if (folded || name.n == line.n || name.n > WORD_MAX)
        return;
    veil_show(v, bytes_first(value, 1));
    bool known = is_any(name, harmless), login = is_any(name, logins);
    if (known || login)
        veil_show(v, name);
    if (known && !has_key(value))
        veil_show(v, value);
    struct bytes scheme = before(bytes_after(value, 2), ' ');
    if (login && is_any(scheme, schemes))
        veil_show(v, bytes_first(value, 3 + scheme.n));
}

bool mask_head(struct veil *v)
{
    struct bytes left = v->in, start = line_of(bytes_first(left, START_MAX));
    struct bytes line = without_end(start);
    if (line.n == 0 || (!show_request(v, line) && !show_status(v, line)))
        return false;
    for (show_end(v, start), left = bytes_after(left, start.n); left.n > 0;) {
        struct bytes whole = line_of(left);
        show_end(v, whole);
        if (without_end(whole).n == 0)
            return true;
        show_field(v, without_end(whole));
        left = bytes_after(left, whole.n);
    }
    return true;
}

/* ---- lines ---- */

static const char *const commands[] = {
    "USER", "PASS", "AUTH", "STARTTLS", "EHLO", "HELO", "MAIL", "RCPT", "DATA", "QUIT",
    "STOR", "RETR", "PASV", "PORT",     "EPSV", "EPRT", "PBSZ", "PROT", "TYPE", "LIST",
    "CWD",  "PWD",  "SYST", "FEAT",     "NOOP", "STLS", "CAPA", "STAT", "DELE", "UIDL",
    "TOP",  "RSET", "+OK",  "-ERR",     "CCC",  "OPTS", "APOP", NULL,
};

static bool show_line(struct veil *v, struct bytes line)
{
    static const char *const ways[] = { "PLAIN", "LOGIN", "CRAM-MD5", "TLS", "SSL", NULL };
    struct bytes word = before(line, ' '), next = before(bytes_after(line, word.n + 1), ' ');
    bool reply = is_number(line, 3) && line.n > 3 && (line.p[3] == ' ' || line.p[3] == '-');
    if (reply)
        veil_show(v, bytes_first(line, 4));
    if (reply || !is_any(word, commands))
        return reply;
    veil_show(v, bytes_first(line, word.n + 1));
    if (is_any(word, (const char *const[]){ "AUTH", NULL }) && is_any(next, ways))
        veil_show(v, next);
    return true;
}

bool mask_lines(struct veil *v)
{
    bool any = false;
    for (struct bytes left = v->in, line = line_of(left); line.n > 0; line = line_of(left)) {
        if (!show_line(v, without_end(line)) && !any)
            return false;
        any = true;
        show_end(v, line);
        left = bytes_after(left, line.n);
    }
    return any;
}

/* ---- tags ---- */

static bool is_of_name(uint8_t b)
{
    return isalnum(b) || b == ':' || b == '-' || b == '_' || b == '/' || b == '?';
}

static bool is_xml(struct bytes b)
{
    return begins(b, "<?xml") ||
           (begins(b, "<") && memmem(b.p, b.n, "xmlns", strlen("xmlns")) != NULL);
}

/* Names of elements; neither their attributes nor what stands in them. */
bool mask_tags(struct veil *v)
{
    struct bytes in = v->in;
    if (!is_xml(bytes_first(in, XML_WITHIN)))
        return false;
    bool name = false;
    for (size_t i = 0; i < in.n; i++) {
        if (in.p[i] == '<' || in.p[i] == '>') {
            name = in.p[i] == '<';
            veil_show_at(v, i, 1);
            continue;
        }
        name = name && is_of_name(in.p[i]);
        if (name)
            veil_show_at(v, i, 1);
    }
    return true;
}
