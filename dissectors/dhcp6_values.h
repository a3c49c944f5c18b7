/* Values of DHCPv6's options: RFC 8415 section 21. */
#pragma once

#include "dissectors/dissector.h"

/* A DHCP unique identifier, RFC 8415 section 11. */
bool dhcp6_is_duid(struct bytes b);

/* A DUID is made of one of a device's hardware addresses, and stays when that is exchanged; what a
 * relay saw (RFC 6939) is surer. All zero: neither tells. */
struct mac dhcp6_mac(struct bytes duid, struct bytes seen_by_relay);

/* RFC 4704 section 4.2: flags, then a name as in DNS, perhaps without its end. */
struct text dhcp6_host(struct bytes value);

/* RFC 8415 section 21.16: the first text of a vendor class. */
struct text dhcp6_maker(struct bytes value);
