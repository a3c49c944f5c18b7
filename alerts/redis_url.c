#include "alerts/redis_url.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/bytes.h"

enum { PORT = 6379, PORT_MAX = 65535, DB_MAX = 1000000 };

static const char usage[] =
    "redis://[USER[:PASSWORD]@]HOST[:PORT][/DB], redis+unix:///PATH[?db=DB]";

/* What follows a mark, and what is before it; without the mark nothing follows. */
struct halves {
    struct bytes before;
    struct bytes after;
    bool found;
};

static struct halves split(struct bytes b, char mark)
{
    const uint8_t *at = b.n > 0 ? memchr(b.p, mark, b.n) : NULL;
    if (at == NULL)
        return (struct halves){ .before = b };
    size_t n = (size_t)(at - b.p);
    return (struct halves){ { b.p, n }, { at + 1, b.n - n - 1 }, true };
}

static struct halves split_last(struct bytes b, char mark)
{
    const uint8_t *at = b.n > 0 ? memrchr(b.p, mark, b.n) : NULL;
    if (at == NULL)
        return (struct halves){ .before = b };
    size_t n = (size_t)(at - b.p);
    return (struct halves){ { b.p, n }, { at + 1, b.n - n - 1 }, true };
}

static bool starts(struct bytes b, const char *with)
{
    size_t n = strlen(with);
    return b.n >= n && memcmp(b.p, with, n) == 0;
}

static bool number(struct bytes b, unsigned max, unsigned *out)
{
    unsigned n = 0;
    for (size_t i = 0; i < b.n; i++) {
        if (b.p[i] < '0' || b.p[i] > '9' || n > max)
            return false;
        n = n * 10 + (b.p[i] - (unsigned)'0');
    }
    *out = n;
    return b.n > 0 && n <= max;
}

static int hex(uint8_t b)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = b != '\0' ? strchr(digits, b | 0x20) : NULL;
    return at != NULL ? (int)(at - digits) : -1;
}

/* Percent encoding, RFC 3986 section 2.1. false: it does not fit, or is not such. */
static bool decode(struct bytes b, char *out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < b.n; i++) {
        int value = b.p[i];
        if (value == '%') {
            if (b.n - i < 3 || hex(b.p[i + 1]) < 0 || hex(b.p[i + 2]) < 0)
                return false;
            value = hex(b.p[i + 1]) * 16 + hex(b.p[i + 2]);
            i += 2;
        }
        if (value == 0 || n + 1 >= room)
            return false;
        out[n++] = (char)value;
    }
    out[n] = '\0';
    return true;
}

static bool read_user(struct bytes b, struct redis_url *out, struct error *e)
{
    struct halves user = split(b, ':');
    if (!decode(user.before, out->user, sizeof out->user))
        return fail(e, "the user name in the Redis URL is too long, or wrongly encoded");
    if (!decode(user.after, out->password, sizeof out->password))
        return fail(e, "the password in the Redis URL is too long, or wrongly encoded");
    return true;
}

static bool read_query(struct bytes query, struct redis_url *out, struct error *e)
{
    struct bytes rest = query;
    while (rest.n > 0) {
        struct halves one = split(rest, '&');
        struct halves pair = split(one.before, '=');
        bool is_db = bytes_equal_text(pair.before, "db");
        bool is_file = bytes_equal_text(pair.before, "password-file");
        if (!is_db && !is_file)
            return fail(e, "a Redis URL takes ?db= and ?password-file= and nothing else (a '?' in "
                           "a password is written %%3F)");
        if (is_db && !number(pair.after, DB_MAX, &out->db))
            return fail(e, "the database in the Redis URL is not a number");
        if (is_file && !decode(pair.after, out->password_file, sizeof out->password_file))
            return fail(e, "the password file's name in the Redis URL is too long");
        rest = one.after;
    }
    return true;
}

static bool read_host(struct bytes b, struct redis_url *out, struct error *e)
{
    bool bracketed = starts(b, "[");
    struct halves inside = split(bracketed ? bytes_after(b, 1) : b, bracketed ? ']' : ':');
    struct bytes port = inside.after;
    if (bracketed && starts(port, ":"))
        port = bytes_after(port, 1);
    else if (bracketed && (port.n > 0 || !inside.found))
        return fail(e, "the host in the Redis URL is not one: %s", usage);
    if (!decode(inside.before, out->host, sizeof out->host) || inside.before.n == 0)
        return fail(e, "the Redis URL names no host: %s", usage);
    if (port.n > 0 && !number(port, PORT_MAX, &out->port))
        return fail(e, "the port in the Redis URL is not one");
    return true;
}

