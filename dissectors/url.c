#include "dissectors/url.h"

#include "dissectors/login_hash.h"
#include "dissectors/plain.h"
#include "dissectors/url_path.h"

enum {
    PATH_READ = 512, /* how much of a path is searched for credentials */
    PARAMS_MAX = 32, /* how many parameters a path may have, and are looked at for a token */
};

static size_t find_byte(struct bytes b, uint8_t wanted)
{
    const uint8_t *at = b.n > 0 ? memchr(b.p, wanted, b.n) : NULL;
    return at != NULL ? (size_t)(at - b.p) : b.n;
}

static size_t find_any(struct bytes b, const char *wanted)
{
    size_t n = 0;
    while (n < b.n && (b.p[n] == 0 || strchr(wanted, b.p[n]) == NULL))
        n++;
    return n;
}

/* How many bytes "rtsp://" is; 0: the target does not begin with a scheme. */
static size_t scheme_n(struct bytes target)
{
    size_t colon = find_any(target, ":/?#@");
    return bytes_start_with(bytes_after(target, colon), "://") ? colon + 3 : 0;
}

static void split_user(struct url *u, struct bytes authority)
{
    const uint8_t *at = authority.n > 0 ? memrchr(authority.p, '@', authority.n) : NULL;
    if (at == NULL)
        return;
    struct bytes info = bytes_first(authority, (size_t)(at - authority.p));
    size_t colon = find_byte(info, ':');
    u->user = bytes_first(info, colon);
    u->has_password = colon < info.n;
    u->password = bytes_after(info, colon + 1);
}

struct url url_split(struct bytes target)
{
    struct url u = { 0 };
    size_t n = scheme_n(target);
    if (n > 0) {
        struct bytes rest = bytes_after(target, n);
        struct bytes authority = bytes_first(rest, find_any(rest, "/?#"));
        split_user(&u, authority);
        target = bytes_after(rest, authority.n);
    }
    size_t end = find_byte(target, '?');
    u.path = bytes_first(target, end);
    u.query = bytes_after(target, end + 1);
    return u;
}

/* ---- parameters: name=value between separators ---- */

/* What the value of a parameter is, by its name. */
enum meaning { MEANS_NOTHING, MEANS_USER, MEANS_PASSWORD, MEANS_PAIR };

static const struct {
    const char *name;
    enum meaning meaning;
} meanings[] = {
    { "user", MEANS_USER },         { "usr", MEANS_USER },          { "username", MEANS_USER },
    { "loginuse", MEANS_USER },     { "account", MEANS_USER },      { "login", MEANS_USER },
    { "password", MEANS_PASSWORD }, { "passwd", MEANS_PASSWORD },   { "pwd", MEANS_PASSWORD },
    { "pass", MEANS_PASSWORD },     { "loginpas", MEANS_PASSWORD }, { "auth", MEANS_PAIR },
    { "authbasic", MEANS_PAIR },
};

static enum meaning meaning_of(struct bytes name)
{
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (bytes_equal_text(name, meanings[i].name))
            return meanings[i].meaning;
    return MEANS_NOTHING;
}

static bool is_digit(uint8_t b)
{
    return b >= '0' && b <= '9';
}

/* The letters and digits that b ends with. */
static struct bytes last_word(struct bytes b)
{
    size_t n = b.n;
    while (n > 0 &&
           (is_digit(b.p[n - 1]) || ((b.p[n - 1] | 0x20) >= 'a' && (b.p[n - 1] | 0x20) <= 'z')))
        n--;
    return bytes_after(b, n);
}

struct param {
    struct bytes name;
    struct bytes value;
};

/* The next name=value of `left`, which shrinks. In a path "_name=" parts them too. */
static bool param_next(struct bytes *left, bool in_path, struct param *p)
{
    size_t equals = find_byte(*left, '=');
    if (equals == left->n)
        return false;
    p->name = last_word(bytes_first(*left, equals));
    *left = bytes_after(*left, equals + 1);
    p->value = bytes_first(*left, find_any(*left, in_path ? "&;/" : "&;"));
    size_t next = find_byte(p->value, '=');
    if (in_path && next < p->value.n) {
        struct bytes word = last_word(bytes_first(p->value, next));
        size_t end = next - word.n;
        p->value.n = end > 0 && p->value.p[end - 1] == '_' ? end - 1 : p->value.n;
    }
    *left = bytes_after(*left, p->value.n);
    return true;
}

/* ---- what may be told ---- */

/* Behind a scheme an `@` that does not stand before the host ends a password with slashes or
 * question marks in it. */
static bool is_torn(struct bytes target, const struct url *u)
{
    return scheme_n(target) > 0 &&
           (path_find_at(u->path) < u->path.n || find_byte(u->query, '@') < u->query.n);
}

