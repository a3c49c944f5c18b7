#include "dissectors/factory_trial.h"

enum { TRIES_MAX = 32 };

void factory_try(const struct factory_trial *t, struct bytes user,
                 const struct password_defaults *defaults, struct password_weight *w)
{
    size_t n = defaults != NULL ? defaults->n : 0;
    for (size_t i = 0, tries = 0; i < n && tries < TRIES_MAX && !w->is_default; i++) {
        const struct password_default *login = &defaults->at[i];
        bool theirs = bytes_equal_text(user, login->user);
        if (!theirs && login->user[0] != '\0')
            continue;
        tries++;
        w->tried |= theirs;
        w->is_default = t->fits(t->self, bytes_of_text(login->password));
    }
    w->tried |= w->is_default;
}
