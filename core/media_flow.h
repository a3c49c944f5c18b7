/* A media stream, one way: who sends to whom, and what tells its packets from others between the
 * same ends. Who listens to hear of it may ask the kernel for no more than a look at it now and
 * then. */
#pragma once

#include "core/packet.h"

enum { NO_PAYLOAD_TYPE = 0x80 }; /* no packet has it */

/* One direction. */
struct media_flow {
    struct endpoint src; /* the sender */
    struct endpoint dst;
    uint32_t ssrc;
    uint8_t payload_type; /* 7 bits, or NO_PAYLOAD_TYPE */
};

struct media_listener {
    /* The stream has said everything. True: from now on only looks at it come, several packets in
     * sequence now and then, until it is of another SSRC or payload type. False: all of it comes,
     * as before. With NO_PAYLOAD_TYPE: all of it shall come again. Must not block. */
    bool (*settled)(void *self, const struct media_flow *flow);
    void *self;
};
