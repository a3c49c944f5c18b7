/* How good a password is, weighed where it lies: only what is below leaves. Guide item 2.3. */
#pragma once

#include "core/bytes.h"

struct password_weight {
    bool seen; /* a password crossed in clear */
    bool empty;
    bool contains_user; /* rule 3; user names of fewer than three characters do not count */
    bool is_default;    /* on the list of factory passwords */
    bool tried;         /* not in clear, but the factory passwords of that user were tried on it */
    uint8_t classes;    /* rule 1: how many of upper case, lower case, digits, symbols; 0-4 */
    uint8_t length;     /* rounded down to 0, 4, 8, 12, 16 */
    bool too_short;     /* shorter than the policy asks; not printed */
    uint32_t fingerprint; /* rule 2: under one key the same for the same password; never told; 0:
                           * not wanted, or of an empty or factory password */
};

/* Without it nobody can try passwords on a fingerprint. */
struct fingerprint_key {
    uint8_t k[32];
};

/* One factory login. An empty user stands for any. */
struct password_default {
    const char *user;
    const char *password;
};

/* What passwords are held against. */
struct password_defaults {
    size_t n;
    const struct password_default *at;
    size_t minimum;                    /* how many bytes one must have; 0: not said */
    const struct fingerprint_key *key; /* NULL: no fingerprints are made */
};

/* Reads the password and keeps nothing of it but, if they hold a key, its fingerprint. `defaults`
 * may be NULL. */
struct password_weight password_weigh(struct bytes password, struct bytes user,
                                      const struct password_defaults *defaults);
