#include "alerts/syslog_place.h"

#include "alerts/place.h"

enum { TCP_PORT = 514, TLS_PORT = 6514, LOCAL_0 = 16 };

static const char usage[] =
    "syslog+tcp://HOST[:PORT], syslog+tls://HOST[:PORT] or syslog+unix:///PATH";

static bool same(struct bytes b, const char *text)
{
    return bytes_equal(b, bytes_of_text(text));
}

static bool read_facility(struct bytes b, unsigned *out)
{
    static const struct {
        const char *name;
        unsigned number;
    } facilities[] = { { "user", 1 }, { "daemon", 3 }, { "auth", 4 }, { "authpriv", 10 } };
    uint64_t n = 0;
    if (bytes_start_with(b, "local") && url_number(bytes_after(b, 5), 7, &n)) {
        *out = LOCAL_0 + (unsigned)n;
        return true;
    }
    for (size_t i = 0; i < sizeof facilities / sizeof facilities[0]; i++)
        if (same(b, facilities[i].name)) {
            *out = facilities[i].number;
            return true;
        }
    return false;
}

static bool read_text(struct bytes value, char *out, size_t room)
{
    return value.n > 0 && url_decode(value, out, room);
}

static bool read_tls(struct halves p, struct syslog_place *out, struct error *e)
{
    const struct {
        const char *name;
        char *to;
        size_t room;
    } texts[] = { { "ca", out->ca, sizeof out->ca },
                  { "cert", out->cert, sizeof out->cert },
                  { "cert-key", out->cert_key, sizeof out->cert_key },
                  { "name", out->name, sizeof out->name } };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (!same(p.before, texts[i].name))
            continue;
        if (out->way != SYSLOG_TLS)
            return fail(e, "the parameter '%s' is for TLS: syslog+tls://", texts[i].name);
        return read_text(p.after, texts[i].to, texts[i].room) ||
               fail(e, "the parameter '%s' of the syslog URL is empty, too long or wrongly encoded",
                    texts[i].name);
    }
    return fail(e, "a syslog URL has the parameters format, facility, ca, cert, cert-key and name");
}

static bool read_parameter(struct halves p, struct syslog_place *out, struct error *e)
{
    if (same(p.before, "format"))
        return format_of(p.after, &out->format) ||
               fail(e, "the format in the syslog URL is eve, cef or ecs");
    if (same(p.before, "facility"))
        return read_facility(p.after, &out->facility) ||
               fail(e, "the facility in the syslog URL is local0 to local7, user, daemon, auth or "
                       "authpriv");
    return read_tls(p, out, e);
}

static bool read_query(struct bytes query, struct syslog_place *out, struct error *e)
{
    struct halves one = { .after = query };
    while (one.after.n > 0) {
        one = halves_of(one.after, '&');
        if (!read_parameter(halves_of(one.before, '='), out, e))
            return false;
    }
    if (out->cert_key[0] != '\0' && out->cert[0] == '\0')
        return fail(e, "the parameter 'cert-key' of the syslog URL needs 'cert'");
    if (out->cert_key[0] == '\0')
        memcpy(out->cert_key, out->cert, sizeof out->cert_key);
    return true;
}

static bool read_host(struct bytes b, struct syslog_place *out, struct error *e)
{
    switch (url_place(b, out->host, sizeof out->host, &out->port)) {
    case URL_PLACE:
        return true;
    case URL_BAD_PORT:
        return fail(e, "the port in the syslog URL is not one");
    case URL_NO_HOST:
    case URL_BAD_HOST:
        break;
    }
    return fail(e, "the syslog URL names no host: %s", usage);
}

static bool read_path(struct bytes b, struct syslog_place *out, struct error *e)
{
    if (b.n == 0 || b.p[0] != '/')
        return fail(e, "the syslog URL names no path of a socket: %s", usage);
    return url_decode(b, out->path, sizeof out->path) ||
           fail(e, "the socket's path in the syslog URL is too long, or wrongly encoded");
}

bool syslog_place_read(const char *url, struct syslog_place *out, struct error *e)
{
    static const struct {
        const char *scheme;
        enum syslog_way way;
        unsigned port;
    } ways[] = { { "syslog+tcp://", SYSLOG_TCP, TCP_PORT },
                 { "syslog+tls://", SYSLOG_TLS, TLS_PORT },
                 { "syslog+unix://", SYSLOG_UNIX, 0 } };
    struct halves query = halves_of(bytes_of_text(url), '?');
    *out = (struct syslog_place){ .facility = LOCAL_0 };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        size_t n = strlen(ways[i].scheme);
        if (!bytes_start_with(query.before, ways[i].scheme))
            continue;
        struct bytes rest = bytes_after(query.before, n);
        out->way = ways[i].way;
        out->port = ways[i].port;
        return (out->way == SYSLOG_UNIX ? read_path : read_host)(rest, out, e) &&
               read_query(query.after, out, e);
    }
    return fail(e, "that is no syslog URL: %s", usage);
}
