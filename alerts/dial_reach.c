/* Reaching a server: its addresses one after the other, then TLS if it is to be. */
/* syscalls(connects): socket, connect, getsockopt, setsockopt: to a server. */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "alerts/dial_inside.h"
#include "core/clock.h"

static bool dial_address(struct dial *d, const struct addrinfo *to, int timeout_ms)
{
    dial_hang_up(d);
    d->fd = socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (d->fd < 0)
        return false;
    if (connect(d->fd, to->ai_addr, to->ai_addrlen) == 0)
        return true;
    /* A Unix socket whose queue is full says EAGAIN and is asked again later, by our caller. */
    if (errno != EINPROGRESS || !dial_wait_for(d, POLLOUT, steady_ms() + (uint64_t)timeout_ms))
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
    if (dial_wait_on(d, dial_name_fd(d->name), POLLIN, until_ms))
        return true;
    return errno == ETIMEDOUT ? fail(e, "the resolver does not say in time what its address is")
                              : dial_because(e, errno);
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
    return d->name != NULL ? name_is_known(d, until_ms, e) : dial_because(e, errno);
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
    return connected || dial_because(e, why);
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
    return dial_because(e, why);
}

static bool shake_hands(struct dial *d, uint64_t until_ms, struct error *e)
{
    enum tls_step step = tls_shake_hands(d->tls);
    while (dial_wants(step)) {
        if (!dial_wait_for_step(d, step, until_ms))
            return errno == ETIMEDOUT ? fail(e, "it does not answer in TLS")
                                      : dial_because(e, errno);
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
    if (!dial_wait_for(d, POLLIN, steady_ms() + WORD_MS))
        return errno == ETIMEDOUT || dial_because(e, errno);
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
    dial_because(e, why);
    errno = why;
    return false;
}
