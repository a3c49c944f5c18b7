/* A pcap-filter(7) expression as a program that the kernel runs for a socket. */
#pragma once

#include <linux/filter.h>

#include "core/error.h"

/* Compiled for that interface: the kernel takes VLAN tags off, and the program has to know. To be
 * freed. False: e says why. */
bool live_filter_compile(const char *interface, const char *expression, struct sock_fprog *out,
                         struct error *e);
void live_filter_free(struct sock_fprog *program);
