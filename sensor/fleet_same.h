/* One camera under two ids: a sensor in its own network knows it by its MAC, one behind a router by
 * its address alone. */
#pragma once

#include <jansson.h>

/* cameras: id to a list of the postures of that camera. What is known by its address alone is put
 * to the camera with a MAC that has that address in the same VLAN, if there is exactly one such
 * camera and no other by that address, and no sensor sees both. An address that is used again on
 * each link (fe80::/10, 169.254/16) proves nothing. Networks that use the same addresses twice must
 * not share a Redis database, or must differ in their VLANs: nothing on the wire would tell their
 * cameras apart. */
void fleet_join_same(json_t *cameras);
