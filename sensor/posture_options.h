/* What the command line of `camwarden posture` asks for. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/guide.h"

struct posture_options {
    const char
        *control;      /* path of the socket of the sensor that is asked if nothing else is named */
    char *redis;       /* URL, or NULL; a password, though refused, is overwritten */
    const char *state; /* folder, or NULL */
    char **paths;      /* captures, or results of `replay --json`; point into argv */
    size_t paths_n;
    const char *policy; /* for captures; NULL: the guide */
    const char *camera; /* only that one: id, MAC, address or name; NULL: all */
    enum level level;   /* items above it are left out */
    uint64_t since_ns;  /* 0: changes are not asked for */
    bool unseen;        /* what would decide what stands UNKNOWN is asked for */
    bool sensors;       /* the fleet is asked for, instead of its cameras */
    bool json;
};

/* Reads argv. Ends the program on --help, and with EXIT_USAGE on a mistake. */
void posture_options_read(int argc, char **argv, struct posture_options *o);

/* A date (2026-11-01), a moment (2026-11-01T08:00 or 2026-11-01T08:00:30; all UTC), or how long ago
 * (7d, 12h, 30m), as nanoseconds since 1970; 0: it is none of these. */
uint64_t moment_read(const char *s, uint64_t now_ns);
