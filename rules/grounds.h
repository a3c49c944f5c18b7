/* What speaks against a camera under one item, if that can be several things at once: what
 * disproves one of them mends only if it was the only one. */
#pragma once

#include "rules/rule.h"

/* The reason of a ground; it is how an earlier run's are known. */
struct ground {
    const char *reason;
    uint32_t wrong;
};

/* Of n grounds the one with that reason; 0: there is none. */
static inline uint32_t ground_of(const struct ground *g, size_t n, const char *reason)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(g[i].reason, reason) == 0)
            return g[i].wrong;
    return 0;
}

/* All zero at first. */
struct grounds {
    uint32_t wrong; /* bits of the item's own */
};

/* x, which speaks against the camera for `what`, bits of the item's own. */
static inline struct opinion against(struct grounds *g, uint32_t what, struct opinion x)
{
    g->wrong |= what;
    return x;
}

/* x, which disproves these: it mends if one of them was wrong and nothing else is. */
static inline struct opinion in_favour(struct grounds *g, uint32_t disproved, struct opinion x)
{
    x.mends = (g->wrong & disproved) != 0 && (g->wrong & ~disproved) == 0;
    g->wrong &= ~disproved;
    return x;
}
