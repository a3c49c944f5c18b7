/* How it works: OpenSSL takes the certificate apart and allocates for it. That is once in a
 * conversation, when a server shows it, and never for a packet of a settled one. Only the two names
 * of many, the key and the signature's algorithm are looked at; extensions stay closed. What may
 * take long is left alone: keys on curves of the sender's own making, whose points cost as much as
 * the sender likes, and signatures by keys that are slow to check. */

#include "dissectors/x509.h"

#include <openssl/err.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <time.h>

enum { RSA_CHECKED_MAX = 4096, EXPONENT_CHECKED_MAX = 32, DSA_CHECKED_MAX = 2048 }; /* bits */

/* Such a curve names its field: RFC 3279 section 2.3.5, prime-field and characteristic-two-field.
 */
static bool spells_out_a_curve(struct bytes der)
{
    static const uint8_t field[] = { 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x01 };
    for (;;) {
        const uint8_t *at = memmem(der.p, der.n, field, sizeof field);
        if (at == NULL)
            return false;
        der = bytes_after(der, (size_t)(at - der.p) + sizeof field);
        if (der.n > 0 && (der.p[0] == 1 || der.p[0] == 2))
            return true;
    }
}

/* The last one of that kind: it is the nearest to whom it names. */
static bool name_part(const X509_NAME *name, int kind, struct text *to)
{
    int last = -1;
    for (int i = X509_NAME_get_index_by_NID(name, kind, -1); i >= 0;
         i = X509_NAME_get_index_by_NID(name, kind, i))
        last = i;
    if (last < 0)
        return false;
    unsigned char *utf8 = NULL;
    int n = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last)));
    if (n >= 0)
        text_set(to, (struct bytes){ utf8, (size_t)n });
    OPENSSL_free(utf8);
    return n > 0;
}

static void read_name(const X509_NAME *name, struct text *to)
{
    if (!name_part(name, NID_commonName, to))
        (void)name_part(name, NID_organizationName, to);
}

/* 0: before 1970, or no time at all. */
static uint64_t seconds_of(const ASN1_TIME *t)
{
    struct tm tm;
    if (ASN1_TIME_to_tm(t, &tm) != 1)
        return 0;
    time_t seconds = timegm(&tm);
    return seconds > 0 ? (uint64_t)seconds : 0;
}

static enum public_key kind_of(const X509_PUBKEY *key)
{
    ASN1_OBJECT *algorithm = NULL;
    (void)X509_PUBKEY_get0_param(&algorithm, NULL, NULL, NULL, key);
    switch (OBJ_obj2nid(algorithm)) {
    case NID_rsaEncryption:
    case NID_rsassaPss:
        return PUBLIC_KEY_RSA;
    case NID_X9_62_id_ecPublicKey:
        return PUBLIC_KEY_EC;
    default:
        return PUBLIC_KEY_OTHER;
    }
}

static uint16_t bits_of(const EVP_PKEY *key)
{
    int bits = key != NULL ? EVP_PKEY_get_bits(key) : 0;
    if (bits < 0)
        return 0;
    return bits < UINT16_MAX ? (uint16_t)bits : UINT16_MAX;
}

/* RFC 7469 section 2.4 takes the same hash for the same purpose. */
static uint64_t id_of(const X509_PUBKEY *key)
{
    unsigned char *der = NULL;
    unsigned char hash[SHA256_DIGEST_LENGTH] = { 0 };
    int n = i2d_X509_PUBKEY(key, &der);
    if (n > 0)
        (void)SHA256(der, (size_t)n, hash);
    OPENSSL_free(der);
    struct cursor c = cursor_over((struct bytes){ hash, sizeof hash });
    return take_be64(&c);
}

static enum signed_with signature_of(X509 *x)
{
    int hash = NID_undef;
    if (X509_get_signature_info(x, &hash, NULL, NULL, NULL) != 1)
        return SIGNED_OTHER;
    switch (hash) {
    case NID_md5:
        return SIGNED_MD5;
    case NID_sha1:
        return SIGNED_SHA1;
    case NID_sha224:
    case NID_sha256:
    case NID_sha384:
    case NID_sha512:
        return SIGNED_SHA2;
    default:
        return SIGNED_OTHER;
    }
}

static bool is_usual_exponent(const EVP_PKEY *key)
{
    BIGNUM *e = NULL;
    bool usual = EVP_PKEY_get_bn_param(key, "e", &e) == 1 && BN_num_bits(e) <= EXPONENT_CHECKED_MAX;
    BN_free(e);
    return usual;
}

static bool is_usual_curve(const EVP_PKEY *key)
{
    char curve[32];
    if (EVP_PKEY_get_group_name(key, curve, sizeof curve, NULL) != 1)
        return false;
    int nid = OBJ_txt2nid(curve);
    return nid == NID_X9_62_prime256v1 || nid == NID_secp384r1 || nid == NID_secp521r1;
}

/* A signature by such a key is checked in a millisecond or so. */
static bool is_quick(const EVP_PKEY *key)
{
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
        return EVP_PKEY_get_bits(key) <= RSA_CHECKED_MAX && is_usual_exponent(key);
    case EVP_PKEY_EC:
        return is_usual_curve(key);
    case EVP_PKEY_DSA:
        return EVP_PKEY_get_bits(key) <= DSA_CHECKED_MAX;
    case EVP_PKEY_ED25519:
    case EVP_PKEY_ED448:
        return true;
    default:
        return false;
    }
}

/* Two equal names prove nothing: the key must have signed itself. */
static bool is_self_signed(X509 *x, EVP_PKEY *key)
{
    return key != NULL && X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(x)) == 0 &&
           is_quick(key) && X509_verify(x, key) == 1;
}

static void tell(X509 *x, struct observation *o)
{
    const X509_PUBKEY *spki = X509_get_X509_PUBKEY(x);
    EVP_PKEY *key = X509_get0_pubkey(x);
    *o = (struct observation){ .kind = OBS_CERTIFICATE };
    read_name(X509_get_subject_name(x), &o->certificate.subject);
    read_name(X509_get_issuer_name(x), &o->certificate.issuer);
    o->certificate.not_before_s = seconds_of(X509_get0_notBefore(x));
    o->certificate.not_after_s = seconds_of(X509_get0_notAfter(x));
    o->certificate.key = kind_of(spki);
    o->certificate.key_bits = bits_of(key);
    o->certificate.signed_with = signature_of(x);
    o->certificate.self_signed = is_self_signed(x, key);
    o->certificate.key_id = id_of(spki);
}

bool x509_read(struct bytes der, struct observation *o)
{
    if (der.n == 0 || der.n > CERTIFICATE_MAX || spells_out_a_curve(der))
        return false;
    const unsigned char *at = der.p;
    X509 *x = d2i_X509(NULL, &at, (long)der.n);
    bool whole = x != NULL && at == der.p + der.n;
    if (whole)
        tell(x, o);
    X509_free(x);
    ERR_clear_error();
    return whole;
}
