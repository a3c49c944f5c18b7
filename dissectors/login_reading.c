#include "dissectors/login_reading.h"

#include "dissectors/json.h"
#include "dissectors/xml.h"

enum { BOUNDARY_MAX = 72 };

static struct bytes until(struct bytes b, uint8_t end)
{
    const uint8_t *at = b.n > 0 ? memchr(b.p, end, b.n) : NULL;
    return bytes_first(b, at != NULL ? (size_t)(at - b.p) : b.n);
}

static void read_urlencoded(struct bytes body, struct login_reading *r)
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
static void read_multipart(struct bytes body, struct login_reading *r)
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

/* Dahua's global.login says how the password is sent. */
static bool says_hashed(const struct json_string *s)
{
    bool how =
        bytes_equal_text(s->name, "passwordType") || bytes_equal_text(s->name, "authorityType");
    return how && !bytes_equal_text(s->value, "Plain") && !bytes_equal_text(s->value, "Basic");
}

/* TP-Link's {"method":"do","login":{...}} scrambles the password. */
static void take_string(void *self, const struct json_string *s)
{
    struct login_reading *r = self;
    bool method = bytes_equal_text(s->name, "method");
    r->fields.hashed |= (method && bytes_equal_text(s->value, "do")) || says_hashed(s);
    r->challenged |= method && bytes_equal_text(s->value, "global.login");
    login_fields_take(&r->fields, s->name, s->value);
}

static void take_number(void *self, const struct json_string *s)
{
    login_fields_take_number(&((struct login_reading *)self)->fields, s->name, s->value);
}

/* One object, or a list of one, as Reolink sends it. */
static void read_json(struct bytes body, struct login_reading *r)
{
    const struct json_listener listener = { .string = take_string,
                                            .self = r,
                                            .number = take_number };
    r->plain = plain_of_json;
    r->scheme = SCHEME_JSON;
    if (body.p[0] == '[' && body.p[body.n - 1] == ']')
        body = bytes_first(bytes_after(body, 1), body.n - 2);
    r->fields.other |= !json_read(body, &listener);
}

/* ISAPI's: a user and what the page made of the password. */
static void take_element(void *self, const struct xml_element *e)
{
    struct login_reading *r = self;
    bool user = e->depth == 2 && bytes_equal_text(e->name, "userName");
    bool password = e->depth == 2 && bytes_equal_text(e->name, "password");
    if (user || password)
        plain_copy(e->text, user ? &r->user : &r->password);
    r->fields.users = (uint8_t)(r->fields.users + (user && r->fields.users < 2));
    r->fields.passwords = (uint8_t)(r->fields.passwords + (password && r->fields.passwords < 2));
    r->fields.other |= e->depth == 1 && !bytes_equal_text(e->name, "SessionLogin");
}

static void read_xml(struct bytes body, struct login_reading *r)
{
    const struct xml_listener listener = { .element = take_element, .self = r };
    r->plain = plain_copy;
    r->fields.other |= !xml_read(body, &listener);
    r->fields.user = plain_bytes(&r->user);
    r->fields.password = plain_bytes(&r->password);
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

enum login_form_kind login_reading_take(struct login_reading *r, struct bytes body)
{
    body = without_blanks(body);
    if (body.n == 0)
        return LOGIN_FORM_OTHER;
    if (body.p[0] == '{' || body.p[0] == '[')
        read_json(body, r);
    else if (body.p[0] == '<')
        read_xml(body, r);
    else if (bytes_start_with(body, "--"))
        read_multipart(body, r);
    else
        read_urlencoded(body, r);
    if (!login_fields_are_login(&r->fields))
        return LOGIN_FORM_OTHER;
    return r->challenged && r->fields.password.n == 0 ? LOGIN_FORM_ASKS : LOGIN_FORM_LOGIN;
}
