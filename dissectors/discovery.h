/* What SSDP and WS-Discovery have in common: addresses of descriptions, and the UUID in which
 * Panasonic and i-PRO devices carry their MAC address. */
#pragma once

#include "core/packet.h"
#include "core/text.h"

/* A URL as it may be told: without user, password, query and fragment. */
struct text location_of(struct bytes url);

/* The host of a URL where it is written as an address; false: it is a name, or missing. */
bool host_address(struct bytes url, struct ip *out);

/* The UUID behind the first "uuid:" in b, RFC 9562 section 4; empty: there is none. */
struct text device_uuid(struct bytes b);

/* The MAC at the end of the first "4d454930-0000-1000-8000-<MAC>" ("MEI0") in b. */
bool panasonic_mac(struct bytes b, struct mac *out);
