/* What the command line of `camwarden replay` asks for. */
#pragma once

#include "core/guide.h"

enum { EXIT_OK = 0, EXIT_VIOLATIONS = 1, EXIT_USAGE = 2, EXIT_INPUT = 3, EXIT_DELIVERY = 4 };

struct replay_options {
    const char **paths; /* point into argv; the array is freed by options_free() */
    size_t paths_n;
    const char *filter; /* pcap-filter(7), or NULL */
    const char *facts;  /* file or "-", or NULL */
    const char *eve;    /* file or "-", or NULL */
    char *redis;        /* URL, or NULL; its password is overwritten once it was read */
    const char *policy; /* file, or NULL: the guide */
    const char *sensor; /* its name in alerts */
    int eve_compat;     /* 7 or 8 */
    size_t workers;     /* 1 to 16 */
    bool has_level;
    enum level level; /* items above it are left out of what is shown; has_level: asked for */
    bool json;
    bool quiet;
    bool exit_code; /* EXIT_VIOLATIONS if anything is broken */
    bool debug;
    bool no_ndpi;
};

/* Reads argv (argv[0] is the program's name as help shall show it). Ends the program on --help, and
 * with EXIT_USAGE on a mistake. */
void options_read(int argc, char **argv, struct replay_options *o);
void options_free(struct replay_options *o);
