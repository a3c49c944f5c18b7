/* The parameters of a Redis URL: a table of them, what each may be, and in which URLs. */
#include <string.h>

#include "alerts/redis_script.h"
#include "alerts/redis_url_parts.h"

enum { MAX_MAX = 1000000000, WAIT_MAX = 100, LIST_MAX = 1000000, STREAM_MAX = 100000 };
enum { IN_ALL = (1 << REDIS_FORMS) - 1 };

enum id {
    ID_DB,
    ID_MODE,
    ID_KEY,
    ID_MAX,
    ID_WAIT,
    ID_PASSWORD_FILE,
    ID_CREDENTIAL,
    ID_TLS,
    ID_CA,
    ID_CERT,
    ID_CERT_KEY,
    ID_NAME,
    IDS
};

struct parameter {
    const char *name;
    unsigned forms;   /* in which it may be; bits of enum redis_form */
    const char *what; /* it must be, or NULL: any text */
};

static const struct parameter parameters[IDS] = {
    [ID_DB] = { "db", 1 << REDIS_UNIX | 1 << REDIS_SENTINEL, "the number of a database" },
    [ID_MODE] = { "mode", IN_ALL, "list, stream or channel" },
    [ID_KEY] = { "key", IN_ALL, "1 to 127 characters, with { and } only around a hash tag" },
    [ID_MAX] = { "max", IN_ALL, "a number up to 1000000000, 0 for no limit" },
    [ID_WAIT] = { "wait", IN_ALL, "a number of replicas, up to 100" },
    [ID_PASSWORD_FILE] = { "password-file", IN_ALL, "the name of a file" },
    [ID_CREDENTIAL] = { "credential", IN_ALL, "the name of a credential, not a path" },
    [ID_TLS] = { "tls", 1 << REDIS_SENTINEL, "yes or no" },
    [ID_CA] = { "ca", 1 << REDIS_TLS | 1 << REDIS_SENTINEL, "the name of a file" },
    [ID_CERT] = { "cert", 1 << REDIS_TLS | 1 << REDIS_SENTINEL, "the name of a file" },
    [ID_CERT_KEY] = { "cert-key", 1 << REDIS_TLS | 1 << REDIS_SENTINEL, "the name of a file" },
    [ID_NAME] = { "name", 1 << REDIS_TLS | 1 << REDIS_SENTINEL, "the name of a host" },
};

static bool same(struct bytes b, const char *text)
{
    return b.n == strlen(text) && memcmp(b.p, text, b.n) == 0;
}

static bool read_text(struct bytes value, char *out, size_t room)
{
    return value.n > 0 && url_decode(value, out, room);
}

static bool read_unsigned(struct bytes value, uint64_t max, unsigned *out)
{
    uint64_t number = 0;
    bool is = url_number(value, max, &number);
    *out = (unsigned)number;
    return is;
}

static bool read_mode(struct bytes value, struct redis_url *out)
{
    static const char *const modes[] = {
        [REDIS_LIST] = "list", [REDIS_STREAM] = "stream", [REDIS_CHANNEL] = "channel"
    };
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
        if (same(value, modes[i])) {
            out->mode = (enum redis_mode)i;
            return true;
        }
    return false;
}

/* There must be a place for the cursor in the same slot of a cluster. */
static bool read_key(struct bytes value, struct redis_url *out)
{
    char cursor[REDIS_CURSOR_MAX];
    return read_text(value, out->key, sizeof out->key) &&
           redis_cursor_key(out->key, "", cursor, sizeof cursor);
}

static bool read_credential(struct bytes value, struct redis_url *out)
{
    return read_text(value, out->credential, sizeof out->credential) &&
           strchr(out->credential, '/') == NULL && out->credential[0] != '.';
}

static bool read_tls_or_not(struct bytes value, struct redis_url *out)
{
    out->tls = same(value, "yes");
    return out->tls || same(value, "no");
}

static bool read_value(enum id id, struct bytes value, struct redis_url *out)
{
    switch (id) {
    case ID_DB:
        return read_unsigned(value, REDIS_DB_MAX, &out->db);
    case ID_MODE:
        return read_mode(value, out);
    case ID_KEY:
        return read_key(value, out);
    case ID_MAX:
        return url_number(value, MAX_MAX, &out->max);
    case ID_WAIT:
        return read_unsigned(value, WAIT_MAX, &out->wait);
    case ID_PASSWORD_FILE:
        return read_text(value, out->password_file, sizeof out->password_file);
    case ID_CREDENTIAL:
        return read_credential(value, out);
    case ID_TLS:
        return read_tls_or_not(value, out);
    case ID_CA:
        return read_text(value, out->ca, sizeof out->ca);
    case ID_CERT:
        return read_text(value, out->cert, sizeof out->cert);
    case ID_CERT_KEY:
        return read_text(value, out->cert_key, sizeof out->cert_key);
    case ID_NAME:
        return read_text(value, out->name, sizeof out->name);
    case IDS:
        break;
    }
    return false;
}

