/* The fields of a form, in the ways to write it: urlencoded, in parts, JSON, and ISAPI's XML. Guide
 * items 2.3 and 2.5. */
#pragma once

#include "core/observation.h"
#include "dissectors/login_fields.h"
#include "dissectors/plain.h"

enum login_form_kind {
    LOGIN_FORM_OTHER, /* it is no login, or that of something else */
    LOGIN_FORM_ASKS,  /* it asks for a challenge to hash the password with (login_challenge.h) */
    LOGIN_FORM_LOGIN,
};

/* All zero at first, but the scheme, SCHEME_FORM. It holds a password: whoever has one wipes it. */
struct login_reading {
    struct login_fields fields;
    enum scheme scheme;
    bool challenged; /* Dahua's: the first call has an empty password, and asks for a challenge */
    void (*plain)(struct bytes in, struct plain *out);
    struct plain user, password; /* of XML */
};

/* Takes the whole body. Which of them it is, the body says itself: pages send JSON under the name
 * of the first, too. The fields are views of the body or of *r. */
enum login_form_kind login_reading_take(struct login_reading *r, struct bytes body);
