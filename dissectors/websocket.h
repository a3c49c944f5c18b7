/* Frames of a WebSocket: RFC 6455 section 5.2. */
#pragma once

#include "core/bytes.h"

struct websocket_frame {
    uint8_t opcode;
    bool final;
    bool masked; /* a client's are, a server's are not: section 5.1 */
    uint8_t mask[4];
    uint64_t n; /* of its payload */
};

enum { WEBSOCKET_MORE, WEBSOCKET_TEXT, WEBSOCKET_BINARY, WEBSOCKET_CLOSE = 8, WEBSOCKET_PONG = 10 };

/* Takes the header. False: it is whole, and none that RFC 6455 has. */
bool websocket_take_header(struct cursor *c, struct websocket_frame *f);

/* Whether that payload belongs to a message, and not to the connection. */
static inline bool websocket_is_data(const struct websocket_frame *f)
{
    return f->opcode <= WEBSOCKET_BINARY;
}
