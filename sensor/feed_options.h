/* What the command line of `camwarden feed` asks for. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "alerts/format.h"

struct feed_options {
    char *redis; /* URL; what may be a password in it is overwritten once it was read */
    const char *group;
    const char *consumer;
    char host[65];     /* this one's name, the consumer's by default */
    const char *begin; /* where a new group begins: "0", or "$" for what comes later */
    const char *to;    /* a file, or "-" */
    enum format format;
    size_t claim_after_s;
    size_t most; /* lines, then it ends; 0: no end */
    bool once;
    bool no_sandbox;
};

/* Reads argv. Ends the program on --help, and with EXIT_USAGE on a mistake. */
void feed_options_read(int argc, char **argv, struct feed_options *o);
