/* Keys of SRTP that the operator supplied, RFC 3711, each with whose media it is for; and with the
 * factory logins all that is tried on what is seen. Guide items 2.3 and 3.8. */
#pragma once

#include "core/packet.h"
#include "core/password.h"

enum {
    SRTP_KEYS_MAX = 256,
    SRTP_KEY_MAX = 46, /* RFC 6188: 32 bytes and 14 of salt */
};

/* RFC 4568 section 6.2, RFC 6188. */
enum srtp_suite {
    SRTP_AES_128_SHA1_80,
    SRTP_AES_128_SHA1_32,
    SRTP_AES_256_SHA1_80,
    SRTP_AES_256_SHA1_32,
    SRTP_SUITES
};

extern const struct srtp_suite_form {
    const char *name;
    size_t key_n; /* of master key and salt together */
} srtp_suites[SRTP_SUITES];

/* The suite of that name; SRTP_SUITES: none. */
enum srtp_suite srtp_suite_named(struct bytes name);

struct srtp_key {
    enum srtp_key_of { SRTP_OF_ANY, SRTP_OF_MAC, SRTP_OF_IP, SRTP_OF_SSRC } of;
    struct mac mac;
    struct ip ip;
    uint32_t ssrc;
    enum srtp_suite suite;
    uint8_t key[SRTP_KEY_MAX];
};

/* Lies in memory for secrets: core/secret.h. */
struct srtp_keys {
    size_t n;
    struct srtp_key at[SRTP_KEYS_MAX];
};

/* NULL: no memory. */
struct srtp_keys *srtp_keys_new(void);
void srtp_keys_free(struct srtp_keys *k); /* k may be NULL; wiped */

/* Whether a key is for what the sender of p sends, as far as p shows that; one that is for an SSRC
 * may be. */
bool srtp_key_may_be_of(const struct srtp_key *key, const struct packet *p);

struct known_secrets {
    struct password_defaults passwords;
    const struct srtp_keys *srtp; /* NULL: none */
};
