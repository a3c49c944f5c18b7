#include "rules/neighbours.h"

#include <stdlib.h>

struct neighbour {
    struct mac mac;
    bool used;
    bool router;
    struct ip ip; /* the first one seen */
};

/* Two tables: the one being filled, and the one filled before it. */
struct neighbours {
    struct hash_key key;
    uint32_t mask; /* of one table */
    uint32_t left; /* how many more this one keeps; a quarter stays free so that searches end */
    struct neighbour *young, *old;
    struct neighbour at[];
};

static uint32_t room_of(const struct neighbours *n)
{
    return n->mask + 1 - (n->mask + 1) / 4;
}

struct neighbours *neighbours_new(uint32_t room, const struct hash_key *key)
{
    struct neighbours *n = calloc(1, sizeof *n + room * sizeof n->at[0]);
    if (n == NULL)
        return NULL;
    n->key = *key;
    n->mask = room / 2 - 1;
    n->left = room_of(n);
    n->young = n->at;
    n->old = n->at + room / 2;
    return n;
}

void neighbours_free(struct neighbours *n)
{
    free(n);
}

/* Where the MAC is in a table, or where it would be. */
static uint32_t place_of(const struct neighbours *n, const struct neighbour *table,
                         const struct mac *mac)
{
    uint32_t i = (uint32_t)hash_bytes(&n->key, mac->b, sizeof mac->b) & n->mask;
    while (table[i].used && !mac_equal(&table[i].mac, mac))
        i = (i + 1) & n->mask;
    return i;
}

/* What was not seen since the table before last was full is forgotten. */
static void turn(struct neighbours *n)
{
    struct neighbour *empty = n->old;
    n->old = n->young;
    n->young = empty;
    memset(empty, 0, (n->mask + 1) * sizeof *empty);
    n->left = room_of(n);
}

/* Its entry in the young table, taken over from the old one or made. */
static struct neighbour *entry_of(struct neighbours *n, const struct mac *mac, const struct ip *ip)
{
    struct neighbour *at = &n->young[place_of(n, n->young, mac)];
    if (at->used)
        return at;
    if (n->left == 0) {
        turn(n);
        at = &n->young[place_of(n, n->young, mac)];
    }
    const struct neighbour *before = &n->old[place_of(n, n->old, mac)];
    n->left--;
    *at = before->used ? *before : (struct neighbour){ .mac = *mac, .used = true, .ip = *ip };
    return at;
}

void neighbours_see(struct neighbours *n, const struct mac *mac, const struct ip *ip)
{
    if (!mac_known(mac) || mac_is_group(mac) || !ip_is_v4(ip) || ip_is_group(ip))
        return;
    struct neighbour *at = entry_of(n, mac, ip);
    at->router = at->router || !ip_equal(&at->ip, ip);
}

bool neighbours_is_router(const struct neighbours *n, const struct mac *mac)
{
    const struct neighbour *at = &n->young[place_of(n, n->young, mac)];
    if (!at->used)
        at = &n->old[place_of(n, n->old, mac)];
    return at->used && at->router;
}
