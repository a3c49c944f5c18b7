/* `replay --facts`: every observation as one line of JSON. */
#pragma once

#include "core/error.h"
#include "core/observer.h"

struct facts_out;

/* path: a file's name or "-" for standard output. NULL: it cannot be written, and why. */
struct facts_out *facts_out_open(const char *path, struct error *e);

/* Writes one line; self is a struct facts_out, so that this fits a struct observer. */
void facts_out_see(void *self, const struct observation *o);

/* false: not everything was written, and why. */
bool facts_out_close(struct facts_out *f, struct error *e);
