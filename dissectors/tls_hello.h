/* Records and hellos of TLS: RFC 8446 sections 4.1 and 5.1, RFC 5246 sections 6.2.1 and 7.4.1; SSL
 * 2 (draft-hickman-netscape-ssl-00 sections 1.1 and 2). A hello says the version and the cipher
 * that everything after it has. */
#pragma once

#include "dissectors/dissector.h"

enum tls_type { TLS_CHANGE_CIPHER = 20, TLS_ALERT = 21, TLS_HANDSHAKE = 22, TLS_DATA = 23 };

enum { TLS_CLIENT_HELLO = 1, TLS_SERVER_HELLO = 2, SSL2_CLIENT_HELLO = 1, SSL2_SERVER_HELLO = 4 };

enum { TLS_HEADER = 5, TLS_HELLO_MAX = 8192 };

/* The five bytes before every record. */
struct tls_record {
    uint8_t type;
    uint16_t version;
    uint16_t n;
};

struct tls_record tls_take_record(struct cursor *c);

/* Whether a record can have such a header. */
bool tls_is_plausible(const struct tls_record *r);

/* Whether a stream that is first seen here may be TLS: whole record headers where they should be.
 */
enum recognition tls_recognise_records(struct bytes in);

enum hello_found {
    HELLO_WAIT, /* the rest is still to come */
    HELLO_NONE, /* something else, which was passed over */
    HELLO_TAKEN,
};

struct hello_room {
    uint8_t b[TLS_HELLO_MAX];
};

/* Takes the handshake message that a record of n bytes (its header is taken already) begins with,
 * if it is of this type. It may go on in further records: then it is put together in `room`. */
enum hello_found tls_take_hello(struct cursor *c, size_t n, uint8_t type, struct hello_room *room,
                                struct bytes *hello);

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
