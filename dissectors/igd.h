/* Port mappings asked of a router by SOAP: UPnP WANIPConnection:1 and :2, WANPPPConnection:1,
 * WANIPv6FirewallControl:1. Guide item 3.2.3. Spoken over HTTP, so the http dissector calls this.
 */
#pragma once

#include "dissectors/dissector.h"
#include "dissectors/xml.h"

struct igd_call {
    enum act act; /* ACT_ADD or ACT_DELETE */
    bool udp;
    uint16_t external_port; /* 0: not said, or the body was not there */
    uint16_t internal_port;
    uint32_t lease_s;
    struct ip internal; /* all zero: not said */
};

enum { IGD_TEXT_MAX = 128 }; /* of an argument as much is kept */

/* A body of which a part has come; all zero at first, but call.act. */
struct igd_body {
    struct igd_call call;
    struct xml_reader xml;
    bool broken;
    uint8_t text[IGD_TEXT_MAX];
};

/* What a request with this SOAPACTION field asks for; ACT_NONE: it changes no mapping. */
enum act igd_act(struct bytes soap_action);

/* Takes one more piece of its body. */
void igd_take(struct igd_body *b, struct bytes piece);

/* What it asks for, now that nothing more of the body comes; if that is broken or not all there, no
 * more than the act. */
struct igd_call igd_call_of(const struct igd_body *b);

/* Says it, with protocol "igd". */
void igd_tell(struct dissection *d, const struct igd_call *call, enum outcome outcome);
