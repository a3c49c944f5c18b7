/* A connection to a server on which no wait is without end: each has a limit, and another thread
 * can end them all. */
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "alerts/dial_name.h"
#include "alerts/tls.h"
#include "core/error.h"

struct dial {
    int fd;                 /* -1: not connected */
    int stop;               /* becomes readable when nobody wants to wait any more */
    struct tls *tls;        /* NULL: as it is */
    struct dial_name *name; /* being looked up; NULL: none */
};

/* false: e says why. Ended with dial_end(). */
bool dial_begin(struct dial *d, struct error *e);
void dial_end(struct dial *d);

/* Connects, to a host (it looks up its name, and tries each of its addresses in turn; each for at
 * most timeout_ms) or to a Unix socket. false: e says why, without the name of the place. */
bool dial_host(struct dial *d, const char *host, unsigned port, int timeout_ms, struct error *e);
bool dial_path(struct dial *d, const char *path, int timeout_ms, struct error *e);
void dial_hang_up(struct dial *d);

/* After dial_host() or dial_path(): from now on by TLS, with that host. The context stays the
 * caller's, and longer than the connection. false: it hung up, and e says why. */
bool dial_tls(struct dial *d, struct tls_context *c, const char *host, int timeout_ms,
              struct error *e);

/* Sends all of it; gives up after timeout_ms in which nothing could be sent. false: errno says why;
 * ETIMEDOUT, ECANCELED (dial_stop()), EPROTO (of TLS) among others. */
bool dial_send(struct dial *d, const void *p, size_t n, int timeout_ms);

/* Takes what there is; waits for it until a moment of CLOCK_MONOTONIC. 0: the other end hung up;
 * -1: as dial_send(). */
ssize_t dial_receive(struct dial *d, void *p, size_t n, uint64_t until_ms);

/* Connects to a Unix socket of datagrams: each dial_send() is one. errno is EPROTOTYPE if it is a
 * stream. */
bool dial_datagrams(struct dial *d, const char *path, struct error *e);

/* Waits until the other end's system has taken all that was sent; of a Unix socket, until it was
 * read. false: as dial_send(); also if the other end has hung up, whatever it has taken. */
bool dial_drained(struct dial *d, int timeout_ms);

/* From any thread: every wait ends now, and so will those to come. */
void dial_stop(struct dial *d);
