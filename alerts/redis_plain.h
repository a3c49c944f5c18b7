/* Lines into Redis with the plain commands: what has no numbers, and what is for a channel. Sent
 * again after a broken connection they are there again. */
#pragma once

#include "alerts/redis.h"
#include "alerts/redis_url.h"
#include "alerts/sink.h"

/* Where to, and how the command is called for people. */
struct redis_plain {
    struct redis *redis;
    const struct redis_url *url;
    const char *purpose;
};

/* RPUSH of many lines; XADD or PUBLISH of each. *unheard grows by how many nobody was listening to,
 * of a channel. false: some may have arrived, and why not all. */
bool redis_plain(const struct redis_plain *to, const struct batch *b, uint64_t *unheard,
                 struct error *e);
