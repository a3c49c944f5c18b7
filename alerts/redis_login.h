/* What is said to a Redis first, of what its URL says. */
#pragma once

#include "alerts/redis.h"

/* Tells user and password, if there are any. false: it refused, or is lost, and why. */
bool redis_authenticate(struct redis *r, struct error *e);

/* That, the database, and a greeting. */
bool redis_log_in(struct redis *r, struct error *e);
