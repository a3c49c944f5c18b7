/* Records of TLS (RFC 8446 section 5.1, RFC 5246 section 6.2.1), and the handshake messages that
 * lie in them. A message may go on in further records, and a record may hold several. */
#pragma once

#include "dissectors/dissector.h"

enum tls_type { TLS_CHANGE_CIPHER = 20, TLS_ALERT = 21, TLS_HANDSHAKE = 22, TLS_DATA = 23 };

enum { TLS_HEADER = 5, TLS_MESSAGE_HEADER = 4, TLS_ROOM = 8192 + 16 };

/* The five bytes before every record. */
struct tls_record {
    uint8_t type;
    uint16_t version;
    uint16_t n;
};

/* Whether they were there c says. */
struct tls_record tls_take_record(struct cursor *c);

/* Whether a record can have such a header. */
bool tls_is_plausible(const struct tls_record *r);

/* Whether a stream that is first seen here may be TLS: whole record headers where they should be.
 */
enum recognition tls_recognise_records(struct bytes in);

/* The beginning of a handshake message, put together out of as many records as it takes. */
struct tls_room {
    uint8_t b[TLS_ROOM];
};

struct tls_gathering {
    struct cursor *c;
    struct tls_room *room;
    size_t have;
    size_t left; /* of the record that the cursor is in */
    int records; /* how many more were begun */
};

/* Goes on until the room holds `want` bytes of the message. False: they are not to be had. Either
 * the cursor is short, or the message is too long for the room or stops before something else, at
 * which the cursor then is. */
bool tls_gather(struct tls_gathering *g, size_t want);
