/* The entries of a stream that were written last. */
#pragma once

#include "alerts/redis_stream.h"

enum { FEED_RECENT_MAX = 4096 };

/* All zero: none. */
struct feed_recent {
    size_t n;                       /* ever */
    uint64_t time[FEED_RECENT_MAX]; /* the two numbers of an identifier */
    uint64_t number[FEED_RECENT_MAX];
};

/* The oldest give way. */
void feed_recent_add(struct feed_recent *r, const struct stream_id *id, size_t n);
bool feed_recent_has(const struct feed_recent *r, const struct stream_id *id);
