#include "rules/neighbours.h"

#include <stdlib.h>

enum { OWN_MAX = 4 };

/* Addresses are all zero where none is known. */
struct neighbour {
    struct mac mac;
    bool used;
    bool router;
    bool answers_for_others;
    bool by_answer;         /* own[0] is known by an answer only */
    uint8_t next_own;       /* among the IPv6 ones, which gives way */
    struct ip ip;           /* the first one seen */
    struct ip own[OWN_MAX]; /* the first: IPv4 */
};

static const struct ip none = { { 0 } };

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
static struct neighbour *entry_of(struct neighbours *n, const struct mac *mac)
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
    *at = before->used ? *before : (struct neighbour){ .mac = *mac, .used = true };
    return at;
}

static const struct neighbour *find(const struct neighbours *n, const struct mac *mac)
{
    const struct neighbour *at = &n->young[place_of(n, n->young, mac)];
    if (!at->used)
        at = &n->old[place_of(n, n->old, mac)];
    return at->used ? at : NULL;
}

static bool is_own(const struct neighbour *at, const struct ip *ip)
{
    for (size_t i = 0; i < OWN_MAX; i++)
        if (ip_equal(&at->own[i], ip))
            return true;
    return false;
}

void neighbours_see(struct neighbours *n, const struct mac *mac, const struct ip *ip)
{
    if (!mac_known(mac) || mac_is_group(mac) || !ip_is_v4(ip) || ip_is_group(ip))
        return;
    struct neighbour *at = entry_of(n, mac);
    if (ip_equal(&at->ip, &none))
        at->ip = *ip;
    at->router = at->router || (!ip_equal(&at->ip, ip) && !is_own(at, ip));
}

bool neighbours_is_router(const struct neighbours *n, const struct mac *mac)
{
    const struct neighbour *at = find(n, mac);
    return at != NULL && at->router;
}

/* RFC 9568 section 7.3; RFC 2281 section 3. */
static bool is_virtual(const struct mac *mac)
{
    static const uint8_t vrrp[] = { 0x00, 0x00, 0x5e, 0x00 };
    static const uint8_t hsrp[] = { 0x00, 0x00, 0x0c, 0x07, 0xac };
    return memcmp(mac->b, vrrp, sizeof vrrp) == 0 || memcmp(mac->b, hsrp, sizeof hsrp) == 0;
}

static void own_v6(struct neighbour *at, const struct ip *ip)
{
    if (is_own(at, ip))
        return;
    at->own[1 + at->next_own] = *ip;
    at->next_own = (uint8_t)((at->next_own + 1) % (OWN_MAX - 1));
}

static void own_v4(struct neighbour *at, const struct ip *ip, bool answered)
{
    bool other = !ip_equal(&at->own[0], &none) && !ip_equal(&at->own[0], ip);
    if (answered && other)
        at->answers_for_others = true;
    if (answered && at->answers_for_others && at->by_answer)
        at->own[0] = none;
    if (answered && (other || at->answers_for_others || at->router))
        return;
    at->by_answer = answered && (at->by_answer || ip_equal(&at->own[0], &none));
    at->own[0] = *ip;
}

void neighbours_own(struct neighbours *n, const struct mac *mac, const struct ip *ip, bool answered)
{
    if (!mac_known(mac) || mac_is_group(mac) || is_virtual(mac) || ip_is_group(ip) ||
        ip_equal(ip, &none))
        return;
    struct neighbour *at = entry_of(n, mac);
    if (ip_is_v4(ip))
        own_v4(at, ip, answered);
    else if (!at->router)
        own_v6(at, ip);
}

bool neighbours_owns(const struct neighbours *n, const struct mac *mac, const struct ip *ip)
{
    const struct neighbour *at = find(n, mac);
    return at != NULL && !ip_equal(ip, &none) && is_own(at, ip);
}

bool neighbours_first(const struct neighbours *n, const struct mac *mac, struct ip *ip)
{
    const struct neighbour *at = find(n, mac);
    if (at == NULL || at->router || ip_equal(&at->ip, &none))
        return false;
    *ip = at->ip;
    return true;
}
