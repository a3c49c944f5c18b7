/* What a device's announcement over multicast DNS (RFC 6762, with service discovery by RFC 6763)
 * says of it, if it is video equipment. */
#pragma once

#include "core/observation.h"
#include "dissectors/dns_message.h"

/* Of one announcement: the first instance of such a service, and no other. */
struct mdns_device {
    bool found;
    struct text instance;
    struct observation o; /* OBS_DEVICE */
    struct ip sender;     /* whose packet it is */
    bool addressed;       /* an address of the sender's family is in the announcement */
    bool senders_own;     /* one is the sender's */
};

/* Takes one record of the announcement `message`; what is no part of it, or says goodbye, is passed
 * over. */
void mdns_device_read(struct mdns_device *m, const struct dns_record *r, struct bytes message);

/* An announcement passed on by somebody else says nothing of who sends it. */
static inline bool mdns_device_is_known(const struct mdns_device *m)
{
    return m->found && (!m->addressed || m->senders_own);
}
