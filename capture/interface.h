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
/* How many receive queues it has; 1 if it does not say. */
uint32_t interface_queues(int fd, const char *name);

/* For measuring how long it is away. */
uint64_t monotonic_ns(void);
