/* How it works: hiredis formats commands and reads answers; the socket is ours (dial.h), so that
 * every wait has an end, the command with the password is wiped, and a broken connection raises no
 * signal. What is needed to connect again is kept where secrets are kept (secret.h): neither the
 * arguments nor the password file need be readable by then. */
#include "alerts/redis.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>

#include "alerts/dial.h"
#include "alerts/redis_cluster.h"
#include "alerts/redis_inside.h"
#include "alerts/redis_login.h"
#include "alerts/redis_sentinel.h"
#include "alerts/redis_url.h"
#include "alerts/redis_words.h"
#include "core/clock.h"
#include "core/registers.h"
#include "core/secret.h"
#include "core/text.h"

enum {
    CONNECT_MS = 2000,
    ANSWER_MS = 5000,
    PIECE_MAX = 4096,
    ANSWER_MAX = 32 << 20, /* bytes: a page of postures is the longest that we ask for */
    PARTS_MAX = 1 << 20,   /* of one list */
};

struct redis {
    struct dial dial;
    redisReader *reader;               /* as long as it is connected */
    redisReplyObjectFunctions made_by; /* what it reads; lists by make_list() */
    void *(*make_any_list)(const redisReadTask *task, int n);
    bool heard; /* anything, on this connection */
    struct redis_url *url;
    struct redis_place place; /* where we are connected to; of a Unix socket: none */
    struct redis_known known; /* of a cluster */
    struct tls_context *tls;  /* NULL: without TLS */
    char where[360];          /* for people; no user, no password; */
    char at[280];             /* and of whom we speak with just now */
    char code[32];            /* the first word of the last answer, if it was an error */
};

static void hang_up(struct redis *r)
{
    dial_hang_up(&r->dial);
    if (r->reader != NULL)
        redisReaderFree(r->reader);
    r->reader = NULL;
}

static bool refused(struct redis *r, const struct command *c, const redisReply *reply,
                    struct error *e)
{
    struct bytes said = { (const uint8_t *)reply->str, reply->len };
    size_t n = 0;
    while (n < said.n && said.p[n] != ' ')
        n++;
    (void)snprintf(r->code, sizeof r->code, "%.*s", (int)n, reply->str);
    const char *means = redis_meaning(r->code);
    if (redis_passes(r->code))
        hang_up(r); /* whoever connects anew may find the master, or it loaded */
    if (means != NULL)
        return fail(e, "Redis at %s refused %s: %s (%s)", r->at, c->purpose, means, r->code);
    if (c->secret)
        return fail(e, "Redis at %s refused %s: it has no such password or does not take one",
                    r->at, c->purpose);
    struct sentence words;
    sentence_format(&words, "%.*s", (int)said.n, reply->str);
    return fail(e, "Redis at %s refused %s: %s", r->at, c->purpose, words.s);
}

/* The connection is of no more use; `why` is the errno of what failed. */
static bool lost(struct redis *r, const struct command *c, int why, struct error *e)
{
    hang_up(r);
    if (why == ETIMEDOUT)
        return fail(e, "Redis at %s did not answer within %d seconds (%s)", r->at, ANSWER_MS / 1000,
                    c->purpose);
    if (why == EPROTO)
        return fail(e, "what answers at %s is not Redis", r->at);
    bool closed = why == EPIPE || why == ECONNRESET || why == ENOTCONN;
    if (closed && !r->heard && r->tls == NULL)
        return fail(e, "Redis at %s closed the connection without a word (%s): it may want TLS",
                    r->at, c->purpose);
    if (closed)
        return fail(e, "Redis at %s closed the connection (%s)", r->at, c->purpose);
    char text[128];
    return fail(e, "the connection to Redis at %s broke (%s): %s", r->at, c->purpose,
                strerror_r(why, text, sizeof text));
}

/* false: errno says why. */
static bool send_command(struct redis *r, const struct command *c)
{
    char *wire = NULL;
    int n = redisFormatCommandArgv(&wire, c->n, c->word, c->length);
    if (n < 0) {
        errno = ENOMEM;
        return false;
    }
    bool sent = dial_send(&r->dial, wire, (size_t)n, ANSWER_MS);
    int why = errno;
    explicit_bzero(wire, (size_t)n);
    redisFreeCommand(wire);
    registers_wipe(); /* it may have been the login */
    errno = why;
    return sent;
}

/* Whoever answers may announce a list of which nothing comes. */
static void *make_list(const redisReadTask *task, int n)
{
    const struct redis *r = task->privdata;
    return n <= PARTS_MAX ? r->make_any_list(task, n) : NULL;
}

static bool make_reader(struct redis *r)
{
    r->reader = redisReaderCreate();
    if (r->reader == NULL)
        return false;
    r->made_by = *r->reader->fn;
    r->make_any_list = r->made_by.createArray;
    r->made_by.createArray = make_list;
    r->reader->fn = &r->made_by;
    r->reader->privdata = r;
    return true;
}

