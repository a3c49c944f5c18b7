/* A flow engine, and two hosts whose packets it is given. */
#pragma once

#include "core/tricks.h"
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
    uint8_t hops; /* that the next packets have left: 64 */
};

/* With room for so many conversations. To be freed by rig_free(). */
struct rig *rig_new(uint32_t flows);
void rig_free(struct rig *r);

/* A packet of the client 192.0.2.9 or of the server 192.0.2.5; a millisecond later than the last
 * one. */
struct packet rig_packet(struct rig *r, enum transport transport, bool from_client);

/* A TCP segment; its checksum is not known. */
struct packet rig_tcp(struct rig *r, bool from_client, uint8_t flags, uint32_t seq, uint32_t ack,
                      const char *text);

/* Gives the engine a packet. */
void rig_send(struct rig *r, struct packet p);

/* A TCP segment, given to the engine. */
void rig_segment(struct rig *r, bool from_client, uint8_t flags, uint32_t seq, uint32_t ack,
                 const char *text);
void rig_handshake(struct rig *r, uint32_t client_isn, uint32_t server_isn);

/* How many observations of that kind there were. */
size_t rig_count(const struct rig *r, enum observation_kind kind);

/* How often that trick was told. */
size_t rig_told(const struct rig *r, enum trick trick);

/* What most clients here say, and how they are answered. */
static const char rig_get[] = "GET / HTTP/1.1\r\n\r\n";
static const char rig_ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
enum { RIG_GET_N = sizeof rig_get - 1 };
