/* Alerts into Redis: the list camwarden:alerts, and the posture of each camera.
 *
 * How it works: a batch is one RPUSH of all its lines, so Redis takes all of them or none, and its
 * answer is waited for. Commands are formatted by hiredis and sent from here, so that the one with
 * the password is wiped and a broken connection raises no signal. Nothing is sent twice: after a
 * connection breaks nobody knows whether the last batch arrived, and the run ends with that said.
 */
#include <errno.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "alerts/redis_url.h"
#include "alerts/sink.h"
#include "core/text.h"

enum { CONNECT_SECONDS = 2, ANSWER_SECONDS = 5, PUSH_MAX = 64 };

static const char list[] = "camwarden:alerts";

struct redis {
    redisContext *connection;
    char where[280]; /* for people; no user, no password */
};

/* One command: words, and what it is for, for people. */
struct command {
    const char *purpose;
    bool secret; /* its words must not be told, and Redis may repeat them in an answer */
    int n;
    const char **word;
    const size_t *length;
};

/* What the first word of an error answer means. */
static const char *meaning(const char *code)
{
    static const char *const meanings[][2] = {
        { "WRONGPASS", "the user name or the password is wrong" },
        { "NOAUTH", "it wants a password" },
        { "NOPERM", "this user has no right to" },
        { "WRONGTYPE", "that key holds something else, not a list" },
        { "OOM", "its memory is full" },
        { "READONLY", "it is a read-only replica" },
        { "LOADING", "it is still loading its data" },
        { "MISCONF", "it cannot save to its disk" },
        { "NOREPLICAS", "too few replicas are connected to it" },
        { "MASTERDOWN", "its link to the master is down" },
        { "MOVED", "it is one node of a cluster, which is not supported" },
        { "CLUSTERDOWN", "its cluster is down" },
        { "DENIED", "it is in protected mode: it wants a password, or a local connection" },
    };
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (strcmp(code, meanings[i][0]) == 0)
            return meanings[i][1];
    return NULL;
}

static bool refused(const struct redis *r, const struct command *c, const redisReply *reply,
                    struct error *e)
{
    struct bytes said = { (const uint8_t *)reply->str, reply->len };
    size_t n = 0;
    while (n < said.n && said.p[n] != ' ')
        n++;
    char code[32];
    (void)snprintf(code, sizeof code, "%.*s", (int)n, reply->str);
    const char *means = meaning(code);
    if (means != NULL)
        return fail(e, "Redis at %s refused %s: %s (%s)", r->where, c->purpose, means, code);
    if (c->secret)
        return fail(e, "Redis at %s refused %s: it has no such password or does not take one",
                    r->where, c->purpose);
    struct sentence words;
    sentence_format(&words, "%.*s", (int)said.n, reply->str);
    return fail(e, "Redis at %s refused %s: %s", r->where, c->purpose, words.s);
}

/* The connection is of no more use; `why` is the errno of what failed. */
static bool lost(const struct redis *r, const struct command *c, int why, struct error *e)
{
    const redisContext *k = r->connection;
    if (why == EAGAIN)
        return fail(e, "Redis at %s did not answer within %d seconds (%s)", r->where,
                    (int)ANSWER_SECONDS, c->purpose);
    if (k->err == REDIS_ERR_PROTOCOL)
        return fail(e, "what answers at %s is not Redis", r->where);
    if (k->err == REDIS_ERR_EOF || why == EPIPE || why == ECONNRESET)
        return fail(e, "Redis at %s closed the connection (%s)", r->where, c->purpose);
    char text[128];
    return fail(e, "the connection to Redis at %s broke (%s): %s", r->where, c->purpose,
                k->err != 0 ? k->errstr : strerror_r(why, text, sizeof text));
}

static bool send_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return false;
        p += sent;
        n -= (size_t)sent;
    }
    return true;
}

/* Sends a command and waits for its answer, to be freed with freeReplyObject(). NULL: none came,
 * and why. */
static redisReply *ask(struct redis *r, const struct command *c, struct error *e)
{
    char *wire = NULL;
    int n = redisFormatCommandArgv(&wire, c->n, c->word, c->length);
    if (n < 0) {
        fail(e, "out of memory");
        return NULL;
    }
    bool sent = send_all(r->connection->fd, wire, (size_t)n);
    int why = errno;
    explicit_bzero(wire, (size_t)n);
    redisFreeCommand(wire);

    void *reply = NULL;
    if (sent) {
        errno = 0;
        if (redisGetReply(r->connection, &reply) == REDIS_OK)
            return reply;
        why = r->connection->err == REDIS_ERR_IO ? errno : 0;
    }
    lost(r, c, why, e);
    return NULL;
}

/* As ask(), and the answer must not be an error. */
static bool order(struct redis *r, const struct command *c, long long *number, struct error *e)
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

