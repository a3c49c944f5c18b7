/* Facts out of arbitrary bytes: of each kind, with every field that has a name, about few hosts, so
 * that they meet again. Nearly all are such as a dissector could say: observation_is_sound(). */
#pragma once

#include "core/observation.h"

/* The next fact of the script; all zeros behind its end. Time and frame are the caller's. */
struct observation script_fact(struct cursor *script);

/* One of the few hosts' addresses, by any number. */
struct ip script_ip(uint8_t which);
