/* Why something could not be set up, in one sentence for the operator. */
#pragma once

#include <stdbool.h>

struct error {
    char s[512];
};

/* Writes the sentence; always false, so that a caller can `return fail(e, ...)`. */
bool fail(struct error *e, const char *format, ...) __attribute__((format(printf, 2, 3)));
