/* What NAT-PMP (RFC 6886) and its successor PCP (RFC 6887) have in common: a host asks the router
 * on port 5351 to lead a port inside, and the router grants or refuses it. Guide item 3.2.3. */
#pragma once

#include "dissectors/dissector.h"

/* What one datagram says. */
struct port_control {
    uint8_t operation; /* the dissector's own */
    bool answer;
    uint16_t result; /* of an answer; 0: success */
    bool mapping;    /* it is about a mapping, and what follows was there */
    bool udp;
    uint16_t internal_port;
    uint16_t external_port;
    uint32_t lease_s;
    struct ip internal; /* all zero: whoever asks */
};

/* Of a conversation; all zero at first. */
struct port_control_state {
    bool asked;
    enum act asked_for; /* by the last request: a refusal does not say */
};

/* A datagram that could be read: it is one of these if it comes from or goes to the router's port.
 */
enum recognition port_control_recognise(struct opening *o, const struct port_control *m);

/* Says the mapping that is asked for, granted or refused. */
void port_control_tell(struct dissection *d, const struct port_control *m);
