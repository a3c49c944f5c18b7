/* The commands of the program. Adding one: a function here and a line in commands.c. */
#pragma once

#include "sensor/options.h"

struct command {
    const char *name;                  /* NULL: the end */
    int (*run)(int argc, char **argv); /* argv[0] is the command's name; returns the exit status */
};

extern const struct command commands[];
