#include "tests/support/quic_packet.h"

#include <criterion/criterion.h>
#include <openssl/evp.h>

enum { TAG = 16, NUMBER = 1, BODY_MIN = 40 };

static void add(struct datagram *d, const void *p, size_t n)
{
    cr_assert(d->n + n <= sizeof d->b);
    memcpy(d->b + d->n, p, n);
    d->n += n;
}

static void add_byte(struct datagram *d, unsigned b)
{
    add(d, &(uint8_t){ (uint8_t)b }, 1);
}

static void seal(const struct quic_keys *keys, struct bytes header, struct bytes said, uint8_t *to)
{
    int n = 0;
    EVP_CIPHER_CTX *e = EVP_CIPHER_CTX_new();
    cr_assert_eq(EVP_EncryptInit_ex(e, EVP_aes_128_gcm(), NULL, keys->key, keys->iv), 1);
    cr_assert_eq(EVP_EncryptUpdate(e, NULL, &n, header.p, (int)header.n), 1);
    cr_assert_eq(EVP_EncryptUpdate(e, to, &n, said.p, (int)said.n), 1);
    cr_assert_eq(EVP_EncryptFinal_ex(e, to + said.n, &n), 1);
    cr_assert_eq(EVP_CIPHER_CTX_ctrl(e, EVP_CTRL_AEAD_GET_TAG, TAG, to + said.n), 1);
    EVP_CIPHER_CTX_free(e);
}

static void mask(const struct quic_keys *keys, uint8_t *first, uint8_t *number)
{
    uint8_t bits[32];
    int n = 0;
    EVP_CIPHER_CTX *e = EVP_CIPHER_CTX_new();
    cr_assert_eq(EVP_EncryptInit_ex(e, EVP_aes_128_ecb(), NULL, keys->header, NULL), 1);
    cr_assert_eq(EVP_EncryptUpdate(e, bits, &n, number + 4, 16), 1);
    EVP_CIPHER_CTX_free(e);
    *first ^= bits[0] & 0x0f;
    *number ^= bits[1];
}

/* The packet number is 0 and has one byte. */
void quic_seal(struct datagram *d, const struct quic_say *say)
{
    struct quic_keys keys;
    uint8_t body[DATAGRAM_MAX] = { 0 };
    size_t begin = d->n, n = say->frames.n > BODY_MIN ? say->frames.n : BODY_MIN;
    struct datagram id = datagram_of_hex(say->id);
    struct datagram to = datagram_of_hex(say->to != NULL ? say->to : say->id);
    uint8_t version[4] = { (uint8_t)(say->version >> 24), (uint8_t)(say->version >> 16),
                           (uint8_t)(say->version >> 8), (uint8_t)say->version };
    cr_assert(quic_initial_keys(say->version, datagram_bytes(&id), say->from_client, &keys));
    add_byte(d, say->version == QUIC_VERSION_2 ? 0xd0 : 0xc0);
    add(d, version, sizeof version);
    add_byte(d, (unsigned)to.n);
    add(d, to.b, to.n);
    add_byte(d, 0); /* no id of its own */
    add_byte(d, 0); /* no token */
    add_byte(d, 0x40 | (unsigned)(NUMBER + n + TAG) >> 8);
    add_byte(d, (NUMBER + n + TAG) & 0xff);
    add_byte(d, 0); /* the number */
    size_t header_n = d->n - begin;
    memcpy(body, say->frames.p, say->frames.n);
    add(d, body, n + TAG);
    seal(&keys, (struct bytes){ d->b + begin, header_n }, (struct bytes){ body, n },
         d->b + begin + header_n);
    mask(&keys, d->b + begin, d->b + begin + header_n - NUMBER);
}
