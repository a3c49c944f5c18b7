#include "dissectors/quic_initial.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

enum { HASH_N = 32, SALT_N = 20, TAG_N = 16, SAMPLE_N = 16, NUMBER_MAX = 4, LABEL_MAX = 24 };

struct secret {
    uint8_t b[HASH_N];
};

/* RFC 9001 section 5.2, RFC 9369 section 3.3.1, and the drafts before them. */
static const uint8_t *salt_of(uint32_t version)
{
    static const uint8_t version_1[SALT_N] = { 0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34,
                                               0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8,
                                               0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a };
    static const uint8_t version_2[SALT_N] = { 0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6,
                                               0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26,
                                               0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9 };
    static const uint8_t draft_29[SALT_N] = { 0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2,
                                              0x4c, 0x9e, 0x97, 0x86, 0xf1, 0x9c, 0x61,
                                              0x11, 0xe0, 0x43, 0x90, 0xa8, 0x99 };
    static const uint8_t draft_23[SALT_N] = { 0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb,
                                              0x5a, 0x11, 0xa7, 0xd2, 0x43, 0x2b, 0xb4,
                                              0x63, 0x65, 0xbe, 0xf9, 0xf5, 0x02 };
    static const uint8_t draft_21[SALT_N] = { 0x7f, 0xbc, 0xdb, 0x0e, 0x7c, 0x66, 0xbb,
                                              0xe9, 0x19, 0x3a, 0x96, 0xcd, 0x21, 0x51,
                                              0x9e, 0xbd, 0x7a, 0x02, 0x64, 0x4a };
    if (version == QUIC_VERSION_2)
        return version_2;
    if (version >= 0xff000017 && version <= 0xff00001c)
        return draft_23;
    if (version >= 0xff00001d && version <= 0xff000020)
        return draft_29;
    if (version == 0xfaceb002) /* Facebook's name for draft 27 */
        return draft_23;
    return version == 0xfaceb001 || version == 0xff000016 ? draft_21 : version_1;
}

static bool hash_with(struct bytes key, struct bytes said, struct secret *to)
{
    return HMAC(EVP_sha256(), key.p, (int)key.n, said.p, said.n, to->b, NULL) != NULL;
}

/* HKDF-Expand-Label (RFC 8446 section 7.1) without a context, of at most HASH_N bytes. */
static bool expand(const struct secret *from, const char *label, uint8_t *to, size_t n)
{
    static const char prefix[] = { 't', 'l', 's', '1', '3', ' ' };
    struct secret block;
    uint8_t info[3 + sizeof prefix + LABEL_MAX + 2] = { 0, (uint8_t)n };
    size_t label_n = strnlen(label, LABEL_MAX), at = 2;
    info[at++] = (uint8_t)(sizeof prefix + label_n);
    memcpy(info + at, prefix, sizeof prefix);
    at += sizeof prefix;
    memcpy(info + at, label, label_n);
    at += label_n;
    info[at++] = 0; /* the context's length */
    info[at++] = 1; /* the first block, and the only one */
    if (!hash_with((struct bytes){ from->b, HASH_N }, (struct bytes){ info, at }, &block))
        return false;
    memcpy(to, block.b, n);
    return true;
}

bool quic_initial_keys(uint32_t version, struct bytes id, bool from_client, struct quic_keys *keys)
{
    bool second = version == QUIC_VERSION_2;
    struct secret both, one;
    return hash_with((struct bytes){ salt_of(version), SALT_N }, id, &both) &&
           expand(&both, from_client ? "client in" : "server in", one.b, HASH_N) &&
           expand(&one, second ? "quicv2 key" : "quic key", keys->key, sizeof keys->key) &&
           expand(&one, second ? "quicv2 iv" : "quic iv", keys->iv, sizeof keys->iv) &&
           expand(&one, second ? "quicv2 hp" : "quic hp", keys->header, sizeof keys->header);
}

