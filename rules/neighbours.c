#include "rules/neighbours.h"

#include <stdlib.h>

struct neighbour {
    struct mac mac;
    bool used;
    bool router;
    struct ip ip; /* the first one seen */
};

struct neighbours {
    struct hash_key key;
    uint32_t mask;
    uint32_t left; /* how many more are kept; a quarter stays free so that searches end */
    struct neighbour at[];
};

struct neighbours *neighbours_new(uint32_t room, const struct hash_key *key)
{
    struct neighbours *n = calloc(1, sizeof *n + room * sizeof n->at[0]);
    if (n == NULL)
        return NULL;
    n->key = *key;
    n->mask = room - 1;
    n->left = room - room / 4;
    return n;
}

void neighbours_free(struct neighbours *n)
{
    free(n);
}

/* Where the MAC is, or where it would be. */
static uint32_t place_of(const struct neighbours *n, const struct mac *mac)
{
    uint32_t i = (uint32_t)hash_bytes(&n->key, mac->b, sizeof mac->b) & n->mask;
    while (n->at[i].used && !mac_equal(&n->at[i].mac, mac))
        i = (i + 1) & n->mask;
    return i;
}

void neighbours_see(struct neighbours *n, const struct mac *mac, const struct ip *ip)
{
    if (!mac_known(mac) || mac_is_group(mac) || !ip_is_v4(ip) || ip_is_group(ip))
        return;
    struct neighbour *at = &n->at[place_of(n, mac)];
    if (at->used) {
        at->router = at->router || !ip_equal(&at->ip, ip);
        return;
    }
    if (n->left == 0)
        return;
    n->left--;
    *at = (struct neighbour){ .mac = *mac, .used = true, .ip = *ip };
}

bool neighbours_is_router(const struct neighbours *n, const struct mac *mac)
{
    const struct neighbour *at = &n->at[place_of(n, mac)];
    return at->used && at->router;
}
