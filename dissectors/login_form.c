#include "dissectors/login_form.h"

#include "dissectors/json.h"
#include "dissectors/login_fields.h"
#include "dissectors/plain.h"

enum { BOUNDARY_MAX = 72, CIPHER_MIN = 65 };

/* Text is what programs call JSON that know no better. */
bool login_form_may_be(struct bytes target, struct bytes type)
{
    static const char *const types[] = { "application/x-www-form-urlencoded",
                                         "application/json",
                                         "multipart/form-data",
                                         "text/json",
                                         "text/plain",
                                         NULL };
    static const char *const other[] = { "passw",  "pwd",  "adduser", "useradd",  "moduser",
                                         "modify", "wifi", "wlan",    "wireless", "smtp",
                                         "ftp",    "mail", "ddns",    "pppoe",    "reg_admin",
                                         "signup", NULL };
    struct bytes path = bytes_first(target, bytes_find(target, "?"));
    if (bytes_has_any(path, other))
        return false;
    for (const char *const *t = types; *t != NULL; t++)
        if (bytes_start_with(type, *t))
            return true;
    return false;
}

bool login_form_take(struct login_form *f, struct bytes piece)
{
    if (f->room == NULL || piece.n > (size_t)LOGIN_FORM_MAX - f->n) {
        login_form_drop(f);
        return false;
    }
    if (piece.n > 0)
        memcpy(f->room + f->n, piece.p, piece.n);
    f->n = (uint16_t)(f->n + piece.n);
    return true;
}

void login_form_drop(struct login_form *f)
{
    if (f->room != NULL)
        explicit_bzero(f->room, f->n);
    f->n = 0;
}

/* ---- the three ways to write it ---- */

struct reading {
    struct login_fields fields;
    enum scheme scheme;
    bool challenged; /* Dahua's: the first call has an empty password, and asks for a challenge */
    void (*plain)(struct bytes in, struct plain *out);
};

static struct bytes until(struct bytes b, uint8_t end)
{
    const uint8_t *at = b.n > 0 ? memchr(b.p, end, b.n) : NULL;
    return bytes_first(b, at != NULL ? (size_t)(at - b.p) : b.n);
}

static void read_urlencoded(struct bytes body, struct reading *r)
{
    r->plain = plain_of_form;
    while (body.n > 0 && !r->fields.other) {
        struct bytes pair = until(body, '&');
        struct bytes name = until(pair, '=');
        body = bytes_after(body, pair.n + 1);
        if (name.n < pair.n)
            login_fields_take(&r->fields, name, bytes_after(pair, name.n + 1));
    }
}

/* The name of a field, by the head of its part; empty: it is a file, or nothing that we know. */
static struct bytes part_name(struct bytes head)
{
    size_t at = bytes_find(head, " name=\"");
    bool field = bytes_find(head, "form-data") < at && bytes_find(head, "filename") == head.n;
    return field ? until(bytes_after(head, at + sizeof " name=\"" - 1), '"') : (struct bytes){ 0 };
}

static void take_part(struct login_fields *f, struct bytes part)
{
    size_t n = bytes_find(part, "\r\n\r\n");
    struct bytes name = part_name(bytes_first(part, n));
    struct bytes value = bytes_after(part, n + 4);
    bool ends = value.n >= 2 && value.p[value.n - 2] == '\r' && value.p[value.n - 1] == '\n';
    f->other = f->other || name.n == 0 || !ends;
    if (!f->other)
        login_fields_take(f, name, bytes_first(value, value.n - 2));
}

/* The first line is "--" and the boundary, which parts the fields; RFC 2046 section 5.1.1. */
static void read_multipart(struct bytes body, struct reading *r)
{
    struct bytes boundary = bytes_first(body, bytes_find(body, "\r\n"));
    r->plain = plain_copy;
    r->fields.other = boundary.n < 3 || boundary.n > BOUNDARY_MAX;
    while (!r->fields.other) {
        body = bytes_after(body, boundary.n);
        if (bytes_start_with(body, "--"))
            return;
        const uint8_t *next = body.n > 0 ? memmem(body.p, body.n, boundary.p, boundary.n) : NULL;
        if (next == NULL) {
            r->fields.other = true;
            return;
        }
        struct bytes part = bytes_first(body, (size_t)(next - body.p));
        body = bytes_after(body, part.n);
        take_part(&r->fields, part);
    }
}