static bool log_in(struct redis *r, const struct redis_url *u, struct error *e)
{
    if (u->user[0] == '\0' && u->password[0] == '\0')
        return true;
    const char *words[3] = { "AUTH" };
    size_t lengths[3] = { 4 };
    int n = 1;
    if (u->user[0] != '\0') {
        words[n] = u->user;
        lengths[n++] = strlen(u->user);
    }
    words[n] = u->password;
    lengths[n++] = strlen(u->password);
    struct command c = { "the login", true, n, words, lengths };
    return order(r, &c, NULL, e);
}

static bool choose(struct redis *r, unsigned db, struct error *e)
{
    char text[16];
    int n = snprintf(text, sizeof text, "%u", db);
    const char *words[] = { "SELECT", text };
    size_t lengths[] = { 6, (size_t)n };
    struct command c = { "the database", false, 2, words, lengths };
    return db == 0 || order(r, &c, NULL, e);
}

/* Whether it talks to us at all, before hours of reading. A user who may RPUSH and nothing else is
 * welcome. */
static bool greet(struct redis *r, struct error *e)
{
    const char *words[] = { "PING" };
    size_t lengths[] = { 4 };
    struct command c = { "the greeting", false, 1, words, lengths };
    redisReply *reply = ask(r, &c, e);
    if (reply == NULL)
        return false;
    bool ok = reply->type != REDIS_REPLY_ERROR || strncmp(reply->str, "NOPERM", 6) == 0 ||
              refused(r, &c, reply, e);
    freeReplyObject(reply);
    return ok;
}

static bool connect_to(struct redis *r, const struct redis_url *u, struct error *e)
{
    const struct timeval wait = { .tv_sec = CONNECT_SECONDS };
    const struct timeval answer = { .tv_sec = ANSWER_SECONDS };
    bool local = u->path[0] != '\0';
    if (local)
        (void)snprintf(r->where, sizeof r->where, "%s", u->path);
    else
        (void)snprintf(r->where, sizeof r->where, strchr(u->host, ':') ? "[%s]:%u" : "%s:%u",
                       u->host, u->port);
    r->connection = local ? redisConnectUnixWithTimeout(u->path, wait)
                          : redisConnectWithTimeout(u->host, (int)u->port, wait);
    if (r->connection == NULL)
        return fail(e, "out of memory");
    if (r->connection->err != 0)
        return fail(e, "cannot connect to Redis at %s: %s", r->where, r->connection->errstr);
    (void)redisSetTimeout(r->connection, answer);
    if (!local)
        (void)redisEnableKeepAlive(r->connection);
    return true;
}

static void release(struct redis *r)
{
    if (r->connection != NULL)
        redisFree(r->connection);
    free(r);
}

static void *redis_open(const char *where, struct error *e)
{
    struct redis_url u;
    if (!redis_url_read(where, &u, e))
        return NULL;
    struct redis *r = calloc(1, sizeof *r);
    bool ok = r != NULL
                  ? connect_to(r, &u, e) && log_in(r, &u, e) && choose(r, u.db, e) && greet(r, e)
                  : fail(e, "out of memory");
    redis_url_wipe(&u);
    if (ok)
        return r;
    if (r != NULL)
        release(r);
    return NULL;
}

static bool push(struct redis *r, const struct bytes *line, size_t n, struct error *e)
{
    const char *words[2 + PUSH_MAX] = { "RPUSH", list };
    size_t lengths[2 + PUSH_MAX] = { 5, sizeof list - 1 };
    for (size_t i = 0; i < n; i++) {
        words[2 + i] = (const char *)line[i].p;
        lengths[2 + i] = line[i].n;
    }
    struct command c = { "alerts for the list camwarden:alerts", false, (int)n + 2, words,
                         lengths };
    long long length = 0; /* of the list afterwards */
    if (!order(r, &c, &length, e))
        return false;
    return length >= (long long)n || fail(e, "what answers at %s is not Redis", r->where);
}

static bool redis_deliver(void *self, const struct batch *b, struct error *e)
{
    for (size_t i = 0; i < b->n; i += PUSH_MAX) {
        size_t n = b->n - i < PUSH_MAX ? b->n - i : PUSH_MAX;
        if (!push(self, b->line + i, n, e))
            return false;
    }
    return true;
}

static bool redis_keep(void *self, const char *camera, struct bytes posture, struct error *e)
{
    char key[128];
    int n = snprintf(key, sizeof key, "camwarden:posture:%s", camera);
    const char *words[] = { "SET", key, (const char *)posture.p };
    size_t lengths[] = { 3, (size_t)n < sizeof key ? (size_t)n : sizeof key - 1, posture.n };
    struct command c = { "the posture of a camera", false, 3, words, lengths };
    return order(self, &c, NULL, e);
}

static bool redis_close(void *self, struct error *e)
{
    (void)e; /* every push was answered */
    release(self);
    return true;
}

const struct sink redis_sink = {
    .name = "redis",
    .open = redis_open,
    .deliver = redis_deliver,
    .keep = redis_keep,
    .close = redis_close,
};
