#include "core/password.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

static uint8_t classes_of(struct bytes password)
{
    bool upper = false, lower = false, digit = false, symbol = false;
    for (size_t i = 0; i < password.n; i++) {
        uint8_t b = password.p[i];
        bool is_upper = b >= 'A' && b <= 'Z', is_lower = b >= 'a' && b <= 'z';
        bool is_digit = b >= '0' && b <= '9';
        upper |= is_upper;
        lower |= is_lower;
        digit |= is_digit;
        symbol |= !is_upper && !is_lower && !is_digit;
    }
    return (uint8_t)(upper + lower + digit + symbol);
}

static bool contains(struct bytes password, struct bytes user)
{
    if (user.n < 3 || user.n > 63)
        return false;
    char name[64] = { 0 };
    memcpy(name, user.p, user.n);
    return strlen(name) == user.n && bytes_find(password, name) < password.n;
}

static bool is_default(struct bytes password, struct bytes user, const struct password_defaults *d)
{
    for (size_t i = 0; d != NULL && i < d->n; i++) {
        bool same_user = d->at[i].user[0] == '\0' || bytes_equal_text(user, d->at[i].user);
        if (same_user && bytes_equal(password, bytes_of_text(d->at[i].password)))
            return true;
    }
    return false;
}

/* The first 32 bits of HMAC-SHA-256 (RFC 2104): enough to know a password again. */
static uint32_t fingerprint_of(struct bytes password, const struct fingerprint_key *key)
{
    uint8_t sum[EVP_MAX_MD_SIZE];
    uint32_t fingerprint = 0;
    if (HMAC(EVP_sha256(), key->k, sizeof key->k, password.p, password.n, sum, NULL) != NULL)
        memcpy(&fingerprint, sum, sizeof fingerprint);
    explicit_bzero(sum, sizeof sum);
    return fingerprint;
}

struct password_weight password_weigh(struct bytes password, struct bytes user,
                                      const struct password_defaults *defaults)
{
    size_t rounded = password.n < 16 ? password.n / 4 * 4 : 16;
    struct password_weight w = {
        .seen = true,
        .empty = password.n == 0,
        .contains_user = contains(password, user),
        .is_default = is_default(password, user, defaults),
        .classes = classes_of(password),
        .length = (uint8_t)rounded,
        .too_short = defaults != NULL && password.n < defaults->minimum,
    };
    if (defaults != NULL && defaults->key != NULL && !w.empty && !w.is_default)
        w.fingerprint = fingerprint_of(password, defaults->key);
    return w;
}
