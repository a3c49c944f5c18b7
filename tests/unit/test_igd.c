#include <criterion/criterion.h>

#include "dissectors/igd.h"

static const char add_action[] =
    "\"urn:schemas-upnp-org:service:WANIPConnection:1#AddPortMapping\"";

static const char add_body[] =
    "<?xml version=\"1.0\"?>\r\n"
    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\""
    " s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>"
    "<u:AddPortMapping xmlns:u=\"urn:schemas-upnp-org:service:WANIPConnection:1\">"
    "<NewRemoteHost></NewRemoteHost><NewExternalPort>8080</NewExternalPort>"
    "<NewProtocol>TCP</NewProtocol><NewInternalPort>80</NewInternalPort>"
    "<NewInternalClient>192.0.2.5</NewInternalClient><NewEnabled>1</NewEnabled>"
    "<NewPortMappingDescription>camera</NewPortMappingDescription>"
    "<NewLeaseDuration>3600</NewLeaseDuration></u:AddPortMapping></s:Body></s:Envelope>\r\n";

/* The body in two pieces, of which the first has n bytes. */
static bool read_in_two(const char *action, struct bytes body, size_t n, struct igd_call *call)
{
    struct igd_body b = { .call.act = igd_act(bytes_of_text(action)) };
    igd_take(&b, bytes_first(body, n));
    igd_take(&b, bytes_after(body, n));
    *call = igd_call_of(&b);
    return call->act != ACT_NONE;
}

static bool reads(const char *action, const char *body, struct igd_call *call)
{
    return read_in_two(action, bytes_of_text(body), SIZE_MAX, call);
}

static bool leads_to(const struct igd_call *call, const char *address)
{
    struct ip ip = { { 0 } };
    cr_assert(ip_parse(address, &ip));
    return ip_equal(&call->internal, &ip);
}

Test(igd, sees_a_mapping_that_is_asked_for)
{
    struct igd_call call;

    cr_assert(reads(add_action, add_body, &call));
    cr_assert_eq(call.act, ACT_ADD);
    cr_assert_not(call.udp);
    cr_assert_eq(call.external_port, 8080);
    cr_assert_eq(call.internal_port, 80);
    cr_assert_eq(call.lease_s, 3600);
    cr_assert(leads_to(&call, "192.0.2.5"));
}

