/* The other end of a TLS connection, on a port of the loopback, and its certificates. */
#pragma once

#include <stdbool.h>

/* Makes, in a folder: ca.pem; siem.pem, for siem.test and 127.0.0.1, and old.pem, which has run
 * out, both vouched for by it; own.pem, by itself; us.pem for us. Each has its key in it; also
 * us.key and us.crt. */
void tls_peer_certificates(const char *folder);

struct tls_peer_settings {
    const char *cert; /* file with the key in it; NULL: it does not speak TLS, but says something */
    const char *wants; /* file of who may vouch for us; NULL: we need no certificate */
    int version;       /* TLS1_2_VERSION...; the newest it speaks */
    bool hangs_up;     /* as soon as it is connected */
    bool says_nothing; /* as long as we are connected */
};

/* One connection: what it is told it says again, until we hang up. The port. */
unsigned tls_peer_begin(const struct tls_peer_settings *s);

/* Waits for its end. */
void tls_peer_end(void);