/* TP-Link's {"method":"do","login":{...}} scrambles the password. */
static void take_string(void *self, const struct json_string *s)
{
    struct reading *r = self;
    bool method = bytes_equal_text(s->name, "method");
    r->fields.hashed |= method && bytes_equal_text(s->value, "do");
    r->challenged |= method && bytes_equal_text(s->value, "global.login");
    login_fields_take(&r->fields, s->name, s->value);
}

/* One object, or a list of one, as Reolink sends it. */
static void read_json(struct bytes body, struct reading *r)
{
    const struct json_listener listener = { .string = take_string, .self = r };
    r->plain = plain_of_json;
    r->scheme = SCHEME_JSON;
    if (body.p[0] == '[' && body.p[body.n - 1] == ']')
        body = bytes_first(bytes_after(body, 1), body.n - 2);
    r->fields.other |= !json_read(body, &listener);
}

static bool is_blank(uint8_t b)
{
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
}

static struct bytes without_blanks(struct bytes b)
{
    while (b.n > 0 && is_blank(b.p[0]))
        b = bytes_after(b, 1);
    while (b.n > 0 && is_blank(b.p[b.n - 1]))
        b.n--;
    return b;
}

/* Which of them, the body says itself: pages send JSON under the name of the first, too. */
static bool read_fields(struct bytes body, struct reading *r)
{
    body = without_blanks(body);
    if (body.n == 0)
        return false;
    if (body.p[0] == '{' || body.p[0] == '[')
        read_json(body, r);
    else if (bytes_start_with(body, "--"))
        read_multipart(body, r);
    else
        read_urlencoded(body, r);
    bool asks_only = r->challenged && r->fields.password.n == 0;
    return !asks_only && login_fields_are_login(&r->fields);
}

/* ---- weighing ---- */

static bool is_hex(struct bytes b)
{
    size_t n = 0;
    while (n < b.n && hex_digit(b.p[n]) >= 0)
        n++;
    return n == b.n;
}

/* A digest in hexadecimal or base64 (of it, or of its hexadecimal digits), or what is too long to
 * be typed. */
static bool is_digest(const struct plain *p)
{
    static const uint8_t sizes[] = { 16, 20, 28, 32, 40, 48, 64 };
    struct plain decoded = *p;
    bool is = p->n >= CIPHER_MIN;
    plain_base64(&decoded);
    for (size_t i = 0; i < sizeof sizes; i++) {
        is |= sizes[i] > 28 && p->n == sizes[i] && is_hex(plain_bytes(p));
        is |= p->n % 4 == 0 && decoded.n == sizes[i];
    }
    explicit_bzero(&decoded, sizeof decoded);
    return is;
}

/* Base64 of something that can be typed hides nothing. */
static void unwrap(struct plain *p)
{
    struct plain decoded = *p;
    bool padded = p->n % 4 == 0 && p->n > 4 && p->b[p->n - 1] == '=';
    plain_base64(&decoded);
    if (padded && plain_is_text(&decoded))
        *p = decoded;
    explicit_bzero(&decoded, sizeof decoded);
}

static void weigh(const struct reading *r, const struct password_defaults *defaults,
                  struct auth_memory *m, struct observation *login)
{
    struct plain user, password;
    r->plain(r->fields.user, &user);
    r->plain(r->fields.password, &password);
    bool hashed = r->fields.hashed || is_digest(&password);
    unwrap(&password);
    login->login.scheme = hashed ? SCHEME_HASHED : r->scheme;
    text_set(&login->login.user, plain_bytes(&user));
    if (!hashed)
        login->login.password =
            password_weigh(plain_bytes(&password), plain_bytes(&user), defaults);
    struct bytes said = plain_bytes(&password);
    login->login.repeated = auth_remember(m, login->login.scheme, plain_bytes(&user),
                                          hashed ? (struct bytes){ 0 } : said);
    explicit_bzero(&user, sizeof user);
    explicit_bzero(&password, sizeof password);
}

bool login_form_read(struct bytes body, const struct password_defaults *defaults,
                     struct auth_memory *m, struct observation *login)
{
    struct reading r = { .scheme = SCHEME_FORM };
    *login = (struct observation){ .kind = OBS_LOGIN };
    if (!read_fields(body, &r))
        return false;
    weigh(&r, defaults, m, login);
    return true;
}
