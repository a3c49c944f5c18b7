/* The book's tables: which host has an address, and which a MAC. For camera.c only. */
#pragma once

#include "core/hash.h"
#include "rules/camera.h"
#include "rules/neighbours.h"

struct camera_book {
    const struct policy *policy;
    struct counters *counters;
    struct hash_key key;
    struct neighbours *neighbours;
    struct camera *at;
    uint32_t n, used;
    uint32_t cameras;
    uint32_t mask;             /* of the two tables of buckets */
    uint32_t *by_address;      /* place * ADDRESSES_MAX + slot */
    uint32_t *by_mac;          /* place */
    uint32_t oldest, youngest; /* strangers */
};

/* Which address it is, over all hosts (place * ADDRESSES_MAX + slot), or nobody. */
uint32_t book_find_address(struct camera_book *b, const struct ip *ip, uint16_t vlan);
struct address *book_address(struct camera_book *b, uint32_t i);
void book_add_address(struct camera_book *b, uint32_t place, const struct address *as);
void book_drop_address(struct camera_book *b, uint32_t which);

/* The place of the host whose proved MAC it is, or nobody. */
uint32_t book_find_mac(struct camera_book *b, const struct mac *mac);
void book_prove_mac(struct camera_book *b, uint32_t place, const struct mac *mac);
void book_drop_mac(struct camera_book *b, uint32_t place);
