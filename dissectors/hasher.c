/* How it works: OpenSSL looks an algorithm up by name and allocates a context for it. Both are done
 * once for all the sums of a login, for they cost more than the sums. */

#include "dissectors/hasher.h"

#include <openssl/evp.h>

static const char *const names[] = {
    [HASHER_MD5] = "MD5",
    [HASHER_SHA1] = "SHA1",
    [HASHER_SHA256] = "SHA256",
    [HASHER_SHA512_256] = "SHA512-256",
};

bool hasher_open(struct hasher *h, enum hasher_kind kind)
{
    EVP_MD *md = EVP_MD_fetch(NULL, names[kind], NULL);
    int n = md != NULL ? EVP_MD_get_size(md) : 0;
    *h = (struct hasher){ EVP_MD_CTX_new(), md, n > 0 ? (size_t)n : 0 };
    if (h->context != NULL && h->sum_n > 0 && h->sum_n <= HASHER_SUM_MAX)
        return true;
    hasher_close(h);
    return false;
}

void hasher_close(struct hasher *h)
{
    EVP_MD_CTX_free(h->context); /* wipes what it held */
    EVP_MD_free(h->kind);
    *h = (struct hasher){ 0 };
}

void hasher_sum(struct hasher *h, const struct bytes *parts, size_t n, const char *between,
                uint8_t sum[static HASHER_SUM_MAX])
{
    struct bytes joint = bytes_of_text(between);
    bool ok = EVP_DigestInit_ex2(h->context, h->kind, NULL) == 1;
    for (size_t i = 0; ok && i < n; i++) {
        ok = i == 0 || EVP_DigestUpdate(h->context, joint.p, joint.n) == 1;
        ok = ok && EVP_DigestUpdate(h->context, parts[i].p, parts[i].n) == 1;
    }
    if (!ok || EVP_DigestFinal_ex(h->context, sum, NULL) != 1)
        memset(sum, 0, HASHER_SUM_MAX);
}

struct hasher_hex hasher_hex(struct hasher *h, const struct bytes *parts, size_t n,
                             const char *between)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t sum[HASHER_SUM_MAX];
    struct hasher_hex hex = { .n = 2 * h->sum_n };
    hasher_sum(h, parts, n, between, sum);
    for (size_t i = 0; i < h->sum_n; i++) {
        hex.b[2 * i] = (uint8_t)digits[sum[i] >> 4];
        hex.b[2 * i + 1] = (uint8_t)digits[sum[i] & 15];
    }
    explicit_bzero(sum, sizeof sum);
    return hex;
}

void hasher_hex_raise(struct hasher_hex *hex)
{
    for (size_t i = 0; i < hex->n; i++)
        hex->b[i] = (uint8_t)(hex->b[i] >= 'a' ? hex->b[i] - 'a' + 'A' : hex->b[i]);
}

bool hasher_hex_is(const struct hasher_hex *hex, struct bytes said)
{
    size_t n = 0;
    while (n < said.n && n < hex->n && hex_digit(said.p[n]) == hex_digit(hex->b[n]))
        n++;
    return n == hex->n && n == said.n;
}
