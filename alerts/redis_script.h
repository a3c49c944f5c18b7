/* The script by which lines arrive in Redis once: Redis runs it as a whole or not at all. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { REDIS_CURSOR_MAX = 352, REDIS_SCRIPT_ANSWERS = 4 };

/* Its text, for EVAL, and its name, for EVALSHA.
 *
 * KEYS: the list or stream; the cursor (below). ARGV: "list" or "stream"; the lines' epoch; the
 * number of the first; a number that must have arrived before (0: none need have); how many entries
 * are kept (0: all); for how many seconds the cursor is; then the lines. Numbers are below 2^53.
 *
 * The answer is a list of texts: how many of the lines were there already and were passed over; how
 * many old entries gave way; how many entries there are now; what the cursor was ("0-0": none).
 * An error that begins with CURSOR: nothing was done, what must have arrived before has not, or the
 * key of the cursor holds something else. */
extern const char redis_script[];
extern const char redis_script_name[];

/* The key of the cursor, "EPOCH-NUMBER" of what arrived last of a sender, beside a key: in the same
 * slot of a cluster. false: there can be none beside such a key, or it is too long. */
bool redis_cursor_key(const char *key, const char *sender, char *out, size_t room);
