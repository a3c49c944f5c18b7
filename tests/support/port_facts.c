#include "tests/support/port_facts.h"

#include <criterion/criterion.h>
#include <stdio.h>

struct observation port_seen(uint16_t port, enum service_state state)
{
    struct observation o = served("tcp", OBS_SERVICE, port);
    o.service.state = state;
    return o;
}

struct observation port_refuses(uint16_t port)
{
    return port_seen(port, SERVICE_CLOSED);
}

struct observation refused_udp(uint16_t port)
{
    struct observation o = served("udp", OBS_SERVICE, port);
    o.transport = TRANSPORT_UDP;
    o.service.state = SERVICE_CLOSED;
    return o;
}

struct observation protocol_found(const char *protocol, uint16_t port, enum act act)
{
    struct observation o = served(protocol, OBS_DISCOVERY, port);
    o.transport = TRANSPORT_UDP;
    o.roles = ROLES_BY_CONTENT;
    o.discovery.act = act;
    return o;
}

struct observation snmp_answer(enum act act)
{
    struct observation o = served("snmp", OBS_MANAGEMENT, 161);
    o.transport = TRANSPORT_UDP;
    o.roles = ROLES_BY_CONTENT;
    o.management.version = 3;
    o.management.act = act;
    return o;
}

enum verdict open_ports(struct court *c)
{
    return court_standing(c, "3.1").verdict;
}
