/* At which node of a cluster a key was last, as far as we were told. */
#pragma once

#include "alerts/redis.h"
#include "alerts/redis_url.h"

enum { REDIS_KNOWN_MAX = 8, REDIS_KNOWN_KEY = 192 };

/* Begins as { 0 }; the oldest gives way. */
struct redis_known {
    size_t n;
    size_t next;
    struct {
        char key[REDIS_KNOWN_KEY];
        struct redis_place place;
    } entry[REDIS_KNOWN_MAX];
};

/* The key of a command of ours. p NULL: it has none. */
struct bytes redis_command_key(const struct command *c);

/* NULL: nobody said. Too long a key is not kept. */
const struct redis_place *redis_known_find(const struct redis_known *k, struct bytes key);
void redis_known_put(struct redis_known *k, struct bytes key, const struct redis_place *place);

/* Reads "MOVED SLOT HOST:PORT" and "ASK SLOT HOST:PORT"; without a HOST it is the same one as
 * `here`. false: it is neither. */
bool redis_redirect_read(struct bytes error, const struct redis_place *here,
                         struct redis_place *out);
