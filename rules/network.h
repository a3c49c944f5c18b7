/* An address range in CIDR form. */
#pragma once

#include "core/packet.h"

struct network {
    struct ip ip;
    uint8_t bits; /* of the 128; an IPv4 prefix plus 96 */
};

/* "192.168.0.0/24", "fd00::/8", or one address; false: none of these. */
bool network_parse(const char *s, struct network *out);

/* Whether the address lies in it. */
bool network_holds(const struct network *n, const struct ip *ip);

/* Whether it is one address. */
static inline bool network_is_host(const struct network *n)
{
    return n->bits == 128;
}

/* Whether no route of the Internet leads to it: RFC 1918, RFC 3927, RFC 6598, RFC 4193, link-local.
 */
bool ip_is_private(const struct ip *ip);
