/* Hosts, their ends and user names as short keyed hashes, so that an item can tell them apart
 * without keeping what they are. The key is each camera's own: what is kept of two cannot be
 * compared, and nobody can aim at a collision. */
#pragma once

#include "core/hash.h"
#include "rules/rule.h"

/* Part of an item's memory; all zero at first. */
struct pseudonyms {
    struct hash_key key;
};

/* Never 0. The client of the fact; its connection; the user of a login, wherever it comes from. */
uint32_t pseudonym_of_client(struct pseudonyms *p, const struct weighing *w);
uint32_t pseudonym_of_end(struct pseudonyms *p, const struct weighing *w);
uint32_t pseudonym_of_user(struct pseudonyms *p, const struct weighing *w);

/* Of n bytes, such as several pseudonyms. */
uint32_t pseudonym_of(struct pseudonyms *p, const struct weighing *w, const void *bytes, size_t n);

/* Whether two clients are two hosts for certain: an IPv4 and an IPv6 address may be one host's. One
 * that is 0 is nobody. */
bool pseudonyms_differ(uint32_t one, uint32_t other);
