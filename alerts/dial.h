/* A connection to a server on which no wait is without end: each has a limit, and another thread
 * can end them all. Looking up a host's name is the exception: the system's resolver has limits of
 * its own. */
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "core/error.h"

struct dial {
    int fd;   /* -1: not connected */
    int stop; /* becomes readable when nobody wants to wait any more */
};

/* false: e says why. Ended with dial_end(). */
bool dial_begin(struct dial *d, struct error *e);
void dial_end(struct dial *d);

/* Connects, to a host (each of its addresses in turn, each for at most timeout_ms) or to a Unix
 * socket. false: e says why, without the name of the place. */
bool dial_host(struct dial *d, const char *host, unsigned port, int timeout_ms, struct error *e);
bool dial_path(struct dial *d, const char *path, int timeout_ms, struct error *e);
void dial_hang_up(struct dial *d);

/* Sends all of it; gives up after timeout_ms in which nothing could be sent. false: errno says why;
 * ETIMEDOUT, ECANCELED (dial_stop()) among others. */
bool dial_send(struct dial *d, const void *p, size_t n, int timeout_ms);

/* Takes what there is; waits for it until a moment of CLOCK_MONOTONIC. 0: the other end hung up;
 * -1: as dial_send(). */
ssize_t dial_receive(struct dial *d, void *p, size_t n, uint64_t until_ms);

/* From any thread: every wait ends now, and so will those to come. */
void dial_stop(struct dial *d);
