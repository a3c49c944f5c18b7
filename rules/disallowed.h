/* The servers that a camera went to and the policy does not allow, of one item: what another
 * policy, or the same camera in another run, has to know of them. */
#pragma once

#include "rules/grounds.h"

/* All zero at first. */
struct disallowed {
    struct ip server; /* the last one; all zero: none */
    bool several;     /* there were others, too */
};

/* It went there. */
static inline void disallowed_note(struct disallowed *d, const struct ip *server)
{
    bool another = !ip_is_group(&d->server) && !ip_equal(&d->server, server);
    d->several = d->several || another;
    d->server = *server;
}

/* Whether that server, which is allowed now, is all that was disallowed. */
static inline bool disallowed_was_only(const struct disallowed *d, const struct ip *server)
{
    return !d->several && ip_equal(&d->server, server);
}

/* item.remember and item.remind of an item in whose memory it stands first. */
void disallowed_remember(const void *memory, struct sentence *words);
void disallowed_remind(void *memory, const char *words);

/* The same with grounds, of which its reasons may not name all: what is only suspected, where
 * something else is broken. */
struct doubts {
    struct disallowed disallowed; /* servers */
    struct grounds grounds;
};

/* item.remember and item.remind of an item in whose memory it stands first. */
void doubts_remember(const void *memory, struct sentence *words);
void doubts_remind(void *memory, const char *words);
