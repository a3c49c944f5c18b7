/* Looks up the addresses of a host's name in a thread of its own, so that nobody has to wait longer
 * for them than he wants to: the system's resolver has limits of its own. */
#pragma once

#include <netdb.h>
#include <stdbool.h>

/* Begins to look up. It must be ended with dial_name_end(). NULL: errno says why. */
struct dial_name;
struct dial_name *dial_name_begin(const char *host, const char *port);

/* Becomes readable when it is known. */
int dial_name_fd(const struct dial_name *n);

bool dial_name_is(const struct dial_name *n, const char *host, const char *port);

/* Afterwards: the addresses, which are the caller's (freeaddrinfo()). 0, or what gai_strerror()
 * has words for. */
int dial_name_take(struct dial_name *n, struct addrinfo **found);

/* At any time; a thread that still waits for the resolver goes on without us, and frees what is
 * left. NULL: does nothing. */
void dial_name_end(struct dial_name *n);
