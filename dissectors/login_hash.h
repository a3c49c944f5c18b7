/* Whether a password that a login page hashed is one that cameras leave the factory with: whoever
 * guesses it can compute the same hash. Guide items 2.1 and 2.3.
 *
 * Known are the ways of Dahua and Hikvision (login_challenge.h), and those that hash it with
 * nothing but, perhaps, the user's name: MD5, SHA-1 or SHA-256, in hexadecimal or base64. Of the
 * latter only a factory password shows: another one may have been hashed in another way. */
#pragma once

#include "core/password.h"
#include "dissectors/login_challenge.h"

/* `said` is what came in place of the password; `c` may be NULL: nothing was given to hash with.
 * Fills in is_default and tried of *w. */
void login_hash_weigh(struct bytes user, struct bytes said, const struct login_challenge *c,
                      const struct password_defaults *defaults, struct password_weight *w);
