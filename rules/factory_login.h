/* Whether a server takes a factory login that somebody tries on it: the login is one fact, the
 * answer that takes or refuses it another. Guide item 2.1. */
#pragma once

#include "rules/offers.h"

enum { FACTORY_LOGINS_MAX = 4 };

/* All zero at first. */
struct factory_login {
    struct {
        struct endpoint client;
        enum scheme scheme; /* SCHEME_NONE: free */
    } waiting[FACTORY_LOGINS_MAX];
    struct offers offers;
    uint8_t next;
};

/* Whether a login (OBS_LOGIN) is to none of a camera's accounts: it is no server of mail, and
 * anonymous FTP takes any password; so may it where the name was not seen. */
bool login_is_foreign(const struct observation *o);

/* Takes a fact of the server (OBS_CHALLENGE, OBS_LOGIN, OBS_EXCHANGE) into account. True: it has
 * just taken a factory login. */
bool factory_login_taken(struct factory_login *f, const struct observation *o);
