/* Since when a camera has taken a password, by its fingerprint: guide item 2.3, rule 2. The four
 * taken last are remembered: those of as many users. */
#pragma once

#include <stdint.h>

enum { KNOWN_PASSWORDS_MAX = 4 };

/* All zero at first: none is known. */
struct known_passwords {
    struct known_password {
        uint64_t since_ns;
        uint32_t fingerprint;  /* 0: free */
    } at[KNOWN_PASSWORDS_MAX]; /* the one taken last first */
};

/* It is taken now. Since when that is known, at most now_ns. The fingerprint is not 0. */
uint64_t known_passwords_take(struct known_passwords *k, uint32_t fingerprint, uint64_t now_ns);

/* The clock was set. */
void known_passwords_move(struct known_passwords *k, int64_t by_ns);
