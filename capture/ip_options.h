/* Options of IP that a host drops a packet for: of IPv4 (RFC 791 section 3.1) source routes and
 * what is malformed, of IPv6 (RFC 8200 section 4.2) what whoever does not know it must not pass
 * over. Such a packet was seen, and nobody has read it. */
#pragma once

#include "core/bytes.h"

/* The bytes between the fixed header and the transport. */
bool ip_options_odd(struct bytes options);

/* The bytes behind the length of a hop-by-hop or destination options header. */
bool ip6_options_odd(struct bytes options);
