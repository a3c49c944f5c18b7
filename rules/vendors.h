/* Camera makers, by what gives them away. protocols.md B and C. */
#pragma once

#include "core/packet.h"

struct vendor {
    const char *name;
    bool cameras; /* what carries this mark is a camera once it shows any service as well */
};

/* By the first three bytes of a MAC address (IEEE MA-L); NULL: not in our list. */
const struct vendor *vendor_by_mac(const struct mac *mac);

/* By the realm of a challenge, or the name a server gives itself; NULL: not one we know. */
const struct vendor *vendor_by_realm(const char *realm);
const struct vendor *vendor_by_agent(const char *agent);
