/* What the command line of `camwarden ctl` asks for. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CTL_WORDS_MAX = 3 };

struct ctl_options {
    const char *words[CTL_WORDS_MAX]; /* the command, and the camera and the item, or NULL */
    size_t words_n;
    const char *control; /* path of the socket */
    const char *reason;  /* or NULL */
    int64_t for_s;       /* 1 to ten years; 0: not given */
    bool text;           /* for a person, not JSON */
    int timeout_ms;      /* 1 s to an hour */
};

/* Reads argv; what is kept points into it. Ends the program on --help, and with CTL_USAGE on a
 * mistake. */
void ctl_options_read(int argc, char **argv, struct ctl_options *o);
