/* Urgent bytes of a TCP stream: they are not in the stream that the other end's program reads, but
 * for Telnet's signs, which it asks for (SO_OOBINLINE). RFC 9293 section 3.8.5, RFC 6093, RFC 854.
 *
 * How it works: the pointer says where the byte is, and an end takes it out when it comes,
 * whichever segment holds it. Of those that have not come an end (Linux) knows the last one; what
 * the pointer said before is then a byte like others. */
#pragma once

#include "core/packet.h"

enum { URGENT_MAX = 4 };

/* Where one end's last urgent bytes are. All zero: nowhere. */
struct urgent_bytes {
    uint32_t seq[URGENT_MAX];
    uint8_t n;     /* how many are in use */
    uint8_t at;    /* the next to be replaced */
    bool is_ahead; /* the last one was not in the segment that pointed at it */
};

/* Of a segment with TCP_URG. next: the number of the byte that the stream waits for; what is before
 * it cannot be taken out any more. */
void urgent_note(struct urgent_bytes *u, const struct packet *p, uint32_t next);

/* How many bytes of `in`, that begins at seq, come before the first urgent one; in.n: all, there is
 * none. signs_stay: Telnet's, from 0xf0 on, are none. */
size_t urgent_first(const struct urgent_bytes *u, uint32_t seq, struct bytes in, bool signs_stay);
