/* Holds a policy file against the schema before libcyaml reads it, so that every mistake is named
 * with its place and with what was probably meant. For policy_*.c only. */
#pragma once

#include "core/bytes.h"
#include "core/error.h"

/* False: e holds "PATH:LINE:COLUMN: what is wrong". *empty: there is nothing in the file. */
bool policy_check(const char *path, struct bytes text, bool *empty, struct error *e);
