#include "dissectors/wsse.h"

#include "core/base64.h"
#include "dissectors/factory_trial.h"
#include "dissectors/hasher.h"

void wsse_begin(struct wsse *w, struct bytes name)
{
    w->inside = w->inside || bytes_equal_text(name, "UsernameToken");
    w->at_password = w->inside && bytes_equal_text(name, "Password");
    w->is_digest = w->is_digest && !w->at_password;
}

/* Type="...#PasswordDigest"; without a type it is PasswordText, section 3.1. */
void wsse_attribute(struct wsse *w, struct bytes value)
{
    w->is_digest = w->is_digest || (w->at_password && bytes_end_with(value, "#PasswordDigest"));
}

/* Empty if it does not fit. */
static uint8_t decode(struct bytes text, uint8_t *to, size_t max)
{
    size_t n = 0;
    (void)base64_decode(text, to, max, &n);
    return (uint8_t)n;
}

static void take_password(struct wsse *w, struct wsse_parts *p, struct bytes text,
                          const struct password_defaults *defaults)
{
    w->scheme = w->is_digest ? SCHEME_WSSE_DIGEST : SCHEME_WSSE_TEXT;
    if (w->is_digest)
        p->response_n = decode(text, p->response, sizeof p->response);
    else
        w->weight = password_weigh(text, bytes_of_text(w->user.s), defaults);
}

struct trial {
    struct hasher h;
    const struct wsse_parts *p;
};

/* Base64(SHA-1(nonce + created + password)), section 3.1. */
static bool fits(void *self, struct bytes password)
{
    struct trial *t = self;
    uint8_t sum[HASHER_SUM_MAX];
    struct bytes parts[] = { { t->p->nonce, t->p->nonce_n },
                             { t->p->created, t->p->created_n },
                             password };
    hasher_sum(&t->h, parts, 3, "", sum);
    bool same = t->p->response_n == t->h.sum_n && memcmp(sum, t->p->response, t->h.sum_n) == 0;
    explicit_bzero(sum, sizeof sum);
    return same;
}

static void try_all(struct wsse *w, const struct wsse_parts *p,
                    const struct password_defaults *defaults)
{
    struct trial t = { .p = p };
    const struct factory_trial trial = { fits, &t };
    if (defaults == NULL || p->response_n != WSSE_RESPONSE_MAX || !hasher_open(&t.h, HASHER_SHA1))
        return;
    factory_try(&trial, bytes_of_text(w->user.s), defaults, &w->weight);
    hasher_close(&t.h);
}

static void end_token(struct wsse *w, struct wsse_parts *p,
                      const struct password_defaults *defaults)
{
    if (w->scheme == SCHEME_WSSE_DIGEST)
        try_all(w, p, defaults);
    explicit_bzero(p, sizeof *p);
    w->inside = false;
}

void wsse_take(struct wsse *w, struct wsse_parts *p, const struct xml_element *e,
               const struct password_defaults *defaults)
{
    if (!w->inside)
        return;
    if (bytes_equal_text(e->name, "Username"))
        text_set(&w->user, e->text);
    else if (bytes_equal_text(e->name, "Password"))
        take_password(w, p, e->text, defaults);
    else if (bytes_equal_text(e->name, "Nonce"))
        p->nonce_n = decode(e->text, p->nonce, sizeof p->nonce);
    else if (bytes_equal_text(e->name, "Created") && e->text.n <= sizeof p->created) {
        p->created_n = (uint8_t)e->text.n;
        memcpy(p->created, e->text.p, e->text.n);
    } else if (bytes_equal_text(e->name, "UsernameToken"))
        end_token(w, p, defaults);
}
