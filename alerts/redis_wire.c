/* How it works: hiredis formats commands and reads answers; the socket is ours (dial.h), so that
 * every wait has an end, the command with the password is wiped, and a broken connection raises no
 * signal. */
#include "alerts/redis_wire.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/clock.h"
#include "core/registers.h"

enum {
    PIECE_MAX = 4096,
    ANSWER_MAX = 32 << 20,          /* bytes: a page of postures is the longest that we ask for */
    MEMORY_MAX = 64 << 20,          /* of what is made of it, which may be many times as large */
    PART = sizeof(redisReply) + 32, /* and what the memory's keeper adds for it and its text */
};

struct redis_reading {
    redisReader *reader;
    redisReplyObjectFunctions made_by; /* hiredis', within bounds: */
    redisReplyObjectFunctions usual;
    size_t left; /* of MEMORY_MAX */
};

/* Whoever answers may announce a list of which nothing comes, or send one of a million lists. */
static const redisReplyObjectFunctions *within_bounds(const redisReadTask *task, size_t n)
{
    struct redis_reading *r = task->privdata;
    if (r->left < PART || r->left - PART < n)
        return NULL;
    r->left -= PART + n;
    return &r->usual;
}

static void *make_text(const redisReadTask *task, char *text, size_t n)
{
    const redisReplyObjectFunctions *usual = within_bounds(task, n);
    return usual != NULL ? usual->createString(task, text, n) : NULL;
}

static void *make_list(const redisReadTask *task, int n)
{
    size_t bytes = n > 0 ? (size_t)n * sizeof(redisReply *) : 0;
    const redisReplyObjectFunctions *usual = within_bounds(task, bytes);
    return usual != NULL ? usual->createArray(task, n) : NULL;
}

static void *make_number(const redisReadTask *task, long long number)
{
    const redisReplyObjectFunctions *usual = within_bounds(task, 0);
    return usual != NULL ? usual->createInteger(task, number) : NULL;
}

static void *make_nil(const redisReadTask *task)
{
    const redisReplyObjectFunctions *usual = within_bounds(task, 0);
    return usual != NULL ? usual->createNil(task) : NULL;
}

static struct redis_reading *reading_new(void)
{
    struct redis_reading *r = calloc(1, sizeof *r);
    if (r != NULL)
        r->reader = redisReaderCreate();
    if (r == NULL || r->reader == NULL) {
        free(r);
        return NULL;
    }
    r->usual = *r->reader->fn;
    r->made_by = (redisReplyObjectFunctions){ make_text, make_list, make_number, make_nil,
                                              r->usual.freeObject };
    r->reader->fn = &r->made_by;
    r->reader->privdata = r;
    return r;
}

bool redis_wire_begin(struct redis_wire *w, struct error *e)
{
    return dial_begin(&w->dial, e);
}

void redis_wire_end(struct redis_wire *w)
{
    redis_wire_hang_up(w);
    dial_end(&w->dial);
}

void redis_wire_hang_up(struct redis_wire *w)
{
    dial_hang_up(&w->dial);
    if (w->reading != NULL)
        redisReaderFree(w->reading->reader);
    free(w->reading);
    w->reading = NULL;
}

void redis_place_name(const struct redis_place *p, char *out, size_t room)
{
    (void)snprintf(out, room, strchr(p->host, ':') ? "[%s]:%u" : "%s:%u", p->host, p->port);
}

static bool dial(struct redis_wire *w, const char *path, struct tls_context *tls, struct error *e)
{
    const struct redis_place *to = &w->place;
    if (path[0] != '\0')
        return dial_path(&w->dial, path, REDIS_CONNECT_MS, e);
    return dial_host(&w->dial, to->host, to->port, REDIS_CONNECT_MS, e) &&
           (tls == NULL || dial_tls(&w->dial, tls, to->host, REDIS_CONNECT_MS, e));
}

