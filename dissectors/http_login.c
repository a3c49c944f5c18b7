#include "dissectors/http_login.h"

static bool is_form(enum scheme scheme)
{
    return scheme == SCHEME_FORM || scheme == SCHEME_JSON || scheme == SCHEME_HASHED;
}

bool http_form_fits(const struct http_message *m, size_t n)
{
    enum { PARTS_MAX = 2048 };
    bool parts = bytes_start_with(m->field[HTTP_TYPE], "multipart/");
    return n <= LOGIN_FORM_MAX && (!parts || (n > 0 && n <= PARTS_MAX));
}

void http_begin_form(struct dissection *d, enum http_body_kind kind)
{
    struct http_body *b = &((struct http_state *)d->state)->body;
    struct login_challenge given = { 0 };
    if (kind == HTTP_BODY_FORM && b->kind == HTTP_BODY_CHALLENGED)
        given = b->given;
    http_body_begin(b, kind, d->from_client);
    b->form.room = borrow_room(d);
    b->form.given = given;
}

void http_keep_challenge(struct dissection *d)
{
    struct http_body *b = &((struct http_state *)d->state)->body;
    struct login_challenge given = { 0 };
    if (b->form.room != NULL)
        given = login_challenge_read((struct bytes){ b->form.room, b->form.n });
    bool known = given.recipe != LOGIN_RECIPE_NONE;
    http_body_begin(b, known ? HTTP_BODY_CHALLENGED : HTTP_BODY_NONE, d->from_client);
    if (known)
        b->given = given;
}

/* Whoever comes next on this connection is answered before nobody else: only then is it known which
 * answer is that of the form. */
static void await_reply(struct dissection *d, const struct observation *login)
{
    struct http_state *s = d->state;
    struct http_asked *asked = http_last_asked(s, d->from_client);
    if (asked == NULL || s->n > 1 || asked->scheme != SCHEME_NONE)
        return;
    asked->scheme = (uint8_t)login->login.scheme;
    http_body_begin(&s->body, HTTP_BODY_ASKED, d->from_client);
    s->body.reply = (struct login_reply){ .user = login->login.user,
                                          .weight = login->login.password,
                                          .scheme = asked->scheme };
}

/* The answer is the one that gives it. */
static void await_challenge(struct dissection *d)
{
    struct http_asked *asked = http_last_asked(d->state, d->from_client);
    if (asked != NULL)
        asked->asks_challenge = true;
}

void http_tell_form(struct dissection *d)
{
    struct http_state *s = d->state;
    struct observation login;
    struct bytes body = { s->body.form.room, s->body.form.n };
    enum login_form_kind kind = LOGIN_FORM_OTHER;
    if (body.p != NULL)
        kind = login_form_read(body, d->defaults, &s->body.form.given, &s->memory, &login);
    http_body_begin(&s->body, HTTP_BODY_NONE, d->from_client);
    if (kind == LOGIN_FORM_ASKS)
        await_challenge(d);
    if (kind != LOGIN_FORM_LOGIN)
        return;
    observe(d, login);
    await_reply(d, &login);
}

enum scheme http_answered_scheme(enum scheme scheme, uint16_t status)
{
    bool refused = status == 401 || status == 403;
    return is_form(scheme) && !refused ? SCHEME_NONE : scheme;
}

bool http_begin_reply(struct dissection *d, const struct http_message *m,
                      const struct http_asked *asked)
{
    struct http_body *b = &((struct http_state *)d->state)->body;
    bool known = b->kind == HTTP_BODY_ASKED && b->from_client != d->from_client;
    if (!known || !is_form((enum scheme)asked->scheme) || !http_is_success(m->start.status))
        return false;
    struct login_reply reply = b->reply;
    reply.cookie = login_reply_gives_cookie(&m->head);
    http_body_begin(b, HTTP_BODY_REPLY, d->from_client);
    b->reply = reply;
    return true;
}

void http_tell_reply(struct dissection *d)
{
    struct http_state *s = d->state;
    const struct login_reply reply = s->body.reply;
    http_body_begin(&s->body, HTTP_BODY_NONE, d->from_client);
    enum outcome outcome = login_reply_outcome(&reply);
    if (outcome == OUTCOME_UNKNOWN)
        return;
    observe(d, (struct observation){ .kind = OBS_LOGIN,
                                     .login = { .scheme = (enum scheme)reply.scheme,
                                                .outcome = outcome,
                                                .repeated = true,
                                                .password = reply.weight,
                                                .user = reply.user } });
}