/* What nobody knows is repeated only if it cannot be a piece of a password: of one with a '?' in
 * it, what follows stands before an '@'. */
static bool unknown(struct bytes name, bool may_be_secret, struct error *e)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz-_";
    bool plain = !may_be_secret && name.n > 0 && name.n <= 20;
    for (size_t i = 0; plain && i < name.n; i++)
        plain = memchr(letters, name.p[i], sizeof letters - 1) != NULL;
    if (!plain)
        return fail(e, "a Redis URL takes no such parameter as this one has (db, mode, key, max, "
                       "wait, password-file, credential, tls, ca, cert, cert-key, name)");
    return fail(e, "a Redis URL takes no parameter '%.*s'", (int)name.n, (const char *)name.p);
}

static bool not_here(enum id id, struct error *e)
{
    if (id == ID_DB)
        return fail(e, "the database is the path of a redis:// URL, not the parameter 'db'");
    return fail(e, "the parameter '%s' is for TLS: %s", parameters[id].name,
                id == ID_TLS ? "write rediss:// in this URL"
                             : "rediss://, or redis-sentinel:// with tls=yes");
}

static enum id find(struct bytes name)
{
    for (size_t i = 0; i < IDS; i++)
        if (same(name, parameters[i].name))
            return (enum id)i;
    return IDS;
}

static bool has(unsigned given, enum id id)
{
    return (given & 1U << id) != 0;
}

/* What must not stand together, or alone. */
static bool fits(unsigned given, const struct redis_url *u, struct error *e)
{
    static const enum id of_tls[] = { ID_CA, ID_CERT, ID_CERT_KEY, ID_NAME };
    if (has(given, ID_PASSWORD_FILE) && has(given, ID_CREDENTIAL))
        return fail(e, "a Redis URL takes one of 'password-file' and 'credential'");
    if (has(given, ID_CERT_KEY) && !has(given, ID_CERT))
        return fail(e, "the parameter 'cert-key' of a Redis URL needs 'cert'");
    for (size_t i = 0; i < sizeof of_tls / sizeof of_tls[0]; i++)
        if (!u->tls && has(given, of_tls[i]))
            return not_here(of_tls[i], e);
    if (u->mode == REDIS_CHANNEL && (has(given, ID_MAX) || has(given, ID_WAIT)))
        return fail(e,
                    "the parameter '%s' of a Redis URL does not go with mode=channel: a channel "
                    "keeps nothing",
                    has(given, ID_MAX) ? "max" : "wait");
    return true;
}

static void fill_in(unsigned given, struct redis_url *u)
{
    static const char key[] = "camwarden:alerts";
    if (!has(given, ID_KEY))
        memcpy(u->key, key, sizeof key);
    if (!has(given, ID_MAX))
        u->max = u->mode == REDIS_LIST ? LIST_MAX : u->mode == REDIS_STREAM ? STREAM_MAX : 0;
    if (!has(given, ID_CERT_KEY))
        memcpy(u->cert_key, u->cert, sizeof u->cert_key);
}

bool redis_url_query(struct bytes query, enum redis_form form, struct redis_url *out,
                     struct error *e)
{
    bool may_be_secret = halves_of(query, '@').found;
    unsigned given = 0;
    struct halves one = { .after = query };
    while (one.after.n > 0) {
        one = halves_of(one.after, '&');
        struct halves pair = halves_of(one.before, '=');
        enum id id = find(pair.before);
        if (id == IDS)
            return unknown(pair.before, may_be_secret, e);
        if ((parameters[id].forms & 1U << form) == 0)
            return not_here(id, e);
        if (has(given, id))
            return fail(e, "the Redis URL has the parameter '%s' twice", parameters[id].name);
        if (!read_value(id, pair.after, out))
            return fail(e, "the parameter '%s' of the Redis URL must be %s", parameters[id].name,
                        parameters[id].what);
        given |= 1U << id;
    }
    fill_in(given, out);
    return fits(given, out, e);
}