/* RFC 9001 section 5.4.3. */
static bool mask_of(EVP_CIPHER_CTX *e, const uint8_t *key, const uint8_t *sample,
                    uint8_t mask[SAMPLE_N])
{
    int n = 0;
    return EVP_EncryptInit_ex(e, EVP_aes_128_ecb(), NULL, key, NULL) == 1 &&
           EVP_CIPHER_CTX_set_padding(e, 0) == 1 &&
           EVP_EncryptUpdate(e, mask, &n, sample, SAMPLE_N) == 1;
}

/* A packet in parts, its header unmasked. */
struct sealed {
    uint8_t first;
    uint8_t number[NUMBER_MAX];
    size_t number_n;
    struct bytes header; /* between the two */
    struct bytes said;
    struct bytes tag;
};

/* RFC 9001 section 5.4.2: the sample is where the body begins if the number has four bytes. */
static bool unmask(EVP_CIPHER_CTX *e, const struct quic_keys *keys, struct bytes packet,
                   size_t number_at, struct sealed *s)
{
    uint8_t mask[SAMPLE_N];
    if (number_at == 0 || packet.n > QUIC_INITIAL_MAX ||
        packet.n < number_at + NUMBER_MAX + SAMPLE_N)
        return false;
    if (!mask_of(e, keys->header, packet.p + number_at + NUMBER_MAX, mask))
        return false;
    s->first = packet.p[0] ^ (mask[0] & 0x0f);
    s->number_n = (size_t)(s->first & 3) + 1;
    for (size_t i = 0; i < s->number_n; i++)
        s->number[i] = packet.p[number_at + i] ^ mask[1 + i];
    s->header = (struct bytes){ packet.p + 1, number_at - 1 };
    struct bytes body = bytes_after(packet, number_at + s->number_n);
    s->said = bytes_first(body, body.n - TAG_N);
    s->tag = bytes_after(body, body.n - TAG_N);
    return true;
}

/* What was left out of a packet number (RFC 9000 appendix A.3) is 0 in packets this early. */
static void nonce_of(const struct quic_keys *keys, const struct sealed *s,
                     uint8_t nonce[sizeof keys->iv])
{
    memcpy(nonce, keys->iv, sizeof keys->iv);
    for (size_t i = 0; i < s->number_n; i++)
        nonce[sizeof keys->iv - s->number_n + i] ^= s->number[i];
}

static bool unseal(EVP_CIPHER_CTX *e, const struct quic_keys *keys, const struct sealed *s,
                   struct quic_plain *plain)
{
    uint8_t nonce[sizeof keys->iv], tag[TAG_N];
    int n = 0, last = 0;
    nonce_of(keys, s, nonce);
    memcpy(tag, s->tag.p, sizeof tag);
    bool opened = EVP_DecryptInit_ex(e, EVP_aes_128_gcm(), NULL, keys->key, nonce) == 1 &&
                  EVP_DecryptUpdate(e, NULL, &n, &s->first, 1) == 1 &&
                  EVP_DecryptUpdate(e, NULL, &n, s->header.p, (int)s->header.n) == 1 &&
                  EVP_DecryptUpdate(e, NULL, &n, s->number, (int)s->number_n) == 1 &&
                  EVP_DecryptUpdate(e, plain->b, &n, s->said.p, (int)s->said.n) == 1 &&
                  EVP_CIPHER_CTX_ctrl(e, EVP_CTRL_AEAD_SET_TAG, TAG_N, tag) == 1 &&
                  EVP_DecryptFinal_ex(e, plain->b + n, &last) == 1;
    plain->n = opened ? (size_t)n : 0;
    return opened;
}

bool quic_open(const struct quic_keys *keys, struct bytes packet, size_t number_at,
               struct quic_plain *plain)
{
    struct sealed s;
    EVP_CIPHER_CTX *e = EVP_CIPHER_CTX_new();
    bool opened = e != NULL && unmask(e, keys, packet, number_at, &s);
    if (opened)
        opened = EVP_CIPHER_CTX_reset(e) == 1 && unseal(e, keys, &s, plain);
    EVP_CIPHER_CTX_free(e);
    return opened;
}
