#include "rules/known_passwords.h"

#include <string.h>

#include "rules/moment.h"

uint64_t known_passwords_take(struct known_passwords *k, uint32_t fingerprint, uint64_t now_ns)
{
    size_t i = 0;
    while (i < KNOWN_PASSWORDS_MAX - 1 && k->at[i].fingerprint != fingerprint)
        i++;
    struct known_password taken = k->at[i];
    if (taken.fingerprint != fingerprint || now_ns < taken.since_ns)
        taken = (struct known_password){ now_ns, fingerprint };
    memmove(&k->at[1], &k->at[0], i * sizeof taken);
    k->at[0] = taken;
    return taken.since_ns;
}

void known_passwords_move(struct known_passwords *k, int64_t by_ns)
{
    for (size_t i = 0; i < KNOWN_PASSWORDS_MAX; i++)
        move_time(&k->at[i].since_ns, by_ns);
}