static bool read_tcp(struct bytes b, struct redis_url *out, struct error *e)
{
    struct halves place = split(b, '/');
    struct halves who = split_last(place.before, '@');
    if (who.found && !read_user(who.before, out, e))
        return false;
    if (place.after.n > 0 && !number(place.after, DB_MAX, &out->db))
        return fail(e, "the database in the Redis URL is not a number");
    return read_host(who.found ? who.after : who.before, out, e);
}

static bool read_unix(struct bytes b, struct redis_url *out, struct error *e)
{
    struct halves place = split(b, '/');
    struct halves who = split_last(place.before, '@');
    if (who.found && !read_user(who.before, out, e))
        return false;
    struct bytes path = bytes_after(b, place.before.n);
    if (path.n == 0 || (!who.found && place.before.n > 0) || who.after.n > 0)
        return fail(e, "the Redis URL names no path of a socket: %s", usage);
    return decode(path, out->path, sizeof out->path) ||
           fail(e, "the socket's path in the Redis URL is too long");
}

static bool read_url(const char *url, struct redis_url *out, struct error *e)
{
    static const struct {
        const char *scheme;
        bool (*read)(struct bytes, struct redis_url *, struct error *);
    } forms[] = { { "redis://", read_tcp },
                  { "redis+unix://", read_unix },
                  { "unix://", read_unix },
                  { "unix:", read_unix } };
    struct halves query = split(bytes_of_text(url), '?');
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (starts(query.before, forms[i].scheme))
            return forms[i].read(bytes_after(query.before, strlen(forms[i].scheme)), out, e) &&
                   read_query(query.after, out, e);
    if (starts(query.before, "rediss://"))
        return fail(e, "TLS to Redis (rediss://) is not there yet");
    return fail(e, "that is no Redis URL: %s", usage);
}

static bool read_password_file(struct redis_url *u, struct error *e)
{
    int fd = open(u->password_file, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, u->password, sizeof u->password) : -1;
    int why = errno;
    if (fd >= 0)
        (void)close(fd);
    char text[128];
    if (n < 0)
        return fail(e, "cannot read the Redis password from %s: %s", u->password_file,
                    strerror_r(why, text, sizeof text));
    struct bytes line = split((struct bytes){ (uint8_t *)u->password, (size_t)n }, '\n').before;
    if (line.n > 0 && line.p[line.n - 1] == '\r')
        line.n--;
    if (line.n == 0 || line.n == sizeof u->password)
        return fail(e, "the first line of %s is no password: it is %s", u->password_file,
                    line.n == 0 ? "empty" : "too long");
    explicit_bzero(u->password + line.n, sizeof u->password - line.n);
    return true;
}

/* Copies a variable of the environment, if there is one, where nothing stands yet. */
static bool from_environment(const char *name, char *out, size_t room, struct error *e)
{
    const char *value = secure_getenv(name);
    if (value == NULL || out[0] != '\0')
        return true;
    if (strlen(value) >= room)
        return fail(e, "%s is too long", name);
    memcpy(out, value, strlen(value) + 1);
    return true;
}

static void wipe_environment(const char *name)
{
    char *value = secure_getenv(name);
    if (value != NULL)
        explicit_bzero(value, strlen(value));
}

static bool complete(struct redis_url *u, struct error *e)
{
    bool told = u->password[0] != '\0' || u->password_file[0] != '\0';
    bool ok = from_environment("CAMWARDEN_REDIS_USER", u->user, sizeof u->user, e);
    if (ok && !told)
        ok = from_environment("CAMWARDEN_REDIS_PASSWORD", u->password, sizeof u->password, e);
    wipe_environment("CAMWARDEN_REDIS_PASSWORD");
    if (ok && u->password[0] == '\0')
        ok = from_environment("CAMWARDEN_REDIS_PASSWORD_FILE", u->password_file,
                              sizeof u->password_file, e);
    if (ok && u->password[0] == '\0' && u->password_file[0] != '\0')
        ok = read_password_file(u, e);
    return ok;
}

bool redis_url_read(const char *url, struct redis_url *out, struct error *e)
{
    *out = (struct redis_url){ .port = PORT };
    if (read_url(url, out, e) && complete(out, e))
        return true;
    redis_url_wipe(out);
    return false;
}

void redis_url_wipe(struct redis_url *u)
{
    explicit_bzero(u->password, sizeof u->password);
}

void redis_url_hide(char *url)
{
    char *who = strstr(url, "://");
    char *end = who != NULL ? strrchr(who, '@') : NULL;
    char *password = end != NULL ? strchr(who + 3, ':') : NULL;
    for (char *at = password; at != NULL && ++at < end;)
        *at = '*';
}
