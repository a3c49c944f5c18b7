/* The master of a Redis that sentinels watch over, each time as they see it. */
#pragma once

#include "alerts/redis.h"

/* Asks each sentinel of the URL in turn who the master is, until one leads to a Redis that says so
 * of itself, and logs in there. false: none does, and why the last does not. */
bool redis_sentinel_connect(struct redis *r, struct error *e);
