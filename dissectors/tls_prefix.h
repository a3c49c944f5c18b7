/* The server's hello, read from its first bytes: where TLS is carried in pieces (QUIC, OpenVPN) so
 * much of it is kept and no more. */
#pragma once

#include "dissectors/tls_hello.h"

enum hello_found {
    HELLO_WAIT, /* the rest is still to come */
    HELLO_NONE, /* something else */
    HELLO_TAKEN,
};

enum { TLS_PREFIX_MAX = 80 }; /* enough, with the longest session id */

/* `message`: a handshake message from its type on, as far as it is here. A HelloRetryRequest is
 * taken too: it binds the version and the cipher (RFC 8446 section 4.1.4). */
enum hello_found tls_read_prefix(struct bytes message, struct tls_agreed *a);
