/* System calls that a role has for some uses only. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "sensor/sandbox.h"

enum {
    NARROW_CONNECTS = 1 << SANDBOX_ROLES, /* who connects to servers, whatever its role */
    NARROW_VALUES = 8,
};

/* Argument `arg`, or what `mask` leaves of it, must be one of n values (none: it may be anything);
 * and the argument `also` its own one. Of several lines for the same call one has to fit. */
struct narrow {
    const char *name;
    unsigned roles; /* bits 1 << enum sandbox_role, and NARROW_CONNECTS */
    unsigned arg;
    struct {
        unsigned arg; /* 0: none */
        uint64_t value;
    } also;
    uint64_t mask; /* 0: all of it */
    size_t n;
    uint64_t value[NARROW_VALUES];
};

/* A call of which there is no line is allowed as it is, to the roles that have it. */
extern const struct narrow narrow_lines[];
extern const size_t narrow_lines_n;
