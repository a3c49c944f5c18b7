/* Several of a kind in a row: how many, and for how long. */
#pragma once

#include "rules/moment.h"

/* All zero at first. To end it, n = 0. */
struct row {
    uint32_t n;
    uint64_t since_ns, last_ns;
};

/* What a mirror shows twice within a second is one. After two days without any it is another row:
 * nobody asks for the time less often (RFC 5905 section 7.2, MAXPOLL), so more lay between. */
static inline void row_add(struct row *r, uint64_t now_ns)
{
    const uint64_t second_ns = 1000000000, apart_ns = 172800 * second_ns;
    if (r->n > 0 && now_ns < r->last_ns + second_ns)
        return;
    if (r->n > 0 && now_ns - r->last_ns > apart_ns)
        r->n = 0;
    if (r->n++ == 0)
        r->since_ns = now_ns;
    r->last_ns = now_ns;
}

/* Whole ones, from the first to the last. */
static inline uint64_t row_minutes(const struct row *r)
{
    return (r->last_ns - r->since_ns) / 60000000000;
}

/* The clock was set. */
static inline void row_move(struct row *r, int64_t by_ns)
{
    move_time(&r->since_ns, by_ns);
    move_time(&r->last_ns, by_ns);
}