/* NULL: errno says why. */
static redisReply *receive(struct redis *r)
{
    uint64_t until = steady_ms() + ANSWER_MS;
    char piece[PIECE_MAX];
    for (size_t all = 0;;) {
        void *reply = NULL;
        errno = EPROTO;
        if (redisReaderGetReply(r->reader, &reply) != REDIS_OK || reply != NULL || all > ANSWER_MAX)
            return reply;
        ssize_t n = dial_receive(&r->dial, piece, sizeof piece, until);
        if (n == 0)
            errno = ECONNRESET;
        if (n <= 0)
            return NULL;
        r->heard = true;
        (void)redisReaderFeed(r->reader, piece, (size_t)n);
        all += (size_t)n;
    }
}

/* To another node of the cluster. false: what we knew of it is of no more use. */
static bool change_node(struct redis *r, const struct redis_place *to, struct error *e)
{
    const struct redis_place place = *to;
    if (redis_reach(r, &place, e) && redis_log_in(r, e))
        return true;
    hang_up(r);
    r->known.n = 0;
    return false;
}

/* To the node that has the key, if we were told which. */
static bool go_to_key(struct redis *r, const struct command *c, struct error *e)
{
    const struct redis_place *to = redis_known_find(&r->known, redis_command_key(c));
    bool there = to == NULL || r->reader == NULL ||
                 (to->port == r->place.port && strcmp(to->host, r->place.host) == 0);
    return there || change_node(r, to, e);
}

static bool send_here(struct redis *r, const struct command *c, struct error *e)
{
    errno = ENOTCONN;
    return (r->reader != NULL && send_command(r, c)) || lost(r, c, errno, e);
}

bool redis_send(struct redis *r, const struct command *c, struct error *e)
{
    return go_to_key(r, c, e) && send_here(r, c, e);
}

/* Waits for the answer to a command, to be freed with freeReplyObject(). NULL: none came, and why.
 */
static redisReply *hear(struct redis *r, const struct command *c, struct error *e)
{
    errno = ENOTCONN;
    r->code[0] = '\0';
    redisReply *reply = r->reader != NULL ? receive(r) : NULL;
    if (reply == NULL)
        lost(r, c, errno, e);
    return reply;
}

/* Asks where we are now. */
static redisReply *ask_here(struct redis *r, const struct command *c, struct error *e)
{
    r->code[0] = '\0';
    return send_here(r, c, e) ? hear(r, c, e) : NULL;
}

/* ASK is for the next command, and only if it comes after this one. */
static bool announce(struct redis *r, struct error *e)
{
    const char *words[] = { "ASKING" };
    const size_t lengths[] = { 6 };
    const struct command c = { "what is being moved", false, 1, words, lengths };
    redisReply *reply = ask_here(r, &c, e);
    bool ok = reply != NULL && (reply->type != REDIS_REPLY_ERROR || refused(r, &c, reply, e));
    freeReplyObject(reply);
    return ok;
}

/* Whether the node says that the key is elsewhere; only a command with a key can be sent there. */
static bool is_redirected(struct redis *r, const struct command *c, const redisReply *reply,
                          struct redis_place *to)
{
    return reply != NULL && reply->type == REDIS_REPLY_ERROR && r->url->path[0] == '\0' &&
           redis_command_key(c).p != NULL &&
           redis_redirect_read((struct bytes){ (const uint8_t *)reply->str, reply->len }, &r->place,
                               to);
}

/* Follows where nodes of a cluster send us. */
static redisReply *ask(struct redis *r, const struct command *c, struct error *e)
{
    enum { HOPS_MAX = 5 };
    struct redis_place to;
    redisReply *reply = go_to_key(r, c, e) ? ask_here(r, c, e) : NULL;
    for (int hop = 0; hop < HOPS_MAX && is_redirected(r, c, reply, &to); hop++) {
        bool moved = reply->str[0] == 'M';
        freeReplyObject(reply);
        if (moved)
            redis_known_put(&r->known, redis_command_key(c), &to);
        bool there = change_node(r, &to, e) && (moved || announce(r, e));
        reply = there ? ask_here(r, c, e) : NULL;
    }
    return reply;
}

/* As ask(), and the answer must not be an error. */
bool redis_order(struct redis *r, const struct command *c, long long *number, struct error *e)
{
    redisReply *reply = ask(r, c, e);
    if (reply == NULL)
        return false;
    bool ok = reply->type != REDIS_REPLY_ERROR || refused(r, c, reply, e);
    if (number != NULL)
        *number = reply->type == REDIS_REPLY_INTEGER ? reply->integer : -1;
    freeReplyObject(reply);
    return ok;
}

static void tell_text(const redisReply *reply, struct redis_hearer to)
{
    if (reply->type == REDIS_REPLY_STRING || reply->type == REDIS_REPLY_STATUS)
        to.hear(to.self, (struct bytes){ (const uint8_t *)reply->str, reply->len });
    else if (reply->type == REDIS_REPLY_NIL)
        to.hear(to.self, (struct bytes){ NULL, 0 });
}

/* A list, and the lists in it; no command of ours is answered with deeper ones. */
static void tell_texts(const redisReply *reply, struct redis_hearer to)
{
    for (size_t i = 0; i < reply->elements; i++) {
        const redisReply *element = reply->element[i];
        tell_text(element, to);
        for (size_t k = 0; k < element->elements; k++)
            tell_text(element->element[k], to);
    }
}

