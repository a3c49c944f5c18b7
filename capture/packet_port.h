/* The packet sockets at one interface: the one that listens, and those that take its place. An
 * interface that goes down, is deleted and comes again is heard again.
 *
 * How it works: an interface that goes down keeps its socket, and is heard again when it comes up.
 * When it is deleted the socket stays, with its ring and what that holds, and is bound to the
 * interface of the same name as soon as there is one: that takes no capability, and can be done for
 * ever.
 *
 * A socket that shares (PACKET_FANOUT) cannot be bound again: the kernel answers EINVAL, and lets
 * none leave its group but by closing it. It is replaced, after its ring was read to the end, by
 * one of those that lie ready from the start, because opening one takes a capability that the
 * sensor does not keep. When they are used up the port is broken.
 *
 * What a process has to know to read on where another died stands in memory that both share. The
 * other may have written anything there before it died: it is held against what we have. */
#pragma once

#include "capture/interface.h"
#include "capture/live.h"
#include "capture/packet_socket.h"

enum { PACKET_SPARES = 32 }; /* how often an interface that is shared may be deleted */

struct packet_port_state {
    struct ring_marks ring;
    enum presence presence;
    int spares;         /* that are left */
    int index;          /* of the interface; 0: not listening yet */
    uint32_t link;      /* of it */
    uint64_t lost_ns;   /* since when the interface is not HERE */
    uint64_t looked_ns; /* when we looked for it last */
    struct live_counts counts;
    struct card_losses card;
};

struct packet_port {
    struct packet_port_state *now; /* shared */
    struct packet_plan plan;
    struct packet_socket socket;
    int spare[1 + PACKET_SPARES]; /* sockets not yet used */
    int spares;
    bool stopped;
    struct card_losses card;
};

/* Listens. False: e says why, and there is nothing to close. */
bool packet_port_open(struct packet_port *p, const struct live_settings *settings, struct error *e);
void packet_port_close(struct packet_port *p);

/* Waits until its ring may have frames; at an interface that is away, until that is back. False: it
 * is lost for good, e says why. */
bool packet_port_wait(struct packet_port *p, int timeout_ms, struct error *e);

/* Hears nothing any more. */
void packet_port_stop(struct packet_port *p);

/* Asks the kernel, whose own counts have 32 bits. */
void packet_port_add_counts(struct packet_port *p);
void packet_port_counts(struct packet_port *p, struct live_counts *counts);

/* As for live_source.tend() and .resume(). */
void packet_port_tend(struct packet_port *p);
bool packet_port_resume(struct packet_port *p, struct error *e);
