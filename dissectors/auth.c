#include "dissectors/auth.h"

#include "core/hash.h"
#include "dissectors/base64.h"

enum { PAIR_MAX = 512 }; /* of "user:password"; what is longer is nobody's */

static const struct {
    const char *name;
    enum scheme scheme;
} schemes[] = {
    { "Basic", SCHEME_BASIC },         { "Digest", SCHEME_DIGEST }, { "NTLM", SCHEME_NTLM },
    { "Negotiate", SCHEME_NEGOTIATE }, { "Bearer", SCHEME_BEARER },
};

static enum scheme scheme_of(struct bytes name)
{
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (bytes_equal_text(name, schemes[i].name))
            return schemes[i].scheme;
    return SCHEME_OTHER;
}

static bool is_space(uint8_t b)
{
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
}

/* White space, the line ends of folds too, and the commas between list members. Answers whether
 * there was a comma. */
static bool skip_between(struct bytes *left)
{
    bool comma = false;
    while (left->n > 0 && (is_space(left->p[0]) || left->p[0] == ',')) {
        comma |= left->p[0] == ',';
        *left = bytes_after(*left, 1);
    }
    return comma;
}

static bool ends_word(uint8_t b)
{
    return is_space(b) || b == ',' || b == '=' || b == '"';
}

/* What stands before the next separator of a list. */
static struct bytes word_of(struct bytes b)
{
    size_t n = 0;
    while (n < b.n && !ends_word(b.p[n]))
        n++;
    return bytes_first(b, n);
}

/* How long the quoted string is that b begins with, quotes included; one that does not end is as
 * long as b. */
static size_t quoted_n(struct bytes b)
{
    size_t n = 1;
    while (n < b.n && b.p[n] != '"')
        n += b.p[n] == '\\' ? 2 : 1;
    return n < b.n ? n + 1 : b.n;
}

struct param {
    struct bytes name;
    struct bytes value; /* with its quotes, if it has any */
};

/* The parameter that `left` begins with, which shrinks; false if no `=` follows a word. */
static bool param_next(struct bytes *left, struct param *p)
{
    struct bytes b = *left;
    p->name = word_of(b);
    b = bytes_after(b, p->name.n);
    struct bytes spaced = b;
    if (skip_between(&spaced)) /* a word and a comma */
        return false;
    if (p->name.n == 0 || spaced.n == 0 || spaced.p[0] != '=')
        return false;
    b = bytes_after(spaced, 1);
    while (b.n > 0 && is_space(b.p[0]))
        b = bytes_after(b, 1);
    p->value = b.n > 0 && b.p[0] == '"' ? bytes_first(b, quoted_n(b)) : word_of(b);
    *left = bytes_after(b, p->value.n);
    return true;
}

static bool ends_member(uint8_t b)
{
    return is_space(b) || b == ',';
}

/* token68: up to the comma or the space; empty if what `left` begins with is a parameter. */
static struct bytes token_next(struct bytes *left)
{
    size_t n = 0;
    while (n < left->n && !ends_word(left->p[n]))
        n++;
    while (n < left->n && left->p[n] == '=')
        n++;
    if (n < left->n && !ends_member(left->p[n]))
        return (struct bytes){ 0 };
    struct bytes rest = bytes_after(*left, n), spaced = rest;
    if (!skip_between(&spaced) && spaced.n > 0 && spaced.p[0] == '=') /* name = value */
        return (struct bytes){ 0 };
    struct bytes token = bytes_first(*left, n);
    *left = rest;
    return token;
}

/* Takes parameters for as long as there are any. What stands there without `=` begins the next
 * member if a comma parts them or if it is the name of a scheme; other words are passed over: a
 * realm that lacks its quotes. */
static void take_params(struct bytes *left)
{
    while (left->n > 0) {
        bool comma = skip_between(left);
        struct param p;
        if (param_next(left, &p))
            continue;
        struct bytes word = word_of(*left);
        if (word.n > 0 && (comma || scheme_of(word) != SCHEME_OTHER))
            return;
        *left = bytes_after(*left, word.n > 0 ? word.n : 1);
    }
}

bool auth_next(struct bytes *left, struct auth *a)
{
    (void)skip_between(left);
    struct bytes name = word_of(*left);
    while (left->n > 0 && name.n == 0) { /* stray quotes and equals signs */
        *left = bytes_after(*left, 1);
        (void)skip_between(left);
        name = word_of(*left);
    }
    if (name.n == 0)
        return false;
    *a = (struct auth){ .scheme = scheme_of(name), .name = name };
    *left = bytes_after(*left, name.n);
    if (skip_between(left))
        return true;
    a->token = token_next(left);
    struct bytes begin = *left;
    if (a->token.n == 0)
        take_params(left);
    a->params = bytes_first(begin, begin.n - left->n);
    return true;
}

/* Without quotes and backslashes, RFC 9110 section 5.6.4. */
static void unquote(struct bytes b, struct text *out)
{
    uint8_t plain[sizeof out->s];
    size_t n = 0;
    bool quoted = b.n > 0 && b.p[0] == '"';
    if (!quoted) {
        text_set(out, b);
        return;
    }
    for (size_t i = 1; i < b.n && b.p[i] != '"' && n < sizeof plain; i++) {
        i += b.p[i] == '\\' && i + 1 < b.n ? 1 : 0;
        plain[n++] = b.p[i];
    }
    text_set(out, (struct bytes){ plain, n });
}

