/* Which MAC addresses are routers': those seen with more than one IPv4 address. */
#pragma once

#include "core/hash.h"
#include "core/packet.h"

struct neighbours;

/* Room for `room` MAC addresses (a power of two), all at once; NULL: no memory. Later ones are not
 * kept. */
struct neighbours *neighbours_new(uint32_t room, const struct hash_key *key);
void neighbours_free(struct neighbours *n);

void neighbours_see(struct neighbours *n, const struct mac *mac, const struct ip *ip);

/* Whether the MAC was seen with several addresses. */
bool neighbours_is_router(const struct neighbours *n, const struct mac *mac);
