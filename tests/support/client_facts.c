#include "tests/support/client_facts.h"

#include "tests/support/port_facts.h"

#include <criterion/criterion.h>

struct observation of_client(unsigned host, struct observation o)
{
    o.client = at_host(host, 40000);
    return o;
}

struct observation of_ipv6(const char *client, struct observation o)
{
    cr_assert(ip_parse(client, &o.client.ip));
    cr_assert(ip_parse("2001:db8:10::20", &o.server.ip));
    return o;
}

struct observation http_answer(uint16_t status)
{
    return answered("http", 80, "GET", status, SCHEME_NONE);
}

struct observation client_reset(uint16_t port)
{
    return port_refuses(port);
}

struct observation media_to(unsigned host)
{
    struct observation o = used("rtp", OBS_MEDIA, 50000);
    o.server = at_host(host, 50000);
    o.transport = TRANSPORT_UDP;
    o.roles = ROLES_GUESSED;
    return o;
}

struct observation filter_says(bool on)
{
    struct observation o = served("http", OBS_SETTING, 80);
    o.setting.name = "address_filter";
    o.setting.enabled = on;
    return o;
}

enum verdict host_authentication(struct court *c)
{
    return court_standing(c, "3.3").verdict;
}
