/* The Internet checksum of a TCP segment or UDP datagram, RFC 1071, and whether it is right. */
#pragma once

#include "core/packet.h"

/* What a checksum says of its packet. */
enum sum {
    SUM_UNKNOWN, /* there is none, or not all of the packet was captured */
    SUM_GOOD,
    SUM_BAD,
    SUM_UNFILLED, /* the sum of the pseudo header alone: a network card was to fill it in, or
                   * several segments were joined on their way up to us */
};

/* The ones' complement sum of bytes, folded to 16 bits. */
uint16_t checksum_of(struct bytes b);

/* The same of a segment with the packet's pseudo header (RFC 9293 section 3.1): 0xffff if its
 * checksum is right. */
uint16_t checksum_of_segment(const struct packet *p, struct bytes segment);

/* Whether its IPv4 header's is wrong; one that is 0 may be still to be filled in. */
bool checksum_ip_bad(const struct packet *p);

/* Whether its IPv4 header's is 0. */
bool checksum_ip_missing(const struct packet *p);

/* Of a TCP or UDP packet. *data: the sum of its payload alone, to know the same bytes again; 0 if
 * it is not known. */
enum sum checksum_weigh(const struct packet *p, uint16_t *data);
