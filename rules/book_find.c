/* Which host of the book is meant: by its MAC if that is proved to be its own, by what it says it
 * is known by, by its address. */
#include "rules/book_index.h"

#include "rules/vendors.h"

/* What is met at two addresses within ten seconds is two. */
static const uint64_t apart_ns = 10000000000;

/* RFC 4291 appendix A: fe80::/10 is never routed, and an interface identifier may be the MAC. */
static bool ip_proves(const struct ip *ip, const struct mac *mac)
{
    const uint8_t *b = ip->b, *m = mac->b;
    if (ip_is_v4(ip))
        return false;
    bool link_local = b[0] == 0xfe && (b[1] & 0xc0) == 0x80;
    bool eui64 = b[8] == (m[0] ^ 2) && b[9] == m[1] && b[10] == m[2] && b[11] == 0xff &&
                 b[12] == 0xfe && b[13] == m[3] && b[14] == m[4] && b[15] == m[5];
    return link_local || eui64;
}

bool book_expects(const struct camera_book *b, const struct mac *mac)
{
    return vendor_makes_cameras(mac) || policy_lists_mac(b->policy, mac);
}

bool book_proves(const struct camera_book *b, const struct meeting *m)
{
    if (!mac_known(&m->mac) || mac_is_group(&m->mac))
        return false;
    return m->mac_stated || book_expects(b, &m->mac) || ip_proves(&m->ip, &m->mac) ||
           neighbours_owns(b->neighbours, &m->mac, &m->ip);
}

/* The host with that address. A mirror may show the VLAN tag on one direction only: the same
 * address and the same MAC, once with and once without a tag, is one host. */
static uint32_t find_host(struct camera_book *b, const struct meeting *m)
{
    uint32_t which = book_find_address(b, &m->ip, m->vlan);
    bool exact = which != nobody && !book_address(b, which)->half;
    if (which == nobody && m->vlan != 0)
        which = book_find_address(b, &m->ip, 0);
    if (which == nobody)
        return nobody;
    uint32_t place = which / ADDRESSES_MAX;
    bool same_mac = mac_known(&m->mac) && mac_equal(&b->at[place].frame_mac, &m->mac);
    return exact || same_mac ? place : nobody;
}

/* Whether only what neighbours say proves the MAC: then it is another host that has the address
 * if its frames have come with another MAC so far. */
static bool is_another(const struct camera_book *b, uint32_t place, const struct meeting *m)
{
    const struct mac *before = &b->at[place].frame_mac;
    bool firmly = m->mac_stated || book_expects(b, &m->mac) || ip_proves(&m->ip, &m->mac);
    return b->at[place].mac_proved || (!firmly && mac_known(before) && !mac_equal(before, &m->mac));
}

static uint32_t find_by_address(struct camera_book *b, const struct meeting *m, bool proved)
{
    uint32_t place = find_host(b, m);
    if (place == nobody || !proved)
        return place;
    if (is_another(b, place, m))
        return nobody; /* another host's now: book_find_mac() would have found its owner */
    book_prove_mac(b, place, &m->mac);
    return place;
}

/* A host that got another address: the one that was met with this MAC before it was proved. */
static uint32_t find_by_first_address(struct camera_book *b, const struct meeting *m)
{
    struct meeting before = *m;
    if (!neighbours_first(b->neighbours, &m->mac, &before.ip) || ip_equal(&before.ip, &m->ip))
        return nobody;
    uint32_t place = find_host(b, &before);
    if (place == nobody || b->at[place].mac_proved || !mac_equal(&b->at[place].frame_mac, &m->mac))
        return nobody;
    book_prove_mac(b, place, &m->mac);
    return place;
}

/* Some makers give all that they sell the same UUID or number. On one segment their MACs tell them
 * apart; behind a router two that are met at the same time, at different addresses of a kind, are
 * two. */
static bool may_be(const struct camera_book *b, const struct camera *c, const struct meeting *m,
                   bool proved)
{
    bool late = m->time_ns > c->ip_met_ns && m->time_ns - c->ip_met_ns >= apart_ns;
    bool same_kind = ip_is_v4(&c->name.ip) == ip_is_v4(&m->ip);
    bool hosts = mac_known(&m->mac) && mac_known(&c->frame_mac) && !m->mac_stated &&
                 !neighbours_is_router(b->neighbours, &m->mac) &&
                 !neighbours_is_router(b->neighbours, &c->frame_mac);
    if (proved && c->mac_proved)
        return mac_equal(&c->name.mac, &m->mac);
    if (hosts)
        return mac_equal(&c->frame_mac, &m->mac);
    return late || !same_kind || ip_equal(&c->name.ip, &m->ip);
}

static uint32_t find_by_tags(struct camera_book *b, const struct meeting *m, bool proved)
{
    for (enum name_tag which = 0; which < TAGS; which++) {
        uint64_t hash = book_tag(b, which, m->tag[which]);
        uint32_t place = hash != 0 ? book_find_tag(b, which, hash) : nobody;
        if (place != nobody && may_be(b, &b->at[place], m, proved))
            return place;
    }
    return nobody;
}

void book_note_tags(struct camera_book *b, uint32_t place, const struct meeting *m)
{
    for (enum name_tag which = 0; which < TAGS; which++) {
        uint64_t hash = book_tag(b, which, m->tag[which]);
        if (hash != 0 && book_find_tag(b, which, hash) == nobody)
            book_set_tag(b, place, which, hash);
    }
}

/* By its MAC, then by what it says it is known by, then by its address. */
uint32_t book_find(struct camera_book *b, const struct meeting *m, bool proved)
{
    bool has_ip = !ip_is_group(&m->ip);
    uint32_t place = proved ? book_find_mac(b, &m->mac) : nobody;
    if (place != nobody)
        return place;
    place = find_by_tags(b, m, proved);
    if (place != nobody && proved && !b->at[place].mac_proved)
        book_prove_mac(b, place, &m->mac);
    if (place == nobody && has_ip)
        place = find_by_address(b, m, proved);
    if (place == nobody && has_ip && proved)
        place = find_by_first_address(b, m);
    return place;
}

/* Whether the host at the address that `known` is met with now is `known` itself, met there before
 * it was known who it is; or else one that had the address before. */
static bool is_itself(const struct camera_book *b, uint32_t known, uint32_t at_address)
{
    const struct camera *k = &b->at[known], *a = &b->at[at_address];
    bool other_name = false;
    for (enum name_tag which = 0; which < TAGS; which++)
        other_name |= a->tag[which].hash != 0 && k->tag[which].hash != 0 &&
                      a->tag[which].hash != k->tag[which].hash;
    return !other_name && a->first_ns >= k->ip_met_ns;
}

uint32_t book_find_same(struct camera_book *b, uint32_t place, const struct meeting *m, bool proved)
{
    uint32_t other = find_by_tags(b, m, proved);
    if (other == nobody)
        return nobody;
    if (other == place && !ip_is_group(&m->ip)) {
        uint32_t which = book_find_address(b, &m->ip, m->vlan);
        other = which != nobody ? which / ADDRESSES_MAX : nobody;
        if (other == nobody || !is_itself(b, place, other))
            return nobody;
    }
    return other == place || b->at[other].mac_proved ? nobody : other;
}
