/* How it works: the URL's form and places are read here, its parameters in redis_url_query.c, user
 * and password in redis_url_login.c. A text that may have a password in it is never repeated. */
#include "alerts/redis_url.h"

#include <string.h>

#include "alerts/redis_url_parts.h"

enum { PORT = 6379, SENTINEL_PORT = 26379 };

static const char usage[] = "redis://[USER@]HOST[:PORT][,HOST...][/DB], rediss:// with TLS, "
                            "redis+unix:///PATH, redis-sentinel://HOST[,HOST...]/MASTER";

static bool refuse_password(struct error *e)
{
    return fail(e, "a Redis URL takes no password, because everybody can read it in the list of "
                   "processes: put it into a file (?password-file=FILE), a systemd credential "
                   "(?credential=NAME) or the environment (CAMWARDEN_REDIS_PASSWORD_FILE or "
                   "CAMWARDEN_REDIS_PASSWORD)");
}

static bool read_user(struct bytes b, struct redis_url *out, struct error *e)
{
    if (halves_of(b, ':').found)
        return refuse_password(e);
    return url_decode(b, out->user, sizeof out->user) ||
           fail(e, "the user name in the Redis URL is too long, or wrongly encoded");
}

static bool read_place(struct bytes b, unsigned port_or, struct redis_url *out, struct error *e)
{
    if (out->places == REDIS_PLACES_MAX)
        return fail(e, "the Redis URL names more than %d hosts", REDIS_PLACES_MAX);
    struct redis_place *place = &out->place[out->places++];
    place->port = port_or;
    switch (url_place(b, place->host, sizeof place->host, &place->port)) {
    case URL_PLACE:
        return true;
    case URL_NO_HOST:
        return fail(e, "the Redis URL names no host: %s", usage);
    case URL_BAD_PORT:
        return fail(e, "the port in the Redis URL is not one");
    case URL_BAD_HOST:
        break;
    }
    return fail(e, "the host in the Redis URL is not one: %s", usage);
}

/* [USER@]REST */
static bool take_user(struct bytes *b, struct redis_url *out, struct error *e)
{
    struct halves who = halves_of_last(*b, '@');
    if (!who.found)
        return true;
    *b = who.after;
    return read_user(who.before, out, e);
}

/* HOST[:PORT][,HOST[:PORT]...] */
static bool read_places(struct bytes b, unsigned port_or, struct redis_url *out, struct error *e)
{
    struct halves one = { .after = b, .found = true };
    while (one.found) {
        one = halves_of(one.after, ',');
        if (!read_place(one.before, port_or, out, e))
            return false;
    }
    return true;
}

static bool read_tcp(struct bytes b, struct redis_url *out, struct error *e)
{
    struct halves place = halves_of(b, '/');
    if (!take_user(&place.before, out, e))
        return false;
    uint64_t db = 0;
    if (place.after.n > 0 && !url_number(place.after, REDIS_DB_MAX, &db))
        return fail(e, "the database in the Redis URL is not a number");
    out->db = (unsigned)db;
    return read_places(place.before, PORT, out, e);
}

static bool read_tls(struct bytes b, struct redis_url *out, struct error *e)
{
    out->tls = true;
    return read_tcp(b, out, e);
}

static bool read_unix(struct bytes b, struct redis_url *out, struct error *e)
{
    struct halves place = halves_of(b, '/');
    struct bytes path = bytes_after(b, place.before.n);
    if (!take_user(&place.before, out, e))
        return false;
    if (path.n == 0 || place.before.n > 0)
        return fail(e, "the Redis URL names no path of a socket: %s", usage);
    return url_decode(path, out->path, sizeof out->path) ||
           fail(e, "the socket's path in the Redis URL is too long");
}

static bool read_sentinel(struct bytes b, struct redis_url *out, struct error *e)
{
    struct halves place = halves_of(b, '/');
    if (!take_user(&place.before, out, e))
        return false;
    if (!read_places(place.before, SENTINEL_PORT, out, e))
        return false;
    if (place.after.n == 0 || !url_decode(place.after, out->master, sizeof out->master))
        return fail(e, "the Redis URL does not say what the sentinels call the master: %s", usage);
    return true;
}

static bool starts(struct bytes b, const char *with)
{
    size_t n = strlen(with);
    return b.n >= n && memcmp(b.p, with, n) == 0;
}

static bool read_url(const char *url, struct redis_url *out, struct error *e)
{
    static const struct {
        const char *scheme;
        enum redis_form form;
        bool (*read)(struct bytes, struct redis_url *, struct error *);
    } forms[] = { { "redis://", REDIS_TCP, read_tcp },
                  { "rediss://", REDIS_TLS, read_tls },
                  { "redis+unix://", REDIS_UNIX, read_unix },
                  { "unix://", REDIS_UNIX, read_unix },
                  { "unix:", REDIS_UNIX, read_unix },
                  { "redis-sentinel://", REDIS_SENTINEL, read_sentinel } };
    struct halves query = halves_of(bytes_of_text(url), '?');
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (starts(query.before, forms[i].scheme))
            return forms[i].read(bytes_after(query.before, strlen(forms[i].scheme)), out, e) &&
                   redis_url_query(query.after, forms[i].form, out, e);
    return fail(e, "that is no Redis URL: %s", usage);
}

bool redis_url_read(const char *url, struct redis_url *out, struct error *e)
{
    *out = (struct redis_url){ .mode = REDIS_LIST };
    if (read_url(url, out, e) && redis_url_login(out, e))
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
