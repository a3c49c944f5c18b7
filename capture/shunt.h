/* The shunt: a program in the kernel that counts the packets of media streams that have said
 * everything, and does not deliver them. Needs CAP_BPF to open, nothing afterwards (Linux 5.19).
 *
 * How it works: a map in the kernel has the streams, each a UDP flow in one direction with the SSRC
 * and payload type that were read. A packet is still delivered if it is
 *   - not RTP version 2, or RTCP;
 *   - of another SSRC or payload type;
 *   - one of a look: every `every_packets` and every `every_ms`, whichever comes first, that many
 *     packets in sequence are let through, so that a stream that turns from encrypted to clear is
 *     noticed;
 *   - not UDP, an IP fragment, behind IPv6 extension headers, more than two VLAN tags, or in a
 *     tunnel.
 * The VLAN is no part of the key, because some mirror ports tag one direction only. When the map is
 * full the stream that was silent longest gives way, and is delivered again. */
#pragma once

#include "core/error.h"
#include "core/media_flow.h"

struct shunt_settings {
    uint32_t flows;         /* 0: 16 Ki */
    uint32_t every_packets; /* 0: 2048 */
    uint32_t every_ms;      /* 0: 1000 */
    uint32_t look_packets;  /* 0: 4 */
};

struct shunt_count {
    uint64_t packets;
    uint64_t bytes; /* of frames, as on the wire */
};

struct shunted {
    struct media_flow flow;
    struct shunt_count count; /* since it was added last */
};

struct shunt;

/* NULL: e says why. All functions may be called from any thread. */
struct shunt *shunt_open(const struct shunt_settings *settings, struct error *e);
void shunt_close(struct shunt *s);

/* Adds the flow, or takes another SSRC and payload type for it; costs a system call. False: the
 * kernel would not. */
bool shunt_add(struct shunt *s, const struct media_flow *flow);
/* Its packets are delivered again; false: it was not there. Only its ends matter. */
bool shunt_remove(struct shunt *s, const struct media_flow *flow);

/* What was counted for a flow; false: it is not there. */
bool shunt_count(struct shunt *s, const struct media_flow *flow, struct shunt_count *count);
/* Up to `max` of the flows that are there; how many. */
int shunt_list(struct shunt *s, struct shunted *list, int max);
/* Of all flows since shunt_open(), also of those that are there no more. */
struct shunt_count shunt_total(struct shunt *s);

/* The program, for SO_ATTACH_BPF; the descriptor stays the shunt's. */
int shunt_program(const struct shunt *s);

/* What another program needs to shunt for it: descriptors of its maps, that stay the shunt's, and
 * the numbers it was opened with. */
struct shunt_parts {
    int flows;
    int total;
    uint32_t every_packets;
    uint32_t look_packets;
    uint64_t every_ns;
};

struct shunt_parts shunt_parts(const struct shunt *s);
