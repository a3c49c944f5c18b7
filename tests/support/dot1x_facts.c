#include "tests/support/dot1x_facts.h"

/* On the port: between two MACs, no addresses. */
static struct observation on_port(enum port_event event, enum port_method method, bool from_client)
{
    return (struct observation){
        .kind = OBS_PORT_AUTH,
        .protocol = "eap",
        .transport = TRANSPORT_LINK,
        .client_mac = camera_mac,
        .server_mac = { { 0x00, 0x1b, 0x21, 0, 0, 0x01 } },
        .from_client = from_client,
        .port_auth = { .event = event, .method = method, .mac = camera_mac },
    };
}

struct observation supplicant_says(enum port_event event, enum port_method method)
{
    return on_port(event, method, true);
}

struct observation switch_says(enum port_event event, enum port_method method)
{
    return on_port(event, method, false);
}

struct observation radius_says(enum port_event event, enum port_method method)
{
    struct observation o = served("radius", OBS_PORT_AUTH, 1812);
    o.client = at_host(2, 40000);
    o.server = at_host(3, 1812);
    o.server_mac = (struct mac){ { 0x00, 0x1b, 0x21, 0, 0, 0x03 } };
    o.transport = TRANSPORT_UDP;
    o.vlan = 999;
    o.port_auth.event = event;
    o.port_auth.method = method;
    o.port_auth.mac = camera_mac;
    o.port_auth.by_radius = true;
    return o;
}

struct observation page_answered(void)
{
    return answered("http", 80, "GET", 200, SCHEME_DIGEST);
}

enum verdict port_verdict(struct court *c)
{
    return court_standing(c, "4.1").verdict;
}

void port_login(struct court *c, enum port_method method)
{
    court_show(c, supplicant_says(PORT_START, PORT_METHOD_UNKNOWN));
    court_show(c, supplicant_says(PORT_IDENTITY, PORT_METHOD_UNKNOWN));
    court_show(c, switch_says(PORT_PROPOSED, method));
    court_show(c, supplicant_says(PORT_ANSWERED, method));
    court_show(c, switch_says(PORT_SUCCESS, method));
}

struct observation dot1x_configured(bool is)
{
    struct observation o = served("onvif", OBS_SETTING, 80);
    o.setting.name = "dot1x";
    o.setting.enabled = is;
    text_format(&o.setting.value, "%s", is ? "EAP method 13" : "");
    return o;
}
