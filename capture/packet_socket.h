/* A packet socket that listens at one interface, packet(7), and its ring. Made in two steps,
 * because the second may have to be tried again until the interface is there. */
#pragma once

#include <linux/filter.h>
#include <net/if.h>

#include "capture/ring.h"

struct packet_plan {
    char interface[IFNAMSIZ];
    struct ring_size ring;
    uint16_t fanout_id;       /* 0: the socket does not share */
    int fanout_code;          /* -1: the kernel's own hash */
    struct sock_fprog filter; /* len 0: none */
    struct ring_marks *marks; /* outlive the socket */
    int shunt; /* the shunt's program; -1: none. Only without a filter, and on Ethernet */
};

struct packet_socket {
    int fd; /* -1: none */
    struct ring ring;
    int index; /* of the interface; 0: not listening yet */
    uint32_t link;
};

enum presence { HERE, DOWN, GONE };

struct live_counts;

/* A socket that hears nothing yet. -1: e says why. Needs CAP_NET_RAW; nothing below does. */
int packet_socket_new(struct error *e);

/* Takes fd over, whatever comes of it, and gives it a ring. */
bool packet_socket_prepare(struct packet_socket *s, int fd, const struct packet_plan *plan,
                           struct error *e);
/* The same with one that another process has prepared, or not yet. */
bool packet_socket_join(struct packet_socket *s, int fd, const struct packet_plan *plan,
                        struct error *e);
/* Listens, also if it has listened before at an interface that was deleted; but a socket that
 * shares stays with its interface for ever. False: e says why, it may be tried again. */
bool packet_socket_listen(struct packet_socket *s, const struct packet_plan *plan, struct error *e);
/* Hears nothing, until it is to listen. Any packet socket. */
bool packet_socket_deafen(int fd);
void packet_socket_close(struct packet_socket *s);

/* What became of the interface it listens at. */
enum presence packet_socket_presence(const struct packet_socket *s);

/* Adds what was kept and what was lost since the last time. The kernel counts to 2^32. False: fd is
 * no packet socket. */
bool packet_socket_count(int fd, struct live_counts *counts);
