/* Memory for what must not be read by others: not swapped out (where the system lets us lock it),
 * not in a core dump, not in a child process, and wiped before it is given back. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* n bytes, all zero. NULL: no memory. */
void *secret_new(size_t n);
void secret_free(void *p, size_t n); /* p may be NULL */

/* Memory for what crosses the wire, where a password may lie for a while: as secret_new(), but not
 * locked, and not wiped: it is large, and its pages are the system's until they are written to. */
void *wire_memory_new(size_t n);
void wire_memory_free(void *p, size_t n); /* p may be NULL */

/* Memory that processes share which are forked from this one: all zero, not in a core dump, not
 * wiped. NULL: no memory. */
void *shared_memory_new(size_t n);
void shared_memory_free(void *p, size_t n); /* p may be NULL; only this process lets go of it */

/* Copies n bytes of what another process may be writing to meanwhile, each read once: what is
 * checked afterwards is the copy, and nothing else. */
void shared_memory_read(void *copy, const void *at, size_t n);

/* Overwrites what functions that have returned left on the stack: copies in registers are saved
 * there that nobody wrote down. */
void wipe_stack(void);

/* Keeps n bytes that were mapped at p out of core dumps. False: the system does not. */
bool keep_undumped(void *p, size_t n);
