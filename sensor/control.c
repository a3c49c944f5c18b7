/* syscalls(sensor): accept4, recvfrom, sendto: clients of the control socket. */
/* syscalls(sensor): shutdown, getsockopt, ioctl: clients of the control socket. */
#include "sensor/control.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/clock.h"

enum {
    CLIENTS = CONTROL_POLLS - 1,
    REQUEST_MAX = 4096, /* with its line feed */
    SEND_MAX = 262144,  /* a turn: a fast reader of a long answer must not keep the loop */
    PATIENCE_MS = 30000,
    DEAF_MS = 1000,
};

struct client {
    int fd; /* -1: a free place */
    size_t in_n;
    char *out; /* the answer under way, or NULL */
    size_t out_n, written;
    bool last; /* hang up once it is written */
    uint64_t quiet_since_ms;
    char in[REQUEST_MAX];
};

struct control {
    struct control_socket socket;
    struct control_answerer answerer;
    uint64_t patience_ms;
    uint64_t deaf_until_ms;
    struct client clients[CLIENTS];
};

const char control_default_path[] = "/run/camwarden/control.sock";

struct control *control_open(const struct control_settings *s, struct control_answerer a,
                             struct error *e)
{
    struct control *c = calloc(1, sizeof *c);
    if (c == NULL) {
        (void)fail(e, "no memory for the control socket");
        return NULL;
    }
    if (!control_socket_open(&c->socket, s->path, s->uid, s->gid, e)) {
        free(c);
        return NULL;
    }
    c->answerer = a;
    c->patience_ms = s->patience_ms > 0 ? (uint64_t)s->patience_ms : PATIENCE_MS;
    for (size_t i = 0; i < CLIENTS; i++)
        c->clients[i].fd = -1;
    return c;
}

static void hang_up(struct client *k)
{
    (void)close(k->fd);
    free(k->out);
    *k = (struct client){ .fd = -1 };
}

void control_close(struct control *c)
{
    for (size_t i = 0; i < CLIENTS; i++)
        if (c->clients[i].fd >= 0)
            hang_up(&c->clients[i]);
    control_socket_close(&c->socket);
    free(c);
}

/* A free place, or that of the client longest quiet if it has been so for too long, or NULL. */
static const struct client *next_place(const struct control *c, uint64_t now)
{
    const struct client *longest = &c->clients[0];
    for (size_t i = 0; i < CLIENTS; i++) {
        const struct client *k = &c->clients[i];
        if (k->fd < 0)
            return k;
        if (k->quiet_since_ms < longest->quiet_since_ms)
            longest = k;
    }
    return now - longest->quiet_since_ms >= c->patience_ms ? longest : NULL;
}

static bool has_request(const struct client *k)
{
    return memchr(k->in, '\n', k->in_n) != NULL;
}

int control_polls(const struct control *c, struct pollfd *p, int max)
{
    uint64_t now = steady_ms();
    int n = 0;
    if (n < max && now >= c->deaf_until_ms && next_place(c, now) != NULL)
        p[n++] = (struct pollfd){ .fd = c->socket.fd, .events = POLLIN };
    for (size_t i = 0; i < CLIENTS && n < max; i++) {
        const struct client *k = &c->clients[i];
        /* Who has asked already is waited for only until it can take its answer. */
        bool speaks = k->out != NULL || has_request(k);
        if (k->fd >= 0)
            p[n++] = (struct pollfd){ .fd = k->fd, .events = speaks ? POLLOUT : POLLIN };
    }
    return n;
}

/* Consumes answer. */
static void begin_answer(struct client *k, json_t *answer)
{
    bool refused = json_object_get(answer, "error") != NULL;
    (void)json_object_set_new(answer, "ok", json_boolean(!refused));
    k->out = json_dumps(answer, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII);
    json_decref(answer);
    if (k->out == NULL)
        return;
    k->out_n = strlen(k->out);
    k->out[k->out_n++] = '\n'; /* in the place of the final zero */
    k->written = 0;
}

static json_t *answer_line(const struct control *c, const char *line, size_t n)
{
    json_t *request = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
    json_t *answer = json_is_object(request)
                         ? c->answerer.answer(c->answerer.self, request)
                         : json_pack("{s:s}", "error", "a request is one JSON object on one line");
    json_decref(request);
    return answer;
}

/* False: there is no answer, for want of memory. */
static bool answer_next(const struct control *c, struct client *k)
{
    const char *end = memchr(k->in, '\n', k->in_n);
    if (end == NULL && k->in_n < REQUEST_MAX)
        return true;
    k->quiet_since_ms = steady_ms();
    if (end == NULL) {
        k->last = true;
        begin_answer(k, json_pack("{s:s}", "error", "a request is at most 4096 bytes long"));
        return k->out != NULL;
    }
    size_t n = (size_t)(end - k->in);
    begin_answer(k, answer_line(c, k->in, n));
    k->in_n -= n + 1;
    memmove(k->in, end + 1, k->in_n);
    return k->out != NULL;
}

/* Whether a call that failed may be tried again. */
static bool may_wait(void)
{
    return errno == EAGAIN || errno == EINTR;
}

static bool hear(struct client *k)
{
    ssize_t n = recv(k->fd, k->in + k->in_n, sizeof k->in - k->in_n, MSG_DONTWAIT);
    if (n > 0)
        k->in_n += (size_t)n;
    return n > 0 || (n < 0 && may_wait());
}

static bool speak(struct client *k)
{
    size_t left = k->out_n - k->written;
    ssize_t n = send(k->fd, k->out + k->written, left < SEND_MAX ? left : SEND_MAX,
                     MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0)
        return may_wait();
    k->quiet_since_ms = steady_ms();
    k->written += (size_t)n;
    if (k->written < k->out_n)
        return true;
    free(k->out);
    k->out = NULL;
    return !k->last;
}

/* One turn of a client that is ready. False: it is done with. */
static bool turn(const struct control *c, struct client *k)
{
    if (k->out == NULL && !has_request(k) && !hear(k))
        return false;
    if (k->out == NULL && !answer_next(c, k))
        return false;
    return k->out == NULL || speak(k);
}

static void receive(struct control *c)
{
    uint64_t now = steady_ms();
    const struct client *place = next_place(c, now);
    if (place == NULL)
        return;
    int fd = accept4(c->socket.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0 && !may_wait() && errno != ECONNABORTED)
        c->deaf_until_ms = now + DEAF_MS; /* no descriptor left: asking at once would only spin */
    if (fd < 0)
        return;
    struct client *k = &c->clients[place - c->clients];
    if (k->fd >= 0)
        hang_up(k);
    k->fd = fd;
    k->quiet_since_ms = now;
}

static struct client *client_of(struct control *c, int fd)
{
    for (size_t i = 0; i < CLIENTS; i++)
        if (c->clients[i].fd == fd)
            return &c->clients[i];
    return NULL;
}

/* New clients come last: their descriptors may be those of clients that have just gone. */
void control_serve(struct control *c, const struct pollfd *p, int n)
{
    bool called = false;
    for (int i = 0; i < n; i++) {
        if (p[i].revents == 0 || p[i].fd < 0)
            continue;
        called |= p[i].fd == c->socket.fd;
        struct client *k = client_of(c, p[i].fd);
        if (k != NULL && !turn(c, k))
            hang_up(k);
    }
    if (called)
        receive(c);
}
