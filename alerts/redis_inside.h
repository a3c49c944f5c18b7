/* What a conversation with Redis offers to those who find out with whom it is held. */
#pragma once

#include "alerts/redis.h"
#include "alerts/redis_url.h"

/* Connects to that place and says nothing there yet; the connection there was is given up. The
 * place is of no interest where the URL names a Unix socket. */
bool redis_reach(struct redis *r, const struct redis_place *to, struct error *e);

/* Reads what a Redis says where another is. false: that can be no place. */
bool redis_place_read(struct bytes host, struct bytes port, struct redis_place *out);
