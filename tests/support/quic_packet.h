/* Seals Initial packets of QUIC (RFC 9001 section 5) for the tests of those who open them. */
#pragma once

#include "dissectors/quic_initial.h"
#include "tests/support/datagram.h"

struct quic_say {
    uint32_t version;
    bool from_client;
    const char *id; /* hexadecimal: the id that the keys follow from */
    const char *to; /* the id it is sent to; NULL: the same */
    struct bytes frames;
};

/* Appends the packet to the datagram; frames are padded to at least 40 bytes. */
void quic_seal(struct datagram *d, const struct quic_say *say);
