/* Questions about a network interface, by its name. `fd`: any socket of its namespace, opened while
 * that was allowed. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* 0: it is not there. */
int interface_index(int fd, const char *name);
bool interface_is_up(int fd, const char *name);
/* Its kind of hardware, ARPHRD_... of linux/if_arp.h; -1: it does not say. */
int interface_hardware(int fd, const char *name);

/* How often it is looked whether one that is away is back. */
enum { INTERFACE_LOOK_MS = 200 };

/* Whether it is time to look again: every_ms after it was looked last, by the steady clock. If not,
 * or if nobody wants to know (`stopped`), it has waited for that, for timeout_ms at most. */
bool interface_look(uint64_t looked_ns, uint64_t every_ms, bool stopped, int timeout_ms);

/* How many receive queues it has; 1 if it does not say. */
uint32_t interface_queues(int fd, const char *name);

/* What the card lost before the kernel saw it: rx_missed_errors and rx_fifo_errors of the kernel's
 * statistics (linux/if_link.h), since it is watched. The card counts them for all who listen. */
struct card_losses {
    int fd;        /* a netlink socket, rtnetlink(7); -1: nobody can be asked */
    int index;     /* of the interface; 0: none is watched */
    uint64_t last; /* what the card had counted when it was asked last */
    uint64_t lost;
};

/* Opens the socket; without one the losses stay 0. */
void card_losses_open(struct card_losses *c);
void card_losses_close(struct card_losses *c);
/* From now on those of the interface of that index are added. */
void card_losses_watch(struct card_losses *c, int index);
/* Asks the kernel. What was lost since it was asked last by an interface that is gone stays
 * unknown. */
uint64_t card_losses_count(struct card_losses *c);
