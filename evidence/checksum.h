/* The checksum of TCP and UDP, RFC 1071, made to fit again after a payload was changed. */
#pragma once

#include "core/packet.h"

struct segment {
    uint8_t *frame;    /* the frame's first byte */
    size_t payload_at; /* where the transport's payload begins in it, and how long it is */
    size_t payload_n;
    bool complete; /* all of the payload is there */
};

/* Finds the header before the payload by what was read of it in p. A datagram that was sent without
 * a checksum (RFC 768) stays so; where the payload is not complete there is none afterwards: the
 * one it had would tell something of what is masked. */
void checksum_mend(const struct packet *p, struct segment s);
