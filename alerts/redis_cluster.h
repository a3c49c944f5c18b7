/* What we were told of a cluster: at which node a key was last, and which nodes there are. */
#pragma once

#include "alerts/redis.h"
#include "alerts/redis_url.h"

enum { REDIS_KNOWN_MAX = 8, REDIS_KNOWN_KEY = 192, REDIS_NODES_MAX = 16 };

/* Begins as { 0 }; the oldest gives way. */
struct redis_known {
    size_t n;
    size_t next;
    struct {
        char key[REDIS_KNOWN_KEY];
        struct redis_place place;
    } entry[REDIS_KNOWN_MAX];
};

/* Begins as { 0 }; without one that is there already, and the oldest gives way. */
struct redis_nodes {
    size_t n;
    size_t next;
    struct redis_place place[REDIS_NODES_MAX];
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

/* Reads what a Redis says where another is. false: that can be no place. */
bool redis_place_read(struct bytes host, struct bytes port, struct redis_place *out);
bool redis_place_is(const struct redis_place *a, const struct redis_place *b);

void redis_nodes_put(struct redis_nodes *k, const struct redis_place *place);
/* Reads the answer to CLUSTER SLOTS: masters and replicas; without a host it is the same one as
 * `here`. What is no such answer, or NULL, adds nothing. */
void redis_nodes_read(struct redis_nodes *k, const struct redis_answer *a,
                      const struct redis_place *here);
