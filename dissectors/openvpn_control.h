/* The control channel of OpenVPN, which carries a TLS handshake (doc/doxygen of its sources,
 * "Network protocol" and reliable.h; draft-openvpn-wire-protocol). The same over UDP and, with a
 * length before each message, over TCP. */
#pragma once

#include "dissectors/tls_prefix.h"

struct openvpn {
    bool known; /* a reset was seen, so that the next is right */
    bool told;
    bool over[2];     /* by from_client: no certificate of that end is still to come */
    bool lent;        /* the room holds what was said since the reset */
    uint8_t signed_n; /* how long tls-auth's signature, number and time are; 0: not used */
    uint8_t n;        /* how much of the server's hello is here */
    uint8_t hello[TLS_HEADER + TLS_PREFIX_MAX];
    uint16_t version; /* that was agreed, once it is told */
    uint32_t next[2]; /* each end's next message */
};

/* Whether it is the message that opens a conversation, from one end or from the other; the rest of
 * the control channel looks like nothing in particular. */
enum recognition openvpn_recognise_reset(struct bytes message, enum speaker *speaker);

/* One message, whole. False: it is not OpenVPN's. */
bool openvpn_read(struct dissection *d, struct openvpn *s, struct bytes message);
