#include "dissectors/login_hash.h"

#include "core/base64.h"
#include "dissectors/factory_trial.h"
#include "dissectors/hasher.h"

enum { OLD_N = 8 };

struct trial {
    struct hasher h;
    struct bytes user;
    struct bytes said; /* in hexadecimal */
    const struct login_challenge *c;
};

/* ---- Dahua: H(user:random:H(user:realm:password)), the inner one in upper case ---- */

static bool fits_dahua(void *self, struct bytes password)
{
    struct trial *t = self;
    struct bytes kept[] = { t->user, login_salt_bytes(&t->c->salt), password };
    struct hasher_hex inner = hasher_hex(&t->h, kept, 3, ":");
    hasher_hex_raise(&inner);
    struct bytes sent[] = { t->user, login_salt_bytes(&t->c->nonce), hasher_hex_bytes(&inner) };
    struct hasher_hex outer = hasher_hex(&t->h, sent, 3, ":");
    bool same = hasher_hex_is(&outer, t->said);
    explicit_bzero(&inner, sizeof inner);
    explicit_bzero(&outer, sizeof outer);
    return same;
}

/* ---- ISAPI: what the device keeps, then with the challenge, then again and again ---- */

static struct hasher_hex isapi_kept(struct trial *t, struct bytes password)
{
    bool salted = t->c->recipe == LOGIN_RECIPE_ISAPI;
    struct bytes parts[] = { t->user, login_salt_bytes(&t->c->salt), password };
    struct hasher_hex kept = hasher_hex(&t->h, salted ? parts : &parts[2], salted ? 3 : 1, "");
    struct hasher_hex once = kept;
    struct bytes again[] = { t->user, login_salt_bytes(&t->c->second), hasher_hex_bytes(&once) };
    if (t->c->second.n > 0)
        kept = hasher_hex(&t->h, again, 3, "");
    explicit_bzero(&once, sizeof once);
    return kept;
}

static bool fits_isapi(void *self, struct bytes password)
{
    struct trial *t = self;
    struct hasher_hex kept = isapi_kept(t, password), sum;
    struct bytes sent[] = { hasher_hex_bytes(&kept), login_salt_bytes(&t->c->nonce) };
    sum = hasher_hex(&t->h, sent, 2, "");
    for (unsigned i = 2; i < t->c->rounds; i++) {
        struct hasher_hex last = sum;
        struct bytes text = hasher_hex_bytes(&last);
        sum = hasher_hex(&t->h, &text, 1, "");
    }
    bool same = hasher_hex_is(&sum, t->said);
    explicit_bzero(&kept, sizeof kept);
    explicit_bzero(&sum, sizeof sum);
    return same;
}

/* ---- without a challenge ---- */

static bool fits_plain(void *self, struct bytes password)
{
    struct trial *t = self;
    struct bytes parts[] = { t->user, password };
    bool same = false;
    for (size_t from = 0; from < 2 && !same; from++)
        for (size_t colon = 0; colon < 2 && !same; colon++) {
            struct hasher_hex sum = hasher_hex(&t->h, parts + from, 2 - from, colon > 0 ? ":" : "");
            same = hasher_hex_is(&sum, t->said);
            explicit_bzero(&sum, sizeof sum);
        }
    return same;
}

/* Dahua's first way, of its old firmware ("OldDigest"): pairs of bytes of MD5, each as a letter or
 * a digit. */
static bool fits_old(void *self, struct bytes password)
{
    static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    struct trial *t = self;
    uint8_t sum[HASHER_SUM_MAX];
    bool same = t->said.n == OLD_N;
    hasher_sum(&t->h, &password, 1, "", sum);
    for (size_t i = 0; same && i < OLD_N; i++)
        same = t->said.p[i] == (uint8_t)letters[(sum[2 * i] + sum[2 * i + 1]) % 62];
    explicit_bzero(sum, sizeof sum);
    return same;
}

/* ---- which of them ---- */

static void weigh(struct trial *t, enum hasher_kind kind, bool (*fits)(void *, struct bytes),
                  const struct password_defaults *defaults, struct password_weight *w)
{
    const struct factory_trial trial = { fits, t };
    if (!hasher_open(&t->h, kind))
        return;
    factory_try(&trial, t->user, defaults, w);
    hasher_close(&t->h);
}

/* By the number of its digits. */
static void weigh_plain(struct trial *t, const struct password_defaults *defaults,
                        struct password_weight *w)
{
    static const struct {
        size_t digits;
        enum hasher_kind kind;
    } kinds[] = { { 32, HASHER_MD5 }, { 40, HASHER_SHA1 }, { 64, HASHER_SHA256 } };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (t->said.n == kinds[i].digits)
            weigh(t, kinds[i].kind, fits_plain, defaults, w);
    w->tried = w->is_default;
}

/* What was said in base64 stands for the bytes of a hash, or for its digits. */
static struct bytes in_digits(struct bytes said, uint8_t *room, size_t room_n)
{
    static const char digits[] = "0123456789abcdef";
    size_t n = 0;
    if (said.n % 4 != 0 || said.n > 88 || !base64_decode(said, room, room_n / 2, &n))
        return said;
    bool are_digits = n == 32 || n == 40 || n == 64;
    for (size_t i = 0; i < n; i++)
        are_digits &= hex_digit(room[i]) >= 0;
    for (size_t i = n; i > 0 && !are_digits; i--) {
        room[2 * i - 1] = (uint8_t)digits[room[i - 1] & 15];
        room[2 * i - 2] = (uint8_t)digits[room[i - 1] >> 4];
    }
    return (struct bytes){ room, are_digits ? n : 2 * n };
}

void login_hash_weigh(struct bytes user, struct bytes said, const struct login_challenge *c,
                      const struct password_defaults *defaults, struct password_weight *w)
{
    uint8_t room[128];
    struct trial t = { .user = user, .said = said, .c = c };
    if (defaults == NULL)
        return;
    enum login_recipe recipe = c != NULL ? (enum login_recipe)c->recipe : LOGIN_RECIPE_NONE;
    if (recipe == LOGIN_RECIPE_DAHUA && said.n == 32)
        weigh(&t, HASHER_MD5, fits_dahua, defaults, w);
    else if (recipe != LOGIN_RECIPE_NONE && recipe != LOGIN_RECIPE_DAHUA && said.n == 64)
        weigh(&t, HASHER_SHA256, fits_isapi, defaults, w);
    if (w->is_default || w->tried)
        return;
    if (said.n == OLD_N)
        weigh(&t, HASHER_MD5, fits_old, defaults, w);
    if (w->is_default)
        return;
    bool is_hex = said.n == 32 || said.n == 40 || said.n == 64;
    for (size_t i = 0; is_hex && i < said.n; i++)
        is_hex = hex_digit(said.p[i]) >= 0;
    t.said = is_hex ? said : in_digits(said, room, sizeof room);
    weigh_plain(&t, defaults, w);
    explicit_bzero(room, sizeof room);
}
