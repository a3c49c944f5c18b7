#include "dissectors/login_challenge.h"

#include "dissectors/json.h"
#include "dissectors/xml.h"

bool login_challenge_is_asked(struct bytes target)
{
    struct bytes path = bytes_first(target, bytes_find(target, "?"));
    return bytes_end_with(path, "/Security/sessionLogin/capabilities");
}

struct reading {
    struct login_challenge c;
    bool broken;       /* a value is longer than we keep */
    bool irreversible; /* ISAPI: the salt is hashed in */
    bool is_default;   /* Dahua: the way of hashing that we know */
    bool one_salt;     /* ISAPI, version 2: the second is given, and not used */
};

static void keep(struct reading *r, struct login_salt *to, struct bytes value)
{
    bool fits = value.n <= sizeof to->b && memchr(value.p, '\\', value.n) == NULL;
    r->broken = r->broken || !fits;
    to->n = (uint8_t)(fits ? value.n : 0);
    if (fits)
        memcpy(to->b, value.p, value.n);
}

/* ---- Dahua ---- */

static void take_string(void *self, const struct json_string *s)
{
    struct reading *r = self;
    if (!bytes_equal_text(s->parent, "params"))
        return;
    if (bytes_equal_text(s->name, "realm"))
        keep(r, &r->c.salt, s->value);
    else if (bytes_equal_text(s->name, "random"))
        keep(r, &r->c.nonce, s->value);
    else if (bytes_equal_text(s->name, "encryption"))
        r->is_default = bytes_equal_text(s->value, "Default");
}

static void read_dahua(struct bytes body, struct reading *r)
{
    const struct json_listener listener = { .string = take_string, .self = r };
    bool given = json_read(body, &listener) && r->is_default && r->c.salt.n > 0 && r->c.nonce.n > 0;
    r->c.recipe = given ? LOGIN_RECIPE_DAHUA : LOGIN_RECIPE_NONE;
}

/* ---- ISAPI ---- */

static void take_element(void *self, const struct xml_element *e)
{
    struct reading *r = self;
    uint32_t number = bytes_number(e->text);
    if (bytes_equal_text(e->name, "challenge"))
        keep(r, &r->c.nonce, e->text);
    else if (bytes_equal_text(e->name, "salt"))
        keep(r, &r->c.salt, e->text);
    else if (bytes_equal_text(e->name, "salt2"))
        keep(r, &r->c.second, e->text);
    else if (bytes_equal_text(e->name, "iterations"))
        r->c.rounds = (uint8_t)(number <= LOGIN_ROUNDS_MAX ? number : 0);
    else if (bytes_equal_text(e->name, "isIrreversible"))
        r->irreversible = bytes_equal_text(e->text, "true");
    else if (bytes_equal_text(e->name, "sessionIDVersion"))
        r->one_salt = bytes_equal_text(e->text, "2");
}

static void read_isapi(struct bytes body, struct reading *r)
{
    const struct xml_listener listener = { .element = take_element, .self = r };
    bool given = xml_read(body, &listener) && r->c.nonce.n > 0 && r->c.rounds >= 2;
    if (r->one_salt || !r->irreversible)
        r->c.second.n = 0;
    if (given)
        r->c.recipe = r->irreversible ? LOGIN_RECIPE_ISAPI : LOGIN_RECIPE_ISAPI_UNSALTED;
}

struct login_challenge login_challenge_read(struct bytes body)
{
    struct reading r = { .broken = body.n == 0 || body.n > LOGIN_CHALLENGE_MAX };
    body = bytes_trim(body);
    if (!r.broken && body.n > 0)
        (body.p[0] == '{' ? read_dahua : read_isapi)(body, &r);
    if (r.broken)
        r.c.recipe = LOGIN_RECIPE_NONE;
    return r.c;
}
