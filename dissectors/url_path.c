#include "dissectors/url_path.h"

#include "core/text.h"

enum {
    NAME_READ = 64,  /* of a segment; what is longer is nobody's name for a secret */
    PATH_READ = 256, /* of a path whose segments are looked at one by one */
};

uint8_t percent_byte(struct bytes b, size_t *n)
{
    bool coded = b.p[0] == '%' && b.n > 2;
    int high = coded ? hex_digit(b.p[1]) : -1;
    int low = coded ? hex_digit(b.p[2]) : -1;
    coded = high >= 0 && low >= 0;
    *n = coded ? 3 : 1;
    return coded ? (uint8_t)(high << 4 | low) : b.p[0];
}

static bool is_letter(uint8_t b)
{
    return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
}

static bool is_plain(uint8_t b)
{
    bool digit = b >= '0' && b <= '9';
    return is_letter(b) || digit || b >= 0x80 || (b != 0 && strchr("-_.~*+()!'$ ", b) != NULL);
}

/* How much of a path is plain. A slash that is encoded is not: it may be part of anything. */
static size_t plain_n(struct bytes path)
{
    size_t at = 0, n;
    while (at < path.n && (path.p[at] == '/' || is_plain(percent_byte(bytes_after(path, at), &n))))
        at += path.p[at] == '/' ? 1 : n;
    return at;
}

size_t path_find_at(struct bytes b)
{
    const uint8_t *plain = b.n > 0 ? memchr(b.p, '@', b.n) : NULL;
    size_t at = plain != NULL ? (size_t)(plain - b.p) : b.n;
    size_t encoded = bytes_find(bytes_first(b, at), "%40");
    return encoded < at ? encoded : at;
}

/* Where the segment begins in which an `@` stands: what is before it may be a password. */
static size_t find_address(struct bytes path)
{
    size_t at = path_find_at(path);
    while (at > 0 && at < path.n && path.p[at - 1] != '/')
        at--;
    return at;
}

static const char *const secrets[] = {
    "user",   "usr",        "username",  "loginuse",  "account",  "login",
    "pass",   "passwd",     "password",  "loginpas",  "pwd",      "pw",
    "psk",    "pin",        "pswd",      "passcode",  "passwort", "passphrase",
    "cred",   "credential", "auth",      "authbasic", "token",    "key",
    "secret", "session",    "sessionid", "sid",       "nonce",    "cookie",
};

static bool ends_like_secret(struct bytes name)
{
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++)
        if (bytes_end_with(name, secrets[i]))
            return true;
    return false;
}

/* "password", "admin_password2", "tokens", "p%61ss". */
static bool names_secret(struct bytes segment)
{
    uint8_t name[NAME_READ];
    struct bytes plain = { name, 0 };
    size_t n;
    for (size_t at = 0; at < segment.n && plain.n < sizeof name; at += n) {
        uint8_t b = percent_byte(bytes_after(segment, at), &n);
        if (!is_plain(b))
            break;
        name[plain.n++] = b;
    }
    while (plain.n > 0 && !is_letter(name[plain.n - 1]))
        plain.n--;
    if (ends_like_secret(plain))
        return true;
    plain.n -= bytes_end_with(plain, "s") ? 1 : 0;
    return ends_like_secret(plain);
}

/* Where the first segment ends that is called like a secret: the next may be the secret itself. */
static size_t find_secret(struct bytes path)
{
    size_t begin = 0;
    for (size_t at = 0; at <= path.n; at++) {
        if (at < path.n && path.p[at] != '/' && path.p[at] != '\\')
            continue;
        if (names_secret(bytes_after(bytes_first(path, at), begin)))
            return at;
        begin = at + 1;
    }
    return path.n;
}

struct bytes path_told(struct bytes path)
{
    path = bytes_first(path, find_address(path));
    path = bytes_first(path, plain_n(bytes_first(path, sizeof(struct text))));
    return bytes_first(path, find_secret(path));
}

struct bytes file_name_told(struct bytes path)
{
    size_t n = path.n;
    while (n > 0 && path.p[n - 1] != '/' && path.p[n - 1] != '\\')
        n--;
    return find_secret(path) < n ? (struct bytes){ 0 } : path_told(bytes_after(path, n));
}

bool path_names_secret(struct bytes path)
{
    path = bytes_first(path, PATH_READ);
    size_t n = path.n;
    while (n > 0 && path.p[n - 1] != '/')
        n--;
    return find_secret(path) < path.n || names_secret(bytes_after(path, n));
}
