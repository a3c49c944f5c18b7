/* Which MAC addresses are routers': those seen with more than one IPv4 address that is not their
 * own. Which addresses are a MAC's own: those it announces or asks with by ARP or IPv6 ND (RFC 826,
 * RFC 4861), those a DHCP server gives it, and the one it answers for, as long as it is one: a
 * router may answer for others (proxy ARP, RFC 1027).
 *
 * How it works: new ones go into one of two tables. When that is full the other one is emptied and
 * takes its place, so that what was seen lately is known and what is long gone makes room. */
#pragma once

#include "core/hash.h"
#include "core/packet.h"

struct neighbours;

/* With `room` places (a power of two, at least 16), all at once; NULL: no memory. The last 3/8 of
 * that many MAC addresses are known for certain. */
struct neighbours *neighbours_new(uint32_t room, const struct hash_key *key);
void neighbours_free(struct neighbours *n);

/* A frame of that MAC carried that address; one with several is a router. */
void neighbours_see(struct neighbours *n, const struct mac *mac, const struct ip *ip);

/* Whether the MAC was seen with several addresses. */
bool neighbours_is_router(const struct neighbours *n, const struct mac *mac);

/* It said, or was told, that the address is its own; answered: to somebody who asked. Of addresses
 * that several routers share (VRRP, HSRP) nothing is kept. */
void neighbours_own(struct neighbours *n, const struct mac *mac, const struct ip *ip,
                    bool answered);

/* Whether the address is the MAC's own: the last IPv4 or one of the last IPv6 addresses it had. */
bool neighbours_owns(const struct neighbours *n, const struct mac *mac, const struct ip *ip);

/* The IPv4 address that the MAC was seen with first, unless it is a router's; false: none. */
bool neighbours_first(const struct neighbours *n, const struct mac *mac, struct ip *ip);
