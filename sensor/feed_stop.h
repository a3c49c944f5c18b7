/* The end, when a signal asks for it: what is in hand has a moment to be written and acknowledged;
 * then whatever still waits is ended. */
#pragma once

#include "alerts/redis.h"
#include "alerts/sink.h"

struct feed_stop;

/* Waits for SIGTERM and SIGINT, which every thread has blocked, on a thread of its own. What is
 * named must outlive feed_stop_free(). NULL: e says why. */
struct feed_stop *feed_stop_new(const struct sink *sink, void *opened, struct redis *r,
                                struct error *e);

/* Becomes readable when it is time to end. */
int feed_stop_fd(const struct feed_stop *s);

/* NULL: does nothing. */
void feed_stop_free(struct feed_stop *s);
