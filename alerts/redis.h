/* A conversation with Redis: commands out, answers in, and no wait without an end. */
#pragma once

#include "core/bytes.h"
#include "core/error.h"

struct redis;
struct redis_url;

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
 * most 2 seconds an address and 5 an answer. Of a cluster each node that has keys of ours gets a
 * connection, when it is needed; when the URL's is gone, others that were learned are tried. */
bool redis_connect(struct redis *r, struct error *e);
bool redis_connected(const struct redis *r);

/* Sends a command and waits for its answer, at most 5 seconds; what number it was goes to *number
 * (-1: none; NULL: of no interest). false: Redis refused, or the connection is lost, and why. */
bool redis_order(struct redis *r, const struct command *c, long long *number, struct error *e);

/* Whether the last command was refused, with an error that begins with this word. */
bool redis_refused(const struct redis *r, const char *code);

/* Is told each text of an answer that is a list, in its order; of lists within it, too. n 0 and p
 * NULL: there is nothing under a key that was asked for. The text is gone afterwards. */
struct redis_hearer {
    void (*hear)(void *self, struct bytes text);
    void *self;
};

/* As redis_order(), for an answer that is a list. */
bool redis_list(struct redis *r, const struct command *c, struct redis_hearer to, struct error *e);

/* An answer as it is nested: texts, and lists of these and of lists, seven levels deep at most
 * (what is deeper is no answer). Everything below may be asked of NULL, which is no text and no
 * list. */
struct redis_answer;

/* As redis_order(), for any answer; to be freed with redis_answer_free(). NULL: Redis refused, or
 * the connection is lost, and why. */
struct redis_answer *redis_ask(struct redis *r, const struct command *c, struct error *e);
void redis_answer_free(struct redis_answer *a);

/* The two halves of redis_ask(), to have several commands on their way: the answers come in the
 * order of the commands, each of which must be waited for as long as the connection is not lost. */
bool redis_send(struct redis *r, const struct command *c, struct error *e);
struct redis_answer *redis_receive(struct redis *r, const struct command *c, struct error *e);

/* How many parts a list has; 0: it is none. */
size_t redis_answer_count(const struct redis_answer *a);
/* NULL: it has no such part. Lives as long as the whole. */
const struct redis_answer *redis_answer_part(const struct redis_answer *a, size_t i);
/* p NULL: it is no text. */
struct bytes redis_answer_text(const struct redis_answer *a);
/* -1: it is no number. */
long long redis_answer_number(const struct redis_answer *a);
/* There is nothing under what was asked for. */
bool redis_answer_is_nil(const struct redis_answer *a);

/* From any thread: every wait ends now, and so will those to come. */
void redis_stop(struct redis *r);

/* What its URL says; lives as long as it. */
const struct redis_url *redis_settings(const struct redis *r);

/* The place, for people; no user, no password. */
const char *redis_where(const struct redis *r);
/* Under which key alerts are there (redis_url.h). */
const char *redis_key(const struct redis *r);
