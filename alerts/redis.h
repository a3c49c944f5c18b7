/* A conversation with Redis: commands out, answers in, and no wait without an end. */
#pragma once

#include "core/bytes.h"
#include "core/error.h"

struct redis;

/* One command: words, and what it is for, for people. */
struct command {
    const char *purpose; /* "the posture of a camera" */
    bool secret;         /* its words must not be told, and Redis may repeat them in an answer */
    int n;
    const char **word;
    const size_t *length;
};

/* Reads where Redis is and who we are to it (redis_url.h), and keeps it; does not connect. NULL: e
 * says why. */
struct redis *redis_new(const char *url, struct error *e);
void redis_free(struct redis *r);

/* Connects, anew if it is connected; logs in, chooses the database and waits for a greeting: at
 * most 2 seconds an address and 5 an answer. */
bool redis_connect(struct redis *r, struct error *e);
bool redis_connected(const struct redis *r);

/* Sends a command and waits for its answer, at most 5 seconds; what number it was goes to *number
 * (-1: none; NULL: of no interest). false: Redis refused, or the connection is lost, and why. */
bool redis_order(struct redis *r, const struct command *c, long long *number, struct error *e);

/* Is told each text of an answer that is a list, in its order; of lists within it, too. n 0 and p
 * NULL: there is nothing under a key that was asked for. The text is gone afterwards. */
struct redis_hearer {
    void (*hear)(void *self, struct bytes text);
    void *self;
};

/* As redis_order(), for an answer that is a list. */
bool redis_list(struct redis *r, const struct command *c, struct redis_hearer to, struct error *e);

/* From any thread: every wait ends now, and so will those to come. */
void redis_stop(struct redis *r);

/* The place, for people; no user, no password. */
const char *redis_where(const struct redis *r);
