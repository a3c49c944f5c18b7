/* The conversations on the wire, each known by its two ends. A fixed number of them; when all are
 * in use the one that was silent longest gives way. Single-threaded: every worker has its own.
 *
 * How it works: both directions of a 5-tuple are one flow. The VLAN is no part of the key as long
 * as one side is untagged, because some mirror ports tag one direction only. The hash is keyed;
 * nothing that is said depends on it: a flow is evicted by age, and ends are told in that order.
 *
 * Several workers may share out the conversations of one capture: each takes its own and is shown
 * the time of the others' packets. When a conversation ends by silence depends on that time alone:
 * before the first packet of a whole second, all that have been silent for longer than their limit
 * end, in the order of the packets that last made them young. So what is said, and the moment that
 * it is said, is the same for any number of workers, as long as no table is full. */
#pragma once

#include "core/counters.h"
#include "core/media_flow.h"
#include "core/observer.h"
#include "core/srtp_keys.h"

struct flow_settings {
    uint32_t flows;      /* conversations known at one time */
    uint32_t tails;      /* messages that may be half-arrived at one time */
    uint32_t held;       /* TCP blocks that may be held out of order at one time */
    uint32_t classified; /* conversations nDPI may look at at one time; 0: it is not asked */
    bool at_once;        /* nDPI and libsrtp are set up now and not when they are first needed: they
                          * do not bear that in two threads at a time */
    bool keys_at_once;   /* libsrtp alone: it loads libraries, which a sandbox may forbid later */
    uint64_t tcp_idle_ns; /* silence after which a conversation is over */
    uint64_t udp_idle_ns;
    const struct known_secrets *secrets; /* outlives the flows; may be NULL */
    const char **where; /* set to a constant: who has the packet now, a dissector's name, ...; NULL:
                         * nobody asks */
    struct media_listener media; /* settled NULL: nobody wants to know */
};

/* 64 Ki flows, 4 Ki tails, 12 Ki blocks, 4 Ki for nDPI, one hour for TCP, two minutes for UDP. */
struct flow_settings flow_settings_default(void);

/* Where in a capture something is said. Moments are ordered by frame, then turn; no two
 * conversations say anything at the same one. */
struct moment {
    uint64_t frame; /* the packet's frame_no; UINT64_MAX: at the capture's end */
    uint64_t turn;  /* of a conversation that ends by silence or with the capture: the frame that
                     * last made it young; UINT64_MAX: the packet itself is being handled */
};

struct flows;

/* NULL: no memory. What the dissectors say goes to `to`. */
struct flows *flows_new(const struct flow_settings *settings, struct counters *counters,
                        struct observer to);
void flows_free(struct flows *fs);

/* From now on passwords and media are held against these, which outlive the flows, or the next
 * call; may be NULL. Between packets. */
void flows_use_secrets(struct flows *fs, const struct known_secrets *secrets);

/* Whether keys of media can be tried: the library is ready, or was made so. Before the sandbox. */
bool flows_try_keys(struct flows *fs);

/* Finds the packet's flow, or begins one, and hands its payload on. */
void flows_take(struct flows *fs, const struct packet *p);

/* Another worker's packet: only its time and its number count. */
void flows_tick(struct flows *fs, const struct packet *p);

/* The moment of what is being said, to be asked by the observer that hears it. */
struct moment flows_moment(const struct flows *fs);

/* The capture is over: every conversation ends, the oldest first. */
void flows_end(struct flows *fs);
