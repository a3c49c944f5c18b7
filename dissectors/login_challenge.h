/* What a camera gives its login page to hash the password with, before the login comes. Guide items
 * 2.1 and 2.3.
 *
 * Known: Dahua's global.login, whose first answer refuses and gives a realm and a random number
 * ("encryption":"Default"); Hikvision's ISAPI, where sessionLogin/capabilities gives a challenge,
 * salts and how many rounds. Neither is published by its maker; both are known from the programs of
 * others that log in so. */
#pragma once

#include "core/bytes.h"

enum {
    LOGIN_CHALLENGE_MAX = 2048, /* of an answer; longer ones give none */
    LOGIN_SALT_MAX = 72,
    LOGIN_ROUNDS_MAX = 128, /* more are nobody's, and work: devices ask for 100 */
};

enum login_recipe {
    LOGIN_RECIPE_NONE,
    LOGIN_RECIPE_DAHUA,         /* salt: the realm; nonce: the random number */
    LOGIN_RECIPE_ISAPI,         /* "irreversible": the device keeps a salted hash */
    LOGIN_RECIPE_ISAPI_UNSALTED /* of older devices */
};

struct login_salt {
    uint8_t n;
    uint8_t b[LOGIN_SALT_MAX];
};

/* All zero: none was given. */
struct login_challenge {
    struct login_salt salt, nonce;
    struct login_salt second; /* ISAPI's second salt; empty: it is not hashed in */
    uint8_t recipe;           /* enum login_recipe */
    uint8_t rounds;           /* 2 to LOGIN_ROUNDS_MAX */
};

static inline struct bytes login_salt_bytes(const struct login_salt *s)
{
    return (struct bytes){ s->b, s->n };
}

/* Whether a GET of that target asks for one. */
bool login_challenge_is_asked(struct bytes target);

/* What the whole body of the answer gives; LOGIN_RECIPE_NONE: nothing that we know. */
struct login_challenge login_challenge_read(struct bytes body);
