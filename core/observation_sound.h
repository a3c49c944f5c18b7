/* Whether an observation can be used that somebody else wrote: a worker that was taken over by what
 * it read writes what it likes. What is true nobody can say; but every value that is used as a
 * number of a table, as the length of a text or as an address is one that a dissector could have
 * said. */
#pragma once

#include "core/observation.h"

/* Where this program's constants lie. */
struct constants {
    struct {
        uintptr_t from, to;
    } part[4];
    size_t n;
};

/* Of the program that runs: the parts of it that nobody can write to. */
struct constants constants_of_program(void);

/* Whether p is a short word among the constants: printable ASCII, with its end. */
bool constants_have(const struct constants *c, const char *p);

/* `o` is the caller's own copy, that nobody else can write to. */
bool observation_is_sound(const struct observation *o, const struct constants *c);
