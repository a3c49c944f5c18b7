/* A message of EAP, RFC 3748 section 4, wherever it is carried: on a port (EAPOL) or between a
 * switch and its RADIUS server. protocols.md D.11, guide item 4.1. The identity's text, challenges
 * and answers stay on the wire. */
#pragma once

#include "dissectors/dissector.h"

struct eap_message {
    uint8_t id;
    bool from_peer;          /* a response: the supplicant speaks */
    enum port_event event;   /* PORT_EVENT_NONE: nothing worth telling */
    enum port_method method; /* of PORT_REFUSED: the one that is wanted, if any */
    struct bytes tls;        /* records of TLS, as far as this message has them; n 0: none */
    bool tls_start;          /* the server begins: whatever was under way is over */
    bool tls_more;           /* they go on in the next one */
    uint32_t tls_total;      /* how much they are in all; 0: not said here */
};

/* False: it is none. What follows the message is padding. */
bool eap_read(struct bytes in, struct eap_message *m);

/* What is remembered of one supplicant. */
struct eap_talk {
    struct mac mac;
    uint8_t proposed; /* enum port_method: told last in this login */
    uint8_t answered;
};

/* Says what the message adds to what was said already, and the TLS session that was agreed in it.
 * `talk` NULL: nobody knows whose login it is. `by_radius`: it is on its way to the server. */
void eap_tell(struct dissection *d, const struct eap_message *m, struct eap_talk *talk,
              bool by_radius);
