#include "dissectors/factory_digest.h"

#include "dissectors/factory_trial.h"
#include "dissectors/hasher.h"

struct algorithm {
    const char *name;
    enum hasher_kind kind;
    bool session; /* section 3.4.2: nonce and cnonce are hashed in with the password */
};

static const struct algorithm algorithms[] = {
    { "MD5", HASHER_MD5, false },
    { "MD5-sess", HASHER_MD5, true },
    { "SHA-256", HASHER_SHA256, false },
    { "SHA-256-sess", HASHER_SHA256, true },
    { "SHA-512-256", HASHER_SHA512_256, false },
    { "SHA-512-256-sess", HASHER_SHA512_256, true },
};

/* What the client says, without quotes. Backslashes stay: most devices hash them, too. */
struct claim {
    const struct algorithm *algorithm;
    struct bytes method;
    struct bytes user, realm, nonce, uri, qop, nc, cnonce, response;
};

static struct bytes value_of(const struct auth *a, const char *name)
{
    struct bytes b = auth_param_written(a, name);
    bool quoted = b.n >= 2 && b.p[0] == '"' && b.p[b.n - 1] == '"';
    return quoted ? bytes_after(bytes_first(b, b.n - 1), 1) : b;
}

/* NULL: none of ours. MD5 if nothing is said. */
static const struct algorithm *algorithm_named(struct bytes name)
{
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++)
        if (bytes_equal_text(name, algorithms[i].name))
            return &algorithms[i];
    return name.n == 0 ? &algorithms[0] : NULL;
}

static bool read_claim(const struct auth *a, struct bytes method, struct claim *c)
{
    *c = (struct claim){ .algorithm = algorithm_named(value_of(a, "algorithm")),
                         .method = method,
                         .user = value_of(a, "username"),
                         .realm = value_of(a, "realm"),
                         .nonce = value_of(a, "nonce"),
                         .uri = value_of(a, "uri"),
                         .qop = value_of(a, "qop"),
                         .nc = value_of(a, "nc"),
                         .cnonce = value_of(a, "cnonce"),
                         .response = value_of(a, "response") };
    bool hashed = bytes_equal_text(value_of(a, "userhash"), "true");
    bool plain = c->qop.n == 0 || bytes_equal_text(c->qop, "auth");
    return c->algorithm != NULL && !hashed && plain && c->response.n > 0;
}

static struct hasher_hex user_sum(struct hasher *h, const struct claim *c, struct bytes password)
{
    struct bytes parts[] = { c->user, c->realm, password };
    struct hasher_hex sum = hasher_hex(h, parts, 3, ":");
    if (!c->algorithm->session)
        return sum;
    struct bytes of_session[] = { hasher_hex_bytes(&sum), c->nonce, c->cnonce };
    struct hasher_hex session = hasher_hex(h, of_session, 3, ":");
    explicit_bzero(&sum, sizeof sum);
    return session;
}

struct trial {
    struct hasher h;
    struct claim c;
    struct hasher_hex request; /* method and URI */
};

static bool fits(void *self, struct bytes password)
{
    struct trial *t = self;
    const struct claim *c = &t->c;
    struct hasher_hex user = user_sum(&t->h, c, password);
    struct bytes user_hex = hasher_hex_bytes(&user), request = hasher_hex_bytes(&t->request);
    struct bytes old[] = { user_hex, c->nonce, request };
    struct bytes now[] = { user_hex, c->nonce, c->nc, c->cnonce, c->qop, request };
    struct hasher_hex response =
        c->qop.n > 0 ? hasher_hex(&t->h, now, 6, ":") : hasher_hex(&t->h, old, 3, ":");
    bool same = hasher_hex_is(&response, c->response);
    explicit_bzero(&user, sizeof user);
    explicit_bzero(&response, sizeof response);
    return same;
}

void factory_digest_weigh(const struct auth *a, struct bytes method,
                          const struct password_defaults *defaults, struct password_weight *w)
{
    struct trial t;
    const struct factory_trial trial = { fits, &t };
    if (defaults == NULL || !read_claim(a, method, &t.c) || !hasher_open(&t.h, t.c.algorithm->kind))
        return;
    struct bytes parts[] = { t.c.method, t.c.uri };
    t.request = hasher_hex(&t.h, parts, 2, ":");
    factory_try(&trial, t.c.user, defaults, w);
    hasher_close(&t.h);
}