struct text url_path_text(struct bytes target)
{
    struct url u = url_split(target);
    return text_of(path_told(bytes_first(u.path, is_torn(target, &u) ? 1 : u.path.n)));
}

bool url_has_token(struct bytes target)
{
    struct url u = url_split(target);
    struct param p;
    if (path_names_secret(u.path))
        return true;
    for (size_t n = 0; n < PARAMS_MAX && param_next(&u.query, false, &p); n++)
        if (path_names_secret(p.name))
            return true;
    return false;
}

/* ---- logins ---- */

/* Some pages hash the password before they put it there. */
static void weigh_two(const struct dissection *d, const struct plain *user,
                      const struct plain *password, struct observation *login)
{
    struct password_weight *w = &login->login.password;
    if (plain_is_digest(password))
        login_hash_weigh(plain_bytes(user), plain_bytes(password), NULL, d->defaults, w);
    else
        *w = password_weigh(plain_bytes(password), plain_bytes(user), d->defaults);
    text_set(&login->login.user, plain_bytes(user));
}

/* What parameters say of a login. */
struct claim {
    struct bytes user, password, pair;
    bool has_user, has_password;
};

/* A password alone is that of many things: of a weather station's upload, say. */
static bool is_login(const struct claim *claim)
{
    return claim->has_user && claim->has_password;
}

static struct claim claim_of(struct bytes params, bool in_path, bool registers)
{
    struct claim claim = { 0 };
    struct param p;
    for (size_t n = 0; (!in_path || n < PARAMS_MAX) && param_next(&params, in_path, &p); n++) {
        enum meaning meaning = meaning_of(p.name);
        bool is_user = meaning == MEANS_USER || (registers && bytes_equal_text(p.name, "name"));
        claim.has_user |= is_user;
        if (is_user)
            claim.user = p.value;
        else if (meaning == MEANS_PASSWORD)
            claim.password = p.value;
        else if (meaning == MEANS_PAIR)
            claim.pair = p.value;
        claim.has_password |= meaning == MEANS_PASSWORD;
    }
    return claim;
}

/* "auth=" and "authbasic=": base64 of "user:password". Anything else of that name is no login that
 * we can read. */
static bool weigh_pair(const struct dissection *d, struct bytes pair, struct observation *login)
{
    struct plain plain;
    plain_of_url(pair, &plain);
    plain_base64(&plain);
    bool is_text = plain.n > 0;
    for (size_t i = 0; i < plain.n; i++)
        is_text &= plain.b[i] >= ' ' && plain.b[i] != 0x7f;
    bool weighed = is_text && auth_weigh_pair(plain_bytes(&plain), d->defaults, login);
    explicit_bzero(&plain, sizeof plain);
    return weighed;
}

static bool weigh_claim(const struct dissection *d, const struct claim *claim, bool registers,
                        struct observation *login)
{
    if (!is_login(claim))
        return claim->pair.n > 0 && weigh_pair(d, claim->pair, login);
    struct plain user, password;
    plain_of_url(claim->user, &user);
    plain_of_url(claim->password, &password);
    if (registers) {
        plain_base64(&user);
        plain_base64(&password);
    }
    weigh_two(d, &user, &password, login);
    explicit_bzero(&user, sizeof user);
    explicit_bzero(&password, sizeof password);
    return true;
}

/* The first claim that holds: before the host, in the query, in the path. */
static bool weigh_target(const struct dissection *d, struct bytes target, struct claim *claim,
                         struct observation *login)
{
    struct url u = url_split(target);
    /* i-PRO: the first administrator is registered with base64 values, protocols.md B.3 */
    bool registers = bytes_end_with(u.path, "/cgi-bin/reg_admin");
    *claim = (struct claim){ u.user, u.password, { 0 }, u.has_password, u.has_password };
    if (u.has_password && weigh_claim(d, claim, false, login))
        return true;
    *claim = claim_of(u.query, false, registers);
    if (weigh_claim(d, claim, registers, login))
        return true;
    *claim = claim_of(bytes_first(u.path, PATH_READ), true, false);
    return weigh_claim(d, claim, false, login);
}

bool url_tell_login(struct dissection *d, struct auth_memory *m, struct bytes target)
{
    struct observation login = { .kind = OBS_LOGIN, .login = { .scheme = SCHEME_URL } };
    struct claim claim;
    if (!weigh_target(d, target, &claim, &login))
        return false;
    login.login.repeated = is_login(&claim)
                               ? auth_remember(m, SCHEME_URL, claim.user, claim.password)
                               : auth_remember(m, SCHEME_URL, claim.pair, (struct bytes){ 0 });
    observe(d, login);
    return true;
}