static bool find_param(const struct auth *a, const char *name, struct param *p)
{
    struct bytes left = a->params;
    while (left.n > 0) {
        (void)skip_between(&left);
        if (!param_next(&left, p))
            left = bytes_after(left, p->name.n > 0 ? p->name.n : 1);
        else if (bytes_equal_text(p->name, name))
            return true;
    }
    return false;
}

bool auth_param(const struct auth *a, const char *name, struct text *value)
{
    struct param p;
    if (!find_param(a, name, &p))
        return false;
    unquote(p.value, value);
    return true;
}

bool auth_remember(struct auth_memory *m, enum scheme scheme, struct bytes a, struct bytes b)
{
    static const struct hash_key key = { { 0 } }; /* one beside the hashes would hide nothing */
    uint64_t hash = hash_bytes(&key, a.p, a.n) * 31 + hash_bytes(&key, b.p, b.n) + scheme;
    for (size_t i = 0; i < AUTH_REMEMBERED; i++)
        if (m->said[i] == hash)
            return true;
    m->said[m->next] = hash;
    m->next = (uint8_t)((m->next + 1) % AUTH_REMEMBERED);
    return false;
}

bool auth_weigh_pair(struct bytes pair, const struct password_defaults *defaults,
                     struct observation *login)
{
    const uint8_t *colon = pair.n > 0 ? memchr(pair.p, ':', pair.n) : NULL;
    if (colon == NULL)
        return false;
    struct bytes user = bytes_first(pair, (size_t)(colon - pair.p));
    login->login.password = password_weigh(bytes_after(pair, user.n + 1), user, defaults);
    text_set(&login->login.user, user);
    return true;
}

static void weigh_basic(const struct dissection *d, const struct auth *a, struct observation *login)
{
    uint8_t pair[PAIR_MAX];
    size_t n;
    if (base64_decode(a->token, pair, sizeof pair, &n))
        (void)auth_weigh_pair((struct bytes){ pair, n }, d->defaults, login);
    explicit_bzero(pair, sizeof pair);
}

/* With userhash=true the name is itself a hash, RFC 7616 section 3.4.4: nobody's name. */
static void name_digest_user(const struct auth *a, struct observation *login)
{
    struct text hashed;
    bool is_hashed = auth_param(a, "userhash", &hashed) && strcmp(hashed.s, "true") == 0;
    if (!is_hashed)
        (void)auth_param(a, "username", &login->login.user);
}

/* What must be the same for credentials to be the same: a digest is new for every request. */
static struct bytes identity_of(const struct auth *a, struct bytes value)
{
    struct param user;
    if (a->scheme != SCHEME_DIGEST)
        return value;
    return find_param(a, "username", &user) ? user.value : (struct bytes){ 0 };
}

/* The first of the three messages of NTLM ([MS-NLMP] section 2.2.1.1) names nobody; it is refused
 * always. */
static bool only_begins(const struct auth *a)
{
    return bytes_start_with(a->token, "TlRMTVNTUAAB"); /* "NTLMSSP", 0, 1 */
}

static enum scheme tell_login(struct dissection *d, struct auth_memory *m, struct bytes value)
{
    struct auth a;
    struct bytes left = value;
    if (!auth_next(&left, &a) || only_begins(&a))
        return SCHEME_NONE;
    struct observation login = { .kind = OBS_LOGIN, .login = { .scheme = a.scheme } };
    (void)auth_param(&a, "realm", &login.login.realm);
    if (a.scheme == SCHEME_BASIC)
        weigh_basic(d, &a, &login);
    else if (a.scheme == SCHEME_DIGEST)
        name_digest_user(&a, &login);
    login.login.repeated = auth_remember(m, a.scheme, identity_of(&a, value), (struct bytes){ 0 });
    observe(d, login);
    return a.scheme;
}

enum scheme auth_tell_logins(struct dissection *d, struct auth_memory *m, const struct head *h)
{
    enum scheme first = SCHEME_NONE;
    struct bytes left = h->fields;
    struct head_field field;
    while (head_field_next(&left, &field)) {
        if (!bytes_equal_text(field.name, "Authorization") &&
            !bytes_equal_text(field.name, "Proxy-Authorization"))
            continue;
        enum scheme scheme = tell_login(d, m, field.value);
        first = first == SCHEME_NONE ? scheme : first;
    }
    return first;
}

static void tell_challenges(struct dissection *d, struct bytes value)
{
    struct auth a;
    while (auth_next(&value, &a)) {
        struct observation o = { .kind = OBS_CHALLENGE, .challenge = { .scheme = a.scheme } };
        (void)auth_param(&a, "realm", &o.challenge.realm);
        (void)auth_param(&a, "algorithm", &o.challenge.algorithm);
        observe(d, o);
    }
}

void auth_tell_challenges(struct dissection *d, const struct head *h)
{
    struct bytes left = h->fields;
    struct head_field field;
    while (head_field_next(&left, &field))
        if (bytes_equal_text(field.name, "WWW-Authenticate") ||
            bytes_equal_text(field.name, "Proxy-Authenticate"))
            tell_challenges(d, field.value);
}
