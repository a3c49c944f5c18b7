/* Which MAC addresses are routers': those seen with more than one IPv4 address.
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

void neighbours_see(struct neighbours *n, const struct mac *mac, const struct ip *ip);

/* Whether the MAC was seen with several addresses. */
bool neighbours_is_router(const struct neighbours *n, const struct mac *mac);
