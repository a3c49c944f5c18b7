/* The script by which lines arrive in Redis once: Redis runs it as a whole or not at all. */
#pragma once

#include "alerts/redis.h"

enum { REDIS_CURSOR_MAX = 352 };

/* Epochs and numbers are below this. */
extern const uint64_t redis_number_end;

/* Its text, for EVAL, and its name, for EVALSHA.
 *
 * KEYS: the list or stream; the cursor (below). ARGV: "list" or "stream"; the lines' epoch; the
 * number of the first; a number that must have arrived before (0: none need have); how many entries
 * are kept (0: all); for how many seconds the cursor is; then the lines.
 *
 * The answer is a list of four texts, those of struct redis_pushed; the cursor as it was is one.
 * An error that begins with CURSOR: nothing was done, what must have arrived before has not, or the
 * key of the cursor holds something else. */
extern const char redis_script[];
extern const char redis_script_name[];

struct redis_pushed {
    uint64_t there;   /* of the lines, there already: passed over */
    uint64_t trimmed; /* old entries that gave way */
    uint64_t depth;   /* entries there are now */
    uint64_t epoch;   /* of the cursor as it was; 0: there was none */
    uint64_t number;
};

/* Reads the answer to a call with so many lines. false: it is none. */
bool redis_pushed_read(const struct redis_answer *a, size_t lines, struct redis_pushed *out);

/* The key of the cursor, "EPOCH-NUMBER" of what arrived last of a sender, beside a key: in the same
 * slot of a cluster. false: there can be none beside such a key, or it is too long. */
bool redis_cursor_key(const char *key, const char *sender, char *out, size_t room);
