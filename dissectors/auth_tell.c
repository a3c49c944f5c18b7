#include "dissectors/auth.h"

#include "core/base64.h"
#include "core/hash.h"
#include "dissectors/factory_digest.h"

enum { PAIR_MAX = 512 }; /* of "user:password"; what is longer is nobody's */

static uint64_t hash_of(struct bytes a, struct bytes b)
{
    static const struct hash_key key = { { 0 } }; /* one beside the hashes would hide nothing */
    return hash_bytes(&key, a.p, a.n) * 31 + hash_bytes(&key, b.p, b.n);
}

bool auth_remember(struct auth_memory *m, enum scheme scheme, struct bytes a, struct bytes b)
{
    uint64_t hash = hash_of(a, b) + scheme;
    m->used = true;
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

/* Not if there is a `=` in it: a quote was missing, and other values are in it. */
static void name_param(const struct auth *a, const char *name, struct text *out)
{
    struct text value;
    if (auth_param(a, name, &value) && strchr(value.s, '=') == NULL)
        *out = value;
}

/* With userhash=true the name is itself a hash, RFC 7616 section 3.4.4: nobody's name. */
static void name_digest_user(const struct auth *a, struct observation *login)
{
    struct text hashed;
    bool is_hashed =
        auth_param(a, "userhash", &hashed) && bytes_equal_text(bytes_of_text(hashed.s), "true");
    if (!is_hashed)
        name_param(a, "username", &login->login.user);
}

/* Every request has another response. After many that no factory login fits, others are most likely
 * by the same password, too, until the server asks anew: they are not tried any more, and nothing
 * is said of them. Fewer prove nothing: who makes up a response, where none is asked for, may send
 * the right one next. */
static void weigh_digest(const struct dissection *d, struct auth_memory *m, const struct auth *a,
                         struct bytes method, struct password_weight *w)
{
    uint64_t said = hash_of(auth_param_written(a, "username"), auth_param_written(a, "nonce")) | 1;
    m->misfits = m->misfit == said ? m->misfits : 0;
    if (m->misfits == AUTH_MISFITS_MAX)
        return;
    factory_digest_weigh(a, method, d->defaults, w);
    m->misfit = w->is_default ? 0 : said;
    m->misfits++;
}

/* Whether they are the same credentials as before: a digest is new for every request, and what
 * tells one password from another is only whether it is a factory's. */
static bool is_repeated(struct auth_memory *m, const struct auth *a, struct bytes value,
                        const struct password_weight *w)
{
    if (a->scheme != SCHEME_DIGEST)
        return auth_remember(m, a->scheme, value, (struct bytes){ 0 });
    struct bytes kind = bytes_of_text(w->is_default ? "default" : "");
    return auth_remember(m, a->scheme, auth_param_written(a, "username"), kind);
}

/* The first of the three messages of NTLM ([MS-NLMP] section 2.2.1.1) names nobody; it is refused
 * always. */
static bool only_begins(const struct auth *a)
{
    return bytes_start_with(a->token, "TlRMTVNTUAAB"); /* "NTLMSSP", 0, 1 */
}

static enum scheme tell_login(struct dissection *d, struct auth_memory *m, struct bytes value,
                              struct bytes method)
{
    struct auth a;
    struct bytes left = value;
    if (!auth_next(&left, &a) || only_begins(&a))
        return SCHEME_NONE;
    struct observation login = { .kind = OBS_LOGIN, .login = { .scheme = a.scheme } };
    name_param(&a, "realm", &login.login.realm);
    if (a.scheme == SCHEME_BASIC)
        weigh_basic(d, &a, &login);
    else if (a.scheme == SCHEME_DIGEST) {
        name_digest_user(&a, &login);
        weigh_digest(d, m, &a, method, &login.login.password);
    }
    login.login.repeated = is_repeated(m, &a, value, &login.login.password);
    observe(d, login);
    return a.scheme;
}

enum scheme auth_tell_logins(struct dissection *d, struct auth_memory *m, const struct head *h)
{
    enum scheme first = SCHEME_NONE;
    struct cursor start = cursor_over(h->start);
    struct bytes method = take_word(&start);
    struct bytes left = h->fields;
    struct head_field field;
    while (head_field_next(&left, &field)) {
        if (!bytes_equal_text(field.name, "Authorization") &&
            !bytes_equal_text(field.name, "Proxy-Authorization"))
            continue;
        enum scheme scheme = tell_login(d, m, field.value, method);
        first = first == SCHEME_NONE ? scheme : first;
    }
    return first;
}

static void tell_challenges(struct dissection *d, struct bytes value)
{
    struct auth a;
    while (auth_next(&value, &a)) {
        struct observation o = { .kind = OBS_CHALLENGE, .challenge = { .scheme = a.scheme } };
        name_param(&a, "realm", &o.challenge.realm);
        name_param(&a, "algorithm", &o.challenge.algorithm);
        struct bytes nonce = auth_param_written(&a, "nonce");
        o.challenge.nonce = nonce.n > 0 ? hash_of(nonce, (struct bytes){ 0 }) | 1 : 0;
        observe(d, o);
    }
}

void auth_tell_challenges(struct dissection *d, struct auth_memory *m, const struct head *h)
{
    struct bytes left = h->fields;
    struct head_field field;
    while (head_field_next(&left, &field))
        if (bytes_equal_text(field.name, "WWW-Authenticate") ||
            bytes_equal_text(field.name, "Proxy-Authenticate")) {
            tell_challenges(d, field.value);
            m->misfit = 0; /* who says it again may do so by another password */
        }
}
