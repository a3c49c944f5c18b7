/* Which file alerts go to, and how: what the sink's `where` says.
 *
 *   -                                     standard output
 *   FILE                                  that file, whatever its name is
 *   file:FILE[?rotate=MIB&keep=N&format=F]  FILE ("-" too) in percent encoding, RFC 3986 */
#pragma once

#include <limits.h>

#include "alerts/format.h"
#include "core/error.h"

enum { FILE_KEEP_DEFAULT = 5, FILE_KEEP_MAX = 999, FILE_ROTATE_MAX_MIB = 1048576 };

struct file_place {
    char name[PATH_MAX];
    bool standard;         /* the name is for people */
    uint64_t rotate_bytes; /* it is put aside before it is larger than that; 0: never */
    unsigned keep;         /* as FILE.1, the newest, to FILE.N; 1 to FILE_KEEP_MAX */
    enum format format;
};

/* false: e says what is wrong. */
bool file_place_read(const char *where, struct file_place *out, struct error *e);

/* Writes the third form. rotate_mib 0: never. false: it does not fit. */
struct file_wish {
    const char *file; /* "-": standard output */
    size_t rotate_mib;
    size_t keep;
    enum format format;
};
enum { FILE_WHERE_MAX = PATH_MAX + 128 };
bool file_place_write(const struct file_wish *w, char out[static FILE_WHERE_MAX]);
