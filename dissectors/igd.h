/* Port mappings asked of a router by SOAP: UPnP WANIPConnection:1 and :2, WANPPPConnection:1,
 * WANIPv6FirewallControl:1. Guide item 3.2.3. Spoken over HTTP, so the http dissector calls this.
 */
#pragma once

#include "dissectors/dissector.h"

struct igd_call {
    enum act act; /* ACT_ADD or ACT_DELETE */
    bool udp;
    uint16_t external_port; /* 0: not said, or the body was not there */
    uint16_t internal_port;
    uint32_t lease_s;
    struct ip internal; /* all zero: not said */
};

/* Whether a request with this SOAPACTION field asks for or ends a mapping. */
bool igd_is_call(struct bytes soap_action);

/* Whether a request with this SOAPACTION field asks for or ends a mapping; reads what its body says
 * (which may be empty, or cut). */
bool igd_read_call(struct bytes soap_action, struct bytes body, struct igd_call *call);

/* Says it, with protocol "igd". */
void igd_tell(struct dissection *d, const struct igd_call *call, enum outcome outcome);
