/* Hellos of TLS: RFC 8446 section 4.1, RFC 5246 section 7.4.1; SSL 2
 * (draft-hickman-netscape-ssl-00 sections 1.1 and 2). A hello says the version and the cipher that
 * everything after it has. */
#pragma once

#include "dissectors/tls_record.h"

enum { TLS_CLIENT_HELLO = 1, TLS_SERVER_HELLO = 2, SSL2_CLIENT_HELLO = 1, SSL2_SERVER_HELLO = 4 };

/* The name that is asked for (RFC 6066 section 3); it stays as it was if there is none. */
void tls_read_client_hello(struct bytes hello, struct text *server_name);

struct tls_agreed {
    uint16_t version; /* as extension 43 has it, if it is there */
    uint16_t cipher;
    bool retry; /* a HelloRetryRequest: the final hello is still to come */
};

/* False: it ends too early. */
bool tls_read_server_hello(struct bytes hello, struct tls_agreed *a);

/* Whether `in` begins with an SSL 2 hello of that type; *n: how long it is, if it is MINE. */
enum recognition ssl2_recognise_hello(struct bytes in, uint8_t type, size_t *n);