bool redis_wire_reach(struct redis_wire *w, const struct redis_url *u, struct tls_context *tls,
                      const struct redis_place *to, struct error *e)
{
    struct error why;
    redis_wire_hang_up(w);
    w->place = *to;
    w->heard = false;
    if (u->path[0] != '\0')
        (void)snprintf(w->at, sizeof w->at, "%s", u->path);
    else
        redis_place_name(to, w->at, sizeof w->at);
    if (!dial(w, u->path, tls, &why))
        return fail(e, "cannot connect to Redis at %s: %s", w->at, why.s);
    w->reading = reading_new();
    return w->reading != NULL || fail(e, "out of memory");
}

bool redis_wire_connected(const struct redis_wire *w)
{
    return w->reading != NULL;
}

bool redis_wire_stale(const struct redis_wire *w)
{
    struct pollfd fd = { w->dial.fd, POLLRDHUP, 0 };
    return poll(&fd, 1, 0) != 0;
}

bool redis_wire_send(struct redis_wire *w, const struct command *c)
{
    char *wire = NULL;
    int n = redisFormatCommandArgv(&wire, c->n, c->word, c->length);
    if (n < 0) {
        errno = ENOMEM;
        return false;
    }
    bool sent = dial_send(&w->dial, wire, (size_t)n, REDIS_ANSWER_MS);
    int why = errno;
    explicit_bzero(wire, (size_t)n);
    redisFreeCommand(wire);
    registers_wipe(); /* it may have been the login */
    errno = why;
    return sent;
}

struct redis_answer *redis_wire_receive(struct redis_wire *w)
{
    uint64_t until = steady_ms() + REDIS_ANSWER_MS;
    char piece[PIECE_MAX];
    redisReader *reader = w->reading->reader;
    w->reading->left = MEMORY_MAX;
    for (size_t all = 0;;) {
        void *reply = NULL;
        bool read = redisReaderGetReply(reader, &reply) == REDIS_OK;
        errno = all > ANSWER_MAX || reader->err == REDIS_ERR_OOM ? EMSGSIZE : EPROTO;
        if (!read || reply != NULL || all > ANSWER_MAX)
            return reply;
        ssize_t n = dial_receive(&w->dial, piece, sizeof piece, until);
        if (n == 0)
            errno = ECONNRESET;
        if (n <= 0)
            return NULL;
        w->heard = true;
        (void)redisReaderFeed(reader, piece, (size_t)n);
        all += (size_t)n;
    }
}

void redis_answer_free(struct redis_answer *a)
{
    freeReplyObject(a);
}

struct bytes redis_answer_error(const struct redis_answer *a)
{
    const redisReply *reply = (const redisReply *)a;
    bool is = reply != NULL && reply->type == REDIS_REPLY_ERROR;
    return is ? (struct bytes){ (const uint8_t *)reply->str, reply->len }
              : (struct bytes){ NULL, 0 };
}

bool redis_answer_is_nil(const struct redis_answer *a)
{
    const redisReply *reply = (const redisReply *)a;
    return reply != NULL && reply->type == REDIS_REPLY_NIL;
}

size_t redis_answer_count(const struct redis_answer *a)
{
    const redisReply *reply = (const redisReply *)a;
    return reply != NULL && reply->type == REDIS_REPLY_ARRAY ? reply->elements : 0;
}

const struct redis_answer *redis_answer_part(const struct redis_answer *a, size_t i)
{
    const redisReply *reply = (const redisReply *)a;
    return i < redis_answer_count(a) ? (const struct redis_answer *)reply->element[i] : NULL;
}

long long redis_answer_number(const struct redis_answer *a)
{
    const redisReply *reply = (const redisReply *)a;
    return reply != NULL && reply->type == REDIS_REPLY_INTEGER ? reply->integer : -1;
}

struct bytes redis_answer_text(const struct redis_answer *a)
{
    const redisReply *reply = (const redisReply *)a;
    bool is =
        reply != NULL && (reply->type == REDIS_REPLY_STRING || reply->type == REDIS_REPLY_STATUS);
    return is ? (struct bytes){ (const uint8_t *)reply->str, reply->len }
              : (struct bytes){ NULL, 0 };
}
