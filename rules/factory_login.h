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

/* Takes a fact of the server (OBS_CHALLENGE, OBS_LOGIN, OBS_EXCHANGE) into account. True: it has
 * just taken a factory login. */
bool factory_login_taken(struct factory_login *f, const struct observation *o);
