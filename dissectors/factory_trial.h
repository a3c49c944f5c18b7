/* Tries the passwords that cameras leave the factory with on what hides one: a digest, a hash.
 * Guide items 2.1 and 2.3. */
#pragma once

#include "core/password.h"

/* What hides it, and whether this password is behind it. */
struct factory_trial {
    bool (*fits)(void *self, struct bytes password);
    void *self;
};

/* Tries the logins of that user, and those of any, 32 at most: is_default and tried of *w.
 * `defaults` may be NULL. */
void factory_try(const struct factory_trial *t, struct bytes user,
                 const struct password_defaults *defaults, struct password_weight *w);
