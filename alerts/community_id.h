/* Community ID version 1, seed 0: one name for a conversation in every tool that saw it
 * (https://github.com/corelight/community-id-spec). */
#pragma once

#include "core/packet.h"

enum { COMMUNITY_ID_MAX = 32 }; /* "1:", 28 characters of base64, a zero */

/* For a packet of that IANA protocol number from src to dst; the same for both directions. Of ICMP
 * and ICMPv6 the ports are type and code; of what is neither these nor TCP, UDP or SCTP they are
 * not looked at. */
const char *community_id(const struct endpoint *src, const struct endpoint *dst, uint8_t protocol,
                         char out[static COMMUNITY_ID_MAX]);