bool redis_list(struct redis *r, const struct command *c, struct redis_hearer to, struct error *e)
{
    redisReply *reply = ask(r, c, e);
    if (reply == NULL)
        return false;
    bool ok = reply->type != REDIS_REPLY_ERROR || refused(r, c, reply, e);
    if (ok)
        tell_texts(reply, to);
    freeReplyObject(reply);
    return ok;
}

bool redis_refused(const struct redis *r, const char *code)
{
    return strcmp(r->code, code) == 0;
}

static struct redis_answer *weigh(struct redis *r, const struct command *c, redisReply *reply,
                                  struct error *e)
{
    if (reply != NULL && reply->type == REDIS_REPLY_ERROR) {
        (void)refused(r, c, reply, e);
        freeReplyObject(reply);
        reply = NULL;
    }
    return (struct redis_answer *)reply;
}

struct redis_answer *redis_receive(struct redis *r, const struct command *c, struct error *e)
{
    return weigh(r, c, hear(r, c, e), e);
}

struct redis_answer *redis_ask(struct redis *r, const struct command *c, struct error *e)
{
    return weigh(r, c, ask(r, c, e), e);
}

void redis_answer_free(struct redis_answer *a)
{
    freeReplyObject(a);
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

static void name_place(const struct redis_place *p, char *out, size_t room)
{
    (void)snprintf(out, room, strchr(p->host, ':') ? "[%s]:%u" : "%s:%u", p->host, p->port);
}

static bool dial(struct redis *r, const struct redis_place *to, struct error *e)
{
    const struct redis_url *u = r->url;
    if (u->path[0] != '\0')
        return dial_path(&r->dial, u->path, CONNECT_MS, e);
    return dial_host(&r->dial, to->host, to->port, CONNECT_MS, e) &&
           (r->tls == NULL || dial_tls(&r->dial, r->tls, to->host, CONNECT_MS, e));
}

bool redis_reach(struct redis *r, const struct redis_place *to, struct error *e)
{
    struct error why;
    hang_up(r);
    r->place = *to;
    r->heard = false;
    if (r->url->path[0] == '\0')
        name_place(to, r->at, sizeof r->at);
    if (!dial(r, to, &why))
        return fail(e, "cannot connect to Redis at %s: %s", r->at, why.s);
    return make_reader(r) || fail(e, "out of memory");
}

bool redis_connect(struct redis *r, struct error *e)
{
    const struct redis_url *u = r->url;
    r->known.n = 0;
    bool connected = u->master[0] != '\0' ? redis_sentinel_connect(r, e)
                                          : redis_reach(r, &u->place[0], e) && redis_log_in(r, e);
    if (!connected)
        hang_up(r);
    return connected;
}

void redis_free(struct redis *r)
{
    if (r == NULL)
        return;
    hang_up(r);
    dial_end(&r->dial);
    tls_context_free(r->tls);
    secret_free(r->url, sizeof *r->url);
    free(r);
}

static void name_all(struct redis *r)
{
    const struct redis_url *u = r->url;
    char place[sizeof r->at];
    if (u->path[0] != '\0')
        (void)snprintf(place, sizeof place, "%s", u->path);
    else
        name_place(&u->place[0], place, sizeof place);
    (void)snprintf(r->at, sizeof r->at, "%s", place);
    if (u->master[0] != '\0')
        (void)snprintf(r->where, sizeof r->where, "%s (sentinel %s)", u->master, place);
    else
        (void)snprintf(r->where, sizeof r->where, "%s", place);
}

/* The files are read once, with the rights that we were started with. */
static bool prepare_tls(struct redis *r, struct error *e)
{
    const struct redis_url *u = r->url;
    const struct tls_settings settings = {
        .ca = u->ca, .cert = u->cert, .cert_key = u->cert_key, .name = u->name
    };
    if (!u->tls)
        return true;
    r->tls = tls_context_new(&settings, e);
    return r->tls != NULL;
}

static bool prepare(struct redis *r, const char *url, struct error *e)
{
    r->dial = (struct dial){ .fd = -1, .stop = -1 };
    r->url = secret_new(sizeof *r->url);
    if (r->url == NULL)
        return fail(e, "out of memory");
    if (!redis_url_read(url, r->url, e) || !prepare_tls(r, e) || !dial_begin(&r->dial, e))
        return false;
    name_all(r);
    return true;
}

struct redis *redis_new(const char *url, struct error *e)
{
    struct redis *r = calloc(1, sizeof *r);
    if (r == NULL)
        fail(e, "out of memory");
    if (r == NULL || prepare(r, url, e))
        return r;
    redis_free(r);
    return NULL;
}

bool redis_connected(const struct redis *r)
{
    return r->reader != NULL;
}

void redis_stop(struct redis *r)
{
    dial_stop(&r->dial);
}

const struct redis_url *redis_settings(const struct redis *r)
{
    return r->url;
}

const char *redis_where(const struct redis *r)
{
    return r->where;
}

const char *redis_key(const struct redis *r)
{
    return r->url->key;
}
