/* Logins in the body of a POST: application/x-www-form-urlencoded (WHATWG URL, section 5),
 * multipart/form-data (RFC 7578) and JSON (RFC 8259), as the login pages of cameras send them.
 * ISAPI's sessionLogin in XML. Guide items 2.3 and 2.5; protocols.md D.1.
 *
 * How it works: the body is gathered in room that the conversation lends, wiped as soon as it was
 * read, and read when it is whole. A form that changes a password, adds a user or sets up something
 * else is no login, and neither is one whose fields nobody knows. Of a password that the page has
 * hashed it is known at most whether it is a factory's (login_hash.h). */
#pragma once

#include "dissectors/auth.h"
#include "dissectors/login_challenge.h"
#include "dissectors/login_reading.h"

enum { LOGIN_FORM_MAX = 8192 }; /* of a body; longer ones are no login */

_Static_assert((int)LOGIN_FORM_MAX <= (int)ROOM_MAX, "the room that is lent");

/* A body of which a part has come; or an answer that may be a challenge. */
struct login_form {
    uint8_t *room; /* NULL: none was lent */
    uint16_t n;
    struct login_challenge given; /* before it on the connection */
};

/* Whether the body of a POST to that target may be a login, by its Content-Type. */
bool login_form_may_be(struct bytes target, struct bytes type);

/* Takes one more piece. False: it is too long, and wiped. */
bool login_form_take(struct login_form *f, struct bytes piece);

/* Wipes what has come. */
void login_form_drop(struct login_form *f);

/* What the whole body is; of a login fills in *login, all but its outcome. `given` is the challenge
 * that its server gave before, or NULL. */
enum login_form_kind login_form_read(struct bytes body, const struct password_defaults *defaults,
                                     const struct login_challenge *given, struct auth_memory *m,
                                     struct observation *login);
