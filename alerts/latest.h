/* What waits for a sink and is replaced by what is newer: one text a key, such as the posture of a
 * camera. Not locked: whoever shares it locks it. */
#pragma once

#include "core/bytes.h"

enum { LATEST_KEY_MAX = 128 };

struct note {
    uint64_t hash; /* of the key */
    char key[LATEST_KEY_MAX];
    size_t n;
    uint8_t text[];
};

struct latest;

/* Holds at most that many keys, and that many bytes of text in all. NULL: no memory. */
struct latest *latest_new(size_t keys, size_t bytes);
void latest_free(struct latest *l);

/* Copies a text, in the place of an older one of the same key (cut to LATEST_KEY_MAX - 1
 * characters). false: there is no room; an older one stays. */
bool latest_put(struct latest *l, const char *key, struct bytes text);

/* Takes out the note whose key has waited longest; the caller frees it with free() or gives it
 * back. NULL: there is none. */
struct note *latest_take(struct latest *l);

/* Puts a note that was taken back in front, unless there is a newer one of its key. */
void latest_give_back(struct latest *l, struct note *note);

size_t latest_count(const struct latest *l);
