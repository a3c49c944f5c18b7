/* Initial packets of QUIC, RFC 9001 section 5: their keys follow from what is written in clear, so
 * anybody may open them. OpenSSL allocates while it does so; whoever calls keeps count of how often
 * (see quic.c). */
#pragma once

#include "core/bytes.h"

enum { QUIC_ID_MAX = 20, QUIC_VERSION_2 = 0x6b3343cf, QUIC_INITIAL_MAX = 2048 };

/* Of one direction. */
struct quic_keys {
    uint8_t key[16];
    uint8_t iv[12];
    uint8_t header[16];
};

/* The keys of the end that `from_client` names. id: the destination connection id of the client's
 * first Initial packet, or of the first after a Retry. False: OpenSSL had no memory. */
bool quic_initial_keys(uint32_t version, struct bytes id, bool from_client, struct quic_keys *keys);

struct quic_plain {
    size_t n;
    uint8_t b[QUIC_INITIAL_MAX];
};

/* Opens the packet, from its first byte to the end of its tag; at number_at its packet number
 * begins. False: it was not sealed with these keys, or it is longer than QUIC_INITIAL_MAX. */
bool quic_open(const struct quic_keys *keys, struct bytes packet, size_t number_at,
               struct quic_plain *plain);
