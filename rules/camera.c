#include "rules/camera.h"

#include <stdlib.h>

#include "rules/book_index.h"
#include "rules/vendors.h"

/* An address that was not met for ten minutes is out of use, if another is in use. */
static const uint64_t left_ns = 600000000000;

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

static bool is_proved(const struct camera_book *b, const struct meeting *m)
{
    if (!mac_known(&m->mac) || mac_is_group(&m->mac))
        return false;
    return m->mac_stated || book_expects(b, &m->mac) || ip_proves(&m->ip, &m->mac);
}

/* ---- strangers, by when they were last met ---- */

static void take_out(struct camera_book *b, uint32_t place)
{
    struct camera *c = &b->at[place];
    if (c->older != nobody)
        b->at[c->older].younger = c->younger;
    else
        b->oldest = c->younger;
    if (c->younger != nobody)
        b->at[c->younger].older = c->older;
    else
        b->youngest = c->older;
    c->older = c->younger = nobody;
}

static void put_last(struct camera_book *b, uint32_t place)
{
    struct camera *c = &b->at[place];
    c->older = b->youngest;
    c->younger = nobody;
    if (b->youngest != nobody)
        b->at[b->youngest].younger = place;
    else
        b->oldest = place;
    b->youngest = place;
}

static void forget(struct camera_book *b, uint32_t place)
{
    for (uint32_t slot = 0; slot < ADDRESSES_MAX; slot++)
        if (b->at[place].address[slot].used)
            book_drop_address(b, place * ADDRESSES_MAX + slot);
    if (b->at[place].mac_proved)
        book_drop_mac(b, place);
    take_out(b, place);
    b->at[place] = (struct camera){ .used = false };
}

/* A free place, or that of the stranger longest silent, or nobody. */
static uint32_t make_room(struct camera_book *b)
{
    if (b->used < b->n)
        return b->used++;
    uint32_t place = b->oldest;
    if (place == nobody) {
        count(b->counters, COUNT_cameras_full);
        return nobody;
    }
    count(b->counters, COUNT_strangers_forgotten);
    forget(b, place);
    return place;
}

/* ---- the book ---- */

static uint32_t power_of_two(uint32_t at_least)
{
    uint32_t n = 16;
    while (n < at_least)
        n *= 2;
    return n;
}

struct camera_book *book_new(const struct policy *policy, struct counters *counters)
{
    struct camera_book *b = calloc(1, sizeof *b);
    if (b == NULL)
        return NULL;
    b->policy = policy;
    b->counters = counters;
    b->key = hash_key_new();
    b->n = policy_hosts(policy);
    uint32_t buckets = power_of_two(2 * b->n);
    b->mask = buckets - 1;
    b->oldest = b->youngest = nobody;
    b->neighbours = neighbours_new(buckets, &b->key);
    b->at = calloc(b->n, sizeof *b->at);
    b->by_address = malloc(buckets * sizeof *b->by_address);
    b->by_mac = malloc(buckets * sizeof *b->by_mac);
    if (b->neighbours == NULL || b->at == NULL || b->by_address == NULL || b->by_mac == NULL) {
        book_free(b);
        return NULL;
    }
    memset(b->by_address, 0xff, buckets * sizeof *b->by_address); /* nobody, everywhere */
    memset(b->by_mac, 0xff, buckets * sizeof *b->by_mac);
    return b;
}

