/* The captures that the command line names: files as they are, directories by the files in them. */
#pragma once

#include "core/error.h"

#include <stddef.h>

struct inputs {
    char **path; /* owned */
    size_t n;
};

/* Called for a path that cannot be used. */
struct complaint {
    void (*about)(void *self, const char *path, const char *why);
    void *self;
};

/* Directories are replaced by their regular files, in name order; names that begin with a dot, and
 * files that are no captures by their name, are left out (see inputs.c). False: no memory. */
bool inputs_gather(struct inputs *in, const char *const *paths, size_t n,
                   const struct complaint *complaint);
void inputs_free(struct inputs *in);
