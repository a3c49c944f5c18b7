/* Whether a login by Digest is one that a camera left the factory with: the password does not cross
 * the network, but whoever guesses it can compute the same response. RFC 7616 section 3.4.1, RFC
 * 2617 section 3.2.2, RFC 2069. Guide item 2.3. */
#pragma once

#include "dissectors/auth.h"

/* Tries the factory logins of the user that the credentials name, and those for any user, on their
 * response: is_default and tried of *w. At most 32 are tried. The request's method is part of the
 * response. Left alone: hashed user names, qop=auth-int, algorithms that hardly anybody speaks. */
void factory_digest_weigh(const struct auth *a, struct bytes method,
                          const struct password_defaults *defaults, struct password_weight *w);
