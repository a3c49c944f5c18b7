/* TLS 1.2 and later, the client's side, over a socket that does not block (RFC 5246, RFC 8446).
 * Only dial.c and those who make a context need it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"

/* NULL or empty: none. */
struct tls_settings {
    const char *ca;       /* file of those who may vouch for the other end; none: the system's */
    const char *cert;     /* file of our certificate and its chain */
    const char *cert_key; /* file of its key; none: it is in cert */
    const char *name;     /* whose certificate the other end must show; none: the host's */
};

/* What connections have in common. The files are read here, and not again. NULL: e says why. */
struct tls_context;
struct tls_context *tls_context_new(const struct tls_settings *s, struct error *e);
void tls_context_free(struct tls_context *c);

/* A connection over that socket, which stays the caller's. NULL: e says why. */
struct tls;
struct tls *tls_new(struct tls_context *c, int fd, const char *host, struct error *e);
void tls_free(struct tls *t);

/* A step, as far as it goes without waiting. After TLS_WANTS_... the same again, when the socket is
 * ready. */
enum tls_step {
    TLS_DONE,
    TLS_WANTS_READ,
    TLS_WANTS_WRITE,
    TLS_CLOSED, /* the other end has hung up */
    TLS_FAILED, /* of no more use */
};
enum tls_step tls_shake_hands(struct tls *t);
enum tls_step tls_send(struct tls *t, const void *p, size_t n, size_t *done);
enum tls_step tls_receive(struct tls *t, void *p, size_t n, size_t *done);

/* Takes note of what the other end has said, and leaves it there. */
enum tls_step tls_hear(struct tls *t);

/* The other end wanted a certificate of us, and in TLS 1.3 has not said yet whether ours will do.
 */
bool tls_awaits_word(const struct tls *t);

/* Why the last step failed, in words; always false. As an errno: EPROTO for all that is TLS's. */
bool tls_why(const struct tls *t, struct error *e);
int tls_errno(const struct tls *t);

/* Says goodbye, if that can be done at once. */
void tls_hang_up(struct tls *t);
