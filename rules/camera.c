#include "rules/camera.h"

#include <stdlib.h>

#include "rules/book_index.h"
#include "rules/rule.h"

/* An address that was not met for ten minutes is out of use, if another is in use. */
static const uint64_t left_ns = 600000000000;

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
    b->strangers = b->loose = (struct by_age){ nobody, nobody };
    b->neighbours = neighbours_new(buckets, &b->key);
    b->at = calloc(b->n, sizeof *b->at);
    b->by_address = malloc(buckets * sizeof *b->by_address);
    b->by_mac = malloc(buckets * sizeof *b->by_mac);
    b->by_tag = malloc(buckets * sizeof *b->by_tag);
    if (b->neighbours == NULL || b->at == NULL || b->by_address == NULL || b->by_mac == NULL ||
        b->by_tag == NULL) {
        book_free(b);
        return NULL;
    }
    memset(b->by_address, 0xff, buckets * sizeof *b->by_address); /* nobody, everywhere */
    memset(b->by_mac, 0xff, buckets * sizeof *b->by_mac);
    memset(b->by_tag, 0xff, buckets * sizeof *b->by_tag);
    b->same = nobody;
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
    free(b->by_tag);
    free(b);
}

static uint32_t enter(struct camera_book *b, const struct meeting *m, bool proved)
{
    uint32_t place = book_make_room(b);
    if (place == nobody)
        return nobody;
    struct camera *c = &b->at[place];
    *c = (struct camera){ .name = { .ip = m->ip, .vlan = m->vlan },
                          .used = true,
                          .frame_mac = m->mac,
                          .first_ns = m->time_ns,
                          .watched_ns = m->time_ns,
                          .next_mac = nobody,
                          .older = nobody,
                          .younger = nobody };
    book_put_last(b, place);
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

static void take_addresses(struct camera_book *b, uint32_t place, uint32_t from)
{
    for (uint32_t slot = 0; slot < ADDRESSES_MAX; slot++) {
        struct address a = b->at[from].address[slot];
        if (!a.used)
            continue;
        book_drop_address(b, from * ADDRESSES_MAX + slot);
        book_add_address(b, place, &(struct address){ .ip = a.ip, .vlan = a.vlan, .half = a.half });
    }
}

uint32_t book_same(const struct camera_book *b)
{
    return b->same;
}

/* An id that was spoken of stays: then the other one is the one that was met under another address
 * before it was known who it is. */
static uint32_t keep_spoken(struct camera_book *b, uint32_t place)
{
    uint32_t same = b->same;
    struct camera *c = &b->at[place];
    if (same == nobody || c->name.id.s[0] != '\0' || b->at[same].name.id.s[0] == '\0')
        return place;
    if (c->mac_proved) {
        book_drop_mac(b, place);
        c->mac_proved = false;
        book_prove_mac(b, same, &c->name.mac);
    }
    b->same = place;
    return same;
}

uint32_t book_meet(struct camera_book *b, const struct meeting *m, bool *fresh)
{
    bool proved = book_proves(b, m);
    *fresh = false;
    b->same = nobody;
    uint32_t place = book_find(b, m, proved);
    if (m->only_known)
        return place;
    if (place == nobody && (!ip_is_group(&m->ip) || proved)) {
        place = enter(b, m, proved);
        *fresh = place != nobody;
    }
    if (place == nobody)
        return nobody;
    b->same = book_find_same(b, place, m, proved);
    place = keep_spoken(b, place);
    settle_address(b, place, m);
    if (b->same != nobody)
        take_addresses(b, place, b->same);
    book_note_tags(b, place, m);
    book_take_out(b, place);
    book_put_last(b, place);
    if (book_is_old(b->at[place].first_ns, m->time_ns))
        book_firm(b, place);
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

uint32_t book_cameras(const struct camera_book *b)
{
    return b->cameras;
}

void book_see_neighbour(struct camera_book *b, const struct mac *mac, const struct ip *ip)
{
    neighbours_see(b->neighbours, mac, ip);
}

void book_see_address(struct camera_book *b, const struct observation *o)
{
    bool leased = is_by(o, "dhcp") || is_by(o, "dhcp6");
    enum address_act act = o->address.act;
    bool said = act == ADDRESS_CLAIM || act == ADDRESS_ASK || act == ADDRESS_ANSWER;
    if (leased ? act == ADDRESS_ACK : said)
        neighbours_own(b->neighbours, &o->address.mac, &o->address.ip, act == ADDRESS_ANSWER);
}
