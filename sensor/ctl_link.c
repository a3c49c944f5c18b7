#include "sensor/ctl_link.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/clock.h"

enum { ANSWER_MAX = 64 * 1024 * 1024, PIECE = 65536 };

struct answer {
    char *p;
    size_t n, room;
};

static bool unreachable(struct error *e, const char *path, int why)
{
    switch (why) {
    case ENOENT:
    case ECONNREFUSED:
        return fail(e, "no sensor is running at %s", path);
    case EACCES:
        return fail(e, "you may not ask the sensor at %s: be root or of the socket's group", path);
    case EAGAIN:
        return fail(e, "the sensor at %s has no time", path);
    default:
        return fail(e, "cannot reach the sensor at %s: %s", path, strerrordesc_np(why));
    }
}

bool ctl_link_open(struct ctl_link *l, const char *path, int timeout_ms, struct error *e)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    if (path[0] == '\0' || strlen(path) >= sizeof a.sun_path)
        return unreachable(e, path, ENAMETOOLONG);
    memcpy(a.sun_path, path, strlen(path));
    *l = (struct ctl_link){ socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), timeout_ms, path };
    if (l->fd < 0)
        return unreachable(e, path, errno);
    /* Holds for connecting, too. */
    struct timeval limit = { timeout_ms / 1000, timeout_ms % 1000 * 1000L };
    (void)setsockopt(l->fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (connect(l->fd, (struct sockaddr *)&a, sizeof a) == 0)
        return true;
    int why = errno;
    ctl_link_close(l);
    return unreachable(e, path, why);
}

void ctl_link_close(struct ctl_link *l)
{
    (void)close(l->fd);
    l->fd = -1;
}

/* Not to be through with it is no error yet: a sensor that hangs up says why first. */
static void send_line(int fd, const char *line, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(fd, line, n, MSG_NOSIGNAL);
        if (sent < 0)
            return;
        line += sent;
        n -= (size_t)sent;
    }
}

static bool grow(struct answer *a)
{
    if (a->n > ANSWER_MAX)
        return false;
    if (a->room - a->n >= PIECE)
        return true;
    size_t room = a->room * 2 + PIECE;
    char *p = realloc(a->p, room);
    if (p == NULL)
        return false;
    a->p = p;
    a->room = room;
    return true;
}

/* Until the line feed, which is left out. */
static bool await_line(const struct ctl_link *l, struct answer *a, struct error *e)
{
    int64_t deadline = (int64_t)steady_ms() + l->timeout_ms;
    for (;;) {
        struct pollfd p = { .fd = l->fd, .events = POLLIN };
        int64_t left = deadline - (int64_t)steady_ms();
        if (left <= 0 || poll(&p, 1, (int)left) == 0)
            return fail(e, "the sensor at %s does not answer", l->path);
        if (!grow(a))
            return fail(e, "the answer of the sensor at %s is too long", l->path);
        ssize_t n = recv(l->fd, a->p + a->n, PIECE, MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (n <= 0)
            return fail(e, "the sensor at %s has hung up", l->path);
        const char *end = memchr(a->p + a->n, '\n', (size_t)n);
        a->n = end != NULL ? (size_t)(end - a->p) : a->n + (size_t)n;
        if (end != NULL)
            return true;
    }
}

json_t *ctl_link_ask(const struct ctl_link *l, json_t *request, struct error *e)
{
    struct answer a = { 0 };
    char *line = json_dumps(request, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII);
    json_decref(request);
    if (line == NULL) {
        (void)fail(e, "out of memory");
        return NULL;
    }
    size_t n = strlen(line);
    line[n] = '\n'; /* in the place of the final zero */
    send_line(l->fd, line, n + 1);
    free(line);
    json_t *answer = NULL;
    if (await_line(l, &a, e)) {
        answer = json_loadb(a.p, a.n, 0, NULL);
        if (!json_is_object(answer)) {
            json_decref(answer);
            answer = NULL;
            (void)fail(e, "the sensor at %s answers with something that is no answer", l->path);
        }
    }
    free(a.p);
    return answer;
}
