/* Questions and answers: what a refusal means, and where nodes of a cluster send us. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "alerts/redis_inside.h"
#include "alerts/redis_words.h"
#include "core/text.h"

static bool refused(struct redis *r, const struct command *c, struct bytes said, struct error *e)
{
    size_t n = 0;
    while (n < said.n && said.p[n] != ' ')
        n++;
    (void)snprintf(r->code, sizeof r->code, "%.*s", (int)n, (const char *)said.p);
    const char *at = r->now->at;
    const char *means = redis_meaning(r->code);
    if (redis_passes(r->code))
        redis_wire_hang_up(r->now); /* whoever connects anew may find the master, or it loaded */
    if (means != NULL)
        return fail(e, "Redis at %s refused %s: %s (%s)", at, c->purpose, means, r->code);
    if (c->secret)
        return fail(e, "Redis at %s refused %s: it has no such password or does not take one", at,
                    c->purpose);
    struct sentence words;
    sentence_format(&words, "%.*s", (int)said.n, (const char *)said.p);
    return fail(e, "Redis at %s refused %s: %s", at, c->purpose, words.s);
}

/* The connection is of no more use; `why` is the errno of what failed. */
static bool lost(struct redis *r, const struct command *c, int why, struct error *e)
{
    const char *at = r->now->at;
    redis_wire_hang_up(r->now);
    if (why == ETIMEDOUT)
        return fail(e, "Redis at %s did not answer within %d seconds (%s)", at,
                    REDIS_ANSWER_MS / 1000, c->purpose);
    if (why == EPROTO)
        return fail(e, "what answers at %s is not Redis", at);
    if (why == EMSGSIZE)
        return fail(e, "Redis at %s answered too much (%s)", at, c->purpose);
    bool closed = why == EPIPE || why == ECONNRESET || why == ENOTCONN;
    if (closed && !r->now->heard && r->tls == NULL)
        return fail(e, "Redis at %s closed the connection without a word (%s): it may want TLS", at,
                    c->purpose);
    if (closed)
        return fail(e, "Redis at %s closed the connection (%s)", at, c->purpose);
    char text[128];
    return fail(e, "the connection to Redis at %s broke (%s): %s", at, c->purpose,
                strerror_r(why, text, sizeof text));
}

/* To the node that has the key, if we were told which. What is on its way (redis_send()) is so for
 * one key, and with one connection lost all begins anew. */
static bool go_to_key(struct redis *r, const struct command *c, struct error *e)
{
    const struct redis_place *to = redis_known_find(&r->known, redis_command_key(c));
    return to == NULL || !redis_wire_connected(r->now) || redis_place_is(to, &r->now->place) ||
           redis_go(r, to, e);
}

static bool send_here(struct redis *r, const struct command *c, struct error *e)
{
    errno = ENOTCONN;
    return (redis_wire_connected(r->now) && redis_wire_send(r->now, c)) || lost(r, c, errno, e);
}

bool redis_send(struct redis *r, const struct command *c, struct error *e)
{
    return go_to_key(r, c, e) && send_here(r, c, e);
}

/* Waits for the answer to a command. NULL: none came, and why. */
static struct redis_answer *hear(struct redis *r, const struct command *c, struct error *e)
{
    errno = ENOTCONN;
    r->code[0] = '\0';
    struct redis_answer *a = redis_wire_connected(r->now) ? redis_wire_receive(r->now) : NULL;
    if (a == NULL)
        lost(r, c, errno, e);
    return a;
}

struct redis_answer *redis_ask_here(struct redis *r, const struct command *c, struct error *e)
{
    r->code[0] = '\0';
    return send_here(r, c, e) ? hear(r, c, e) : NULL;
}

/* An answer that is an error is none: released, and e says why. */
static struct redis_answer *weigh(struct redis *r, const struct command *c, struct redis_answer *a,
                                  struct error *e)
{
    struct bytes error = redis_answer_error(a);
    if (error.p == NULL)
        return a;
    (void)refused(r, c, error, e);
    redis_answer_free(a);
    return NULL;
}

/* ASK is for the next command, and only if it comes after this one. */
static bool announce(struct redis *r, struct error *e)
{
    const char *words[] = { "ASKING" };
    const size_t lengths[] = { 6 };
    const struct command c = { "what is being moved", false, 1, words, lengths };
    struct redis_answer *a = weigh(r, &c, redis_ask_here(r, &c, e), e);
    redis_answer_free(a);
    return a != NULL;
}

/* Whether the node says that the key is elsewhere; only a command with a key can be sent there. */
static bool is_redirected(struct redis *r, const struct command *c, const struct redis_answer *a,
                          struct redis_place *to)
{
    struct bytes error = redis_answer_error(a);
    return error.p != NULL && r->url->path[0] == '\0' && redis_command_key(c).p != NULL &&
           redis_redirect_read(error, &r->now->place, to);
}

/* Follows where nodes of a cluster send us. */
static struct redis_answer *ask(struct redis *r, const struct command *c, struct error *e)
{
    enum { HOPS_MAX = 5 };
    struct redis_place to;
    struct redis_answer *a = go_to_key(r, c, e) ? redis_ask_here(r, c, e) : NULL;
    for (int hop = 0; hop < HOPS_MAX && is_redirected(r, c, a, &to); hop++) {
        bool moved = redis_answer_error(a).p[0] == 'M';
        redis_answer_free(a);
        if (moved) {
            redis_known_put(&r->known, redis_command_key(c), &to);
            redis_learn_nodes(r, &to);
        }
        bool there = redis_go(r, &to, e) && (moved || announce(r, e));
        a = there ? redis_ask_here(r, c, e) : NULL;
    }
    return a;
}

struct redis_answer *redis_ask(struct redis *r, const struct command *c, struct error *e)
{
    return weigh(r, c, ask(r, c, e), e);
}

struct redis_answer *redis_receive(struct redis *r, const struct command *c, struct error *e)
{
    return weigh(r, c, hear(r, c, e), e);
}

bool redis_order(struct redis *r, const struct command *c, long long *number, struct error *e)
{
    struct redis_answer *a = redis_ask(r, c, e);
    if (number != NULL)
        *number = redis_answer_number(a);
    redis_answer_free(a);
    return a != NULL;
}

static void tell_text(const struct redis_answer *a, struct redis_hearer to)
{
    struct bytes text = redis_answer_text(a);
    if (text.p != NULL || redis_answer_is_nil(a))
        to.hear(to.self, text);
}

/* A list, and the lists in it; no command of ours is answered with deeper ones. */
static void tell_texts(const struct redis_answer *a, struct redis_hearer to)
{
    for (size_t i = 0; i < redis_answer_count(a); i++) {
        const struct redis_answer *element = redis_answer_part(a, i);
        tell_text(element, to);
        for (size_t k = 0; k < redis_answer_count(element); k++)
            tell_text(redis_answer_part(element, k), to);
    }
}

bool redis_list(struct redis *r, const struct command *c, struct redis_hearer to, struct error *e)
{
    struct redis_answer *a = redis_ask(r, c, e);
    if (a != NULL)
        tell_texts(a, to);
    redis_answer_free(a);
    return a != NULL;
}

bool redis_refused(const struct redis *r, const char *code)
{
    return strcmp(r->code, code) == 0;
}
