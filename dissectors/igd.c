/* Port mappings asked of a router by SOAP: UPnP WANIPConnection:1 and :2, WANPPPConnection:1,
 * WANIPv6FirewallControl:1. Guide item 3.2.3. */

#include "dissectors/igd.h"

struct action {
    const char *name;
    enum act act;
};

/* A pinhole's number is all that UpdatePinhole and DeletePinhole carry beside a lease. */
static const struct action actions[] = {
    { "AddPortMapping", ACT_ADD },       { "AddAnyPortMapping", ACT_ADD },
    { "DeletePortMapping", ACT_DELETE }, { "DeletePortMappingRange", ACT_DELETE },
    { "AddPinhole", ACT_ADD },           { "UpdatePinhole", ACT_ADD },
    { "DeletePinhole", ACT_DELETE },
};

static const char *const services[] = {
    "urn:schemas-upnp-org:service:WANIPConnection:",
    "urn:schemas-upnp-org:service:WANPPPConnection:",
    "urn:schemas-upnp-org:service:WANIPv6FirewallControl:",
};

static struct bytes unquote(struct bytes b)
{
    b = bytes_trim(b);
    if (b.n > 1 && b.p[0] == '"' && b.p[b.n - 1] == '"')
        b = bytes_trim((struct bytes){ b.p + 1, b.n - 2 });
    return b;
}

static bool is_known_service(struct bytes urn)
{
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
        if (bytes_start_with(urn, services[i]))
            return true;
    return false;
}

enum act igd_act(struct bytes soap_action)
{
    struct bytes urn = unquote(soap_action);
    size_t hash = bytes_find(urn, "#");
    if (hash == urn.n || !is_known_service(urn))
        return ACT_NONE;
    struct bytes name = bytes_after(urn, hash + 1);
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (bytes_equal_text(name, actions[i].name))
            return actions[i].act;
    return ACT_NONE;
}

static uint16_t port_of(struct bytes text)
{
    uint32_t n = bytes_number(text);
    return n <= UINT16_MAX ? (uint16_t)n : 0;
}

static struct ip address_of(struct bytes text)
{
    struct text s = text_of(text);
    struct ip ip = { { 0 } };
    return text.n < sizeof s.s && ip_parse(s.s, &ip) ? ip : (struct ip){ { 0 } };
}

/* By name, or by IANA number as WANIPv6FirewallControl:1 section 2.3 has it. */
static bool is_udp(struct bytes text)
{
    return bytes_equal_text(text, "UDP") || bytes_equal_text(text, "17");
}

static void read_external_port(struct igd_call *call, struct bytes text)
{
    call->external_port = port_of(text);
}

static void read_internal_port(struct igd_call *call, struct bytes text)
{
    call->internal_port = port_of(text);
}

/* Nothing is translated: from outside, the port is the inside one. RemotePort is the visitor's. */
static void read_pinhole_port(struct igd_call *call, struct bytes text)
{
    call->internal_port = call->external_port = port_of(text);
}

static void read_client(struct igd_call *call, struct bytes text)
{
    call->internal = address_of(text);
}

static void read_protocol(struct igd_call *call, struct bytes text)
{
    call->udp = is_udp(text);
}

static void read_lease(struct igd_call *call, struct bytes text)
{
    call->lease_s = bytes_number(text);
}

struct argument {
    const char *name;
    void (*read)(struct igd_call *call, struct bytes text);
};

static const struct argument arguments[] = {
    { "NewExternalPort", read_external_port },
    { "NewStartPort", read_external_port },
    { "NewInternalPort", read_internal_port },
    { "InternalPort", read_pinhole_port },
    { "NewInternalClient", read_client },
    { "InternalClient", read_client },
    { "NewProtocol", read_protocol },
    { "Protocol", read_protocol },
    { "NewLeaseDuration", read_lease },
    { "LeaseTime", read_lease },
    { "NewLeaseTime", read_lease },
};

static void on_element(void *self, const struct xml_element *e)
{
    for (size_t i = 0; i < sizeof arguments / sizeof arguments[0]; i++)
        if (bytes_equal_text(e->name, arguments[i].name))
            arguments[i].read(self, e->text);
}

void igd_take(struct igd_body *b, struct bytes piece)
{
    const struct xml_listener listener = { .element = on_element, .self = &b->call };
    struct xml_room room = { b->text, sizeof b->text };
    b->broken = b->broken || !xml_take(&b->xml, piece, room, &listener);
}

struct igd_call igd_call_of(const struct igd_body *b)
{
    bool whole = !b->broken && xml_is_whole(&b->xml);
    return whole ? b->call : (struct igd_call){ .act = b->call.act };
}

void igd_tell(struct dissection *d, const struct igd_call *call, enum outcome outcome)
{
    observe(d, (struct observation){
                   .kind = OBS_MAPPING,
                   .protocol = "igd",
                   .mapping = {
                       .act = call->act,
                       .outcome = outcome,
                       .external_port = call->external_port,
                       .internal_port = call->internal_port,
                       .lease_s = call->lease_s,
                       .internal = call->internal,
                       .udp = call->udp,
                   },
               });
}
