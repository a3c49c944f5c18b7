/* Memory for what must not be read by others: not swapped out (where the system lets us lock it),
 * not in a core dump, not in a child process, and wiped before it is given back. */
#pragma once

#include <stddef.h>

/* n bytes, all zero. NULL: no memory. */
void *secret_new(size_t n);
void secret_free(void *p, size_t n); /* p may be NULL */
