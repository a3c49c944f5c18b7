/* The header of an RTP packet, RFC 3550 section 5.1, and what tells it from RTCP, RFC 5761 section
 * 4, and from what else may come on the same port, RFC 7983. */
#pragma once

#include "core/bytes.h"

struct rtp_header {
    bool marker;
    uint8_t payload_type;
    uint16_t seq;
    uint32_t timestamp;
    uint32_t ssrc;
    struct bytes payload; /* as much of it as is here, padding and SRTP's trailer included */
    size_t payload_n;     /* as long as it was on the wire */
};

/* Whether these bytes begin as version 2 of RTP or RTCP does. */
static inline bool rtp_is_version_2(struct bytes b)
{
    return b.n > 1 && b.p[0] >> 6 == 2;
}

/* Which of the two it is then: the second byte of RTCP is one of these. */
static inline bool rtp_is_control(struct bytes b)
{
    return b.n > 1 && b.p[1] >= 192 && b.p[1] <= 223;
}

/* The packet's first bytes are `prefix`, its length is whole_n. False: this is no RTP, or its
 * header is not all here. */
bool rtp_header_read(struct bytes prefix, size_t whole_n, struct rtp_header *h);

/* Whether these bytes may come on the port of RTP though they are none: DTLS, STUN, TURN, ZRTP.
 * *dtls says whether they are the first. */
bool rtp_is_beside(struct bytes b, bool *dtls);
