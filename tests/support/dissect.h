/* Runs a dissector over a conversation the way the flow engine does, and collects what it says. */
#pragma once

#include "core/facts.h"
#include "flow/feed.h"

enum { SEEN_MAX = 256 };

struct seen {
    size_t n;
    struct counters counters;
    struct observation o[SEEN_MAX];
};

/* What one end says before the other speaks again. */
struct turn {
    bool from_client;
    struct bytes said;
};

#define CLIENT(text)                                  \
    {                                                 \
        true,                                         \
        {                                             \
            (const uint8_t *)(text), sizeof(text) - 1 \
        }                                             \
    }
#define SERVER(text)                                  \
    {                                                 \
        false,                                        \
        {                                             \
            (const uint8_t *)(text), sizeof(text) - 1 \
        }                                             \
    }

/* How many elements an array has. */
#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* Feeds a stream's turns in pieces of at most `piece` bytes, each in a block of its own so that a
 * read too far is caught; a datagram dissector is given each turn whole. The dissector is given
 * the conversation without being asked whether it knows it. One factory login is known:
 * admin, 12345. */
struct seen *talk(const struct dissector *x, const struct turn *turns, size_t n, size_t piece);

/* As talk(), and in the end both close the connection in order. */
struct seen *talk_closed(const struct dissector *x, const struct turn *turns, size_t n,
                         size_t piece);

/* As talk(), with keys of the operator. */
struct seen *talk_with_keys(const struct dissector *x, const struct srtp_keys *keys,
                            const struct turn *turns, size_t n, size_t piece);

/* As talk(), whole, but the dissector has to recognise the conversation among all others. */
struct seen *talk_recognised(const struct turn *turns, size_t n, enum transport transport,
                             const char **protocol);

/* The protocol whose dissector recognises a TCP conversation that begins with this from its client
 * and, unless that is empty, this from its server; "" if none does. */
const char *recognised_as(const char *client, const char *server);

/* One client turn, whole. */
struct seen *dissect(const struct dissector *x, const char *text);

/* The standard checks of a stream dissector; they fail the test themselves. */
void says_the_same_in_pieces(const struct dissector *x, const struct turn *turns, size_t n);
void says_less_of_a_prefix(const struct dissector *x, const struct turn *turns, size_t n);

/* The first observation of that kind, or NULL. */
const struct observation *seen_first(const struct seen *s, enum observation_kind kind);

/* The nth of that kind, from 0; fails the test if there are fewer. */
const struct observation *seen_nth(const struct seen *s, enum observation_kind kind, size_t n);
size_t seen_count(const struct seen *s, enum observation_kind kind);

/* Whether this stands anywhere in what was said. */
bool seen_tells(const struct seen *s, const char *secret);

void seen_free(struct seen *s);
