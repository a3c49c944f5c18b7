/* A flow engine, and two hosts whose packets it is given. */
#pragma once

#include "flow/flow.h"

enum { SEEN = 64 };

struct rig {
    struct flows *flows;
    struct counters counters;
    struct observation o[SEEN];
    struct moment at[SEEN]; /* of o */
    size_t n;
    uint64_t now_ns;
    uint64_t frame;
    uint16_t port;    /* the client's */
    uint16_t service; /* the server's: 80 */
    uint16_t vlan;
    uint8_t hops; /* that the next packets have left */
};

/* With room for so many conversations. To be freed by rig_free(). */
struct rig *rig_new(uint32_t flows);
void rig_free(struct rig *r);

/* A packet of the client 192.0.2.9 or of the server 192.0.2.5; a millisecond later than the last
 * one. */
struct packet rig_packet(struct rig *r, enum transport transport, bool from_client);

/* A TCP segment, given to the engine; its checksum is not known. */
void rig_segment(struct rig *r, bool from_client, uint8_t flags, uint32_t seq, uint32_t ack,
                 const char *text);
void rig_handshake(struct rig *r, uint32_t client_isn, uint32_t server_isn);

/* How many observations of that kind there were. */
size_t rig_count(const struct rig *r, enum observation_kind kind);
