/* The fields of a form that somebody sends to a web server: which of them are a login, and whether
 * the form is for something else, a new password or a network's key, say. Guide items 2.3, 2.5. */
#pragma once

#include "core/bytes.h"

enum { LOGIN_FIELDS_MAX = 24 }; /* more are no login */

/* All zero at first. Views of the body. */
struct login_fields {
    struct bytes user, password;
    uint8_t n, users, passwords;
    bool other;  /* it is no login, or that of something else */
    bool hashed; /* a field says that the password was hashed before it was sent */
};

/* Takes one more, its value as written. */
void login_fields_take(struct login_fields *f, struct bytes name, struct bytes value);

/* The same for a number of JSON's, its digits as written: it counts only as a password. */
void login_fields_take_number(struct login_fields *f, struct bytes name, struct bytes value);

/* Whether they are a login: one user who has a name, and one password. */
bool login_fields_are_login(const struct login_fields *f);
