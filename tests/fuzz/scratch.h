/* A folder in memory for targets whose subject reads files, one for each process. */
#pragma once

#include "core/bytes.h"

enum { SCRATCH_PATH = 128 };

/* Where it is; made at the first call, removed at the end of a process that ends well. */
const char *scratch_folder(void);

/* The path of a file in it. */
void scratch_path(const char *name, char out[static SCRATCH_PATH]);

/* Writes a file anew. */
void scratch_write(const char *name, struct bytes text, unsigned mode);

/* Reads a file whole; the caller frees it. p NULL: there is none. */
struct bytes scratch_read(const char *name);

/* Removes what is in it. */
void scratch_empty(void);

/* What the subject says on stderr is not heard any more; sanitizers and libFuzzer are. */
void scratch_hush(void);
