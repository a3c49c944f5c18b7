/* Facts of a camera's ports, and how guide item 3.1 stands. */
#pragma once

#include "tests/support/judging.h"

/* A port that answers or refuses, by TCP; one that refuses; one that refuses by UDP. */
struct observation port_seen(uint16_t port, enum service_state state);
struct observation port_refuses(uint16_t port);
struct observation refused_udp(uint16_t port);

/* A message of the camera by a discovery protocol on that port, and by SNMP. */
struct observation protocol_found(const char *protocol, uint16_t port, enum act act);
struct observation snmp_answer(enum act act);

/* How 3.1 stands. */
enum verdict open_ports(struct court *c);
