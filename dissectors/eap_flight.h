/* What an end of EAP-TLS, PEAP, TTLS or FAST says in one go, put together out of its messages: RFC
 * 5216 sections 2.1.5 and 3.1, whose flags the others have too. The certificate in it is told.
 *
 * How it works: a conversation may be many logins (everything that goes to the group address of
 * port access; all of a switch's to its server). One flight of one login is put together at a time;
 * who begins another takes over. Each message but the last says that more follows, and is asked
 * for by an empty one; one that comes again has the same number. */
#pragma once

#include "dissectors/eap_message.h"

/* All zero at first. */
struct eap_flight {
    bool begun; /* the borrowed room holds n bytes of it */
    bool from_peer;
    uint8_t login;
    uint8_t id; /* of the message that was added last */
    uint16_t n;
    uint32_t total; /* as its first message says */
};

/* Takes a message that carries TLS; `login`: whose, by the caller's own count. */
void eap_flight_take(struct dissection *d, struct eap_flight *f, const struct eap_message *m,
                     uint8_t login);
