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
    uint32_t wrong;   /* bits of the item's own */
    struct ip server; /* that the camera went to and the policy does not allow; all zero: none */
    bool several;     /* and to others, too */
};

static inline struct opinion against(struct grounds *g, uint32_t what, struct opinion x)
{
    g->wrong |= what;
    return x;
}

static inline struct opinion in_favour(struct grounds *g, uint32_t disproved, struct opinion x)
{
    x.mends = (g->wrong & disproved) != 0 && (g->wrong & ~disproved) == 0;
    g->wrong &= ~disproved;
    return x;
}

static inline void note_disallowed(struct grounds *g, const struct ip *server)
{
    bool another = !ip_is_group(&g->server) && !ip_equal(&g->server, server);
    g->several = g->several || another;
    g->server = *server;
}

/* For the next run. */
static inline void remember_server(const struct ip *server, bool several, struct sentence *words)
{
    char ip[IP_TEXT_MAX];
    if (!ip_is_group(server))
        sentence_format(words, "%s%s", several ? "+" : "", ip_text(server, ip));
}

static inline void remind_server(struct ip *server, bool *several, const char *words)
{
    *several = words[0] == '+';
    if (!ip_parse(words + *several, server))
        *server = (struct ip){ { 0 } };
}

/* Whether that server, which is allowed now, is all that was disallowed. */
static inline bool was_only_server(const struct grounds *g, const struct ip *server)
{
    return !g->several && ip_equal(&g->server, server);
}
