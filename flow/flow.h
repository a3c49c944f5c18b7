/* The conversations on the wire, each known by its two ends. A fixed number of them; when all are
 * in use the one that was silent longest gives way. Single-threaded: every worker has its own.
 *
 * How it works: both directions of a 5-tuple are one flow. The VLAN is no part of the key as long
 * as one side is untagged, because some mirror ports tag one direction only. The hash is keyed;
 * nothing that is said depends on it: a flow is evicted by age, and ends are told in that order. */
#pragma once

#include "core/counters.h"
#include "core/observer.h"
#include "core/password.h"

struct flow_settings {
    uint32_t flows;       /* conversations known at one time */
    uint32_t tails;       /* messages that may be half-arrived at one time */
    uint32_t held;        /* TCP blocks that may be held out of order at one time */
    uint32_t classified;  /* conversations nDPI may look at at one time; 0: it is not asked */
    uint64_t tcp_idle_ns; /* silence after which a conversation is over */
    uint64_t udp_idle_ns;
    const struct password_defaults *defaults; /* outlives the flows; may be NULL */
};

/* 64 Ki flows, 4 Ki tails, 16 Ki blocks, 256 for nDPI, one hour for TCP, two minutes for UDP. */
struct flow_settings flow_settings_default(void);

struct flows;

/* NULL: no memory. What the dissectors say goes to `to`. */
struct flows *flows_new(const struct flow_settings *settings, struct counters *counters,
                        struct observer to);
void flows_free(struct flows *fs);

/* Finds the packet's flow, or begins one, and hands its payload on. */
void flows_take(struct flows *fs, const struct packet *p);

/* The capture is over: every conversation ends, the oldest first. */
void flows_end(struct flows *fs);
