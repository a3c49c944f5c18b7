/* syscalls(connects): socket, connect, getsockopt, setsockopt: to a server. */
/* syscalls(connects): sendto, sendmsg, recvfrom, recvmsg, shutdown: with it. */
/* syscalls(connects): poll, ppoll, eventfd2, ioctl: until it answers, or we end. */
#include "alerts/dial.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/clock.h"

static bool because(struct error *e, int why)
{
    char text[128];
    return fail(e, "%s", strerror_r(why, text, sizeof text));
}

bool dial_begin(struct dial *d, struct error *e)
{
    *d = (struct dial){ .fd = -1, .stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
    return d->stop >= 0 || because(e, errno);
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

/* Until fd is ready for these events. false: errno says why not. */
static bool wait_on(const struct dial *d, int fd, short events, uint64_t until_ms)
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

static bool wait_for(const struct dial *d, short events, uint64_t until_ms)
{
    return wait_on(d, d->fd, events, until_ms);
}

static bool dial_address(struct dial *d, const struct addrinfo *to, int timeout_ms)
{
    dial_hang_up(d);
    d->fd = socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (d->fd < 0)
        return false;
    if (connect(d->fd, to->ai_addr, to->ai_addrlen) == 0)
        return true;
    /* A Unix socket whose queue is full says EAGAIN and is asked again later, by our caller. */
    if (errno != EINPROGRESS || !wait_for(d, POLLOUT, steady_ms() + (uint64_t)timeout_ms))
        return false;
    int why = 0;
    socklen_t n = sizeof why;
    if (getsockopt(d->fd, SOL_SOCKET, SO_ERROR, &why, &n) != 0)
        return false;
    errno = why;
    return why == 0;
}

static bool name_is_known(const struct dial *d, uint64_t until_ms, struct error *e)
{
    if (wait_on(d, dial_name_fd(d->name), POLLIN, until_ms))
        return true;
    return errno == ETIMEDOUT ? fail(e, "the resolver does not say in time what its address is")
                              : because(e, errno);
}

/* One name at a time: what nobody waits for any more is waited for before another is asked for. */
static bool look_up(struct dial *d, const char *host, const char *port, uint64_t until_ms,
                    struct error *e)
{
    if (d->name != NULL && !dial_name_is(d->name, host, port)) {
        if (!name_is_known(d, until_ms, e))
            return false;
        dial_name_end(d->name);
        d->name = NULL;
    }
    if (d->name == NULL)
        d->name = dial_name_begin(host, port);
    return d->name != NULL ? name_is_known(d, until_ms, e) : because(e, errno);
}

/* The addresses, for freeaddrinfo(). NULL: e says why. */
static struct addrinfo *addresses(struct dial *d, const char *host, unsigned port, int timeout_ms,
                                  struct error *e)
{
    const struct addrinfo literal = { .ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM };
    struct addrinfo *found = NULL;
    char service[8];
    (void)snprintf(service, sizeof service, "%u", port);
    if (getaddrinfo(host, service, &literal, &found) == 0)
        return found;
    if (!look_up(d, host, service, steady_ms() + (uint64_t)timeout_ms, e))
        return NULL;
    int wrong = dial_name_take(d->name, &found);
    dial_name_end(d->name);
    d->name = NULL;
    if (wrong != 0)
        fail(e, "%s", gai_strerror(wrong));
    return wrong == 0 ? found : NULL;
}

bool dial_host(struct dial *d, const char *host, unsigned port, int timeout_ms, struct error *e)
{
    struct addrinfo *found = addresses(d, host, port, timeout_ms, e);
    if (found == NULL)
        return false;
    bool connected = false;
    int why = EHOSTUNREACH;
    for (const struct addrinfo *a = found; a != NULL && !connected; a = a->ai_next) {
        connected = dial_address(d, a, timeout_ms);
        why = errno;
    }
    freeaddrinfo(found);
    const int on = 1;
    if (connected)
        (void)setsockopt(d->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    else
        dial_hang_up(d);
    return connected || because(e, why);
}

bool dial_path(struct dial *d, const char *path, int timeout_ms, struct error *e)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address.sun_path)
        return fail(e, "its path is too long");
    memcpy(address.sun_path, path, strlen(path));
    const struct addrinfo to = { .ai_family = AF_UNIX,
                                 .ai_addr = (struct sockaddr *)&address,
                                 .ai_addrlen = sizeof address };
    if (dial_address(d, &to, timeout_ms))
        return true;
    int why = errno;
    dial_hang_up(d);
    return because(e, why);
}

/* Until a step of TLS can go on. */
static bool wait_for_step(const struct dial *d, enum tls_step step, uint64_t until_ms)
{
    return wait_for(d, step == TLS_WANTS_WRITE ? POLLOUT : POLLIN, until_ms);
}

static bool wants(enum tls_step step)
{
    return step == TLS_WANTS_READ || step == TLS_WANTS_WRITE;
}

static bool shake_hands(struct dial *d, uint64_t until_ms, struct error *e)
{
    enum tls_step step = tls_shake_hands(d->tls);
    while (wants(step)) {
        if (!wait_for_step(d, step, until_ms))
            return errno == ETIMEDOUT ? fail(e, "it does not answer in TLS") : because(e, errno);
        step = tls_shake_hands(d->tls);
    }
    if (step == TLS_CLOSED)
        return fail(e, "it hung up instead of speaking TLS");
    return step == TLS_DONE || tls_why(d->tls, e);
}

/* In TLS 1.3 (RFC 8446, section 4.4.2) a client's certificate is refused when the client already
 * speaks: what it has said is lost then. Who accepts it may say nothing. */
static bool hear_word(struct dial *d, struct error *e)
{
    enum { WORD_MS = 500 };
    if (!tls_awaits_word(d->tls))
        return true;
    if (!wait_for(d, POLLIN, steady_ms() + WORD_MS))
        return errno == ETIMEDOUT || because(e, errno);
    enum tls_step step = tls_hear(d->tls);
    if (step == TLS_CLOSED)
        return fail(e, "it hung up after it had seen our certificate");
    return step != TLS_FAILED || tls_why(d->tls, e);
}

bool dial_tls(struct dial *d, struct tls_context *c, const char *host, int timeout_ms,
              struct error *e)
{
    d->tls = tls_new(c, d->fd, host, e);
    if (d->tls != NULL && shake_hands(d, steady_ms() + (uint64_t)timeout_ms, e) && hear_word(d, e))
        return true;
    dial_hang_up(d);
    return false;
}

static bool send_tls(struct dial *d, const char *at, size_t n, int timeout_ms)
{
    while (n > 0) {
        size_t sent = 0;
        enum tls_step step = tls_send(d->tls, at, n, &sent);
        if (wants(step) && !wait_for_step(d, step, steady_ms() + (uint64_t)timeout_ms))
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
    while (wants(step)) {
        if (!wait_for_step(d, step, until_ms))
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
        if (full && !wait_for(d, POLLOUT, steady_ms() + (uint64_t)timeout_ms))
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
    while (wait_for(d, POLLIN, until_ms)) {
        ssize_t got = recv(d->fd, p, n, 0);
        if (got >= 0 || (errno != EAGAIN && errno != EINTR))
            return got;
    }
    return -1;
}

bool dial_datagrams(struct dial *d, const char *path, struct error *e)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address.sun_path)
        return fail(e, "its path is too long");
    memcpy(address.sun_path, path, strlen(path));
    dial_hang_up(d);
    d->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (d->fd >= 0 && connect(d->fd, (struct sockaddr *)&address, sizeof address) == 0)
        return true;
    int why = errno;
    dial_hang_up(d);
    because(e, why);
    errno = why;
    return false;
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
