/* The program by which the kernel shares frames out between workers: by the two addresses a packet
 * goes between (pair_hash.h). Without it the kernel's own hash serves, which tears fragments and
 * tunnelled flows apart. */
#pragma once

#include "core/error.h"

/* A descriptor, to be given to the sources and then closed; any number of groups may use it. -1: e
 * says why (needs CAP_BPF). */
int fanout_code_open(struct error *e);
