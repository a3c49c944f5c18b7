/* A file that is there whole or not at all: it is written beside its place and then moved there, so
 * that a reader never sees half of it, and an older one stays until the new one is complete. */
#pragma once

#include <limits.h>
#include <stdio.h>

#include "core/error.h"

struct whole_file {
    FILE *out;
    const char *path;      /* as it was asked for */
    char target[PATH_MAX]; /* what that is, symbolic links followed; empty: written in place */
    char beside[PATH_MAX];
};

/* Whether it could be opened, without doing it. */
bool whole_file_try(const char *path, struct error *e);

/* "-" is standard output; what is there and is no regular file (a pipe, a device) is written in
 * place. A new file can be read by its group and written by its owner, less the umask. The path
 * must outlive it. False: e says why. */
bool whole_file_open(struct whole_file *f, const char *path, struct error *e);

/* Ends it, also after a failure. False: it has not come about, e says why. */
bool whole_file_close(struct whole_file *f, struct error *e);