Test(igd, knows_every_action_that_changes_a_mapping)
{
    static const struct {
        const char *action;
        enum act act;
    } cases[] = {
        { "urn:schemas-upnp-org:service:WANIPConnection:1#AddPortMapping", ACT_ADD },
        { "\"urn:schemas-upnp-org:service:WANPPPConnection:1#AddPortMapping\"", ACT_ADD },
        { "\"urn:schemas-upnp-org:service:WANIPConnection:2#AddAnyPortMapping\"", ACT_ADD },
        { " \"urn:schemas-upnp-org:service:WANIPConnection:1#DeletePortMapping\" ", ACT_DELETE },
        { "\"urn:schemas-upnp-org:service:WANIPConnection:2#DeletePortMappingRange\"", ACT_DELETE },
        { "\"urn:schemas-upnp-org:service:WANIPv6FirewallControl:1#AddPinhole\"", ACT_ADD },
        { "\"urn:schemas-upnp-org:service:WANIPv6FirewallControl:1#UpdatePinhole\"", ACT_ADD },
        { "\"urn:schemas-upnp-org:service:WANIPv6FirewallControl:1#DeletePinhole\"", ACT_DELETE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct igd_call call;
        cr_assert(reads(cases[i].action, "", &call), "%s", cases[i].action);
        cr_assert_eq(call.act, cases[i].act, "%s", cases[i].action);
    }
}

Test(igd, lets_everything_else_be)
{
    static const char *const others[] = {
        "",
        "\"",
        "\"\"",
        "AddPortMapping",
        "\"urn:schemas-upnp-org:service:WANIPConnection:1#GetGenericPortMappingEntry\"",
        "\"urn:schemas-upnp-org:service:WANIPConnection:1#GetExternalIPAddress\"",
        "\"urn:schemas-upnp-org:service:WANIPConnection:1#AddPortMappings\"",
        "\"urn:schemas-upnp-org:service:WANIPConnection:1\"",
        "\"urn:schemas-upnp-org:service:ContentDirectory:1#AddPortMapping\"",
        "\"http://www.onvif.org/ver10/device/wsdl/GetServices\"",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct igd_call call;
        cr_assert_not(reads(others[i], add_body, &call), "%s", others[i]);
    }
}

Test(igd, reads_a_pinhole)
{
    struct igd_call call;
    cr_assert(reads("\"urn:schemas-upnp-org:service:WANIPv6FirewallControl:1#AddPinhole\"",
                    "<e:Envelope xmlns:e='x'><e:Body><AddPinhole><RemoteHost/><RemotePort>0"
                    "</RemotePort><InternalClient>2001:db8::5</InternalClient>"
                    "<InternalPort>554</InternalPort><Protocol>17</Protocol>"
                    "<LeaseTime>86400</LeaseTime></AddPinhole></e:Body></e:Envelope>",
                    &call));

    cr_assert(call.udp);
    cr_assert_eq(call.internal_port, 554);
    cr_assert_eq(call.external_port, 554);
    cr_assert_eq(call.lease_s, 86400);
    cr_assert(leads_to(&call, "2001:db8::5"));
}

Test(igd, reads_the_beginning_of_a_range)
{
    struct igd_call call;
    cr_assert(reads("\"urn:schemas-upnp-org:service:WANIPConnection:2#DeletePortMappingRange\"",
                    "<E><B><NewStartPort>8000</NewStartPort><NewEndPort>8010</NewEndPort>"
                    "<NewProtocol>udp</NewProtocol></B></E>",
                    &call));

    cr_assert(call.udp);
    cr_assert_eq(call.external_port, 8000);
}

static void only_the_act_is_known(struct bytes body)
{
    struct igd_call call;
    cr_assert(read_in_two(add_action, body, body.n / 2, &call));
    cr_assert_eq(call.act, ACT_ADD);
    cr_assert_eq(call.external_port, 0);
    cr_assert_eq(call.lease_s, 0);
}

Test(igd, says_nothing_of_a_body_that_is_cut_or_spoilt)
{
    struct bytes whole = bytes_of_text(add_body);
    for (size_t n = 0; n + 4 < whole.n; n += 7)
        only_the_act_is_known(bytes_first(whole, n));
    only_the_act_is_known(bytes_of_text("<!DOCTYPE a><a><NewExternalPort>1</NewExternalPort></a>"));
    only_the_act_is_known(bytes_of_text("<a><NewExternalPort>1</NewInternalPort></a>"));
}

Test(igd, reads_a_body_that_is_cut_anywhere)
{
    struct bytes whole = bytes_of_text(add_body);
    for (size_t n = 0; n <= whole.n; n++) {
        struct igd_call call;
        cr_assert(read_in_two(add_action, whole, n, &call));
        cr_assert_eq(call.external_port, 8080, "cut behind %zu bytes", n);
        cr_assert(leads_to(&call, "192.0.2.5"), "cut behind %zu bytes", n);
    }
}

Test(igd, forgives_ports_and_clients_that_are_none)
{
    struct igd_call call;
    cr_assert(reads(add_action,
                    "<a><NewExternalPort>70000</NewExternalPort>"
                    "<NewInternalClient>camera.example</NewInternalClient>"
                    "<NewLeaseDuration>soon</NewLeaseDuration></a>",
                    &call));

    cr_assert_eq(call.external_port, 0);
    cr_assert_eq(call.lease_s, 0);
    cr_assert(leads_to(&call, "::"));
}

Test(igd, tells_what_it_read)
{
    static struct remarks remarks;
    struct packet packet = { .frame_no = 7 };
    struct dissection d = { .packet = &packet, .remarks = &remarks };
    struct igd_call call;
    cr_assert(reads(add_action, add_body, &call));
    igd_tell(&d, &call, OUTCOME_REFUSED);

    cr_assert_eq(remarks.n, 1);
    const struct observation *o = &remarks.o[0];
    cr_assert_eq(o->kind, OBS_MAPPING);
    cr_assert_str_eq(o->protocol, "igd");
    cr_assert_eq(o->frame_no, 7);
    cr_assert_eq(o->mapping.act, ACT_ADD);
    cr_assert_eq(o->mapping.outcome, OUTCOME_REFUSED);
    cr_assert_eq(o->mapping.external_port, 8080);
    cr_assert_eq(o->mapping.internal_port, 80);
    cr_assert_eq(o->mapping.lease_s, 3600);
}
