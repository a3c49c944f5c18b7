/* Base64, RFC 4648 section 4, into memory of the caller's own. What is decoded here is mostly
 * secret: whoever calls wipes `out` with explicit_bzero() when it has been weighed. */
#pragma once

#include "core/bytes.h"

/* Decodes `in` into at most `max` bytes at `out` and says how many in *n. Any number of '=' at the
 * end is passed over. False, with `out` wiped and *n 0: a character that is not of the alphabet, a
 * single character left over, or more than `max` bytes. */
bool base64_decode(struct bytes in, uint8_t *out, size_t max, size_t *n);
