#include "dissectors/factory_digest.h"

#include "dissectors/hasher.h"

enum { TRIES_MAX = 32, HEX_MAX = 2 * HASHER_SUM_MAX };

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

/* A sum as it is written into the next one. */
struct hex {
    size_t n;
    uint8_t b[HEX_MAX];
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

/* H(a:b:...) in hexadecimal digits. */
static struct hex sum_of(struct hasher *h, const struct bytes *parts, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t sum[HASHER_SUM_MAX];
    struct hex hex = { .n = 2 * h->sum_n };
    hasher_sum(h, parts, n, ":", sum);
    for (size_t i = 0; i < h->sum_n; i++) {
        hex.b[2 * i] = (uint8_t)digits[sum[i] >> 4];
        hex.b[2 * i + 1] = (uint8_t)digits[sum[i] & 15];
    }
    explicit_bzero(sum, sizeof sum);
    return hex;
}

static struct bytes bytes_of(const struct hex *hex)
{
    return (struct bytes){ hex->b, hex->n };
}

static struct hex user_sum(struct hasher *h, const struct claim *c, const char *password)
{
    struct bytes parts[] = { c->user, c->realm, bytes_of_text(password) };
    struct hex sum = sum_of(h, parts, 3);
    if (!c->algorithm->session)
        return sum;
    struct bytes of_session[] = { bytes_of(&sum), c->nonce, c->cnonce };
    struct hex session = sum_of(h, of_session, 3);
    explicit_bzero(&sum, sizeof sum);
    return session;
}

/* The case of the digits does not matter. */
static bool is_same(const struct hex *hex, struct bytes said)
{
    size_t n = 0;
    while (n < said.n && n < hex->n && hex_digit(said.p[n]) == hex_digit(hex->b[n]))
        n++;
    return n == hex->n && n == said.n;
}

static bool fits(struct hasher *h, const struct claim *c, const struct hex *request,
                 const char *password)
{
    struct hex user = user_sum(h, c, password);
    struct bytes old[] = { bytes_of(&user), c->nonce, bytes_of(request) };
    struct bytes now[] = { bytes_of(&user), c->nonce, c->nc, c->cnonce, c->qop, bytes_of(request) };
    struct hex response = c->qop.n > 0 ? sum_of(h, now, 6) : sum_of(h, old, 3);
    bool same = is_same(&response, c->response);
    explicit_bzero(&user, sizeof user);
    explicit_bzero(&response, sizeof response);
    return same;
}

static void try_all(struct hasher *h, const struct claim *c,
                    const struct password_defaults *defaults, struct password_weight *w)
{
    struct bytes parts[] = { c->method, c->uri };
    struct hex request = sum_of(h, parts, 2);
    for (size_t i = 0, tries = 0; i < defaults->n && tries < TRIES_MAX && !w->is_default; i++) {
        const struct password_default *login = &defaults->at[i];
        bool theirs = bytes_equal_text(c->user, login->user);
        if (!theirs && login->user[0] != '\0')
            continue;
        tries++;
        w->tried |= theirs;
        w->is_default = fits(h, c, &request, login->password);
    }
    w->tried |= w->is_default;
}

void factory_digest_weigh(const struct auth *a, struct bytes method,
                          const struct password_defaults *defaults, struct password_weight *w)
{
    struct claim c;
    struct hasher h;
    if (defaults == NULL || !read_claim(a, method, &c) || !hasher_open(&h, c.algorithm->kind))
        return;
    try_all(&h, &c, defaults, w);
    hasher_close(&h);
}
