/* RTCP, RFC 3550 section 6, and SRTCP, RFC 3711 section 3.4: which of the two it is, without keys;
 * and what a sender report tells of its sender's clock. */
#pragma once

#include "core/observation.h"

enum { SRTCP_PLACES = 4 };

/* What is known of one sender's RTCP; all zero at first. */
struct rtcp_source {
    uint32_t ssrc;
    uint32_t ntp_s;               /* of its last sender report, seconds since 1900; 0: none */
    uint32_t index[SRTCP_PLACES]; /* the words that may be SRTCP's index, by where they stood */
    uint8_t grown[SRTCP_PLACES];  /* how often in a row each of them was one more */
    uint8_t packets;              /* that were weighed; stops at 255 */
    uint8_t type;                 /* packet type of the last one */
    uint8_t verdict;              /* enum encrypted, as it was told */
    bool told;
    bool tells_clock; /* its last sender report is to be told, and was not yet */
    bool told_clock;  /* one was, since it began */
};

/* Weighs one datagram or frame of RTCP, or of SRTCP, of which the first prefix.n of whole_n bytes
 * are here. True if there is something new to say; *said is then filled in but for the carrier. */
bool rtcp_weigh(struct rtcp_source *s, struct bytes prefix, size_t whole_n,
                struct observation *said);

/* What the clock shows by which sender reports are made, of the second one and then once in a
 * minute of it: true, with *said filled in. To be asked after each packet that was weighed.
 * `now_ns` is the packet's time.
 */
bool rtcp_tell_clock(struct rtcp_source *s, uint64_t now_ns, struct observation *said);

/* It is over: true, with *said filled in, if there was RTCP of which nothing was said. */
bool rtcp_weigh_rest(struct rtcp_source *s, struct observation *said);

/* Whether its index proves that it is SRTCP with a tag of 80 bits and no key identifier. */
bool rtcp_is_secure(const struct rtcp_source *s);

/* Whether these bytes begin as RTCP or SRTCP does, and who sent them. */
bool rtcp_begins(struct bytes prefix, size_t whole_n, uint32_t *ssrc);
