/* syscalls(connects): sendto, sendmsg, recvfrom, recvmsg, shutdown: with it. */
/* syscalls(connects): poll, ppoll, eventfd2, ioctl: until it answers, or we end. */
#include "alerts/dial_inside.h"

#include <errno.h>
#include <linux/sockios.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/clock.h"

bool dial_because(struct error *e, int why)
{
    char text[128];
    return fail(e, "%s", strerror_r(why, text, sizeof text));
}

bool dial_begin(struct dial *d, struct error *e)
{
    *d = (struct dial){ .fd = -1, .stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
    return d->stop >= 0 || dial_because(e, errno);
}

void dial_hang_up(struct dial *d)
{
    if (d->tls != NULL)
        tls_hang_up(d->tls);
    tls_free(d->tls);
    d->tls = NULL;
    if (d->fd >= 0)
        (void)close(d->fd);
    d->fd = -1;
}

void dial_end(struct dial *d)
{
    dial_hang_up(d);
    dial_name_end(d->name);
    d->name = NULL;
    if (d->stop >= 0)
        (void)close(d->stop);
    d->stop = -1;
}

void dial_stop(struct dial *d)
{
    (void)eventfd_write(d->stop, 1);
}

bool dial_wait_on(const struct dial *d, int fd, short events, uint64_t until_ms)
{
    for (;;) {
        struct pollfd fds[] = { { fd, events, 0 }, { d->stop, POLLIN, 0 } };
        uint64_t now = steady_ms();
        int n = poll(fds, 2, now < until_ms ? (int)(until_ms - now) : 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        errno = fds[1].revents != 0 ? ECANCELED : ETIMEDOUT;
        if (fds[1].revents != 0 || n == 0)
            return false;
        return true;
    }
}

bool dial_wait_for(const struct dial *d, short events, uint64_t until_ms)
{
    return dial_wait_on(d, d->fd, events, until_ms);
}

bool dial_wait_for_step(const struct dial *d, enum tls_step step, uint64_t until_ms)
{
    return dial_wait_for(d, step == TLS_WANTS_WRITE ? POLLOUT : POLLIN, until_ms);
}

bool dial_wants(enum tls_step step)
{
    return step == TLS_WANTS_READ || step == TLS_WANTS_WRITE;
}

static bool send_tls(struct dial *d, const char *at, size_t n, int timeout_ms)
{
    while (n > 0) {
        size_t sent = 0;
        enum tls_step step = tls_send(d->tls, at, n, &sent);
        if (dial_wants(step) && !dial_wait_for_step(d, step, steady_ms() + (uint64_t)timeout_ms))
            return false;
        if (step == TLS_CLOSED || step == TLS_FAILED) {
            errno = step == TLS_CLOSED ? EPIPE : tls_errno(d->tls);
            return false;
        }
        at += sent;
        n -= sent;
    }
    return true;
}

static ssize_t receive_tls(struct dial *d, void *p, size_t n, uint64_t until_ms)
{
    size_t got = 0;
    enum tls_step step = tls_receive(d->tls, p, n, &got);
    while (dial_wants(step)) {
        if (!dial_wait_for_step(d, step, until_ms))
            return -1;
        step = tls_receive(d->tls, p, n, &got);
    }
    errno = step == TLS_FAILED ? tls_errno(d->tls) : 0;
    return step == TLS_FAILED ? -1 : (ssize_t)got;
}

bool dial_send(struct dial *d, const void *p, size_t n, int timeout_ms)
{
    const char *at = p;
    if (d->tls != NULL)
        return send_tls(d, at, n, timeout_ms);
    while (n > 0) {
        ssize_t sent = send(d->fd, at, n, MSG_NOSIGNAL);
        bool full = sent < 0 && errno == EAGAIN;
        if (full && !dial_wait_for(d, POLLOUT, steady_ms() + (uint64_t)timeout_ms))
            return false;
        if (sent < 0 && !full && errno != EINTR)
            return false;
        at += sent > 0 ? sent : 0;
        n -= sent > 0 ? (size_t)sent : 0;
    }
    return true;
}

ssize_t dial_receive(struct dial *d, void *p, size_t n, uint64_t until_ms)
{
    if (d->tls != NULL)
        return receive_tls(d, p, n, until_ms);
    while (dial_wait_for(d, POLLIN, until_ms)) {
        ssize_t got = recv(d->fd, p, n, 0);
        if (got >= 0 || (errno != EAGAIN && errno != EINTR))
            return got;
    }
    return -1;
}

/* The kernel tells how much is left, but not when that changes. */
bool dial_drained(struct dial *d, int timeout_ms)
{
    enum { WAIT_MAX = 20 };
    uint64_t until = steady_ms() + (uint64_t)timeout_ms;
    for (int wait = 1;; wait = wait < WAIT_MAX ? 2 * wait : WAIT_MAX) {
        int left = 0;
        if (ioctl(d->fd, SIOCOUTQ, &left) != 0)
            return false;
        struct pollfd fds[] = { { d->fd, POLLRDHUP, 0 }, { d->stop, POLLIN, 0 } };
        int n = poll(fds, 2, left == 0 ? 0 : wait);
        bool late = steady_ms() >= until;
        errno = fds[0].revents != 0 ? ECONNRESET : fds[1].revents != 0 ? ECANCELED : ETIMEDOUT;
        if (left == 0 && n == 0)
            return true;
        if (n > 0 || late)
            return false;
    }
}
