#include "rules/factory_login.h"

/* FACTORY_LOGINS_MAX: none. */
static size_t place_of(const struct factory_login *f, const struct endpoint *client)
{
    size_t i = 0;
    while (i < FACTORY_LOGINS_MAX &&
           (f->waiting[i].scheme == SCHEME_NONE || !endpoint_equal(&f->waiting[i].client, client)))
        i++;
    return i;
}

bool login_is_foreign(const struct observation *o)
{
    struct bytes user = bytes_of_text(o->login.user.s);
    bool anonymous =
        user.n == 0 || bytes_equal_text(user, "anonymous") || bytes_equal_text(user, "ftp");
    return is_by(o, "smtp") || is_by(o, "pop3") || (is_by(o, "ftp") && anonymous);
}

/* One that was tried before waits on: it may be taken yet. One that was taken before does not wait
 * again. */
static bool weigh_login(struct factory_login *f, const struct observation *o)
{
    bool open = o->login.outcome == OUTCOME_UNKNOWN;
    size_t i = place_of(f, &o->client);
    if (login_is_foreign(o) || (o->login.repeated && open && i == FACTORY_LOGINS_MAX))
        return false;
    if (i < FACTORY_LOGINS_MAX)
        f->waiting[i].scheme = SCHEME_NONE;
    if (!o->login.password.is_default || o->login.outcome == OUTCOME_REFUSED)
        return false;
    if (!open)
        return true;
    f->waiting[f->next].client = o->client;
    f->waiting[f->next].scheme = o->login.scheme;
    f->next = (uint8_t)((f->next + 1) % FACTORY_LOGINS_MAX);
    return false;
}

static bool weigh_answer(struct factory_login *f, const struct observation *o)
{
    size_t i = place_of(f, &o->client);
    if (o->exchange.act != ACT_RESPONSE || i == FACTORY_LOGINS_MAX ||
        o->exchange.scheme != f->waiting[i].scheme)
        return false;
    if (outcome_of_answer(o) != OUTCOME_ACCEPTED || answers_anybody(o) ||
        offers_volunteered(&f->offers, o))
        return false;
    f->waiting[i].scheme = SCHEME_NONE;
    return true;
}

bool factory_login_taken(struct factory_login *f, const struct observation *o)
{
    if (o->kind == OBS_CHALLENGE)
        offers_note(&f->offers, o);
    if (o->kind == OBS_LOGIN)
        return weigh_login(f, o);
    return o->kind == OBS_EXCHANGE && weigh_answer(f, o);
}
