/* An interface whose frames a program in the driver hands to AF_XDP sockets, one a receive queue.
 * Program and sockets go when this process goes, however that ends. */
#pragma once

#include "capture/xdp_queue.h"

struct live_counts;
struct shunt;
struct af_xdp_bpf;
struct bpf_link;

enum { XDP_QUEUES_MAX = 64 };

struct xdp_plan {
    const char *interface;
    size_t memory;       /* bytes, for all queues */
    struct shunt *shunt; /* NULL: none */
    int control;         /* a socket, for questions about the interface */
};

struct xdp_port {
    int index; /* of the interface; 0: not open */
    struct af_xdp_bpf *code;
    struct bpf_link *link;
    struct xdp_queue *queue[XDP_QUEUES_MAX];
    int queues;
};

/* False: e says why, and *forbidden whether the kernel would not let us. */
bool xdp_port_open(struct xdp_port *p, const struct xdp_plan *plan, bool *forbidden,
                   struct error *e);
void xdp_port_close(struct xdp_port *p);

/* Returns when a frame came, or a signal, or after timeout_ms. */
void xdp_port_wait(const struct xdp_port *p, int timeout_ms);

/* What poll(2) can wait for; how many descriptors, at most max. */
int xdp_port_descriptors(const struct xdp_port *p, int *fds, int max);

/* As for xdp_queue.h, of all queues. */
uint64_t xdp_port_taken(const struct xdp_port *p);
void xdp_port_resume(struct xdp_port *p);

/* Its sockets get no frames any more: from now on they reach the host. */
void xdp_port_stop(struct xdp_port *p);

/* Adds what its queues received and lost. */
void xdp_port_count(const struct xdp_port *p, struct live_counts *counts);
