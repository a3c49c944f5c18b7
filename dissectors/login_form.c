#include "dissectors/login_form.h"

#include "dissectors/login_hash.h"
#include "dissectors/login_reading.h"

enum { TRIED_MAX = 8 }; /* logins of a connection whose hashes are weighed: rounds are work */

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
    if (bytes_end_with(path, "/Security/sessionLogin"))
        return true;
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

/* ---- weighing ---- */

/* Base64 of something that can be typed hides nothing, and neither does Dahua's "Basic": the user
 * stands before it. */
static void unwrap(struct plain *p, struct bytes user)
{
    struct plain decoded = *p;
    bool padded = p->n % 4 == 0 && p->n > 4 && p->b[p->n - 1] == '=';
    plain_base64(&decoded);
    if (padded && plain_is_text(&decoded)) {
        struct bytes text = plain_bytes(&decoded);
        bool pair = text.n > user.n && text.p[user.n] == ':' &&
                    bytes_equal(bytes_first(text, user.n), user);
        plain_copy(bytes_after(text, pair ? user.n + 1 : 0), p);
    }
    explicit_bzero(&decoded, sizeof decoded);
}

static struct password_weight weigh_hash(const struct plain *user, const struct plain *said,
                                         const struct password_defaults *defaults,
                                         const struct login_challenge *given, struct auth_memory *m)
{
    struct password_weight w = { 0 };
    if (m->hashes == TRIED_MAX)
        return w;
    m->hashes++;
    login_hash_weigh(plain_bytes(user), plain_bytes(said), given, defaults, &w);
    return w;
}

/* What tells one hash of a password from another is only whether it is a factory's: a challenge
 * makes another one of the same. */
static struct bytes said_again(const struct plain *password, bool hashed, bool is_default)
{
    return hashed ? bytes_of_text(is_default ? "default" : "") : plain_bytes(password);
}

static void weigh(const struct login_reading *r, const struct password_defaults *defaults,
                  const struct login_challenge *given, struct auth_memory *m,
                  struct observation *login)
{
    struct plain user, password;
    struct password_weight *w = &login->login.password;
    r->plain(r->fields.user, &user);
    r->plain(r->fields.password, &password);
    bool hashed = r->fields.hashed || plain_is_digest(&password);
    unwrap(&password, plain_bytes(&user));
    login->login.scheme = hashed ? SCHEME_HASHED : r->scheme;
    text_set(&login->login.user, plain_bytes(&user));
    if (hashed)
        *w = weigh_hash(&user, &password, defaults, given, m);
    else
        *w = password_weigh(plain_bytes(&password), plain_bytes(&user), defaults);
    login->login.repeated = auth_remember(m, login->login.scheme, plain_bytes(&user),
                                          said_again(&password, hashed, w->is_default));
    explicit_bzero(&user, sizeof user);
    explicit_bzero(&password, sizeof password);
}

enum login_form_kind login_form_read(struct bytes body, const struct password_defaults *defaults,
                                     const struct login_challenge *given, struct auth_memory *m,
                                     struct observation *login)
{
    struct login_reading r = { .scheme = SCHEME_FORM };
    *login = (struct observation){ .kind = OBS_LOGIN };
    enum login_form_kind kind = login_reading_take(&r, body);
    if (kind == LOGIN_FORM_LOGIN)
        weigh(&r, defaults, given, m, login);
    explicit_bzero(&r, sizeof r);
    return kind;
}