void book_free(struct camera_book *b)
{
    if (b == NULL)
        return;
    neighbours_free(b->neighbours);
    free(b->at);
    free(b->by_address);
    free(b->by_mac);
    free(b);
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

static uint32_t find_by_address(struct camera_book *b, const struct meeting *m, bool proved)
{
    uint32_t place = find_host(b, m);
    if (place == nobody || !proved)
        return place;
    if (b->at[place].mac_proved)
        return nobody; /* another host's now: book_find_mac() would have found its owner */
    book_prove_mac(b, place, &m->mac);
    return place;
}

static uint32_t enter(struct camera_book *b, const struct meeting *m, bool proved)
{
    uint32_t place = make_room(b);
    if (place == nobody)
        return nobody;
    struct camera *c = &b->at[place];
    *c = (struct camera){ .name = { .ip = m->ip, .vlan = m->vlan },
                          .used = true,
                          .frame_mac = m->mac,
                          .first_ns = m->time_ns,
                          .next_mac = nobody,
                          .older = nobody,
                          .younger = nobody };
    put_last(b, place);
    if (proved)
        book_prove_mac(b, place, &m->mac);
    return place;
}

/* Whether the host is no longer met with the address it is shown with. */
static bool has_left(const struct camera *c, uint64_t now_ns)
{
    return now_ns > c->ip_met_ns && now_ns - c->ip_met_ns >= left_ns;
}

/* A host is shown with the address it got last; with one it had before once the last is out of use.
 * IPv4 comes before IPv6. */
static void show_address(struct camera *c, const struct meeting *m, bool first)
{
    bool fits = ip_is_group(&c->name.ip) || ip_is_v4(&m->ip) || !ip_is_v4(&c->name.ip);
    bool shown = ip_equal(&c->name.ip, &m->ip);
    if (!shown && fits && (first || has_left(c, m->time_ns))) {
        c->name.ip = m->ip;
        c->renamed++;
        shown = true;
    }
    if (shown)
        c->ip_met_ns = m->time_ns;
    if (first && c->name.vlan == 0 && m->vlan != 0) {
        c->name.vlan = m->vlan;
        c->renamed++;
    }
}

/* Gives the host the address it was met with, if it is one and not yet its own. */
static void settle_address(struct camera_book *b, uint32_t place, const struct meeting *m)
{
    if (ip_is_group(&m->ip))
        return;
    uint32_t which = book_find_address(b, &m->ip, m->vlan);
    bool own = which != nobody && which / ADDRESSES_MAX == place;
    if (!own && which != nobody)
        book_drop_address(b, which);
    if (!own)
        book_add_address(b, place, &(struct address){ .ip = m->ip, .vlan = m->vlan });
    if (!own && m->vlan != 0 && book_find_address(b, &m->ip, 0) == nobody)
        book_add_address(b, place, &(struct address){ .ip = m->ip, .half = true });
    show_address(&b->at[place], m, !own);
}

uint32_t book_meet(struct camera_book *b, const struct meeting *m, bool *fresh)
{
    bool proved = is_proved(b, m), has_ip = !ip_is_group(&m->ip);
    *fresh = false;
    uint32_t place = proved ? book_find_mac(b, &m->mac) : nobody;
    if (place == nobody && has_ip)
        place = find_by_address(b, m, proved);
    if (m->only_known)
        return place;
    if (place == nobody && (has_ip || proved)) {
        place = enter(b, m, proved);
        *fresh = place != nobody;
    }
    if (place == nobody)
        return nobody;
    settle_address(b, place, m);
    if (b->at[place].proof == NULL) {
        take_out(b, place);
        put_last(b, place);
    }
    return place;
}

struct camera *book_at(struct camera_book *b, uint32_t place)
{
    return &b->at[place];
}

uint32_t book_size(const struct camera_book *b)
{
    return b->used;
}

void book_prove(struct camera_book *b, uint32_t place, const char *proof)
{
    struct camera *c = &b->at[place];
    if (c->proof == NULL && proof != NULL) {
        take_out(b, place);
        b->cameras++;
    }
    if (c->proof != NULL && proof == NULL) {
        put_last(b, place);
        b->cameras--;
    }
    c->proof = proof;
}

uint32_t book_cameras(const struct camera_book *b)
{
    return b->cameras;
}

void book_see_neighbour(struct camera_book *b, const struct mac *mac, const struct ip *ip)
{
    neighbours_see(b->neighbours, mac, ip);
}
