/* What the command line of `camwarden replay` asks for. */
#pragma once

#include "sensor/common_options.h"

struct replay_options {
    struct common_options common;
    const char **paths; /* point into argv; the array is freed by options_free() */
    size_t paths_n;
    const char *facts;  /* file or "-", or NULL */
    const char *report; /* file or "-" for the page, or NULL */
    bool json;
    bool exit_code; /* EXIT_VIOLATIONS if anything is broken */
    bool debug;
};

/* Reads argv (argv[0] is the program's name as help shall show it). Ends the program on --help, and
 * with EXIT_USAGE on a mistake. */
void options_read(int argc, char **argv, struct replay_options *o);
void options_free(struct replay_options *o);
