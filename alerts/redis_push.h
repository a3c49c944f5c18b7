/* Batches of lines into the list, the stream or the channel of a Redis. */
#pragma once

#include "alerts/redis.h"
#include "alerts/redis_url.h"
#include "alerts/sink.h"

struct redis_push;

/* r and url must outlive it. NULL: no memory. */
struct redis_push *redis_push_new(struct redis *r, const struct redis_url *url);
void redis_push_free(struct redis_push *p);

/* true: every line has arrived; once, if it has a number and this is no channel; at as many
 * replicas as the URL asks for. false: some may have, and why not all; the same may be sent again.
 */
bool redis_push_batch(struct redis_push *p, const struct batch *b, struct error *e);

/* Asks how many entries there are now, for the figures; that a user may not ask is no failure. */
void redis_push_measure(struct redis_push *p);

/* From any thread. */
void redis_push_figures(const struct redis_push *p, struct sink_figures *out);
