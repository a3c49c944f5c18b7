/* The book's tables: which host has an address, and which a MAC. Of camera.c and book_*.c only. */
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
    uint32_t mask;        /* of the two tables of buckets */
    uint32_t *by_address; /* place * ADDRESSES_MAX + slot */
    uint32_t *by_mac;     /* place */
    uint32_t *by_tag;     /* place * TAGS + which */
    uint32_t same;        /* see book_same() */
    struct by_age {
        uint32_t oldest, youngest;
    } strangers, loose;
};

/* Which address it is, over all hosts (place * ADDRESSES_MAX + slot), or nobody. */
uint32_t book_find_address(struct camera_book *b, const struct ip *ip, uint16_t vlan);
struct address *book_address(struct camera_book *b, uint32_t i);
void book_add_address(struct camera_book *b, uint32_t place, const struct address *as);
void book_drop_address(struct camera_book *b, uint32_t which);

/* ---- book_age.c ---- */

/* A free place, or that of the stranger longest silent, or nobody. */
uint32_t book_make_room(struct camera_book *b);

/* Whether a host known since then is firm by now. */
bool book_is_old(uint64_t first_ns, uint64_t now_ns);

/* Out of its list, if it is in one; and into it again, as the one met last. */
void book_take_out(struct camera_book *b, uint32_t place);
void book_put_last(struct camera_book *b, uint32_t place);

/* ---- book_find.c ---- */

/* Whether the MAC it is met with is its own for certain. */
bool book_proves(const struct camera_book *b, const struct meeting *m);

/* Who is met, or nobody. proved: as book_proves() says. */
uint32_t book_find(struct camera_book *b, const struct meeting *m, bool proved);

/* Another host that is the same as the one at `place`, which is met; or nobody. */
uint32_t book_find_same(struct camera_book *b, uint32_t place, const struct meeting *m,
                        bool proved);

/* The host is known by what it says of itself from now on, unless another is. */
void book_note_tags(struct camera_book *b, uint32_t place, const struct meeting *m);

/* ---- book_index.c ---- */

/* The place of the host whose proved MAC it is, or nobody. */
uint32_t book_find_mac(struct camera_book *b, const struct mac *mac);
void book_prove_mac(struct camera_book *b, uint32_t place, const struct mac *mac);
void book_drop_mac(struct camera_book *b, uint32_t place);

/* A keyed hash of what a device is known by; 0: it is nobody's (empty, all zeros, too short). Case
 * does not matter. */
uint64_t book_tag(const struct camera_book *b, enum name_tag which, const struct text *said);

/* The place of the host that is known by it, or nobody. */
uint32_t book_find_tag(struct camera_book *b, enum name_tag which, uint64_t hash);
void book_set_tag(struct camera_book *b, uint32_t place, enum name_tag which, uint64_t hash);
void book_drop_tag(struct camera_book *b, uint32_t place, enum name_tag which);
